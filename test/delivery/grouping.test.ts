/** When fires become one message, to the millisecond and to the number, on what can replace a message and on what cannot. */
import { expect, test } from "vitest";
import {
  groupGrowsForMs,
  Grouping,
  groupIdOf,
  groupWindowMs,
  isGroupable,
  isGroupId,
  isOfOneTick,
  maxUngrouped,
  tickKeyOf,
} from "../../main/delivery/grouping.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { eventOf } from "./delivery-rows.ts";

const idsOf = (events: readonly AlertEvent[]): string[] => events.map(({ id }) => id);
const events = (...ids: string[]): AlertEvent[] => ids.map((id) => eventOf(id));

test("more than 5 within 10 s, and a joined message grows for a minute", () => {
  expect([maxUngrouped, groupWindowMs, groupGrowsForMs]).toEqual([5, 10_000, 60_000]);
});

test("five stand alone, six do not, whether they were shown before or wait", () => {
  const grouping = new Grouping();
  expect([5, 6].map((waiting) => grouping.isOn(0, waiting))).toEqual([false, true]);
  for (const event of events("a", "b")) grouping.shownAlone(event, 0);
  expect([3, 4].map((waiting) => grouping.isOn(0, waiting))).toEqual([false, true]);
  // What was shown ten seconds ago counts no longer.
  expect([9_999, 10_000].map((monoMs) => grouping.isOn(monoMs, 4))).toEqual([true, false]);
});

test("being blind is told for itself and counts for nothing", () => {
  const blind = eventOf("blind", { kind: "blind" });
  expect(isGroupable(blind)).toBe(false);
  const grouping = new Grouping();
  for (let i = 0; i < 6; i++) grouping.shownAlone(blind, 0);
  expect(grouping.isOn(0, 1)).toBe(false);
});

test("the message that begins a group names those shown just before it, and takes them over", () => {
  const grouping = new Grouping();
  for (const event of events("a", "b")) grouping.shownAlone(event, 0);
  const plan = grouping.plan(events("c", "d"), 9_999);
  expect([plan.id, idsOf(plan.events), idsOf(plan.superseded)]).toEqual(["joined:c", ["a", "b", "c", "d"], ["a", "b"]]);
  expect(idsOf(grouping.plan(events("c", "d"), 10_000).events)).toEqual(["c", "d"]);
});

test("a group grows under its id while no ten seconds pass, for a minute; each event once", () => {
  const grouping = new Grouping();
  let atMs = 0;
  grouping.shownInGroup(grouping.plan(events("a"), atMs), atMs);
  for (let i = 1; i <= 6; i++) {
    atMs += 9_999;
    expect(grouping.isOn(atMs, 1)).toBe(true);
    const plan = grouping.plan(events("a", `b${i}`), atMs);
    expect(plan).toMatchObject({ id: "joined:a", superseded: [], externalId: null });
    expect(idsOf(plan.events)).toEqual(["a", ...Array.from({ length: i }, (_, n) => `b${n + 1}`)]);
    grouping.shownInGroup(plan, atMs);
  }
  expect(grouping.plan(events("z"), 59_999).id).toBe("joined:a");
  // A minute old: a new one begins, though the last was only just shown.
  expect(grouping.plan(events("z"), 60_000)).toMatchObject({ id: "joined:z", events: [{ id: "z" }] });
});

test("ten quiet seconds end a group", () => {
  const grouping = new Grouping();
  grouping.shownInGroup(grouping.plan(events("a"), 0), 0);
  expect([9_999, 10_000].map((monoMs) => grouping.isOn(monoMs, 1))).toEqual([true, false]);
  expect(grouping.plan(events("b"), 9_999).id).toBe("joined:a");
  expect(grouping.plan(events("b"), 10_000).id).toBe("joined:b");
});

test("what an earlier run showed goes on: alone, and in a group under what the channel called it", () => {
  const grouping = new Grouping();
  grouping.resume([{ events: events("s"), monoMs: 5_000 }], {
    id: "joined:a",
    startedMonoMs: -50_000,
    lastMonoMs: 0,
    events: events("a"),
    externalId: "9",
  });
  expect(grouping.plan(events("b"), 9_999)).toMatchObject({ id: "joined:a", externalId: "9" });
  expect(grouping.plan(events("b"), 10_000)).toMatchObject({ id: "joined:b", externalId: null });
  expect(idsOf(grouping.plan(events("b"), 10_000).superseded)).toEqual(["s"]);
});

