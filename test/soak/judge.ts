/**
 * Whether what the app recorded of one rule is right. The judge follows every history that the app may honestly have lived
 * through, given what the exchange sent it, and works the rule out along each of them by the plainest loop there is. The
 * recorded events must be those of one of these histories: a crossing without its event, or an event without its crossing,
 * leaves none.
 *
 * Three things are not decidable from outside, and nothing else is left open:
 *  - at which of the prices under way while it was being made a rule was armed (between the last price that the app had
 *    shown before the request, and the answer);
 *  - how many of the last prices sent over a connection arrived before it ended, or were written down before the process
 *    was killed (from the last price that the app had shown, and for a kill kept, on);
 *  - whether a connection's first price came by REST;
 *  - whether a hold or a cooldown was over at a price that came within `slackMs` of its end.
 * Over a restart the price before need not be the very last one, which the app keeps once a second: but it must be one from
 * which the rule does the same.
 * Most rules meet none of these near their level: every history gives them the same events, and they are judged exactly.
 * For the others the judgement counts how many histories the events themselves ruled out.
 */
import { put, unarmed, type State, type States } from "./judge-state.ts";
import { isBack, isTrue, trailingKinds, usesExtremes, type Meaning } from "./rule-meaning.ts";
import { RuleSteps, type SeenEvent } from "./rule-steps.ts";
import { quantityOf, type View } from "./view.ts";

export { timestampShiftMs, type SeenEvent } from "./rule-steps.ts";

/** A rule as it was made: by process `run`, armed after some price of `armedFrom` to `armedTo` (sequence numbers). */
export interface JudgedRule extends Meaning {
  readonly id: string;
  readonly run: number;
  readonly armedFrom: number;
  readonly armedTo: number;
}

/** What can be wrong with a rule's events. */
export interface Wrong {
  /** `missed`: it had to fire and there is no such event. `doubled`: an event that no history explains. */
  readonly what: "missed" | "doubled";
  readonly words: string;
}

export interface RuleJudgement {
  readonly wrong: Wrong | null;
  /** No history was ruled out by the events: there was one possible outcome, and it is the recorded one. */
  readonly exact: boolean;
  /** More histories than can be followed: nothing is said of this rule. */
  readonly tooOpen: boolean;
}

/** As many states at one price as are followed. Each is looked at once for each price. */
const maxStates = 1_500;
/** So many looks at a state are spent on one rule: some seconds. One of which that leaves something open counts as too open. */
const maxLooks = 20_000_000;

type Segment = View["segments"][number];

/** Judges one rule. `events` are those recorded for it, by generation. */
export function judge(rule: JudgedRule, view: View, events: readonly SeenEvent[]): RuleJudgement {
  if (new Set(events.map(({ generation }) => generation)).size !== events.length)
    return { wrong: { what: "doubled", words: "two events of one generation" }, exact: false, tooOpen: false };
  const histories = new Histories(rule, view, events);
  const wrong = histories.follow();
  if (histories.tooOpen) return { wrong: null, exact: false, tooOpen: true };
  return { wrong, exact: wrong === null && histories.ruledOut === 0, tooOpen: false };
}

class Histories {
  readonly #rule: JudgedRule;
  readonly #view: View;
  readonly #events: readonly SeenEvent[];
  readonly #steps: RuleSteps;
  /** The quantity that the rule is about, and where it was sent. */
  readonly #values: Float64Array;
  readonly #sent: Uint8Array;
  #states: States = new Map();
  #looks = 0;
  tooOpen = false;

