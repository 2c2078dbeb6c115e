/** A tick that may concern some rules of its instrument: finds them, decides them in their order, puts them where they belong. */
import type { Moment, Tick, TickGap } from "../../preload/contract/tick.ts";
import type { Book } from "./book.ts";
import { evaluate, evaluateAfterBlind, type Arrival } from "./evaluate.ts";
import { numberOf } from "./quantity.ts";
import { isWatching, type RuleState } from "./rule-state.ts";
import type { Track } from "./track.ts";
import type { Transitions } from "./transitions.ts";
import { watchRule } from "./watch.ts";

/** The tick on one track. */
interface Visit {
  readonly track: Track;
  readonly arrival: Arrival;
  readonly wasBlind: boolean;
  readonly gap: TickGap | null;
}

/**
 * Takes `tick` in on the tracks of `book` from number `first` on (those before have let it pass). Every rule is decided against
 * the tick before, so a track takes over the new one only when all have been.
 */
export function meetTick(transitions: Transitions, book: Book, tick: Tick, at: Moment, first: number): void {
  const visits: Visit[] = [];
  const woken: { rule: RuleState; visit: Visit }[] = [];
  const step = transitions.nextStep();
  for (let index = first; index < book.tracks.length; index++) {
    const track = book.tracks[index] as Track;
    const n = numberOf(track.quantity, tick);
    if (Number.isNaN(n) || track.passQuietly(tick, n, at.monoMs)) continue;
    const visit: Visit = {
      track,
      arrival: { tick, n, at, extreme: { n, tick, text: null } },
      wasBlind: track.blind,
      gap: track.gap,
    };
    visits.push(visit);
    track.begin(tick, n, at.monoMs, (rule) => {
      if (rule.step === step) return;
      rule.step = step;
      woken.push({ rule, visit });
    });
  }
  woken.sort((a, b) => a.rule.order - b.rule.order);
  for (const { rule, visit } of woken) {
    if (visit.wasBlind) evaluateAfterBlind(transitions, rule, visit.track, visit.arrival, visit.gap);
    else evaluate(transitions, rule, visit.track, visit.arrival);
  }
  for (const { track, arrival } of visits) {
    track.commit(tick, arrival.n, at.monoMs);
    track.gap = null;
  }
  for (const { rule, visit } of woken) {
    if (isWatching(rule)) watchRule(rule, visit.track);
    else book.leave(rule);
  }
  for (const { track } of visits) track.settle();
}
