/** Which deliveries make up the next message and which message that is, as values: every way in which rows can lie beside each other. */
import { expect, test } from "vitest";
import type { DueDelivery } from "../../main/store/delivery-types.ts";
import { acknowledgedMeanwhile, externalIdOf, nextBatch, planFor, planOf } from "../../main/delivery/dispatch-batch.ts";
import { firstSendable } from "../../main/delivery/first-sendable.ts";
import { Grouping } from "../../main/delivery/grouping.ts";
import { keptOf } from "../../main/delivery/outbox-recovery.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import { ManualClock } from "../doubles/clock.ts";
import { at, atMs, eventOf, rowOf } from "./delivery-rows.ts";

const rows = (count: number, change: (i: number) => Partial<DueDelivery> = () => ({})): DueDelivery[] =>
  // Each of a tick of its own.
  Array.from({ length: count }, (_, i) =>
    rowOf({
      event: eventOf(`e${i}`, { tick: { price: "1", at, tradeId: String(i) } } as never),
      ...change(i),
    }),
  );
const inMessage = (named: readonly DueDelivery[]) => ({ inMessage: () => ok([...named]) });
const asked = (): Result<DueDelivery[]> => {
  throw new Error("nothing is to be looked up");
};

test("few stand each for itself, more are one message, and nothing is nothing", () => {
  expect(nextBatch([], new Grouping(), 0)).toEqual([]);
  const five = rows(5);
  expect(nextBatch(five, new Grouping(), 0)).toEqual([five[0]]);
  const six = rows(6);
  expect(nextBatch(six, new Grouping(), 0)).toEqual(six);
});

test("what one tick met is one message, however few that are; the others wait", () => {
  const [a, b, c] = rows(3, (i) => (i === 1 ? {} : { event: eventOf(`t${i}`) })) as [
    DueDelivery,
    DueDelivery,
    DueDelivery,
  ];
  expect(nextBatch([a, b, c], new Grouping(), 0)).toEqual([a, c]);
  const [expired, other] = rows(2, (i) => ({ event: eventOf(`x${i}`, { kind: "expired" }) })) as [
    DueDelivery,
    DueDelivery,
  ];
  expect(nextBatch([expired, other], new Grouping(), 0)).toEqual([expired]);
});

test("what may have been seen in a message goes out with all of that one, and is no sign that much happens", () => {
  const seen = rows(2, () => ({ messageId: "joined:x" }));
  const fresh = rows(5);
  expect(nextBatch([seen[0]!, ...fresh, seen[1]!], new Grouping(), 0)).toEqual(seen);
  expect(nextBatch([...fresh, ...seen], new Grouping(), 0)).toEqual([fresh[0]]);
});

test("what was kept back goes out together, and beside it the rest counts for itself", () => {
  const kept = rows(2, () => ({ keptUntilMs: atMs }));
  const fresh = rows(5);
  expect(nextBatch([kept[0]!, ...fresh, kept[1]!], new Grouping(), 0)).toEqual(kept);
  expect(nextBatch([...fresh, ...kept], new Grouping(), 0)).toEqual([fresh[0]]);
});

test("a blind time goes out alone, also among many, and counts as none of them", () => {
  const [blind] = rows(1, () => ({ event: eventOf("blind", { kind: "blind" }) })) as [DueDelivery];
  const six = rows(6);
  expect(nextBatch([blind, ...six], new Grouping(), 0)).toEqual([blind]);
  expect(nextBatch([...rows(5), blind], new Grouping(), 0)).toHaveLength(1);
});

test("reminders are one message where they are many, and never one with what is told for the first time", () => {
  const reminders = rows(5, () => ({ nth: 2 }));
  const fresh = rows(6);
  expect(nextBatch([...reminders, ...fresh], new Grouping(), 0)).toEqual([reminders[0]]);
  const many = rows(6, () => ({ nth: 2 }));
  expect(nextBatch([many[0]!, ...fresh, ...many.slice(1)], new Grouping(), 0)).toEqual(many);
  expect(nextBatch([...rows(5), ...many], new Grouping(), 0)).toHaveLength(1);
});

