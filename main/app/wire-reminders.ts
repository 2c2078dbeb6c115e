/** Critical alerts are told again until somebody acknowledges them: who that is about, where, and what ends it. */
import { Reminders } from "../delivery/reminders/reminders.ts";
import { repeatsAfterMs } from "../delivery/reminders/next-reminders.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import type { HistoryService } from "./history-service.ts";
import type { Alerts } from "./wire-alerts.ts";
import type { Delivery } from "./wire-delivery.ts";
import type { Storage } from "./wire-storage.ts";

/** Not started. */
export function wireReminders(
  { clock }: Pick<AppOptions, "clock">,
  { store, destinationList }: Pick<Storage, "store" | "destinationList">,
  { outbox }: Pick<Delivery, "outbox">,
  { commitQueue, rules }: Pick<Alerts, "commitQueue" | "rules">,
  { signals, history }: { readonly signals: Pick<AppSignals, "eventChanged">; readonly history: HistoryService },
): Reminders {
  const reminders = new Reminders({
    clock,
    store,
    rules: {
      repeatsAfterMs(destination) {
        if (destination === "desktop") return repeatsAfterMs.desktop;
        const kind = destinationList.get(destination)?.kind ?? null;
        // Gone, or its service repeats by itself.
        return kind === null || kind.abilities.repeatsCritical ? null : repeatsAfterMs.elsewhere;
      },
      escalatesAfterMs: null,
    },
    escalatesTo: () => [],
    added(event) {
      signals.eventChanged.emit(event);
      outbox.wake();
    },
  });
  signals.eventChanged.listen((event) => reminders.update(event));
  // Whoever pauses or removes a rule has seen what it did.
  const acknowledge = (ruleId: string): void => {
    for (const { id } of reminders.openOf(ruleId)) history.acknowledge(id);
  };
  commitQueue.committed.listen(({ rules: changed }) => {
    for (const { id, state } of changed) if (state === "paused") acknowledge(id);
  });
  rules.removed.listen(acknowledge);
  return reminders;
}
