/**
 * Electron's security checklist, item by item, on the app as it is built: the real main and preload bundles on the double,
 * the real page in a real Chromium. Each test names its item and fails when that is undone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pageOrigin } from "../../main/desktop/scheme.ts";
import { callChannel } from "../../preload/ipc-channels.ts";
import { launchBrowser } from "../doubles/browser.ts";
import { projectRoot, buildDesktop } from "../doubles/built-app.ts";
import { DoubleHost, Environment } from "./e2e/host.ts";
import { permissions } from "./electron-permissions.ts";

let browser: Browser;
let environment: Environment;
let host: DoubleHost;
let page: Page;
let outside: Server;
let outsideUrl: string;
let outsideRequests = 0;

beforeAll(async () => {
  await buildDesktop();
  ({ browser } = await launchBrowser());
  environment = await Environment.create();
  environment.exchange.setPrice("BTC-USD", "44000");
  host = new DoubleHost(environment, browser);
  page = await host.page();
  await page.getByText("BTC-USD").first().waitFor();
  outside = createServer((_request, response) => {
    outsideRequests += 1;
    response.end("outside");
  });
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  outsideUrl = `http://127.0.0.1:${String((outside.address() as AddressInfo).port)}/`;
});

afterAll(async () => {
  await host.stop();
  await environment.end();
  await browser.close();
  outside.close();
});

const source = (folder: string): [string, string][] =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte|html|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, "utf8")]);

const preferences = async (): Promise<Record<string, unknown>> =>
  (await host.control.windows())[0]?.webPreferences ?? {};

test("1 only secure content: the page asks for nothing outside of its own scheme", async () => {
  await page.evaluate(`fetch(${JSON.stringify(outsideUrl)}).catch(() => 0)`);
  await page.evaluate(
    `new Promise((resolve) => { const i = new Image(); i.onerror = i.onload = resolve; i.src = ${JSON.stringify(`${outsideUrl}x.png`)}; })`,
  );
  expect(outsideRequests).toBe(0);
  for (const url of [
    outsideUrl,
    "https://example.com/",
    "ws://127.0.0.1:1/",
    "file:///etc/passwd",
    "app://bundle.evil/",
    "http://bundle/",
  ]) {
    expect(await host.control.attempt("request", url)).toBe(false);
  }
  expect(await host.control.attempt("request", "app://bundle/index.html")).toBe(true);
});

test("2 no Node in the page", async () => {
  expect(await page.evaluate("[typeof require, typeof process, typeof Buffer, typeof module, typeof global]")).toEqual(
    Array(5).fill("undefined"),
  );
  expect(await preferences()).toMatchObject({
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
  });
});

test("3 context isolation: what the page does to its own world changes no call", async () => {
  expect(await preferences()).toMatchObject({ contextIsolation: true });
  const answer = await page.evaluate(`(async () => {
    const { push } = Array.prototype, { parse } = JSON;
    Array.prototype.push = JSON.parse = () => { throw new Error("stolen"); };
    try { return await pricebell.invoke("app.info", {}); } finally { Array.prototype.push = push; JSON.parse = parse; }
  })()`);
  expect(answer).toMatchObject({ ok: true, value: { host: "electron" } });
});

test("4 sandbox: for every process, and before Electron is ready", async () => {
  expect(await host.control.beforeReady()).toContain("app.enableSandbox");
  expect(await preferences()).toMatchObject({ sandbox: true });
});

test("5 every permission is denied, by the request handler, the check handler and the device handler", async () => {
  const declared = /setPermissionCheckHandler\(handler: .*?permission: (.*?), requestingOrigin/.exec(
    readFileSync(join(projectRoot, "node_modules/electron/electron.d.ts"), "utf8"),
  )?.[1];
  // A permission that a new Electron adds makes this list fall short, and the test fail.
  expect([...permissions].sort()).toEqual(
    [...(declared ?? "").matchAll(/'([^']+)'/g)].map((match) => match[1] ?? "").sort(),
  );
  for (const permission of permissions) {
    expect([permission, await host.control.permission(permission)]).toEqual([
      permission,
      { request: false, check: false, device: false },
    ]);
  }
});

test("6, 8, 9, 10 web security is on; insecure content, experiments and extra Blink features are off", async () => {
  const given = await preferences();
  expect(given).toMatchObject({
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    devTools: false,
  });
  expect(Object.keys(given)).not.toContain("enableBlinkFeatures");
});

test("7 a content security policy as a header, which stops foreign script, text as script and text as HTML", async () => {
  const csp = await page.evaluate(`fetch("/index.html").then((r) => r.headers.get("content-security-policy"))`);
  expect(csp).toContain("default-src 'none'");
  expect(csp).toContain("script-src 'self';");
  expect(csp).not.toContain("unsafe");
  const violations = await page.evaluate(`new Promise((resolve) => {
    const seen = [];
    document.addEventListener("securitypolicyviolation", (event) => { seen.push(event.effectiveDirective + " " + event.blockedURI); if (seen.length === 3) resolve(seen); });
    import("data:text/javascript,globalThis.stolen=1").catch(() => 0);
    import("https://example.com/x.js").catch(() => 0);
    const image = new Image(); image.src = "https://example.com/x.png";
  })`);
  expect((violations as string[]).sort()).toEqual([
    "img-src https://example.com/x.png",
    "script-src-elem data",
    "script-src-elem https://example.com/x.js",
  ]);
  expect(await page.evaluate("typeof stolen")).toBe("undefined");
  // Text as HTML: only through the policy that Svelte made at the start, and it is made once.
  expect(
    await page.evaluate(
      `(() => { try { document.createElement("div").innerHTML = "<b>x</b>"; return "set"; } catch (error) { return error.name; } })()`,
    ),
  ).toBe("TypeError");
  expect(
    await page.evaluate(
      `(() => { try { trustedTypes.createPolicy("mine", { createHTML: (x) => x }); return "made"; } catch (error) { return error.name; } })()`,
    ),
  ).toBe("TypeError");
  // Text as code: a timer's, because the debugger that runs this test may itself evaluate text.
  expect(
    await page.evaluate(
      `(() => { try { setTimeout("globalThis.stolen = 2"); return "run"; } catch (error) { return error.name; } })()`,
    ),
  ).toBe("TypeError");
  expect(await page.evaluate("typeof stolen")).toBe("undefined");
});

test("11, 12 webviews are off, and refused where one comes about all the same", async () => {
  expect(await preferences()).toMatchObject({ webviewTag: false });
  expect(await host.control.attempt("webview", "app://bundle/")).toBe(false);
});

test.each([
  "https://evil.example/",
  "app://bundle.evil/",
  "app://bundle@evil/",
  "file:///etc/passwd",
  "http://bundle/",
  "javascript:alert(1)",
])("13 no navigation to %s, by the page, a frame or a redirect", async (url) => {
  for (const event of ["will-navigate", "will-frame-navigate", "will-redirect"] as const)
    expect(await host.control.attempt(event, url)).toBe(false);
});

test("13 the page itself cannot leave", async () => {
  await page.evaluate(`void (location.href = ${JSON.stringify(outsideUrl)})`);
  await expect.poll(() => host.double.refused).toContain(outsideUrl);
  expect(page.url()).toBe("https://bundle/");
  expect(outsideRequests).toBe(0);
  expect(await page.evaluate("typeof pricebell")).toBe("object");
});

test("14 no second window", async () => {
  expect(await host.control.attempt("open-window", "app://bundle/")).toBe(false);
  await page.evaluate(`void window.open(${JSON.stringify(outsideUrl)})`);
  await expect.poll(() => browser.contexts().flatMap((context) => context.pages()).length).toBe(1);
  expect(await host.control.windows()).toHaveLength(1);
  expect(outsideRequests).toBe(0);
});

test("15 an address that the page wanted to open and is not ours is opened nowhere, the link of the chart's licence in the browser", async () => {
  for (const address of [
    "https://evil.example/",
    "https://www.tradingview.com/?x",
    "https://www.tradingview.com.evil.example/",
    "http://www.tradingview.com/",
  ])
    await host.control.attempt("open-window", address);
  expect(await host.control.opened()).toEqual([]);
  await host.control.attempt("open-window", "https://www.tradingview.com/");
  expect(await host.control.opened()).toEqual(["https://www.tradingview.com/"]);
});

test("16 Electron is of a supported major, and exactly that one", () => {
  const { devDependencies } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  expect(devDependencies["electron"]).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Number(devDependencies["electron"]?.split(".")[0])).toBeGreaterThanOrEqual(45);
});

test("17 a call from a subframe, another window, a frame that is gone or a foreign origin changes nothing and is logged once", async () => {
  const forged = [
    { url: "app://bundle/", main: false, foreignWindow: false },
    { url: "app://bundle/", main: true, foreignWindow: true },
    { url: null, main: true, foreignWindow: false },
    { url: "https://evil.example/", main: true, foreignWindow: false },
  ];
  for (const frame of [...forged, ...forged]) {
    const answer = await host.control.forge(frame, callChannel, ["settings.set", { theme: "dark" }]);
    expect(answer).toMatchObject({ ok: false, error: { code: "forbidden" } });
  }
  expect(await host.value("settings.get", {})).toMatchObject({ theme: "system" });
  await expect.poll(() => host.double.log.match(/was refused; nothing was changed/g)).toHaveLength(4);
});

test("17 malformed payloads are refused, and there is no other channel", async () => {
  const call = (...args: unknown[]) =>
    host.control.forge({ url: "app://bundle/", main: true, foreignWindow: false }, callChannel, args);
  expect(await call("settings.set", { theme: "pink" })).toMatchObject({ ok: false });
  expect(await call("settings.set", { unheard: 1 })).toMatchObject({ ok: false });
  expect(await call("no.such", {})).toMatchObject({ ok: false, error: { code: "not-found" } });
  expect(await call("__proto__", {})).toMatchObject({ ok: false });
  expect(await call({ toString: 1 }, {})).toMatchObject({ ok: false, error: { code: "request-invalid" } });
  expect(await call("app.info")).toMatchObject({ ok: false, error: { code: "request-invalid" } });
  await expect(
    host.control.forge({ url: "app://bundle/", main: true, foreignWindow: false }, "other", []),
  ).rejects.toThrow("No handler registered");
  for (const [file, text] of source("main")) {
    if (!file.endsWith(join("desktop", "ipc.ts")))
      expect([file, /ipcMain\s*\.\s*(handle|on)\b|from "electron".*ipcMain/.test(text)]).toEqual([file, false]);
  }
});

// 19, the fuses, is read from the packed binary in test/packaging.

test("20 nothing of Electron reaches the page: two functions, and listeners that get values alone", async () => {
  expect(await page.evaluate("Object.entries(pricebell).map(([name, value]) => [name, typeof value])")).toEqual([
    ["invoke", "function"],
    ["subscribe", "function"],
  ]);
  const args = page.evaluate(
    `new Promise((resolve) => { pricebell.subscribe("settings.changed", (...args) => resolve([args.length, Object.keys(args[0]).includes("sender")])); })`,
  );
  await page.evaluate("Promise.resolve()");
  await host.value("settings.set", { theme: "light" });
  expect(await args).toEqual([1, false]);
  await host.value("settings.set", { theme: "system" });
});

test("Chromium does nothing on the network by itself: no dictionaries are fetched, no credentials sent", async () => {
  expect(await host.control.byItself()).toEqual({ spellChecker: false, ntlmDomains: "" });
  expect(await preferences()).toMatchObject({ spellcheck: false });
});

test("downloads are refused but for a table that the page made, and the page is built without addresses of its own to call", async () => {
  for (const from of ["https://evil.example/x.exe", "https://evil.example/x.csv", "blob:https://evil.example/x.csv"])
    expect(await host.control.attempt("download", from)).toBe(false);
  expect(await host.control.attempt("download", `blob:${pageOrigin}/x.exe`)).toBe(false);
  expect(await host.control.attempt("download", `blob:${pageOrigin}/x.csv`)).toBe(true);
  // The namespaces of SVG, and the link that the licence of the chart asks for: it is opened by a person, outside.
  for (const [file, text] of source("renderer"))
    expect([
      file,
      /https?:\/\/(?!www\.(?:w3\.org|tradingview\.com)\/)[a-z]|wss?:\/\/[a-z]/.exec(text)?.[0] ?? null,
    ]).toEqual([file, null]);
});
