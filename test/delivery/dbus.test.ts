/** Notifications over D-Bus: what is shown, under which id, and what comes back from the person. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChannelAction } from "../../main/delivery/channel.ts";
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

  test("a message is shown with its words, urgency, buttons and the hints that keep it", async () => {
    const shown = await h.service();
    const outcome = await h.channel().show(message());
    expect(outcome).toMatchObject({ state: "shown" });
    expect(shown.calls).toEqual([
      {
        id: 1,
        appName: "Pricebell",
        replacesId: 0,
        icon: "",
        title: "BTC-USD crossed above 45,000",
        body: "45,000.12 at 14:25:31",
        actions: ["default", "Open", "snooze", "Snooze 15 min", "pause", "Pause"],
        hints: { urgency: 2, "desktop-entry": "app.pricebell.Pricebell", "x-dunst-stack-tag": "e1", transient: false },
        timeoutMs: 0,
      },
    ]);
  });

  test("the body is escaped only where the service reads markup, and buttons go only to one that has them", async () => {
    const rich = await h.service();
    await h.channel().show(message({ title: "a < b", body: "p < q & r > s" }));
    expect(rich.calls[0]).toMatchObject({ title: "a < b", body: "p &lt; q &amp; r &gt; s" });
    await rich.stop();
    const plain = await h.service({ capabilities: ["body"] });
    await h.channel().show(message({ body: "p < q & r > s" }));
    expect(plain.calls[0]).toMatchObject({ body: "p < q & r > s", actions: [] });
  });

  test("a service without a body gets everything in the title", async () => {
    const bare = await h.service({ capabilities: [] });
    await h.channel().show(message({ body: "one\ntwo" }));
    expect(bare.calls[0]).toMatchObject({ title: "BTC-USD crossed above 45,000: one two", body: "" });
  });

  test("a service that cannot say what it can do gets what every one can: a body as it is, and no buttons", async () => {
    const odd = await h.service({ cannotSayWhatItCan: true });
    expect(await h.channel().show(message({ body: "p < q" }))).toMatchObject({ state: "shown" });
    expect(odd.calls[0]).toMatchObject({ body: "p < q", actions: [] });
  });

  test("text that D-Bus or a screen could fail on is made fit", async () => {
    const shown = await h.service();
    const outcome = await h.channel().show(
      message({
        title: `nul\u0000 bell\u0007 half\ud800${"x".repeat(5000)}`,
        body: `a\nb\u0000${"😀".repeat(5000)}`,
      }),
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
    const shown = await h.service({ firstId: 7 });
    const desktop = h.channel();
    await desktop.show(message());
    await desktop.show(message({ title: "again" }));
    await desktop.show(message({ id: "e2" }));
    expect(shown.calls.map(({ replacesId }) => replacesId)).toEqual([0, 7, 0]);
    expect([...shown.visible.keys()]).toEqual([7, 8]);
  });

  test("after a restart of the app the stored id still replaces, unless another service has taken over", async () => {
    const first = await h.service({ firstId: 7 });
    const outcome = await h.channel().show(message());
    const externalId = outcome.state === "shown" ? outcome.externalId : null;
    await h.channel().show(message({ externalId }));
    expect(first.calls[1]?.replacesId).toBe(7);
    await first.stop();
    const second = await h.service();
    await h.channel().show(message({ externalId }));
    expect(second.calls[0]?.replacesId).toBe(0);
  });

  test("once dismissed, the next one under that id is a new notification", async () => {
    const shown = await h.service({ firstId: 7 });
    const desktop = h.channel();
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
    const shown = await h.service();
    const to = h.channel();
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
    const shown = await h.service();
    const desktop = h.channel();
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
    const shown = await h.service();
    const desktop = h.channel();
    const seen: ChannelAction[] = [];
    desktop.onAction((action) => seen.push(action));
    await desktop.show(message());
    const stranger = await h.service({ as: "com.example.Stranger" });
    stranger.press(1, "pause", shown.client);
    await turns();
    const real = await desktop.show(message({ id: "e2" }));
    expect(real.state).toBe("shown");
    expect(seen).toEqual([]);
  });

  test("a refusal is told and may be tried again", async () => {
    await h.service({ refuse: "org.freedesktop.Notifications.Error.ExcessNotificationGeneration" });
    const desktop = h.channel();
    await ready(desktop);
    expect(await desktop.show(message())).toMatchObject({
      state: "failed",
      retryable: true,
      reason: expect.stringContaining("too many") as string,
    });
    expect(desktop.status().state).toBe("degraded");
  });
});
