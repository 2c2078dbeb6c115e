/** What dies, sleeps or cannot start on the desktop, and what the alerts and the person notice of it. On the double. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HeadlessApp } from "../../doubles/headless-app.ts";
import { crossesUp, environment, eventually, host, start, useDesktop } from "./desktop-harness.ts";

useDesktop();

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
