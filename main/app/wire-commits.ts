/** What follows from decisions that were written, refused or given up: windows, history, outbox and feed learn of it. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { Ledger } from "./ledger.ts";
import type { MarketService } from "./market.ts";
import type { Outage } from "./outage.ts";
import { toRule } from "./rule-view.ts";
import type { Signal } from "./signal.ts";
import type { Unsaved } from "./unsaved.ts";

export interface CommitWiring {
  readonly ledger: Pick<Ledger, "committed" | "refused" | "givenUp">;
  readonly unsaved: Unsaved;
  readonly outage: Pick<Outage, "count">;
  readonly outbox: Pick<Outbox, "wake">;
  readonly market: Pick<MarketService, "sync">;
  readonly ruleChanged: Signal<Rule>;
  readonly eventChanged: Signal<AlertEvent>;
  readonly infoChanged: Signal<void>;
}

export function wireCommits(wiring: CommitWiring): void {
  const { ledger, unsaved, outage, outbox, market, ruleChanged, eventChanged, infoChanged } = wiring;
  const toldOf = (events: readonly AlertEvent[]): void => {
    if (events.length === 0) return;
    infoChanged.emit();
    outbox.wake();
  };
  ledger.committed.listen(({ rules, events }) => {
    for (const life of rules) ruleChanged.emit(toRule(life));
    for (const event of events) {
      if (unsaved.event(event.id) !== null) outage.count({ saved: 1 });
      unsaved.drop(event.id, "event");
      eventChanged.emit(event);
    }
    toldOf(events);
    market.sync();
  });
  ledger.refused.listen(({ rules, events }) => {
    for (const life of rules) ruleChanged.emit(toRule(life));
    for (const event of events) {
      unsaved.add(event, "event");
      // Every way of telling has it at once: where no notification can be shown, a window or a script is all there is.
      eventChanged.emit(unsaved.event(event.id) ?? event);
    }
    toldOf(events);
    market.sync();
  });
  ledger.givenUp.listen((ids) => {
    for (const id of ids) unsaved.drop(id, "event");
    outage.count({ lost: ids.length });
  });
}