test("where a message cannot be replaced, more is collected while others were just told; what cannot wait goes past it", () => {
  const grouping = new Grouping(false);
  grouping.shownAlone(eventOf("s"), 0);
  const six = rows(6);
  const [blind] = rows(1, () => ({ event: eventOf("blind", { kind: "blind" }) })) as [DueDelivery];
  expect(nextBatch(six, grouping, 9_999)).toEqual([]);
  expect(nextBatch([...six, blind], grouping, 9_999)).toEqual([blind]);
  expect(nextBatch(six, grouping, 10_000)).toEqual(six);
});

test("the message of a batch: the event's own, one of a tick, one of many", () => {
  const grouping = new Grouping();
  const planned = (batch: DueDelivery[]) => planOf(batch, { inMessage: asked }, grouping, 0);
  expect(planned([])).toEqual(ok(null));
  expect(planned(rows(1))).toEqual(ok(null));
  const two = rows(2);
  const events = two.map(({ event }) => event);
  expect(planned(two)).toEqual(ok({ id: "joined:e0", events, superseded: [], externalId: null, isOfOneTick: true }));
  const six = rows(6);
  expect(planned(six)).toEqual(
    ok({ id: "joined:e0", events: six.map(({ event }) => event), superseded: [], externalId: null }),
  );
  expect(planned(rows(1, () => ({ nth: 2 })))).toEqual(ok(null));
  const reminders = rows(2, () => ({ nth: 2 }));
  const reminded = reminders.map(({ event }) => event);
  expect(planned(reminders)).toEqual(ok({ id: "joined:e0", events: reminded, superseded: reminded, externalId: null }));
  expect(planned(rows(1, () => ({ keptUntilMs: atMs })))).toEqual(ok(null));
  expect(planned(rows(2, () => ({ keptUntilMs: atMs })))).toMatchObject({
    value: { id: "digest:e0", superseded: [], externalId: null },
  });
});

test("a message that may have been seen is the same one again, with what is written of it", () => {
  const grouping = new Grouping();
  const [own] = rows(1, () => ({ messageId: "e0" })) as [DueDelivery];
  expect(planOf([own], { inMessage: asked }, grouping, 0)).toEqual(ok(null));
  const joined = rows(2, (i) => ({ messageId: "joined:e0", externalId: String(i), atMs: atMs - i }));
  const events = joined.map(({ event }) => event);
  expect(planOf([joined[1]!], inMessage(joined), grouping, 0)).toEqual(
    ok({ id: "joined:e0", events, superseded: [], externalId: "0", isOfOneTick: false }),
  );
  const digest = rows(2, () => ({ messageId: "digest:e0" }));
  expect(planOf([digest[0]!], inMessage(digest), grouping, 0)).toEqual(
    ok({ id: "digest:e0", events: digest.map(({ event }) => event), superseded: [], externalId: null }),
  );
  const failed = { inMessage: () => fail("store-failed", "full") };
  expect(planOf([joined[0]!], failed, grouping, 0)).toEqual(fail("store-failed", "full"));
});

test("a joined reminder that is told again names what is critical and still open", () => {
  const critical = { notify: { to: "default", urgency: "critical" } } as never;
  const reminders = [
    rowOf({ nth: 2, messageId: "joined:a", event: eventOf("a", { rule: critical }) }),
    rowOf({ nth: 2, messageId: "joined:a", event: eventOf("b", { rule: critical, acknowledgedAt: at }) }),
    rowOf({ nth: 2, messageId: "joined:a", event: eventOf("c") }),
  ];
  expect(planOf([reminders[0]!], inMessage(reminders), new Grouping(), 0)).toMatchObject({
    value: { id: "joined:a", events: [{ id: "a" }], superseded: [] },
  });
});