  constructor(rule: JudgedRule, view: View, events: readonly SeenEvent[]) {
    this.#rule = rule;
    this.#view = view;
    this.#events = events;
    this.#steps = new RuleSteps(rule, view, events);
    ({ values: this.#values, sent: this.#sent } = quantityOf(view.prices, rule.kind));
    put(this.#states, unarmed);
  }

  /** Histories that the events contradict. */
  get ruledOut(): number {
    return this.#steps.ruledOut;
  }

  /** Null where some history ends with every event accounted for. */
  follow(): Wrong | null {
    const { segments } = this.#view;
    const isPast = ({ run, to }: Segment): boolean =>
      run < this.#rule.run || (run === this.#rule.run && to < this.#rule.armedFrom);
    const past = segments.filter(isPast);
    let before = past.at(-1) ?? null;
    for (const segment of segments.slice(past.length)) {
      if (segment.run === before?.run && segment.connection === before.connection)
        throw new Error("one connection, two stretches");
      this.#betweenSegments(before, segment);
      this.#along(segment);
      if (this.tooOpen) return null;
      if (this.#states.size === 0) return { what: "missed", words: this.#steps.lastReason };
      before = segment;
    }
    this.#betweenSegments(before, null);
    const total = this.#events.length;
    const ends = [...this.#states.values()].filter(({ phase }) => phase !== "unarmed");
    const explained = ends.filter(({ matched }) => matched === total).length;
    this.#steps.ruledOut += ends.length - explained;
    if (explained > 0) return null;
    if (ends.length === 0) return { what: "missed", words: this.#steps.lastReason };
    const most = Math.max(...ends.map(({ matched }) => matched));
    return {
      what: "doubled",
      words: `no history explains event ${most + 1} of ${total}: ${JSON.stringify(this.#events[most])}; ${this.#steps.lastReason}`,
    };
  }

  /** The connection, or the process, was lost and the next has brought no price yet. */
  #betweenSegments(before: Segment | null, after: Segment | null): void {
    const { run, armedFrom, armedTo } = this.#rule;
    const states = [...this.#states.values()];
    const firstRun = before?.run ?? Number.NEGATIVE_INFINITY;
    const lastRun = after?.run ?? Number.POSITIVE_INFINITY;
    this.#states = new Map();
    for (const state of states) {
      const blind = firstRun === lastRun && state.blind !== "restarted" ? "lost" : "restarted";
      for (const lost of this.#steps.lost(state, blind)) put(this.#states, lost);
    }
    const from = before === null ? Number.NEGATIVE_INFINITY : this.#certainTo(before) - 1;
    const to = after === null ? Number.POSITIVE_INFINITY : this.#firstSent(after);
    const isBlind = before === null || before.ended || after !== null;
    if (isBlind && firstRun <= run && run <= lastRun && armedFrom <= to && armedTo >= from) {
      for (const state of states)
        if (state.phase === "unarmed")
          put(this.#states, {
            ...state,
            phase: "armed",
            blind: run < lastRun ? "restarted" : "lost",
          });
    }
  }

  #along(segment: Segment): void {
    const { run, armedFrom, armedTo } = this.#rule;
    const certainTo = this.#certainTo(segment);
    const entering = [...this.#states.values()];
    const stopped: States = new Map();
    const isArmedHere = segment.run === run;
    // What came before it was made cannot concern it.
    const first = isArmedHere ? Math.max(segment.from, Math.min(armedFrom, segment.to)) : segment.from;
    const byRest = this.#restStarts(segment, first);
    const restAt = [...byRest.keys()].sort((a, b) => a - b);
    for (let seq = first; seq <= segment.to; seq++) {
      for (const answer of byRest.get(seq) ?? []) this.#firstByRest(entering, answer, isArmedHere);
      if (seq === segment.to) break;
      if (this.#states.size === 1) {
        while ((restAt[0] ?? Infinity) <= seq) restAt.shift();
        seq = this.#quietly(seq, Math.min(segment.to, certainTo, restAt[0] ?? Infinity));
        if (byRest.has(seq) && seq === restAt[0]) {
          seq--;
          continue;
        }
      }
      if (seq === segment.to) break;
      const mayArm = isArmedHere && seq >= armedFrom && seq < armedTo;
      if (this.#sent[seq] === 0) {
        if (mayArm) this.#armBetween(seq);
        continue;
      }
      if (seq >= certainTo) for (const [key, state] of this.#states) stopped.set(key, state);
      this.#tick(seq, mayArm);
      if (this.#states.size + stopped.size > maxStates || this.#looks > maxLooks) {
        this.tooOpen = true;
        return;
      }
      if (byRest.size === 0 && this.#isOver()) break;
    }
    for (const [key, state] of stopped) this.#states.set(key, state);
  }

  /** With one state that nothing happens to, straight on to the price at which something does, or to `end`. */
  #quietly(seq: number, end: number): number {
    const [only] = this.#states.values();
    if (usesExtremes(this.#rule.kind)) return seq;
    if (only === undefined || only.blind !== false || (only.phase !== "armed" && only.phase !== "triggered"))
      return seq;
    const { units } = this.#view.prices;
    let q = only.q;
    let at = seq;
    for (; at < end; at++) {
      if (this.#sent[at] === 0) continue;
      const value = this.#values[at] as number;
      if (only.phase === "armed" ? isTrue(this.#rule, q, value) : isBack(this.#rule, value)) break;
      if (only.phase === "armed") q = units[at] as number;
    }
    if (q !== only.q) {
      this.#states = new Map();
      put(this.#states, { ...only, q });
    }
    return at;
  }

  /** For each price that REST told: where from `first` on the stream goes on after it, because what is older came too late. */
  #restStarts(segment: Segment, first: number): Map<number, number[]> {
    const { atMs } = this.#view.prices;
    const starts = new Map<number, number[]>();
    const timeOf = (seq: number): number => atMs[seq] as number;
    // Prices made in one go are of one time: those before `first` may be as old as the answer. One walk for all answers, the oldest
    // first: a long stretch has hundreds.
    let at = first;
    for (const answer of [...segment.rest].sort((a, b) => timeOf(a) - timeOf(b))) {
      while (at < segment.to && timeOf(at) < timeOf(answer)) at++;
      starts.set(at, [...(starts.get(at) ?? []), answer]);
    }
    return starts;
  }

  #firstByRest(entering: readonly State[], seq: number, isArmedHere: boolean): void {
    const { armedFrom, armedTo } = this.#rule;
    for (const state of entering) {
      if (state.blind === false) continue;
      if (this.#values !== this.#view.prices.units) {
        // REST tells of a price alone: what came before it on the stream was too late, and that is all.
        put(this.#states, state);
        continue;
      }
      for (const next of this.#steps.at(state, seq)) {
        put(this.#states, next);
        if (next.phase !== "unarmed" || !isArmedHere || seq < armedFrom || seq >= armedTo) continue;
        // A rule made now begins with that price once the stream has proven itself, and without one before.
        put(this.#states, { ...next, phase: "armed" });
        for (const armed of this.#armedAt(next, seq)) put(this.#states, armed);
      }
    }
  }

  #tick(seq: number, mayArm: boolean): void {
    const before = this.#states;
    this.#looks += before.size;
    this.#states = new Map();
    for (const state of before.values()) {
      if (state.phase === "unarmed" && seq >= this.#rule.armedTo) continue;
      for (const next of this.#steps.at(state, seq)) {
        put(this.#states, next);
        if (next.phase === "unarmed" && mayArm) for (const armed of this.#armedAt(next, seq)) put(this.#states, armed);
      }
    }
  }

  #armedAt(state: State, seq: number): State[] {
    const { atMs } = this.#view.prices;
    return this.#steps.arm(state, seq, atMs[Math.min(this.#rule.armedTo, atMs.length - 1)] as number);
  }

  /** Made where nothing of its quantity came: with the last that had come for another rule, or without any. */
  #armBetween(seq: number): void {
    for (const state of [...this.#states.values()]) {
      if (state.phase !== "unarmed") continue;
      put(this.#states, { ...state, phase: "armed" });
      let last = seq;
      while (last >= 0 && this.#sent[last] === 0) last--;
      if (last >= 0) for (const armed of this.#armedAt(state, last)) put(this.#states, armed);
    }
  }

  /** A trailing extreme is written down once a second, a price that passed a level at once; a trade comes right after its price. */
  #certainTo(segment: Segment): number {
    const { kind } = this.#rule;
    if (kind === "trade-size-at-least") return Math.max(segment.from, segment.certainTo - 1);
    return trailingKinds.has(kind) ? segment.extremesTo : segment.certainTo;
  }

  #firstSent(segment: Segment): number {
    for (let seq = segment.from; seq < segment.to; seq++) if (this.#sent[seq] !== 0) return seq;
    return segment.to;
  }

  #isOver(): boolean {
    for (const { phase } of this.#states.values()) if (phase !== "done") return false;
    return true;
  }
}
