/**
 * A page of another port of 127.0.0.1 (another origin, but the same site, so that SameSite keeps no cookie from it) and the
 * program that serves it, in a real browser in which the person's own page is logged in, try everything they can.
 */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "playwright";
import { launchBrowser, type LaunchedBrowser } from "../doubles/browser.ts";
import { pageHeaders, startHarness, type Harness } from "./http-harness.ts";

let harness: Harness;
let launched: LaunchedBrowser;
let evil: Server;
let evilOrigin: string;
/** Everything that the browser told the other port's program. */
const toldToEvil: IncomingHttpHeaders[] = [];

beforeAll(async () => {
  harness = await startHarness();
  launched = await launchBrowser();
  evil = createServer((request, response) => {
    toldToEvil.push(request.headers);
    response.setHeader("Content-Type", "text/html").end("<!doctype html><title>Evil</title><body></body>");
  });
  evil.on("upgrade", (request, socket) => {
    toldToEvil.push(request.headers);
    socket.destroy();
  });
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  evilOrigin = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await launched.close();
  await new Promise((resolve) => evil.close(resolve));
  await harness.stop();
});

/** Logs the person's own page in, as the page itself does; what it then can do. */
function logIn(page: Page): Promise<{ session: number; call: number; push: boolean; cookie: string }> {
  return page.evaluate(async (token) => {
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    const opened = await fetch("/api/session", { method: "POST", headers, body: JSON.stringify({ token }) });
    const { value } = (await opened.json()) as { value: { session: string } };
    sessionStorage.setItem("pricebell.session", value.session);
    headers["x-pb-session"] = value.session;
    const call = await fetch("/api/rules.remove", { method: "POST", headers, body: '{"id":"own"}' });
    const protocols = ["pricebell.push", `pricebell.session.${value.session}`];
    const socket = new WebSocket(`ws://${location.host}/api/push`, protocols);
    const push = await new Promise<boolean>((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
    return { session: opened.status, call: call.status, push, cookie: document.cookie };
  }, harness.token);
}

test("nothing is changed and nothing is read; the own page does both", async () => {
  const context = await launched.browser.newContext();
  const page = await context.newPage();
  await page.goto(harness.server.url);
  // 'self' in the policy lets the page's WebSocket through.
  expect(await logIn(page)).toEqual({ session: 200, call: 200, push: true, cookie: "" });
  expect(harness.recorded.map(({ input }) => input)).toEqual([{ id: "own" }]);
  harness.recorded.length = 0;

  const other = await context.newPage();
  await other.goto(evilOrigin);
  const outcome = await other.evaluate(async (target) => {
    const url = `${target}/api/rules.remove`;
    const body = '{"id":"evil"}';
    const attempt = async (init: RequestInit): Promise<string> => {
      try {
        const response = await fetch(url, { method: "POST", body, credentials: "include", ...init });
        return `read ${response.type} ${response.status} ${await response.text()}`;
      } catch {
        return "blocked";
      }
    };
    const json = { "Content-Type": "application/json" };
    const results: Record<string, string> = {
      simple: await attempt({}),
      preflighted: await attempt({ headers: { ...json, "X-PB": "1" } }),
      opaque: await attempt({ mode: "no-cors" }),
      get: await fetch(`${target}/`, { credentials: "include" }).then(
        () => "read",
        () => "blocked",
      ),
    };
    results["socket"] = await new Promise((resolve) => {
      const socket = new WebSocket(`${target.replace("http", "ws")}/api/push`);
      socket.onopen = () => resolve("open");
      socket.onerror = () => resolve("blocked");
    });
    results["script"] = await new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = `${target}/assets/index-1a2b.js`;
      script.onload = () => resolve("loaded");
      script.onerror = () => resolve("blocked");
      document.body.append(script);
    });
    results["frame"] = await new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.src = `${target}/`;
      frame.onload = () => {
        try {
          resolve(frame.contentDocument === null ? "unreadable" : "readable");
        } catch {
          resolve("unreadable");
        }
      };
      document.body.append(frame);
    });
    return results;
  }, harness.origin);
  expect(outcome).toMatchObject({
    simple: "blocked",
    preflighted: "blocked",
    get: "blocked",
    socket: "blocked",
    script: "blocked",
    frame: "unreadable",
  });
  expect(outcome["opaque"]).not.toContain("200");

  for (const enctype of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
    const form = await context.newPage();
    await form.goto(evilOrigin);
    const answered = form.waitForResponse((response) => response.url().startsWith(harness.origin));
    await form.evaluate(
      ({ target, type }) => {
        const element = document.createElement("form");
        element.method = "post";
        element.enctype = type;
        element.action = `${target}/api/rules.remove`;
        const input = document.createElement("input");
        input.name = '{"id":"evil","x":"';
        input.value = '"}';
        element.append(input);
        document.body.append(element);
        element.submit();
      },
      { target: harness.origin, type: enctype },
    );
    expect((await answered).status(), enctype).toBeGreaterThanOrEqual(400);
  }
  expect(harness.recorded).toEqual([]);
  await context.close();
});

test("what the browser tells another port's program opens nothing, with a forged Origin either", async () => {
  const context = await launched.browser.newContext();
  const page = await context.newPage();
  await page.goto(harness.server.url);
  expect(await logIn(page)).toMatchObject({ call: 200, push: true });
  harness.recorded.length = 0;
  toldToEvil.length = 0;

  // Opened in another tab and in the same one, and a page of it calls and dials its own program.
  const other = await context.newPage();
  for (const tab of [other, page]) await tab.goto(evilOrigin);
  const readable = await page.evaluate(async () => {
    await fetch("/", { credentials: "include" });
    await new Promise((resolve) => {
      new WebSocket(`ws://${location.host}/`).onerror = resolve;
    });
    return { cookie: document.cookie, kept: [{ ...sessionStorage }, { ...localStorage }] };
  });
  expect(readable).toEqual({ cookie: "", kept: [{}, {}] });

  expect(toldToEvil.length).toBeGreaterThanOrEqual(4);
  const cookies = await context.cookies();
  const told = [...toldToEvil, { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") }];
  for (const { cookie } of told) {
    const forged = { ...pageHeaders(harness.origin), ...(cookie ? { cookie } : {}) };
    expect((await harness.send("POST", "/api/rules.remove", forged, '{"id":"evil"}')).status).toBe(401);
    expect(await harness.push({ origin: harness.origin, ...(cookie ? { cookie } : {}) })).toBe(401);
  }
  expect(harness.recorded).toEqual([]);
  expect(JSON.stringify(told)).not.toContain(harness.token);
  await context.close();
});
