/** The double itself: what it carries between a real page and main, and that it is loud about what it does not know. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../doubles/browser.ts";
import { ElectronDouble } from "../doubles/electron/driver.ts";
import { missingOn } from "../doubles/electron/platforms.ts";
import { pack, unpack } from "../doubles/electron/structured.ts";
import { projectRoot, buildPreload } from "../doubles/built-app.ts";

let browser: Browser;
let root: string;
let running: ElectronDouble[] = [];

beforeAll(async () => {
  await buildPreload();
  ({ browser } = await launchBrowser());
});
afterAll(() => browser.close());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pricebell-double-"));
  writeFileSync(
    join(root, "index.html"),
    "<!doctype html><title>fixture</title><h1>Fixture</h1><script src=page.js></script>",
  );
  writeFileSync(join(root, "page.js"), "globalThis.loaded = typeof globalThis.pricebell;");
});
afterEach(async () => {
  for (const one of running) await one.stop();
  running = [];
  rmSync(root, { recursive: true, force: true });
});

function start(): ElectronDouble {
  const main = join(projectRoot, "test/desktop/fixture/security-probe.ts");
  const one = new ElectronDouble({ browser, root, main, args: [root], config: { packaged: false } });
  running.push(one);
  return one;
}

test("a value crosses as structured clone has it, and what cannot be cloned does not cross", () => {
  const value = {
    a: [1, undefined, null, Number.NaN, -0],
    b: 10n,
    d: new Date(5),
    m: new Map([[1, new Set(["x"])]]),
    "#": "tag",
    v: 1,
  };
  expect(unpack(pack(value))).toStrictEqual(value);
  expect(() => pack({ f: () => 1 })).toThrow(/clone/);
  expect(() => pack(new Uint8Array(2))).toThrow("not carried by the double");
});

test("the page calls main through the real preload, and hears pushes until it stops listening", async () => {
  const page = await start().page();
  expect(await page.evaluate("loaded")).toBe("object");
  expect(await page.evaluate(`pricebell.invoke("echo", { a: [1, null] })`)).toEqual({
    ok: true,
    value: { name: "echo", input: { a: [1, null] } },
  });
  const heard = await page.evaluate(`(async () => {
    const heard = [];
    const end = pricebell.subscribe("test", (...args) => heard.push(args));
    await pricebell.invoke("push", 1);
    end();
    await pricebell.invoke("push", 2);
    return heard;
  })()`);
  // One argument: the event object of Electron stays in the preload.
  expect(heard).toEqual([[1]]);
});

test("page and preload share nothing: a page that breaks its own world changes no call", async () => {
  const page = await start().page();
  const names = `[typeof require, typeof process, typeof toElectronDouble, typeof structuredPack]`;
  expect(await page.evaluate(names)).toEqual(Array(4).fill("undefined"));
  const answer = await page.evaluate(`(async () => {
    const { push } = Array.prototype, { parse } = JSON;
    Array.prototype.push = JSON.parse = () => { throw new Error("stolen"); };
    try {
      return await pricebell.invoke("echo", ["x"]);
    } finally {
      Array.prototype.push = push;
      JSON.parse = parse;
    }
  })()`);
  expect(answer).toEqual({ ok: true, value: { name: "echo", input: ["x"] } });
  expect(
    await page.evaluate(
      `(() => { "use strict"; try { pricebell.invoke = 1; return "changed"; } catch { return "frozen"; } })()`,
    ),
  ).toBe("frozen");
});

test("a member that the double does not have is told by name, in main and in the preload", async () => {
  const double = start();
  const page = await double.page();
  expect(await page.evaluate(`pricebell.invoke("unknown", null).then(() => "ok", (error) => error.message)`)).toContain(
    "electron.app.setAboutPanelOptions is not in the double",
  );
  expect(await page.evaluate(`pricebell.invoke("echo", () => 1).then(() => "ok", (error) => error.message)`)).toContain(
    "could not be cloned",
  );
});

test("which systems have what is read from the declarations, and what is not on this one is refused", () => {
  expect([
    missingOn("linux", "app", "setAppUserModelId"),
    missingOn("win32", "app", "setAppUserModelId"),
    missingOn("win32", "app", "setBadgeCount"),
    missingOn("darwin", "safeStorage", "getSelectedStorageBackend"),
    missingOn("win32", "Notification", "getHistory"),
    missingOn("linux", "app", "whenReady"),
  ]).toEqual(["win32", null, "linux and darwin", "linux", "darwin", null]);
});

test("a second start hands over what it wants and ends; a killed first one leaves no lock behind", async () => {
  const first = start();
  await first.page();
  const second = start();
  expect(await second.exited).toEqual({ code: 0, signal: null });
  await expect.poll(() => first.log).toContain("second, hidden: true");
  first.child.kill("SIGKILL");
  await first.exited;
  const third = start();
  expect(await (await third.page()).title()).toBe("fixture");
});
