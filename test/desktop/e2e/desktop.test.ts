/** What only the desktop has: tray, closing, sleep, a page that dies, a second start, the keyring, start at login. On the double. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { identity } from "../../../main/desktop/identity.ts";
import { launchBrowser } from "../../doubles/browser.ts";
import { patienceMs } from "../../doubles/patience.ts";
import { HeadlessApp } from "../../doubles/headless-app.ts";
import type { DoubleOptions } from "../../doubles/electron/driver.ts";
import { buildDesktop } from "../../doubles/built-app.ts";
import { DoubleHost, Environment } from "./host.ts";

let browser: Browser;
let environment: Environment;
let host: DoubleHost;

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

const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: patienceMs, interval: 50 });

async function start(options: Partial<DoubleOptions> = {}): Promise<void> {
  host = new DoubleHost(environment, browser, options);
  await host.page();
  await eventually(async () => (await host.value("feed.status", {})).summary).toBe("live");
}

/** What is set of the one venue that takes a key. */
const securityPro = async () =>
  (await host.value("venues.list", {})).find(({ description }) => description.id === "securitypro");

const crossesUp = (level: string, repeat: "once" | "always" = "once") =>
  host.value("rules.create", { instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level }, repeat });

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
  host = new DoubleHost(environment, browser, { args: [...environment.args, "--hidden"] });
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

