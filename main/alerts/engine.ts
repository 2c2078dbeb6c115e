/** Signatures first; the body follows. */
import type { InstrumentKey, VenueId } from "../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Moment, Tick, TickGap } from "../../preload/contract/tick.ts";
import type { Decision, RuleLife } from "./decision.ts";

/** A price that may be taken for "just now": the feed is live and it is not older than 60 s. Else null. */
export type Known = Tick | null;
export interface Distance {
  readonly level: string;
  readonly amount: string;
  readonly percent: string;
}
export interface Preview {
  readonly alreadyTrue: boolean;
  readonly distance: Distance | null;
}
const unfinished = (..._: unknown[]): never => {
  throw new Error("unfinished");
};

export class Engine {
  constructor(options: { micros: () => number }) {
    void options;
  }
  /** Restart from durable state. Returns `changed` for holds that did not survive. */
  load(rules: readonly RuleLife[], now: Moment): readonly Decision[] {
    return unfinished(rules, now);
  }
  add(id: string, spec: RuleSpec, now: Moment, known: Known): readonly Decision[] {
    return unfinished(id, spec, now, known);
  }
  edit(id: string, spec: RuleSpec, now: Moment, known: Known): readonly Decision[] {
    return unfinished(id, spec, now, known);
  }
  /** `snoozedUntilMs`: wall time at which the pause ends by itself, or null. */
  pause(id: string, now: Moment, snoozedUntilMs: number | null): readonly Decision[] {
    return unfinished(id, now, snoozedUntilMs);
  }
  /** Arms a paused or done rule anew. */
  resume(id: string, now: Moment, known: Known): readonly Decision[] {
    return unfinished(id, now, known);
  }
  remove(id: string): boolean {
    return unfinished(id);
  }
  onTick(tick: Tick, gap: TickGap | null = null): readonly Decision[] {
    return unfinished(tick, gap);
  }
  onLost(lost: VenueId | readonly InstrumentKey[], now: Moment): readonly Decision[] {
    return unfinished(lost, now);
  }
  onTime(now: Moment, knownOf: (key: InstrumentKey) => Known): readonly Decision[] {
    return unfinished(now, knownOf);
  }
  nextDue(now: Moment): number | null {
    return unfinished(now);
  }
  get(id: string): RuleLife | null {
    return unfinished(id);
  }
  all(): readonly RuleLife[] {
    return unfinished();
  }
  instruments(): readonly InstrumentKey[] {
    return unfinished();
  }
  needsTrades(key: InstrumentKey): boolean {
    return unfinished(key);
  }
  armedCount(key: InstrumentKey): number {
    return unfinished(key);
  }
  drainExtremes(): readonly { readonly ruleId: string; readonly extreme: string }[] {
    return unfinished();
  }
  preview(spec: RuleSpec, tick: Known): Preview {
    return unfinished(spec, tick);
  }
  distance(id: string, tick: Known): Distance | null {
    return unfinished(id, tick);
  }
}
