/** What only the desktop has: its tray, its window that closes without an end, a second start. On the double. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { crossesUp, environment, eventually, host, makeHost, start, useDesktop } from "./desktop-harness.ts";

useDesktop();

test("the window closes to the tray and says so once; alerts fire on; the tray shows them and brings the window back", async () => {
  await start();
  await crossesUp("45000", "always");
  await eventually(async () => (await host.control.tray())?.menu.map(({ label }) => label)).toEqual([
    "Live",
    "BTC-USD 45,000: 1,000 away, 2.3%",
    "Pause all for an hour",
    "Open Pricebell",
    "Quit",
  ]);
  await host.control.closeWindow();
  expect(await host.control.windows()).toMatchObject([{ visible: false }]);
  expect(await host.control.dialogs()).toMatchObject([{ message: "Pricebell keeps watching" }]);

  environment.exchange.setPrice("BTC-USD", "45001");
  await eventually(() => environment.service.calls.length).toBe(1);
  await eventually(async () => (await host.control.tray())?.tooltip).toBe("Pricebell: Live, 0 armed, 1 unread");

  await host.control.clickTray("open");
  expect(await host.control.windows()).toMatchObject([{ visible: true }]);
  await host.control.closeWindow();
  expect(await host.control.dialogs()).toHaveLength(1);

  // A click on the notification opens the window at what it was about.
  environment.service.press(environment.service.calls[0]?.id ?? 0, "default");
  await eventually(async () => (await host.control.windows())[0]?.visible).toBe(true);
});

test.each([
  ["win32", true],
  ["darwin", false],
] as const)("on %s a click on the tray icon opens the window: %s", async (platform, opens) => {
  await start({ config: { platform } });
  await host.control.closeWindow();
  await host.control.clickTrayIcon();
  expect(await host.control.windows()).toMatchObject([{ visible: opens }]);
});

test("pause all for an hour from the tray, and resume", async () => {
  await start();
  await crossesUp("45000");
  await eventually(async () => (await host.control.tray())?.menu.find(({ id }) => id === "pause")?.enabled).toBe(true);
  await host.control.clickTray("pause");
  await eventually(async () => (await host.value("rules.list", {}))[0]?.state).toBe("paused");
  await eventually(async () => (await host.control.tray())?.menu.find(({ id }) => id === "pause")?.label).toMatch(
    /^Resume all \(paused until \d\d:\d\d\)$/,
  );
  await host.control.clickTray("pause");
  await eventually(async () => (await host.value("rules.list", {}))[0]?.state).toBe("armed");
});

test("without a tray the window is minimised, and a hidden start shows it", async () => {
  await environment.tray?.stop();
  await start({ args: [...environment.args, "--hidden"] });
  expect(await host.control.tray()).toBeNull();
  await host.control.closeWindow();
  expect(await host.control.windows()).toMatchObject([{ minimized: true }]);
  expect(await host.control.dialogs()).toMatchObject([{ detail: expect.stringContaining("no tray") }]);
});

test("a hidden start opens no window where there is a tray, and watches all the same", async () => {
  makeHost({ args: [...environment.args, "--hidden"] });
  await eventually(async () => (await host.control.tray())?.menu[0]?.label).toBe("Live");
  expect(await host.control.windows()).toEqual([]);
});

test("a second start shows the first one's window and ends", async () => {
  await start();
  await host.control.closeWindow();
  const second = host.startAgain();
  expect(await second.exited).toEqual({ code: 0, signal: null });
  await eventually(async () => (await host.control.windows())[0]?.visible).toBe(true);

  // The autostart entry at login, while it already runs: no window is asked for.
  await host.control.closeWindow();
  const autostarted = host.startAgain({ args: ["--data-dir", environment.dataDir, "--hidden"] });
  expect(await autostarted.exited).toEqual({ code: 0, signal: null });
  expect(await host.control.windows()).toMatchObject([{ visible: false }]);
});

test("on macOS nothing is said in a box that would hold up the watching: not at closing, not where the page died", async () => {
  await start({ config: { platform: "darwin" } });
  await host.control.closeWindow();
  await host.control.clickTray("open");
  for (let time = 1; time <= 3; time++) {
    await host.double.crashPage();
    await (await host.page()).getByText("BTC-USD").first().waitFor();
  }
  await host.double.crashPage();
  await eventually(async () => (await host.control.notifications()).map(({ title }) => title)).toEqual([
    "Pricebell's window keeps closing",
  ]);
  expect(await host.control.dialogs()).toEqual([]);
});

test("what the settings bring about is said on the window that they are in", async () => {
  await start({ config: { packaged: false } });
  await host.value("settings.set", { startAtLogin: true });
  await eventually(() => host.control.dialogs()).toMatchObject([{ message: "Start at login", onWindow: true }]);
  // From the sources there is no such thing: the setting does not say that there is.
  expect(await host.value("settings.get", {})).toMatchObject({ startAtLogin: false });
});

test("Quit ends the app with its window, and the place of the window is kept", async () => {
  await start();
  await host.control.quit();
  expect(await host.double.exited).toEqual({ code: 0, signal: null });
  expect(JSON.parse(readFileSync(join(environment.dataDir, "window.json"), "utf8"))).toMatchObject({
    bounds: { width: 1100, height: 720 },
  });
});
