/** What the app tells of itself, to whoever shows it. Listeners run synchronously, in the order in which they came. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { Signal } from "../lib/signal.ts";

export interface AppSignals {
  /** Each accepted tick, after the rules have been judged by it. */
  readonly ticked: Signal<Tick>;
  readonly ruleChanged: Signal<Rule>;
  /** An event is new, or what became of one of its deliveries is. */
  readonly eventChanged: Signal<AlertEvent>;
  /** What `feedStatus()` answers may have changed in more than its counters. */
  readonly feedChanged: Signal<void>;
  /** What `info()` answers may have changed. */
  readonly infoChanged: Signal<void>;
  /** A person wants to see what a notification was about. */
  readonly openAsked: Signal<{ eventId: string | null; ruleId: string | null }>;
}

export function createSignals(): AppSignals {
  return {
    ticked: new Signal(),
    ruleChanged: new Signal(),
    eventChanged: new Signal(),
    feedChanged: new Signal(),
    infoChanged: new Signal(),
    openAsked: new Signal(),
  };
}
