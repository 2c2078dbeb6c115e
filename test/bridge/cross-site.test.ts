/** A page of another origin (and the same site, so that SameSite does not keep the cookie from it), in a real browser in which the person's own page is logged in, tries everything it can. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, type LaunchedBrowser } from "../doubles/browser.ts";
import { startHarness, type Harness } from "./http-harness.ts";

let harness: Harness;
let launched: LaunchedBrowser;
let evil: Server;
let evilOrigin: string;

beforeAll(async () => {
  harness = await startHarness();
  launched = await launchBrowser();
  evil = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html").end("<!doctype html><title>Evil</title><body></body>");
  });
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  evilOrigin = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await launched.close();
  await new Promise((resolve) => evil.close(resolve));
  await harness.stop();
});

test("nothing is changed and nothing is read; the own page does both", async () => {
  const context = await launched.browser.newContext();
  const page = await context.newPage();
  await page.goto(harness.server.url);
  const logIn = (token: string) =>
    page.evaluate(async (value) => {
      const headers = { "Content-Type": "application/json", "X-PB": "1" };
      const session = await fetch("/api/session", { method: "POST", headers, body: JSON.stringify({ token: value }) });
      const call = await fetch("/api/rules.remove", { method: "POST", headers, body: '{"id":"own"}' });
      const socket = new WebSocket(`ws://${location.host}/api/push`);
      const push = await new Promise<boolean>((resolve) => {
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
      });
      return { session: session.status, call: call.status, push, cookie: document.cookie };
    }, token);
  // The cookie is there and no script sees it; 'self' in the policy lets the page's WebSocket through.
  expect(await logIn(harness.token)).toEqual({ session: 200, call: 200, push: true, cookie: "" });
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