test("a message that is shown once more names what was written of it and what came since; a group keeps its beginning", () => {
  const grouping = new Grouping();
  const kept = { events: events("a", "b"), externalId: "9" };
  const first = grouping.again("joined:a", kept);
  expect(first).toMatchObject({ id: "joined:a", externalId: "9", superseded: [], isOfOneTick: true });
  grouping.shownInGroup({ ...first, isOfOneTick: false }, 1_000);
  const again = grouping.again("joined:a", { events: events("b", "c"), externalId: "8" });
  expect(idsOf(again.events)).toEqual(["a", "b", "c"]);
  // The channel knows it by its id by now.
  expect(again.externalId).toBeNull();
  expect(again).not.toHaveProperty("isOfOneTick");
  grouping.shownInGroup(again, 60_999);
  expect(grouping.plan(events("z"), 60_999).id).toBe("joined:a");
  expect(grouping.plan(events("z"), 61_000).id).toBe("joined:z");
});

test("what one tick did counts event by event, and is named by the group that comes next", () => {
  const grouping = new Grouping();
  const plan = {
    id: groupIdOf("a"),
    events: events("a", "b", "c"),
    superseded: [],
    externalId: null,
    isOfOneTick: true,
  };
  grouping.shownInGroup(plan, 0);
  expect([2, 3].map((waiting) => grouping.isOn(0, waiting))).toEqual([false, true]);
  const next = grouping.plan(events("d", "e", "f"), 1);
  expect([next.id, idsOf(next.superseded)]).toEqual(["joined:d", ["a", "b", "c"]]);
  grouping.shownInGroup(next, 1);
  // Named by now, so nothing is superseded a second time.
  expect(grouping.plan(events("g"), 70_000).superseded).toEqual([]);
  expect(grouping.isOn(70_000, 5)).toBe(false);
});

test("where a message cannot be replaced, more is collected while others were just told, and told as further ones", () => {
  const grouping = new Grouping(false);
  expect(grouping.isCollecting(0)).toBe(false);
  expect(grouping.plan(events("a"), 0)).toMatchObject({ id: "joined:a", isFurther: false });
  grouping.shownAlone(eventOf("s"), 0);
  expect(grouping.isCollecting(9_999)).toBe(true);
  expect(grouping.isCollecting(10_000)).toBe(false);
  const plan = grouping.plan(events("b", "c"), 10_000);
  expect(plan).toMatchObject({ id: "joined:b", superseded: [], isFurther: true });
  expect(idsOf(plan.events)).toEqual(["b", "c"]);
  grouping.shownInGroup(plan, 10_000);
  expect(grouping.plan(events("d"), 10_000).isFurther).toBe(false);
  expect(grouping.isCollecting(19_999)).toBe(true);
  expect(grouping.isCollecting(20_000)).toBe(false);
  // What can be replaced grows instead.
  const growing = new Grouping();
  growing.shownAlone(eventOf("s"), 0);
  expect(growing.isCollecting(0)).toBe(false);
});

test("of one tick are two to five of the same instrument, tick and price", () => {
  const alike = (count: number): AlertEvent[] => Array.from({ length: count }, (_, i) => eventOf(String(i)));
  expect([0, 1, 2, 5, 6].map((count) => isOfOneTick(alike(count)))).toEqual([false, false, true, true, false]);
  const tick = { price: "1", at: "2026-01-05T12:00:00.000Z", tradeId: "7" };
  const others: Partial<AlertEvent>[] = [
    { instrument: { venue: "demo", symbol: "ETH-USD" } },
    { receivedAt: "2026-01-05T12:00:00.001Z" },
    { tick: { ...tick, price: "2" } },
    { tick: { ...tick, tradeId: "8" } },
    { tick: { ...tick, at: "2026-01-05T12:00:00.001Z" } },
    { kind: "expired" },
    { instrument: null },
    { tick: null },
  ];
  for (const other of others) {
    expect(isOfOneTick([eventOf("a"), eventOf("b"), eventOf("c", other)]), JSON.stringify(other)).toBe(false);
    expect(isOfOneTick([eventOf("c", other), eventOf("a"), eventOf("b")]), JSON.stringify(other)).toBe(false);
  }
  for (const none of others.slice(5)) {
    expect(tickKeyOf(eventOf("a", none))).toBeNull();
    expect(isOfOneTick([eventOf("a", none), eventOf("b", none)])).toBe(false);
  }
});

test("the id of a joined message is told from that of an event", () => {
  expect([groupIdOf("x"), isGroupId("joined:x"), isGroupId("x"), isGroupId("x joined:")]).toEqual([
    ...["joined:x", true, false, false],
  ]);
});

test("what a message names that is sent once more counts once, and what it does not name counts beside it", () => {
  const grouping = new Grouping();
  const plan = { id: "joined:a", events: events("a", "b"), superseded: [], externalId: null, isOfOneTick: true };
  grouping.shownAlone(eventOf("z"), 0);
  grouping.shownInGroup(plan, 0);
  grouping.shownInGroup({ ...plan, events: events("a", "b", "c") }, 1);
  // z, a, b and c: one more stands alone, two do not.
  expect([1, 2].map((waiting) => grouping.isOn(2, waiting))).toEqual([false, true]);
  expect(idsOf(grouping.plan(events("d", "e"), 2).superseded)).toEqual(["z", "a", "b", "c"]);
});
