/** Notifications over D-Bus where the service or the bus is not there, goes away, or does not answer: failed or unknown, and never twice. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChannelStatus } from "../../main/delivery/channel.ts";
import { answerWithinMs } from "../../main/delivery/dbus.ts";
import { StalledBus } from "../doubles/stalled-bus.ts";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { until } from "../doubles/until.ts";
import { DbusHarness, message, ready, turns } from "./dbus-harness.ts";

const missing = sessionBusMissing();

describe.skipIf(missing !== null)(`notifications over D-Bus${missing === null ? "" : ` (not run: ${missing})`}`, () => {
  let h: DbusHarness;
  beforeEach(async () => {
    h = await DbusHarness.start();
  });
  afterEach(() => h.end());

  test("a service that goes away while a held-up process asks for it is known to be gone", async () => {
    const gone = await h.service();
    const held = h.stopAtEnd(await StalledBus.start(h.bus.address, "GetNameOwner"));
    const asking = h.channel(held.env);
    // The answer that names the service, and behind it the signal that it is gone, are read in one go.
    await until(() => held.holds(":1."), "the answer to wait");
    await gone.stop();
    await until(() => held.holds("NameOwnerChanged"), "the signal to wait");
    held.release();
    await until(() => asking.status().state === "unavailable", "the channel to know");
    expect(asking.status().detail).toMatch(/No notification service is running/);
    await h.service();
    await ready(asking);
  });

  test("no service: failed at once and retryable, said in words; ready as soon as one starts", async () => {
    const desktop = h.channel();
    const states: ChannelStatus["state"][] = [];
    desktop.onStatus((status) => states.push(status.state));
    const outcome = await desktop.show(message());
    expect(outcome).toMatchObject({ state: "failed", retryable: true });
    expect(desktop.status()).toEqual({
      state: "unavailable",
      detail:
        "No notification service is running on this desktop. Alerts are kept in the history and shown as soon as it works again. Start one, for example dunst or mako.",
    });
    const shown = await h.service();
    await ready(desktop);
    expect(states.at(-1)).toBe("ok");
    expect((await desktop.show(message())).state).toBe("shown");
    expect(shown.calls).toHaveLength(1);
  });

  test("a service that takes notifications and never answers: unknown after 10 s, and never sent a second time", async () => {
    const mute = await h.service({ silent: "notify" });
    const desktop = h.channel();
    await ready(desktop);
    const first = desktop.show(message());
    await until(() => mute.calls.length === 1, "the service to be asked");
    h.clock.advance(answerWithinMs);
    expect(await first).toMatchObject({ state: "unknown", reason: expect.stringContaining("10 s") as string });
    expect(desktop.status()).toMatchObject({
      state: "unavailable",
      detail: expect.stringContaining("did not answer within 10 s") as string,
    });

    // Tried again while it still sleeps: only waited for.
    const second = desktop.show(message());
    await turns();
    h.clock.advance(answerWithinMs);
    expect(await second).toMatchObject({ state: "unknown" });

    mute.speak();
    expect(await desktop.show(message())).toMatchObject({ state: "shown" });
    expect(mute.calls).toHaveLength(1);
    expect(desktop.status().state).toBe("ok");
  });

  test("a message that grew while the service slept replaces the first once it wakes", async () => {
    const mute = await h.service({ silent: "notify" });
    const desktop = h.channel();
    await ready(desktop);
    const first = desktop.show(message({ title: "6 alerts fired" }));
    await until(() => mute.calls.length === 1, "the service to be asked");
    h.clock.advance(answerWithinMs);
    await first;
    mute.speak();
    await desktop.show(message({ title: "7 alerts fired" }));
    expect([...mute.visible.values()].map(({ title }) => title)).toEqual(["7 alerts fired"]);
  });

  test("a service that answers nothing at all is never handed the message: failed, not unknown", async () => {
    const mute = await h.service({ silent: "all" });
    const desktop = h.channel();
    await ready(desktop);
    const outcome = desktop.show(message());
    await turns();
    h.clock.advance(answerWithinMs);
    expect(await outcome).toMatchObject({
      state: "failed",
      retryable: true,
      reason: expect.stringContaining("did not answer") as string,
    });
    expect(mute.calls).toEqual([]);
  });

  test("a service that dies with a notification in its hands: failed and retryable; its successor shows it", async () => {
    const mute = await h.service({ silent: "notify" });
    const desktop = h.channel();
    await ready(desktop);
    const outcome = desktop.show(message());
    await until(() => mute.calls.length === 1, "the service to be asked");
    await mute.stop();
    expect(await outcome).toMatchObject({ state: "failed", retryable: true });
    const next = await h.service();
    await ready(desktop);
    expect((await desktop.show(message())).state).toBe("shown");
    expect(next.calls).toHaveLength(1);
  });

  test("a service that is restarted is asked anew what it can do, and old ids are forgotten", async () => {
    const before = await h.service({ firstId: 7 });
    const desktop = h.channel();
    await desktop.show(message());
    await before.stop();
    await until(() => desktop.status().state === "unavailable", "the loss to be seen");
    const after = await h.service({ capabilities: ["body"] });
    await ready(desktop);
    await desktop.show(message());
    expect(after.calls[0]).toMatchObject({ replacesId: 0, actions: [] });
  });

  test("the bus itself is lost and comes back: seen, dialled again, shown again", async () => {
    const desktop = h.channel();
    await until(() => desktop.status().state === "unavailable", "nobody to be there yet");
    // The first bus tells of it by a signal; of the next one it has to be asked.
    await h.service();
    await ready(desktop);
    await desktop.show(message());
    await h.bus.kill();
    await until(() => desktop.status().state === "unavailable", "the loss to be seen");
    expect(desktop.status().detail).toContain("notifications cannot be reached");
    expect(await desktop.show(message())).toMatchObject({ state: "failed", retryable: true });
    await h.bus.start();
    const shown = await h.service();
    h.clock.advance(1_000);
    await ready(desktop);
    expect((await desktop.show(message())).state).toBe("shown");
    expect(shown.calls[0]?.replacesId).toBe(0);
  });

  test("a bus that dies with a notification on its way: unknown", async () => {
    const mute = await h.service({ silent: "notify" });
    const desktop = h.channel();
    await ready(desktop);
    const outcome = desktop.show(message());
    await until(() => mute.calls.length === 1, "the service to be asked");
    await h.bus.kill();
    expect(await outcome).toMatchObject({ state: "unknown" });
  });

  test("a bus that dies while the service is asked what it can do: failed, as the message was never handed over", async () => {
    const unasked = await h.service();
    const held = h.stopAtEnd(await StalledBus.start(h.bus.address, "GetCapabilities"));
    const desktop = h.channel(held.env);
    await ready(desktop);
    const outcome = desktop.show(message());
    await until(() => held.holds("body-markup"), "the answer to wait");
    await h.bus.kill();
    expect(await outcome).toMatchObject({
      state: "failed",
      retryable: true,
      reason: expect.stringContaining("cannot be reached") as string,
    });
    expect(unasked.calls).toEqual([]);
  });

  test("no session bus at all, or an address where none listens: said in words, nothing thrown", async () => {
    const without = h.channel({});
    expect(await without.show(message())).toMatchObject({ state: "failed", retryable: true });
    expect(without.status().detail).toContain("Start it from the desktop");
    const wrong = h.channel({ DBUS_SESSION_BUS_ADDRESS: `${h.bus.address}-not-there` });
    expect(await wrong.show(message())).toMatchObject({ state: "failed", retryable: true });
    expect(wrong.status()).toMatchObject({
      state: "unavailable",
      detail: expect.stringContaining("cannot be reached") as string,
    });
  });

  test("stopping with a message in flight settles it", async () => {
    const mute = await h.service({ silent: "notify" });
    const desktop = h.channel();
    await ready(desktop);
    const outcome = desktop.show(message());
    await until(() => mute.calls.length === 1, "the service to be asked");
    await desktop.stop();
    expect(await outcome).toMatchObject({ state: "unknown" });
  });
});
