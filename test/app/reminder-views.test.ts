/** What windows and scripts are given of an alert that is told again: how often it was told, and what comes next. */
import { expect, test } from "vitest";
import { reminderViews } from "../../main/app/reminder-views.ts";
import { nextReminders, type Reminder } from "../../main/delivery/reminders/next-reminders.ts";
import { inMemoryEvent } from "../../main/store/events-table.ts";
import type { Delivery } from "../../preload/contract/event.ts";
import { criticalDecision } from "../delivery/reminders/reminder-harness.ts";

const startMs = Date.parse("2026-01-05T12:00:00.000Z");
const now = { wallMs: startMs, monoMs: 500_000 };
const decision = criticalDecision(1, startMs, now.monoMs);
if (decision.kind === "changed") throw new Error("no event");
const event = inMemoryEvent(decision);

const at = (destination: string, nth: number, state: Delivery["state"]): Delivery => ({
  destination,
  name: null,
  occasion: "event",
  nth,
  state,
  at: new Date(startMs).toISOString(),
  error: null,
  receipt: null,
  isAgain: false,
});
const viewOf = (deliveries: Delivery[], next: readonly Reminder[]) =>
  reminderViews([{ event: { ...event, deliveries }, next }], now)[0];

test.each<[string, Delivery[], number]>([
  ["nothing was told", [at("desktop", 1, "pending")], 0],
  ["it is being told", [at("desktop", 1, "sending")], 0],
  ["it could not be told", [at("phone-1", 1, "failed"), at("desktop", 1, "skipped")], 0],
  ["the history alone has it", [at("history", 1, "shown"), at("desktop", 1, "pending")], 0],
  ["it was told once, and waits to be told again", [at("phone-1", 1, "sent"), at("phone-1", 2, "pending")], 1],
  ["it may have been told a second time", [at("phone-1", 1, "sent"), at("phone-1", 2, "unknown")], 2],
  ["one destination was told more often", [at("phone-1", 2, "sent"), at("desktop", 7, "shown")], 7],
])("where %s, %#", (_what, deliveries, times) => {
  expect(viewOf(deliveries, [])).toEqual({ eventId: event.id, times, maxTimes: 12, nextAt: null, escalatesAt: null });
});

test("says when it is next, of what is due first, and of what is overdue that it is now", () => {
  const escalation: Reminder = { kind: "escalation", dueMs: now.monoMs - 5_000 };
  const repeat = (destination: string, nth: number, inMs: number): Reminder => ({
    ...{ kind: "repeat", destination, occasion: "event", nth },
    dueMs: now.monoMs + inMs,
  });
  const told = [at("desktop", 3, "shown"), at("phone-1", 1, "sent")];
  expect(viewOf(told, [escalation, repeat("desktop", 4, 20_000), repeat("phone-1", 2, 30_000)])).toMatchObject({
    times: 3,
    nextAt: "2026-01-05T12:00:20.000Z",
    escalatesAt: "2026-01-05T12:00:00.000Z",
  });
});

test("counts as the next message will", () => {
  const deliveries = [at("desktop", 1, "shown"), at("phone-1", 1, "pending")];
  const past = deliveries.map(({ destination, occasion, nth, state }) => ({
    ...{ destination, occasion, nth, state },
    sinceMs: 0,
  }));
  const rules = { repeatsAfterMs: () => 60_000, escalatesAfterMs: null };
  expect(viewOf(deliveries, nextReminders({ firedMs: 0, deliveries: past }, rules))?.times).toBe(1);
});
