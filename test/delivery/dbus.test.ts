import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChannelAction, ChannelStatus, Message } from "../../main/delivery/channel.ts";
import { answerWithinMs, DbusChannel } from "../../main/delivery/dbus.ts";
import { ManualClock } from "../doubles/clock.ts";
import { StalledBus } from "../doubles/stalled-bus.ts";
import { NotificationService, type ServiceOptions } from "../doubles/notification-service.ts";
import { sessionBusMissing, startSessionBus, type SessionBus } from "../doubles/session-bus.ts";
import { until } from "../doubles/until.ts";

const missing = sessionBusMissing();

const message = (rest: Partial<Message> = {}): Message => ({
  id: "e1",
  title: "BTC-USD crossed above 45,000",
  body: "45,000.12 at 14:25:31",
  urgency: "critical",
  actions: ["open", "snooze", "pause"],
  externalId: null,
  ...rest,
});

describe.skipIf(missing !== null)(`notifications over D-Bus${missing === null ? "" : ` (not run: ${missing})`}`, () => {
  let bus: SessionBus;
  let clock: ManualClock;
  const open: { stop(): Promise<void> }[] = [];

  beforeEach(async () => {
    bus = await startSessionBus();
    clock = new ManualClock();
  });
  afterEach(async () => {
    try {
      for (const each of open.splice(0).reverse()) await each.stop();
      expect(clock.pending).toBe(0);
    } finally {
      await bus.stop();
    }
  });

  async function service(options: ServiceOptions = {}): Promise<NotificationService> {
    const started = await NotificationService.start(bus.address, options);
    open.push(started);
    return started;
  }
  function channel(env: NodeJS.ProcessEnv = bus.env): DbusChannel {
    const made = new DbusChannel({ clock, env });
    open.push(made);
    return made;
  }
  const ready = (of: DbusChannel) => until(() => of.status().state === "ok", "the channel to be ready");

  test("a message is shown with its words, urgency, buttons and the hints that keep it", async () => {
    const shown = await service();
    const outcome = await channel().show(message());
    expect(outcome).toMatchObject({ state: "shown" });
    expect(shown.calls).toEqual([
      {
        id: 1,
        appName: "Pricebell",
        replacesId: 0,
        title: "BTC-USD crossed above 45,000",
        body: "45,000.12 at 14:25:31",
        actions: ["default", "Open", "snooze", "Snooze 15 min", "pause", "Pause"],
        hints: { urgency: 2, "desktop-entry": "app.pricebell.Pricebell", "x-dunst-stack-tag": "e1", transient: false },
        timeoutMs: 0,
      },
    ]);
  });

  test("a service that goes away while a held-up process asks for it is known to be gone", async () => {
    const gone = await service();
    const held = await StalledBus.start(bus.address, "GetNameOwner");
    open.push(held);
    const asking = channel(held.env);
    // The answer that names the service, and behind it the signal that it is gone, are read in one go.
    await until(() => held.holds(":1."), "the answer to wait");
    await gone.stop();
    await until(() => held.holds("NameOwnerChanged"), "the signal to wait");
    held.release();
    await until(() => asking.status().state === "unavailable", "the channel to know");
    expect(asking.status().detail).toMatch(/No notification service is running/);
    await service();
    await ready(asking);
  });

  test("the body is escaped only where the service reads markup, and buttons go only to one that has them", async () => {
    const rich = await service();
    await channel().show(message({ title: "a < b", body: "p < q & r > s" }));
    expect(rich.calls[0]).toMatchObject({ title: "a < b", body: "p &lt; q &amp; r &gt; s" });
    await rich.stop();
    const plain = await service({ capabilities: ["body"] });
    await channel().show(message({ body: "p < q & r > s" }));
    expect(plain.calls[0]).toMatchObject({ body: "p < q & r > s", actions: [] });
  });

  test("a service without a body gets everything in the title", async () => {
    const bare = await service({ capabilities: [] });
    await channel().show(message({ body: "one\ntwo" }));
    expect(bare.calls[0]).toMatchObject({ title: "BTC-USD crossed above 45,000: one two", body: "" });
  });

  test("text that D-Bus or a screen could choke on is made fit", async () => {
    const shown = await service();
    const outcome = await channel().show(
      message({ title: `nul\u0000 bell\u0007 half\ud800${"x".repeat(5000)}`, body: `a\nb\u0000${"😀".repeat(5000)}` }),
    );
    expect(outcome.state).toBe("shown");
    const { title, body } = shown.calls[0] ?? { title: "", body: "" };
    expect(title).toMatch(/^nul  bell  half\ufffdx+…$/);
    expect(title).toHaveLength(200);
    expect(body.startsWith("a\nb 😀")).toBe(true);
    expect(body.endsWith("😀…")).toBe(true);
    expect(body.length).toBeLessThanOrEqual(4000);
  });

  test("the same message id replaces what is shown, another one does not", async () => {
    const shown = await service({ firstId: 7 });
    const desktop = channel();
    await desktop.show(message());
    await desktop.show(message({ title: "again" }));
    await desktop.show(message({ id: "e2" }));
    expect(shown.calls.map(({ replacesId }) => replacesId)).toEqual([0, 7, 0]);
    expect([...shown.visible.keys()]).toEqual([7, 8]);
  });

  test("after a restart of the app the stored id still replaces, unless another service has taken over", async () => {
    const first = await service({ firstId: 7 });
    const outcome = await channel().show(message());
    const externalId = outcome.state === "shown" ? outcome.externalId : null;
    await channel().show(message({ externalId }));
    expect(first.calls[1]?.replacesId).toBe(7);
    await first.stop();
    const second = await service();
    await channel().show(message({ externalId }));
    expect(second.calls[0]?.replacesId).toBe(0);
  });

  test("once dismissed, the next one under that id is a new notification", async () => {
    const shown = await service({ firstId: 7 });
    const desktop = channel();
    await desktop.show(message());
    shown.close(7);
    const seen: ChannelAction[] = [];
    desktop.onAction((action) => seen.push(action));
    shown.press(7, "snooze");
    await until(() => seen.length > 0, "the signals to arrive");
    await desktop.show(message());
    expect(shown.calls[1]?.replacesId).toBe(0);
  });

  test("a button pressed before the answer was read is heard all the same", async () => {
    const shown = await service();
    const to = channel();
    await ready(to);
    const acted: ChannelAction[] = [];
    to.onAction((action) => acted.push(action));
    const keep = shown.calls.push.bind(shown.calls);
    shown.calls.push = (...notified) => {
      // The answer has been written by then, and not been read: this process is held up until the signal is there too.
      setImmediate(() => {
        shown.press(1, "pause");
        const endMs = performance.now() + 100;
        while (performance.now() < endMs);
      });
      return keep(...notified);
    };
    expect(await to.show(message())).toMatchObject({ state: "shown" });
    await until(() => acted.length > 0, "the action");
    expect(acted).toEqual([{ messageId: "e1", action: "pause" }]);
  });

  test("each button comes back as the action it stands for, and nobody else's do", async () => {
    const shown = await service();
    const desktop = channel();
    const seen: ChannelAction[] = [];
    desktop.onAction((action) => seen.push(action));
    await desktop.show(message());
    shown.press(99, "default");
    shown.press(1, "unheard-of");
    for (const key of ["default", "snooze", "pause"]) shown.press(1, key);
    await until(() => seen.length >= 3, "three actions");
    expect(seen).toEqual([
      { messageId: "e1", action: "open" },
      { messageId: "e1", action: "snooze" },
      { messageId: "e1", action: "pause" },
    ]);
  });

  test("a signal from somebody who is not the service is not believed", async () => {
    const shown = await service();
    const desktop = channel();
    const seen: ChannelAction[] = [];
    desktop.onAction((action) => seen.push(action));
    await desktop.show(message());
    const stranger = await NotificationService.start(bus.address, { as: "com.example.Stranger" });
    open.push(stranger);
    stranger.press(1, "pause", shown.client);
    await turns();
    const real = await desktop.show(message({ id: "e2" }));
    expect(real.state).toBe("shown");
    expect(seen).toEqual([]);
  });

  test("no service: failed at once and retryable, said in words; ready as soon as one starts", async () => {
    const desktop = channel();
    const states: ChannelStatus["state"][] = [];
    desktop.onStatus((status) => states.push(status.state));
    const outcome = await desktop.show(message());
    expect(outcome).toMatchObject({ state: "failed", retryable: true });
    expect(desktop.status()).toEqual({
      state: "unavailable",
      detail:
        "No notification service is running on this desktop. Alerts are kept in the history and shown as soon as it works again. Start one, for example dunst or mako.",
    });
    const shown = await service();
    await ready(desktop);
    expect(states.at(-1)).toBe("ok");
    expect((await desktop.show(message())).state).toBe("shown");
    expect(shown.calls).toHaveLength(1);
  });

  test("a service that takes notifications and never answers: unknown after 10 s, and never sent a second time", async () => {
    const mute = await service({ silent: "notify" });
    const desktop = channel();
    await ready(desktop);
    const first = desktop.show(message());
    await until(() => mute.calls.length === 1, "the service to be asked");
    clock.advance(answerWithinMs);
    expect(await first).toMatchObject({ state: "unknown" });
    expect(desktop.status()).toMatchObject({
      state: "unavailable",
      detail: expect.stringContaining("did not answer within 10 s") as string,
    });

    // Tried again while it still sleeps: only waited for.
    const second = desktop.show(message());
    await turns();
    clock.advance(answerWithinMs);
    expect(await second).toMatchObject({ state: "unknown" });

    mute.speak();
    expect(await desktop.show(message())).toMatchObject({ state: "shown" });
    expect(mute.calls).toHaveLength(1);
    expect(desktop.status().state).toBe("ok");
  });

  test("a message that grew while the service slept replaces the first once it wakes", async () => {
    const mute = await service({ silent: "notify" });
    const desktop = channel();
    await ready(desktop);
    const first = desktop.show(message({ title: "6 alerts fired" }));
    await until(() => mute.calls.length === 1, "the service to be asked");
    clock.advance(answerWithinMs);
    await first;
    mute.speak();
    await desktop.show(message({ title: "7 alerts fired" }));
    expect([...mute.visible.values()].map(({ title }) => title)).toEqual(["7 alerts fired"]);
  });

  test("a service that answers nothing at all is never handed the message: failed, not unknown", async () => {
    const mute = await service({ silent: "all" });
    const desktop = channel();
    await ready(desktop);
    const outcome = desktop.show(message());
    await turns();
    clock.advance(answerWithinMs);
    expect(await outcome).toMatchObject({
      state: "failed",
      retryable: true,
      reason: expect.stringContaining("did not answer") as string,
    });
    expect(mute.calls).toEqual([]);
  });

  test("a service that dies with a notification in its hands: failed and retryable; its successor shows it", async () => {
    const mute = await service({ silent: "notify" });
    const desktop = channel();
    await ready(desktop);
    const outcome = desktop.show(message());
    await until(() => mute.calls.length === 1, "the service to be asked");
    await mute.stop();
    expect(await outcome).toMatchObject({ state: "failed", retryable: true });
    const next = await service();
    await ready(desktop);
    expect((await desktop.show(message())).state).toBe("shown");
    expect(next.calls).toHaveLength(1);
  });

  test("a service that is restarted is asked anew what it can do, and old ids are forgotten", async () => {
    const before = await service({ firstId: 7 });
    const desktop = channel();
    await desktop.show(message());
    await before.stop();
    await until(() => desktop.status().state === "unavailable", "the loss to be seen");
    const after = await service({ capabilities: ["body"] });
    await ready(desktop);
    await desktop.show(message());
    expect(after.calls[0]).toMatchObject({ replacesId: 0, actions: [] });
  });

  test("a refusal is told and may be tried again", async () => {
    await service({ refuse: "org.freedesktop.Notifications.Error.ExcessNotificationGeneration" });
    const desktop = channel();
    await ready(desktop);
    expect(await desktop.show(message())).toMatchObject({
      state: "failed",
      retryable: true,
      reason: expect.stringContaining("too many") as string,
    });
    expect(desktop.status().state).toBe("degraded");
  });

  test("the bus itself is lost and comes back: seen, dialled again, shown again", async () => {
    const desktop = channel();
    await until(() => desktop.status().state === "unavailable", "nobody to be there yet");
    // The first bus tells of it by a signal; of the next one it has to be asked.
    await service();
    await ready(desktop);
    await desktop.show(message());
    await bus.kill();
    await until(() => desktop.status().state === "unavailable", "the loss to be seen");
    expect(desktop.status().detail).toContain("message bus cannot be reached");
    expect(await desktop.show(message())).toMatchObject({ state: "failed", retryable: true });
    await bus.start();
    const shown = await service();
    clock.advance(1_000);
    await ready(desktop);
    expect((await desktop.show(message())).state).toBe("shown");
    expect(shown.calls[0]?.replacesId).toBe(0);
  });

  test("a bus that dies with a notification on its way: unknown", async () => {
    const mute = await service({ silent: "notify" });
    const desktop = channel();
    await ready(desktop);
    const outcome = desktop.show(message());
    await until(() => mute.calls.length === 1, "the service to be asked");
    await bus.kill();
    expect(await outcome).toMatchObject({ state: "unknown" });
  });

  test("no session bus at all, or an address where none listens: said in words, nothing thrown", async () => {
    const without = channel({});
    expect(await without.show(message())).toMatchObject({ state: "failed", retryable: true });
    expect(without.status().detail).toContain("set DBUS_SESSION_BUS_ADDRESS");
    const wrong = channel({ DBUS_SESSION_BUS_ADDRESS: `${bus.address}-not-there` });
    expect(await wrong.show(message())).toMatchObject({ state: "failed", retryable: true });
    expect(wrong.status()).toMatchObject({
      state: "unavailable",
      detail: expect.stringContaining("cannot be reached") as string,
    });
  });

  test("stopping with a message in hand settles it", async () => {
    const mute = await service({ silent: "notify" });
    const desktop = channel();
    await ready(desktop);
    const outcome = desktop.show(message());
    await until(() => mute.calls.length === 1, "the service to be asked");
    await desktop.stop();
    expect(await outcome).toMatchObject({ state: "unknown" });
  });
});

/** Lets what is under way in this process and on the socket go on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}