test("what was not ours to send after all is named in no message", () => {
  const batch = rows(3);
  const plan = { id: "joined:e0", events: batch.map(({ event }) => event), superseded: [], externalId: null };
  expect(planFor(batch, batch, plan)).toBe(plan);
  expect(planFor([], batch, null)).toBeNull();
  const begun = [batch[0]!, batch[2]!];
  expect(planFor(begun, batch, plan)?.events.map(({ id }) => id)).toEqual(["e0", "e2"]);
});

test("a reminder takes the place of what was shown before, a first message is known by its own row alone", () => {
  const shown = [rowOf({ state: "shown", externalId: "7" })];
  expect(externalIdOf(rowOf({ externalId: "9", nth: 2 }), { inMessage: asked })).toBe("9");
  expect(externalIdOf(rowOf(), { inMessage: asked })).toBeNull();
  expect(externalIdOf(rowOf({ nth: 2 }), inMessage(shown))).toBe("7");
  expect(externalIdOf(rowOf({ nth: 2 }), { inMessage: () => fail("store-failed", "full") })).toBeNull();
});

test("of a message's rows those that were never shown are not named, and the last name of the channel's counts", () => {
  const named = [
    rowOf({ state: "shown", externalId: "1", atMs: 3 }),
    rowOf({ state: "pending", externalId: "2", atMs: 5 }),
    rowOf({ state: "failed", externalId: "3", atMs: 9 }),
    rowOf({ state: "skipped", externalId: "4", atMs: 9 }),
    rowOf({ state: "unknown", atMs: 9 }),
    rowOf({ state: "sent", externalId: "5", atMs: 4 }),
  ];
  const kept = keptOf(named);
  expect(kept.externalId).toBe("2");
  expect(kept.events.map(({ id }) => id)).toEqual([0, 1, 4, 5].map((i) => named[i]!.event.id));
  expect(keptOf([])).toEqual({ events: [], externalId: null });
});

test("acknowledged meanwhile: reminders, and what nobody was shown while the database could not be told", () => {
  const acknowledged = eventOf("a", { acknowledgedAt: at });
  const unsaved = eventOf("u", { acknowledgedAt: at, acknowledgementUnsaved: true } as never);
  const needless = [rowOf({ event: acknowledged, nth: 2 }), rowOf({ event: unsaved })];
  const needed = [
    rowOf(),
    rowOf({ nth: 2 }),
    rowOf({ event: acknowledged }),
    rowOf({ event: unsaved, messageId: "u" }),
    rowOf({ event: unsaved, occasion: "over" }),
  ];
  expect(acknowledgedMeanwhile([...needed, ...needless])).toEqual(needless);
});

test("what could be handed over now: the one due longest, and none where the destination is off, not ready or has nothing due", () => {
  const clock = new ManualClock(atMs);
  const row = rowOf();
  const due = (next: Result<number | null>, found: Result<DueDelivery[]> = ok([row])) => ({
    nextDueMs: () => next,
    due: (_id: string, untilMs: number, limit: number) => {
      expect([untilMs, limit]).toEqual([atMs, 1]);
      return found;
    },
  });
  const target = (readyInMs: number | null, isOn = true) =>
    ({
      channel: { id: "phone", ...(readyInMs === null ? {} : { readyInMs: () => readyInMs }) },
      enabled: () => isOn,
    }) as never;
  const failure = fail("store-failed", "full");
  expect(firstSendable(target(null), due(ok(atMs)), clock)).toBe(row.id);
  expect(firstSendable(target(0), due(ok(atMs)), clock)).toBe(row.id);
  expect(firstSendable(target(1), due(ok(atMs)), clock)).toBeNull();
  expect(firstSendable(target(0, false), due(ok(atMs)), clock)).toBeNull();
  expect(firstSendable(target(0), due(ok(atMs + 1)), clock)).toBeNull();
  expect(firstSendable(target(0), due(ok(null)), clock)).toBeNull();
  expect(firstSendable(target(0), due(failure), clock)).toBeNull();
  expect(firstSendable(target(0), due(ok(atMs), failure), clock)).toBeNull();
  expect(firstSendable(target(0), due(ok(atMs), ok([])), clock)).toBeNull();
});
