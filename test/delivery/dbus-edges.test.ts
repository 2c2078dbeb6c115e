/** Notifications over D-Bus: each urgency, each odd id, how many are kept, and what people are told when. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChannelAction, Urgency } from "../../main/delivery/channel.ts";
import { answerWithinMs, DbusChannel } from "../../main/delivery/dbus.ts";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { until } from "../doubles/until.ts";
import { DbusHarness, message, ready, turns } from "./dbus-harness.ts";

const missing = sessionBusMissing();

describe.skipIf(missing !== null)(`over D-Bus${missing === null ? "" : ` (not run: ${missing})`}`, () => {
  let h: DbusHarness;
  beforeEach(async () => {
    h = await DbusHarness.start();
  });
  afterEach(() => h.end());

  test("the critical ones stay until they are dismissed, the others as long as the desktop likes", async () => {
    const service = await h.service();
    const desktop = h.channel();
    for (const urgency of ["low", "normal", "critical"] as const satisfies Urgency[])
      await desktop.show(message({ id: urgency, urgency }));
    expect(service.calls.map(({ hints, timeoutMs }) => [hints["urgency"], timeoutMs])).toEqual([
      [0, -1],
      [1, -1],
      [2, 0],
    ]);
  });

  test("an icon that is given is shown", async () => {
    const service = await h.service();
    const desktop = h.stopAtEnd(new DbusChannel({ clock: h.clock, env: h.bus.env, icon: "/icon.png" }));
    await desktop.show(message());
    expect(service.calls.map(({ icon }) => icon)).toEqual(["/icon.png"]);
  });

  test("what an earlier run was given is replaced only where it can be an id of this very service", async () => {
    const service = await h.service({ firstId: 7 });
    const desktop = h.channel();
    const shown = await desktop.show(message());
    const identity = String("externalId" in shown ? shown.externalId : null).slice(0, -"/7".length);
    const asked = ["1", "4294967295", "4294967296", "0", "-1", "1.5", "x", ""];
    for (const [n, id] of asked.entries())
      await desktop.show(message({ id: `later-${n}`, externalId: `${identity}/${id}` }));
    expect(service.calls.slice(1).map(({ replacesId }) => replacesId)).toEqual([1, 4_294_967_295, 0, 0, 0, 0, 0, 0]);
  });

  test("nothing that was never shown is asked to be closed", async () => {
    const service = await h.service({ firstId: 7 });
    const desktop = h.channel();
    await desktop.show(message());
    for (const id of ["other", "e1", "e1"]) expect(await desktop.clear(id, null)).toBe(true);
    await until(() => service.askedToClose.length > 0, "the one to be closed");
    await turns();
    expect(service.askedToClose[0]).toBe(7);
    expect(service.askedToClose).not.toContain(0);
    await service.stop();
    await until(() => desktop.status().state === "unavailable", "the loss to be seen");
    expect(await desktop.clear("e1", null)).toBe(true);
  });

  test("one that is shown under an id which is none can be neither replaced nor acted on", async () => {
    const service = await h.service({ givesId: 0 });
    const desktop = h.channel();
    const acted: ChannelAction[] = [];
    desktop.onAction((action) => acted.push(action));
    for (let n = 0; n < 2; n++) expect(await desktop.show(message())).toEqual({ state: "shown", externalId: null });
    expect(service.calls.map(({ replacesId }) => replacesId)).toEqual([0, 0]);
    service.press(0, "pause");
    await turns();
    expect([acted, desktop.status().state]).toEqual([[], "ok"]);
  });

  test("the last 500 can be replaced and answered", async () => {
    const service = await h.service();
    const desktop = h.channel();
    const acted: ChannelAction[] = [];
    desktop.onAction((action) => acted.push(action));
    for (let n = 1; n <= 501; n++) await desktop.show(message({ id: `e${n}` }));
    service.press(1, "snooze");
    service.press(2, "snooze");
    await until(() => acted.length > 0, "the second to be answered");
    expect(acted).toEqual([{ messageId: "e2", action: "snooze" }]);
    service.calls.length = 0;
    for (const id of ["e2", "e1"]) await desktop.show(message({ id }));
    expect(service.calls.map(({ replacesId }) => replacesId)).toEqual([2, 0]);
  });

  test("each state is told once: refused, and well again with the next that is shown", async () => {
    const service = await h.service({ refuse: "a.b.Full" });
    const desktop = h.channel();
    await ready(desktop);
    const told: string[] = [];
    desktop.onStatus(({ state }) => told.push(state));
    for (let n = 0; n < 2; n++) {
      const outcome = await desktop.show(message());
      expect("reason" in outcome ? outcome.reason : null).toBe(desktop.status().detail);
    }
    service.refusal = undefined;
    for (let n = 0; n < 2; n++) await desktop.show(message());
    expect(told).toEqual(["degraded", "ok"]);
    expect(desktop.status()).toEqual({ state: "ok", detail: null });
  });

  test("stopped, it tells and hears nothing any more", async () => {
    const service = await h.service();
    const desktop = h.channel();
    await desktop.show(message());
    const heard: unknown[] = [];
    desktop.onStatus((status) => heard.push(status));
    desktop.onAction((action) => heard.push(action));
    const stopped = desktop.stop();
    service.press(1, "pause");
    await stopped;
    await service.stop();
    await turns();
    expect(heard).toEqual([]);
  });

  test("a service that said nothing and was replaced is no trouble any more", async () => {
    const mute = await h.service({ silent: "notify" });
    const desktop = h.channel();
    await ready(desktop);
    const shown = desktop.show(message());
    await until(() => mute.calls.length === 1, "the service to be asked");
    h.clock.advance(answerWithinMs);
    await shown;
    expect(desktop.status().state).toBe("unavailable");
    await mute.stop();
    await h.service();
    await ready(desktop);
    expect(desktop.status()).toEqual({ state: "ok", detail: null });
  });

  test("what a service showed before another took its place is not answered by that one", async () => {
    const first = await h.service();
    const desktop = h.channel();
    const acted: ChannelAction[] = [];
    desktop.onAction((action) => acted.push(action));
    await desktop.show(message());
    await first.stop();
    await until(() => desktop.status().state === "unavailable", "the loss to be seen");
    const second = await h.service({ firstId: 5 });
    await ready(desktop);
    await desktop.show(message({ id: "e2" }));
    second.press(1, "pause");
    second.press(5, "pause");
    await until(() => acted.length > 0, "the new one to be answered");
    expect(acted).toEqual([{ messageId: "e2", action: "pause" }]);
  });
});