test("a page that dies is brought back three times; the alerts never notice", async () => {
  await start();
  await crossesUp("45000", "always");
  for (let time = 1; time <= 3; time++) {
    await host.double.crashPage();
    await (await host.page()).getByText("BTC-USD").first().waitFor();
  }
  environment.exchange.setPrice("BTC-USD", "45001");
  await eventually(() => environment.service.calls.length).toBe(1);
  await host.double.crashPage();
  await eventually(async () => (await host.control.dialogs()).map(({ message }) => message)).toEqual([
    "Pricebell's window keeps closing",
  ]);
  expect(await host.control.windows()).toEqual([]);
  await host.control.clickTray("open");
  await (await host.page()).getByText("BTC-USD").first().waitFor();
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

test("a page that dies in the middle of a call: the call ends, and nothing else notices", async () => {
  // A notification that the system never answers keeps the call open for ten seconds.
  await start({ config: { platform: "darwin", notifications: "silent" } });
  const ended = host.value("notifications.test", {}).then(
    () => "answered",
    () => "ended",
  );
  await host.double.crashPage();
  expect(await ended).toBe("ended");
  await (await host.page()).getByText("BTC-USD").first().waitFor();
  expect((await host.value("feed.status", {})).summary).toBe("live");
  expect(host.double.log).not.toContain("went wrong");
});

test("an error that nobody caught is written down and the app asks to be started again, four times at most", async () => {
  await start();
  const folder = join(environment.dataDir, "crashes");
  for (let time = 1; time <= 4; time++) {
    await host.control.throwInMain(`bug number ${String(time)}`);
    expect(await host.double.exited).toEqual({ code: 1, signal: null });
    expect(host.double.relaunched).toBe(time <= 3);
    expect(readdirSync(folder)).toHaveLength(time);
    expect(readFileSync(join(folder, readdirSync(folder).sort().at(-1) ?? ""), "utf8")).toContain(
      `bug number ${String(time)}`,
    );
    if (time < 4) {
      await host.killAndRestart(() => undefined);
      await host.page();
    }
  }
});

test("a crossing while the computer slept is told after it wakes, as what it is", async () => {
  await start();
  await crossesUp("45000");
  // Asleep: the sockets are dead and nobody says so. Awake: the price is elsewhere.
  await host.control.power("suspend");
  await environment.exchange.setFaults({ stall: true });
  environment.exchange.setPrice("BTC-USD", "45500");
  await environment.exchange.clearFaults();
  const dials = environment.exchange.dials;
  await host.control.power("resume");
  await eventually(() => environment.exchange.dials).toBeGreaterThan(dials);
  await eventually(() => environment.service.calls.length).toBe(1);
  expect((await host.value("history.list", {}))[0]).toMatchObject({
    kind: "fired",
    gap: { from: expect.any(String), to: expect.any(String) },
  });
});

test("the key is encrypted with the keyring's name beside it, and the page never sees it", async () => {
  const key = "sk-very-secret-0123456789";
  await start();
  const page = await host.page();
  const seen: string[] = [];
  page.on("console", (message) => seen.push(message.text()));
  await page
    .getByRole("button", { name: /settings/i })
    .first()
    .click();
  await page.getByLabel("API key").fill(key);
  await page.getByLabel("API key").press("Enter");
  await eventually(securityPro).toMatchObject({
    hasApiKey: true,
    apiKeyBackend: "gnome_libsecret",
  });
  await eventually(() =>
    page.evaluate(`[...document.querySelectorAll("input")].map((input) => input.value).join()`),
  ).not.toContain(key);
  const file = join(environment.dataDir, "api-key.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const stored = JSON.parse(readFileSync(file, "utf8")) as { backend: string; ciphertext: string };
  expect(stored.backend).toBe("gnome_libsecret");
  expect(Buffer.from(stored.ciphertext, "base64").toString("latin1")).not.toContain(key);
  const everything = [
    readFileSync(file, "utf8"),
    JSON.stringify([
      await host.value("venues.list", {}),
      await host.value("feed.status", {}),
      await host.value("app.info", {}),
    ]),
    await page.content(),
    seen.join(),
    host.double.log,
    readFileSync(join(environment.dataDir, "logs", "pricebell.log"), "utf8"),
    readFileSync(join(environment.dataDir, "pricebell.db"), "latin1"),
  ];
  for (const text of everything) expect(text).not.toContain(key);
  await eventually(() => JSON.stringify(environment.exchange.received)).toContain(key);

  // The same keyring reads it after a restart.
  await host.killAndRestart(() => undefined);
  await host.page();
  expect(await securityPro()).toMatchObject({ hasApiKey: true, apiKeyBackend: "gnome_libsecret" });

  // Another keyring cannot read it: it is asked for again, and nothing else is held up.
  await host.killAndRestart(() => undefined, {
    config: { keyring: { backend: "kwallet6", secret: "of another session" } },
  });
  await host.page();
  expect(await securityPro()).toMatchObject({
    hasApiKey: false,
    apiKeyBackend: "gnome_libsecret (unreadable)",
  });
  expect(await host.value("rules.list", {})).toEqual([]);
});

test("without a keyring the person is asked, and what is not stored is gone with the app", async () => {
  await start({ config: { keyring: { backend: "basic_text", secret: "peanuts" }, dialogAnswer: 0 } });
  expect(await host.value("venues.set", { venue: "securitypro", apiKey: "sk-1" })).toMatchObject({ hasApiKey: true });
  expect(await host.control.dialogs()).toMatchObject([{ message: "This system has no keyring" }]);
  expect(existsSync(join(environment.dataDir, "api-key.json"))).toBe(false);
});

test("without a keyring the key is stored where the person wants it all the same, and is there after a restart", async () => {
  const keyring = { backend: "basic_text", secret: "peanuts" } as const;
  await start({ config: { keyring, dialogAnswer: 1 } });
  const kept = { hasApiKey: true, apiKeyBackend: "basic_text" };
  expect(await host.value("venues.set", { venue: "securitypro", apiKey: "sk-1" })).toMatchObject(kept);
  await host.killAndRestart(() => undefined);
  await host.page();
  expect(await securityPro()).toMatchObject(kept);
});

test("start at login writes the autostart file of an AppImage, and takes it away", async () => {
  await start({
    env: { DBUS_SESSION_BUS_ADDRESS: environment.bus.address, APPIMAGE: "/opt/my apps/Pricebell.AppImage" },
  });
  const file = join(environment.root, "home/.config/autostart/app.pricebell.Pricebell.desktop");
  await host.value("settings.set", { startAtLogin: true });
  await eventually(() => (existsSync(file) ? readFileSync(file, "utf8") : "")).toContain(
    'Exec="/opt/my apps/Pricebell.AppImage" --hidden',
  );
  // The next version is another file; the first may be gone at the next login.
  const APPIMAGE = "/opt/my apps/Pricebell-2.AppImage";
  await host.killAndRestart(() => undefined, { env: { DBUS_SESSION_BUS_ADDRESS: environment.bus.address, APPIMAGE } });
  await host.page();
  await eventually(() => readFileSync(file, "utf8")).toContain(`Exec="${APPIMAGE}" --hidden`);
  await host.value("settings.set", { startAtLogin: false });
  await eventually(() => existsSync(file)).toBe(false);
});

test("the computer is kept awake while something is armed and the person wants it, and only then", async () => {
  await start();
  await host.value("settings.set", { keepAwake: true });
  expect(await host.control.awake()).toBe(0);
  const rule = await crossesUp("45000");
  await eventually(() => host.control.awake()).toBe(1);
  await host.value("rules.remove", { id: rule.id });
  await eventually(() => host.control.awake()).toBe(0);
});

for (const platform of ["darwin", "win32"] as const) {
  test(`on ${platform} an alert is one native notification whose buttons act, and start at login is the system's own`, async () => {
    await start({ config: { platform } });
    await crossesUp("45000", "always");
    environment.exchange.setPrice("BTC-USD", "45001");
    await eventually(async () => (await host.control.notifications()).length).toBe(1);
    const [shown] = await host.control.notifications();
    expect(shown).toMatchObject({
      actions: ["Open", "Snooze 15 min", "Pause"],
      title: expect.stringContaining("BTC-USD"),
    });
    expect(shown?.timeoutType).toBe(platform === "win32" && shown?.urgency === "critical" ? "never" : "default");
    await eventually(
      async () =>
        (await host.value("history.list", {}))[0]?.deliveries.find(({ destination }) => destination === "desktop")
          ?.state,
    ).toBe("shown");
    await host.control.clickNotification(shown?.id ?? "", "Snooze 15 min");
    await eventually(async () => (await host.value("rules.list", {}))[0]?.snoozedUntil ?? null).not.toBeNull();
    await host.control.clickNotification(shown?.id ?? "", "Pause");
    await eventually(async () => (await host.value("rules.list", {}))[0]?.snoozedUntil ?? null).toBeNull();
    await host.control.closeWindow();
    await host.control.clickNotification(shown?.id ?? "", null);
    await eventually(async () => (await host.control.windows())[0]?.visible).toBe(true);
    expect(environment.service.calls).toEqual([]);

    expect(await host.control.userDefaults()).toEqual(platform === "darwin" ? { NSAppSleepDisabled: true } : {});

    await host.value("settings.set", { startAtLogin: true });
    await eventually(() => host.control.loginItem()).toEqual({ openAtLogin: true, args: ["--hidden"] });
    const onWindows = { appUserModelId: "app.pricebell.desktop", toastActivatorClsid: identity.toastActivatorClsid };
    expect(await host.control.identity()).toEqual({
      name: "Pricebell",
      ...(platform === "win32" ? onWindows : { appUserModelId: null, toastActivatorClsid: null }),
      desktopName: null,
    });
  });
}

test("a start from the sources leaves the Start-menu shortcut and the clicks of an installed app on Windows alone", async () => {
  await start({ config: { platform: "win32", packaged: false } });
  const { name, appUserModelId, toastActivatorClsid } = await host.control.identity();
  expect(name).not.toBe(identity.name);
  expect(appUserModelId).not.toBe(identity.appId);
  expect(toastActivatorClsid).toMatch(/^\{[0-9A-F-]{36}\}$/);
  expect(toastActivatorClsid).not.toBe(identity.toastActivatorClsid);
});

test("notifications turned off by the person are shown in the app, with how to turn them on", async () => {
  await start({ config: { platform: "win32", notifications: { failed: "HRESULT:-2143420143" } } });
  expect(await host.value("notifications.test", {})).toEqual({ state: "failed", detail: "HRESULT:-2143420143" });
  const { channels } = await host.value("feed.status", {});
  expect(channels[0]).toMatchObject({
    channel: "desktop",
    state: "unavailable",
    detail: expect.stringContaining("Turn Pricebell on in Settings"),
  });
});

test("Quit ends the app with its window, and the place of the window is kept", async () => {
  await start();
  await host.control.quit();
  expect(await host.double.exited).toEqual({ code: 0, signal: null });
  expect(JSON.parse(readFileSync(join(environment.dataDir, "window.json"), "utf8"))).toMatchObject({
    bounds: { width: 1100, height: 720 },
  });
});

test("logging off on Windows ends the app in order", async () => {
  await start({ config: { platform: "win32" } });
  await host.control.endSession();
  expect(await host.double.exited).toEqual({ code: 0, signal: null });
  expect(existsSync(join(environment.dataDir, "window.json"))).toBe(true);
});

test("so does it where the app was started hidden at login and has never had a window", async () => {
  host = new DoubleHost(environment, browser, {
    args: [...environment.args, "--hidden"],
    config: { platform: "win32" },
  });
  await eventually(async () => (await host.control.tray())?.menu[0]?.label).toBe("Live");
  expect(await host.control.windows()).toEqual([]);
  await host.control.endSession();
  expect(await host.double.exited).toEqual({ code: 0, signal: null });
});

test("a data folder that cannot be made is told to the person in words, as any other that cannot be used", async () => {
  await start();
  const file = join(environment.root, "file");
  writeFileSync(file, "");
  const other = host.startAgain({ args: ["--data-dir", join(file, "data"), ...environment.args] });
  expect(await other.exited).toEqual({ code: 1, signal: null });
  expect(other.log).toContain(`${join(file, "data")} cannot be used`);
});

test("where the headless host has the data folder, the person is told, and it is left alone", async () => {
  await start();
  const headless = await HeadlessApp.start({ args: environment.args, env: environment.bus.env });
  try {
    const second = host.startAgain({
      root: join(environment.root, "other"),
      args: ["--data-dir", headless.dataDir, ...environment.args],
    });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.log).toMatch(/already|another/i);
    expect((await headless.value("feed.status", {})).store.state).toBe("ok");
  } finally {
    await headless.dispose();
  }
});
