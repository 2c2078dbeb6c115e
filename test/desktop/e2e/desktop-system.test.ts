/** What the desktop app does with the system: login, shortcuts, keeping it awake, notifications, logging off. On the double. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { identity } from "../../../main/desktop/identity.ts";
import { crossesUp, environment, eventually, host, makeHost, start, useDesktop } from "./desktop-harness.ts";

useDesktop();

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

test("logging off on Windows ends the app in order", async () => {
  await start({ config: { platform: "win32" } });
  await host.control.endSession();
  expect(await host.double.exited).toEqual({ code: 0, signal: null });
  expect(existsSync(join(environment.dataDir, "window.json"))).toBe(true);
});

test("so does it where the app was started hidden at login and has never had a window", async () => {
  makeHost({
    args: [...environment.args, "--hidden"],
    config: { platform: "win32" },
  });
  await eventually(async () => (await host.control.tray())?.menu[0]?.label).toBe("Live");
  expect(await host.control.windows()).toEqual([]);
  await host.control.endSession();
  expect(await host.double.exited).toEqual({ code: 0, signal: null });
});

test("a program is chosen in the system's own box and is started for an alert, with words that the person allowed", async () => {
  const file = join(environment.root, "tell me");
  const heard = join(environment.root, "heard");
  writeFileSync(file, `#!/bin/sh\nread line\necho "$1 $line" >> "${heard}"\n`);
  chmodSync(file, 0o755);
  await start({ config: { chosenFile: file, dialogAnswer: 1 } });
  const page = await host.page();
  await page
    .getByRole("button", { name: /settings/i })
    .first()
    .click();
  await page.getByRole("combobox", { name: "Add another place" }).selectOption({ label: "Program" });
  const form = page.getByRole("form", { name: "Program" });
  const command = form.getByRole("textbox", { name: "Command" });
  // Whoever has taken the page over can type what they like: it starts nothing.
  await command.fill("/bin/sh");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Choose the program with the button").waitFor();
  await form.getByRole("button", { name: "Choose" }).click();
  await eventually(() => command.inputValue()).toBe(`"${file}"`);
  await command.fill(`"${file}" --loud`);
  await form.getByRole("button", { name: "Save" }).click();
  const group = page.getByRole("group", { name: "Program" });
  await group.getByRole("button", { name: "Send a test" }).click();
  await group.getByText("The service took the test message.").waitFor();
  expect(readFileSync(heard, "utf8")).toMatch(/^--loud \{.*"title":"Pricebell can reach you"/);
  expect(await host.control.dialogs()).toMatchObject([
    { message: "Choose a program for your alerts", onWindow: true },
    {
      message: "Start this program for alerts, with these words?",
      detail: expect.stringContaining(`"${file}" --loud`),
      buttons: ["Do not start it", "Start it"],
    },
  ]);
});
