/** What the tests of the desktop on the double share: a browser for all, and for each a folder, an exchange and an app of its own. */
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchBrowser } from "../../doubles/browser.ts";
import { buildDesktop } from "../../doubles/built-app.ts";
import type { DoubleOptions } from "../../doubles/electron/driver.ts";
import { patienceMs } from "../../doubles/patience.ts";
import { DoubleHost, Environment } from "./host.ts";

/** Those of the test that runs: read them there, do not keep them. */
export let browser: Browser;
export let environment: Environment;
export let host: DoubleHost;

/** To be called once in a test file. */
export function useDesktop(): void {
  beforeAll(async () => {
    await buildDesktop();
    ({ browser } = await launchBrowser());
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    environment = await Environment.create();
    environment.exchange.setPrice("BTC-USD", "44000");
  });
  afterEach(async () => {
    await host.stop();
    await environment.end();
  });
}

/** The app of this test, not started: {@link DoubleHost.page} and the like do that. */
export function makeHost(options: Partial<DoubleOptions> = {}): DoubleHost {
  host = new DoubleHost(environment, browser, options);
  return host;
}

/** Started, its window open, its prices live. */
export async function start(options: Partial<DoubleOptions> = {}): Promise<void> {
  makeHost(options);
  await host.page();
  await eventually(async () => (await host.value("feed.status", {})).summary).toBe("live");
}

export const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: patienceMs, interval: 50 });

/** What is set of the one venue that takes a key. */
export const securityPro = async () =>
  (await host.value("venues.list", {})).find(({ description }) => description.id === "securitypro");

export const crossesUp = (level: string, repeat: "once" | "always" = "once") =>
  host.value("rules.create", { instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level }, repeat });
