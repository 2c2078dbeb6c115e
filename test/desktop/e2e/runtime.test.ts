/** The app in Electron's real runtime, on whichever system this is: what only the runtime itself can show. */
import { readFileSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../main/lib/clock.ts";
import { startStaticExchange } from "../../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../../doubles/exchange/types.ts";
import { projectRoot, buildDesktop } from "../../doubles/built-app.ts";
import { electronRuntime } from "./host.ts";

const runtime = electronRuntime();
const missing = "missing" in runtime ? runtime.missing : null;
if (missing !== null) {
  console.log(`NOT run: electron (${missing}).`);
  // Where the runtime must be there, its absence is a failure, not a skip.
  if (process.env["PRICEBELL_REQUIRE_ELECTRON"] === "1") throw new Error(missing);
}

describe.skipIf(missing !== null)("on electron", () => {
  let folder: string;
  let exchange: Exchange;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    await buildDesktop();
    folder = mkdtempSync(join(tmpdir(), "pricebell-runtime-"));
    exchange = await startStaticExchange({ clock: systemClock });
    exchange.setPrice("BTC-USD", "44000");
    const env = Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    // With `=`: on Windows Electron refuses to start where anything follows an argument that is an address.
    app = await _electron.launch({
      executablePath: "path" in runtime ? runtime.path : "",
      args: [
        projectRoot,
        "--data-dir",
        folder,
        `--venue-url=${exchange.wsUrl}`,
        `--rest-url=${exchange.restUrl}`,
        "--symbols",
        "BTC-USD",
      ],
      env,
    });
    page = await app.firstWindow();
    await page.getByText("BTC-USD").first().waitFor();
  });
  afterAll(async () => {
    await app.close();
    await exchange.stop();
    // Windows holds the files of a process for a moment after it.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  test("the runtime itself says that the page is sandboxed and isolated, at our own origin", async () => {
    expect(await page.evaluate("location.origin")).toBe("app://bundle");
    expect(await page.evaluate("[isSecureContext, typeof require, typeof process, typeof pricebell]")).toEqual([
      true,
      "undefined",
      "undefined",
      "object",
    ]);
    const sandboxed = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): { sandbox: boolean; contextIsolation: boolean };
      };
      const { sandbox, contextIsolation } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation };
    });
    expect(sandboxed).toEqual({ sandbox: true, contextIsolation: true });
  });

  test("permissions, windows, navigation and the network are refused by the runtime", async () => {
    expect(await page.evaluate("Notification.requestPermission()")).toBe("denied");
    expect(await page.evaluate("window.open('https://example.com/') === null")).toBe(true);
    expect(await page.evaluate("fetch('https://example.com/').then(() => 'reached', () => 'refused')")).toBe("refused");
    expect(await page.evaluate("fetch('app://bundle/../package.json').then((r) => r.status)")).toBe(404);
    await page.evaluate("void (location.href = 'https://example.com/')");
    expect(await page.evaluate("location.origin")).toBe("app://bundle");
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test("an alert made through the bridge fires, and its delivery ends in a known state", async () => {
    const call = (name: string, input: unknown): Promise<unknown> =>
      page.evaluate(
        ([given, value]) =>
          (
            globalThis as unknown as { pricebell: { invoke(name: unknown, input: unknown): Promise<unknown> } }
          ).pricebell.invoke(given, value),
        [name, input] as const,
      );
    await expect
      .poll(async () => (await call("feed.status", {})) as object)
      .toMatchObject({ value: { summary: "live" } });
    await call("rules.create", {
      instrument: { symbol: "BTC-USD" },
      condition: { kind: "crosses-up", level: "45000" },
    });
    exchange.setPrice("BTC-USD", "45001");
    await expect
      .poll(async () => JSON.stringify(await call("history.list", {})))
      .toMatch(/"channel":"desktop","state":"(shown|failed|unknown)"/);
  });

  test("nothing went wrong on the way", () => {
    expect(readFileSync(join(folder, "logs", "pricebell.log"), "utf8")).not.toContain("went wrong");
  });
});
