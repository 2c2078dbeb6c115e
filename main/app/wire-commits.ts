/** What follows from decisions that were written, refused or given up: windows, history, outbox and feed learn of it. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { CommitQueue } from "./persistence/commit-queue.ts";
import type { MarketService } from "./market-service.ts";
import type { StorageOutageNotifier } from "./persistence/storage-outage-notifier.ts";
import type { ToRule } from "./rule-view.ts";
import type { Signal } from "../lib/signal.ts";
import type { InMemoryFallback } from "./persistence/in-memory-fallback.ts";

export interface CommitWiring {
  readonly commitQueue: Pick<CommitQueue, "committed" | "refused" | "givenUp">;
  readonly inMemoryFallback: InMemoryFallback;
  readonly storageOutageNotifier: Pick<StorageOutageNotifier, "count">;
  readonly outbox: Pick<Outbox, "wake">;
  readonly market: Pick<MarketService, "sync">;
  readonly toRule: ToRule;
  readonly ruleChanged: Signal<Rule>;
  readonly eventChanged: Signal<AlertEvent>;
  readonly infoChanged: Signal<void>;
}

export function wireCommits(wiring: CommitWiring): void {
  const {
    commitQueue,
    inMemoryFallback,
    storageOutageNotifier,
    outbox,
    market,
    toRule,
    ruleChanged,
    eventChanged,
    infoChanged,
  } = wiring;
  const toldOf = (events: readonly AlertEvent[]): void => {
    if (events.length === 0) return;
    infoChanged.emit();
    outbox.wake();
  };
  commitQueue.committed.listen(({ rules, events }) => {
    for (const snapshot of rules) ruleChanged.emit(toRule(snapshot));
    for (const event of events) {
      if (inMemoryFallback.event(event.id) !== null) storageOutageNotifier.count({ saved: 1 });
      inMemoryFallback.drop(event.id, "event");
      eventChanged.emit(event);
    }
    toldOf(events);
    market.sync();
  });
  commitQueue.refused.listen(({ rules, events }) => {
    for (const snapshot of rules) ruleChanged.emit(toRule(snapshot));
    for (const event of events) {
      inMemoryFallback.add(event, "event");
      // Every way of telling has it at once: where no notification can be shown, a window or a script is all there is.
      eventChanged.emit(inMemoryFallback.event(event.id) ?? event);
    }
    toldOf(events);
    market.sync();
  });
  commitQueue.givenUp.listen((ids) => {
    for (const id of ids) inMemoryFallback.drop(id, "event");
    storageOutageNotifier.count({ lost: ids.length });
  });
}
