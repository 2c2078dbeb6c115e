/** Critical alerts are told again until somebody acknowledges them: who that is about, where, and what ends it. */
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Reminder } from "../../preload/contract/reminder.ts";
import type { Engine } from "../alerts/engine.ts";
import { repeatsAfterMs } from "../delivery/reminders/next-reminders.ts";
import { Reminders } from "../delivery/reminders/reminders.ts";
import type { Clock } from "../lib/clock.ts";
import type { Signal } from "../lib/signal.ts";
import { escalatedTo } from "./destinations/escalated-to.ts";
import type { ToldAt } from "./destinations/told-at.ts";
import type { HistoryService } from "./history-service.ts";
import type { CommitQueue } from "./persistence/commit-queue.ts";
import type { RemindersStore } from "./persistence/in-memory-reminders.ts";
import { reminderViews } from "./reminder-views.ts";
import type { SettingsService } from "./settings-service.ts";

export interface RunningReminders {
  /** What `views()` answers may have changed. */
  readonly changed: Signal<void>;
  /** Every critical alert that nobody has acknowledged, oldest first. */
  views(): Reminder[];
  start(): void;
  /** Looks for what fell due while the computer slept. */
  check(): void;
  /** Another database stands in place of the one that they were read from. */
  reload(): void;
  stop(): void;
}

/** What matters here of a destination that a person set up. */
export interface RemindedDestination {
  readonly isOn: boolean;
  /** Its service repeats what is critical by itself. */
  readonly repeatsCritical: boolean;
}

export interface RemindersWiring {
  readonly store: RemindersStore;
  readonly settings: SettingsService;
  readonly destinations: {
    readonly toldAt: Pick<ToldAt, "of">;
    /** Null: it is gone, or its channel is. */
    readonly get: (id: DestinationId) => RemindedDestination | null;
  };
  readonly outbox: { readonly wake: () => void };
  readonly committed: CommitQueue["committed"];
  readonly ruleRemoved: Signal<string>;
  readonly ruleOf: Engine["get"];
  readonly eventChanged: Signal<AlertEvent>;
  readonly history: Pick<HistoryService, "acknowledge">;
}

/** Not started. */
export function wireReminders(clock: Clock, wiring: RemindersWiring): RunningReminders {
  const { store, settings, destinations, outbox, eventChanged, history } = wiring;
  const isOn = (id: DestinationId): boolean =>
    id === "desktop" ? settings.current.desktopNotifications : destinations.get(id)?.isOn === true;
  const reminders = new Reminders({
    clock,
    store,
    rules: {
      repeatsAfterMs(destination) {
        if (destination === "desktop") return repeatsAfterMs.desktop;
        const found = destinations.get(destination);
        return found === null || found.repeatsCritical ? null : repeatsAfterMs.elsewhere;
      },
      get escalatesAfterMs() {
        return settings.current.escalateAfterMs;
      },
    },
    escalatesTo(event) {
      const { escalateTo } = settings.current;
      return escalatedTo(event, destinations.toldAt.of({ to: [...escalateTo], urgency: "critical" }), isOn);
    },
    added(event) {
      eventChanged.emit(event);
      outbox.wake();
    },
  });
  eventChanged.listen((event) => reminders.update(event));
  settings.changed.listen(({ before, now }) => {
    if (before.escalateAfterMs !== now.escalateAfterMs) reminders.reschedule();
  });
  // Whoever pauses or removes a rule has seen what it did.
  const acknowledge = (ruleId: string): void => {
    for (const { id } of reminders.openOf(ruleId)) history.acknowledge(id);
  };
  wiring.committed.listen(({ rules: changed }) => {
    for (const { id, state } of changed) if (state === "paused") acknowledge(id);
  });
  wiring.ruleRemoved.listen(acknowledge);
  /** Paused or removed, and the process ended before that could be taken for an answer. */
  const acknowledgeLeftOver = (): void => {
    const awaiting = store.reminders.awaiting();
    for (const { id, ruleId } of awaiting.ok ? awaiting.value : []) {
      const rule = ruleId === null ? null : wiring.ruleOf(ruleId);
      if (rule === null || rule.state === "paused") history.acknowledge(id);
    }
  };
  return {
    changed: reminders.changed,
    views: () => reminderViews(reminders.all(), clock.now()),
    start() {
      acknowledgeLeftOver();
      reminders.start();
    },
    check: () => reminders.check(),
    reload: () => reminders.reload(),
    stop: () => reminders.stop(),
  };
}
