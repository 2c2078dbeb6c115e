/** What the app makes of critical alerts: which destinations repeat, what counts as an answer, and what windows are given. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSignals, type AppSignals } from "../../main/app/app-signals.ts";
import { ToldAt } from "../../main/app/destinations/told-at.ts";
import { HistoryService } from "../../main/app/history-service.ts";
import type { Committed } from "../../main/app/persistence/commit-queue.ts";
import { SettingsService } from "../../main/app/settings-service.ts";
import { wireReminders, type RunningReminders } from "../../main/app/wire-reminders.ts";
import type { RuleSnapshot } from "../../main/alerts/decision.ts";
import { Signal } from "../../main/lib/signal.ts";
import type { Store } from "../../main/store/store.ts";
import type { AlertEvent, Delivery } from "../../preload/contract/event.ts";
import { ManualClock } from "../doubles/clock.ts";
import { criticalDecision, minuteMs } from "../delivery/reminders/reminder-harness.ts";
import { openIn, tempDir, value } from "./app-harness.ts";

let clock: ManualClock;
let store: Store;
let signals: AppSignals;
let settings: SettingsService;
let history: HistoryService;
let reminders: RunningReminders;
let committed: Signal<Committed>;
let removed: Signal<string>;
let rules: Map<string, RuleSnapshot>;
let made: number;
/** Of the destinations that a person set up. */
const repeatsCritical: Readonly<Record<string, boolean>> = { "phone-1": false, "pushover-1": true };

beforeEach(() => {
  clock = new ManualClock();
  store = openIn(tempDir(), clock.now().wallMs);
  signals = createSignals();
  settings = new SettingsService(store, value(store.settings.get()));
  history = new HistoryService(store, clock, {
    event: () => null,
    events: () => [],
    acknowledge: () => null,
    upToDate: (event) => event,
  });
  history.acknowledged.listen(({ event }) => signals.eventChanged.emit(event));
  committed = new Signal();
  removed = new Signal();
  rules = new Map();
  made = 0;
  reminders = wired();
  reminders.start();
});
afterEach(() => {
  reminders.stop();
  expect(clock.pending).toBe(0);
});

function wired(): RunningReminders {
  const ids = Object.keys(repeatsCritical);
  const toldAt = new ToldAt({
    destinations: () => ids.map((id) => ({ id, isOn: true, isReachable: true })),
    defaults: () => ["desktop"],
  });
  return wireReminders(clock, {
    store,
    settings,
    destinations: {
      toldAt,
      get: (id) => {
        const repeats = repeatsCritical[id];
        return repeats === undefined ? null : { isOn: true, repeatsCritical: repeats };
      },
    },
    outbox: { wake: () => undefined },
    committed,
    ruleRemoved: removed,
    ruleOf: (id) => rules.get(id) ?? null,
    eventChanged: signals.eventChanged,
    history,
  });
}

/** It was told at all of these at once. */
function fireAt(...destinations: string[]): AlertEvent {
  const { wallMs, monoMs } = clock.now();
  const decision = criticalDecision((made += 1), wallMs, monoMs);
  rules.set(decision.rule.id, decision.rule);
  const [event] = value(store.commit([decision], [...destinations, "history"], wallMs));
  if (event === undefined) throw new Error("nothing fired");
  told();
  return present(event.id);
}

/** What waits anywhere is sent. */
function told(): void {
  const { wallMs } = clock.now();
  for (const destination of ["desktop", ...Object.keys(repeatsCritical)])
    for (const row of value(store.deliveries.due(destination, wallMs, 100))) {
      value(store.deliveries.begin([row.id], { messageId: row.eventId }, wallMs));
      value(store.deliveries.end([row.id], { state: "sent" }, wallMs));
      signals.eventChanged.emit(present(row.eventId));
    }
}

function advance(ms: number): void {
  for (let left = ms; left > 0; left -= minuteMs) {
    clock.advance(Math.min(left, minuteMs));
    told();
  }
}

