/** The desktop app behind the system's proxy: asked of Electron at each dial, on the double. */
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../../doubles/browser.ts";
import { ConnectProxy } from "../../doubles/connect-proxy.ts";
import { patienceMs } from "../../doubles/patience.ts";
import { VenueServer } from "../../doubles/venue-server.ts";
import { buildDesktop } from "../../doubles/built-app.ts";
import { DoubleHost, Environment } from "./host.ts";

/** Resolved by nobody but the proxy: reached directly, it would fail. */
const venue = "venue.pricebell.invalid";

let browser: Browser;
let environment: Environment;
let server: VenueServer;
let proxy: ConnectProxy;
let host: DoubleHost;

beforeAll(async () => {
  await buildDesktop();
  ({ browser } = await launchBrowser());
});
afterAll(() => browser.close());
beforeEach(async () => {
  environment = await Environment.create();
  server = await VenueServer.start();
  proxy = await ConnectProxy.start({ port: server.port });
});
afterEach(async () => {
  await host.stop();
  await proxy.stop();
  await server.stop();
  await environment.end();
});

const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: patienceMs, interval: 50 });

const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
  host = new DoubleHost(environment, browser, {
    args: ["--venue-url", `ws://${venue}:81/feed`, "--rest-url", `http://${venue}:82`, "--symbols", "BTC-USD"],
    env: { DBUS_SESSION_BUS_ADDRESS: environment.bus.address, ...env },
  });
  await host.page();
};

test("settings that change while the app runs hold from the next dial on", async () => {
  await start();
  await eventually(() => host.control.proxyLookups()).toContain(`http://${venue}:81/`);
  expect(server.dials).toBe(0);
  await host.control.setSystemProxy("SOCKS5 127.0.0.1:9");
  await host.value("feed.reconnect", {});
  await eventually(async () => (await host.value("feed.status", {})).venues[0]?.lastError?.message ?? "").toMatch(
    /^The system's network settings name a proxy of the kind socks5;/,
  );
  await host.control.setSystemProxy(`PROXY ${proxy.host}; DIRECT`);
  await host.value("feed.reconnect", {});
  await eventually(() => server.dials).toBeGreaterThan(0);
  expect(proxy.asked).toContain(`${venue}:81`);
});

test("a proxy in the environment wins, and the system is not asked", async () => {
  await start({ HTTP_PROXY: `http://${proxy.host}` });
  await eventually(() => server.dials).toBeGreaterThan(0);
  expect(await host.control.proxyLookups()).toEqual([]);
});