function present(id: string): AlertEvent {
  const event = value(store.events.get(id));
  if (event === null) throw new Error("no such event");
  return event;
}
const at = (id: string, destination: string): Delivery[] =>
  present(id).deliveries.filter((delivery) => delivery.destination === destination);

test("the desktop each minute, others each five, and none whose service repeats by itself or that is gone", () => {
  const { id } = fireAt("desktop", "phone-1", "pushover-1");
  advance(5 * minuteMs);
  expect(at(id, "desktop")).toHaveLength(6);
  expect(at(id, "phone-1")).toHaveLength(2);
  expect(at(id, "pushover-1")).toHaveLength(1);
});

test.each<[string, (event: AlertEvent) => void]>([
  ["paused", ({ ruleId }) => changed(ruleId ?? "", "paused")],
  ["removed", ({ ruleId }) => removed.emit(ruleId ?? "")],
])("a rule that is %s is an answer to what it did", (_name, act) => {
  const other = fireAt("desktop");
  const event = fireAt("desktop");
  act(event);
  expect(present(event.id)).toMatchObject({ acknowledgedBy: { destination: null } });
  expect(present(other.id).acknowledgedAt).toBeNull();
  advance(5 * minuteMs);
  expect(at(event.id, "desktop")).toHaveLength(1);
  expect(at(other.id, "desktop")).toHaveLength(6);
});

test("a rule that is done goes on being told", () => {
  const event = fireAt("desktop");
  changed(event.ruleId ?? "", "done");
  expect(present(event.id).acknowledgedAt).toBeNull();
});

test.each<[string, (ruleId: string) => void]>([
  ["paused", (id) => rules.set(id, { ...ruleOf(id), state: "paused" })],
  ["removed", (id) => void rules.delete(id)],
])("one that was %s when the process ended is taken for answered by the next run", (_name, act) => {
  const event = fireAt("desktop");
  reminders.stop();
  act(event.ruleId ?? "");
  signals = createSignals();
  reminders = wired();
  reminders.start();
  expect(present(event.id).acknowledgedAt).not.toBeNull();
  advance(5 * minuteMs);
  expect(at(event.id, "desktop")).toHaveLength(1);
});

test("windows are given how often it was told, and when it is next", () => {
  expect(reminders.views()).toEqual([]);
  let changes = 0;
  reminders.changed.listen(() => (changes += 1));
  value(settings.set({ escalateAfterMs: 10 * minuteMs, escalateTo: ["phone-1"] }));
  const { id } = fireAt("desktop");
  advance(2 * minuteMs + 20_000);
  expect(reminders.views()).toEqual([
    {
      eventId: id,
      times: 3,
      maxTimes: 12,
      nextAt: "2026-01-05T12:03:00.000Z",
      escalatesAt: "2026-01-05T12:10:00.000Z",
    },
  ]);
  expect(changes).toBeGreaterThan(0);
  history.acknowledge(id);
  expect(reminders.views()).toEqual([]);
});

test("the second step is as the settings say at that moment, and goes where it can", () => {
  const first = fireAt("desktop");
  advance(6 * minuteMs);
  value(settings.set({ escalateAfterMs: 5 * minuteMs, escalateTo: ["phone-1"] }));
  expect(at(first.id, "phone-1"), "it is late already").toMatchObject([{ occasion: "escalation" }]);
  value(settings.set({ escalateTo: [] }));
  const second = fireAt("phone-1");
  advance(5 * minuteMs);
  expect(at(second.id, "desktop"), "never none").toMatchObject([{ occasion: "escalation" }]);
});

function ruleOf(id: string): RuleSnapshot {
  const rule = rules.get(id);
  if (rule === undefined) throw new Error("no such rule");
  return rule;
}
function changed(id: string, state: RuleSnapshot["state"]): void {
  committed.emit({ rules: [{ ...ruleOf(id), state }], events: [] });
}
