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
 *  - whether a connection's first price came by REST.
 * Over a restart the price before need not be the very last one, which the app keeps once a second: but it must be one from
 * which the rule does the same.
 * Most rules meet none of these near their level: every history gives them the same events, and they are judged exactly.
 * For the others the verdict counts how many histories the events themselves ruled out.
 */
import { armedAt, put, widened, type State, type States } from "./judge-state.ts";
import { isBack, isTrue, needsNoPrevious, windowKinds, type Meaning } from "./rule-meaning.ts";
import type { View } from "./view.ts";

/** A rule as it was made: by process `run`, armed after some price of `bornFrom` to `bornTo` (sequence numbers). */
export interface JudgedRule extends Meaning {
  readonly id: string;
  readonly run: number;
  readonly bornFrom: number;
  readonly bornTo: number;
}

/** An event that the app recorded for it. Prices in price steps, times of the exchange. */
export interface SeenEvent {
  readonly generation: number;
  readonly tick: { readonly units: number; readonly atMs: number };
  readonly previousUnits: number | null;
  readonly gap: boolean;
}

/** What can be wrong with a rule's events. */
export interface Wrong {
  /** `missed`: it had to fire and there is no such event. `doubled`: an event that no history explains. */
  readonly what: "missed" | "doubled";
  readonly words: string;
}

export interface Verdict {
  readonly wrong: Wrong | null;
  /** No history was ruled out by the events: there was one possible outcome, and it is the recorded one. */
  readonly exact: boolean;
}

type Segment = View["segments"][number];

/** The exchange's faults may shift its timestamps by this. */
export const timestampShiftMs = 3_600_000;

/** Judges one rule. `events` are those recorded for it, by generation. */
export function judge(rule: JudgedRule, view: View, events: readonly SeenEvent[]): Verdict {
  if (new Set(events.map(({ generation }) => generation)).size !== events.length)
    return { wrong: { what: "doubled", words: "two events of one generation" }, exact: false };
  const histories = new Histories(rule, view, events);
  const wrong = histories.follow();
  return { wrong, exact: wrong === null && histories.ruledOut === 0 };
}

class Histories {
  readonly #rule: JudgedRule;
  readonly #view: View;
  readonly #events: readonly SeenEvent[];
  #states: States = new Map();
  #lastWords = "it was never armed";
  /** Histories that the events contradict. */
  ruledOut = 0;

  constructor(rule: JudgedRule, view: View, events: readonly SeenEvent[]) {
    this.#rule = rule;
    this.#view = view;
    this.#events = events;
    put(this.#states, { phase: "unborn", q: null, window: null, blind: "lost", matched: 0 });
  }

  /** Null where some history ends with every event accounted for. */
  follow(): Wrong | null {
    const { segments } = this.#view;
    const isPast = ({ run, to }: Segment): boolean =>
      run < this.#rule.run || (run === this.#rule.run && to < this.#rule.bornFrom);
    const past = segments.filter(isPast);
    let before = past.at(-1) ?? null;
    for (const segment of segments.slice(past.length)) {
      if (segment.run === before?.run && segment.connection === before.connection)
        throw new Error("one connection, two stretches");
      this.#betweenSegments(before, segment);
      this.#along(segment);
      if (this.#states.size === 0) return { what: "missed", words: this.#lastWords };
      before = segment;
    }
    this.#betweenSegments(before, null);
    const total = this.#events.length;
    const ends = [...this.#states.values()].filter(({ phase }) => phase !== "unborn");
    const explained = ends.filter(({ matched }) => matched === total).length;
    this.ruledOut += ends.length - explained;
    if (explained > 0) return null;
    if (ends.length === 0) return { what: "missed", words: this.#lastWords };
    const most = Math.max(...ends.map(({ matched }) => matched));
    return {
      what: "doubled",
      words: `no history explains event ${most + 1} of ${total}: ${JSON.stringify(this.#events[most])}; ${this.#lastWords}`,
    };
  }

  /** The connection, or the process, was lost and the next has brought no price yet. */
  #betweenSegments(before: Segment | null, after: Segment | null): void {
    const { run, bornFrom, bornTo } = this.#rule;
    const states = [...this.#states.values()];
    const firstRun = before?.run ?? Number.NEGATIVE_INFINITY;
    const lastRun = after?.run ?? Number.POSITIVE_INFINITY;
    this.#states = new Map();
    for (const state of states)
      put(this.#states, {
        ...state,
        blind: firstRun === lastRun && state.blind !== "restarted" ? "lost" : "restarted",
      });
    const from = before === null ? Number.NEGATIVE_INFINITY : before.certainTo - 1;
    const to = after === null ? Number.POSITIVE_INFINITY : this.#firstSent(after);
    const isBlind = before === null || before.ended || after !== null;
    if (isBlind && firstRun <= run && run <= lastRun && bornFrom <= to && bornTo >= from) {
      for (const state of states)
        if (state.phase === "unborn")
          put(this.#states, {
            ...state,
            phase: "armed",
            q: null,
            window: null,
            blind: run < lastRun ? "restarted" : "lost",
          });
    }
  }

  #along(segment: Segment): void {
    const { sent } = this.#view.prices;
    const { run, bornFrom, bornTo } = this.#rule;
    const entering = [...this.#states.values()];
    const stopped: States = new Map();
    const isBirthplace = segment.run === run;
    // What came before it was made cannot concern it.
    const first = isBirthplace ? Math.max(segment.from, Math.min(bornFrom, segment.to)) : segment.from;
    const byRest = this.#restStarts(segment, first);
    for (let seq = first; seq <= segment.to; seq++) {
      for (const answer of byRest.get(seq) ?? []) this.#firstByRest(entering, answer, isBirthplace);
      if (seq === segment.to) break;
      if (byRest.size === 0 && this.#states.size === 1)
        seq = this.#quietly(seq, Math.min(segment.to, segment.certainTo));
      if (seq === segment.to) break;
      if (sent[seq] === 0) continue;
      if (seq >= segment.certainTo) for (const [key, state] of this.#states) stopped.set(key, state);
      this.#tick(seq, isBirthplace && seq >= bornFrom && seq < bornTo);
      if (byRest.size === 0 && this.#isOver()) break;
    }
    for (const [key, state] of stopped) this.#states.set(key, state);
  }

  /** With one state that nothing happens to, straight on to the price at which something does, or to `end`. */
  #quietly(seq: number, end: number): number {
    const [only] = this.#states.values();
    if (windowKinds.has(this.#rule.kind)) return seq;
    if (only === undefined || only.blind !== false || (only.phase !== "armed" && only.phase !== "triggered"))
      return seq;
    const { units, sent } = this.#view.prices;
    let q = only.q;
    let at = seq;
    for (; at < end; at++) {
      if (sent[at] === 0) continue;
      const p = units[at] as number;
      if (only.phase === "armed" ? isTrue(this.#rule, q, p) : isBack(this.#rule, p)) break;
      if (only.phase === "armed") q = p;
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
    for (const answer of segment.rest) {
      // Prices made in one go are of one time: those before `first` may be as old as the answer.
      let at = first;
      while (at < segment.to && (atMs[at] as number) < (atMs[answer] as number)) at++;
      starts.set(at, [...(starts.get(at) ?? []), answer]);
    }
    return starts;
  }

  #firstByRest(entering: readonly State[], seq: number, isBirthplace: boolean): void {
    const { bornFrom, bornTo } = this.#rule;
    for (const state of entering) {
      if (state.blind === false) continue;
      const next = this.#step(state, seq);
      if (next === null) continue;
      put(this.#states, next);
      if (next.phase !== "unborn" || !isBirthplace || seq < bornFrom || seq >= bornTo) continue;
      // A rule made now begins with that price once the stream has proven itself, and without one before.
      put(this.#states, { ...next, phase: "armed", q: null, window: null });
      const born = this.#bornAt(next, seq);
      if (born !== null) put(this.#states, born);
    }
  }

  #tick(seq: number, mayBeBorn: boolean): void {
    const before = this.#states;
    this.#states = new Map();
    for (const state of before.values()) {
      if (state.phase === "unborn" && seq >= this.#rule.bornTo) continue;
      const next = this.#step(state, seq);
      if (next === null) continue;
      put(this.#states, next);
      const born = next.phase === "unborn" && mayBeBorn ? this.#bornAt(next, seq) : null;
      if (born !== null) put(this.#states, born);
    }
  }

  #step(state: State, seq: number): State | null {
    const { kind } = this.#rule;
    const p = this.#view.prices.units[seq] as number;
    switch (state.phase) {
      case "done":
        return state;
      case "unborn":
        return { ...state, blind: false };
      case "triggered": {
        const window = widened(state, kind, p);
        if (isBack(this.#rule, p, window)) return armedAt({ ...state, blind: false }, kind, p);
        return { ...state, window, blind: false };
      }
      case "armed": {
        const window = widened(state, kind, p);
        if (!isTrue(this.#rule, state.q, p, window)) return { ...state, q: p, window, blind: false };
        const how = state.blind === false ? "live" : state.q === null ? "either" : "gap";
        return this.#fire({ ...state, window }, seq, state.q, how);
      }
    }
  }

  /** Armed right after the price `seq` was taken in, which is its price before. */
  #bornAt(unborn: State, seq: number): State | null {
    const p = this.#view.prices.units[seq] as number;
    const born = armedAt(unborn, this.#rule.kind, p);
    return needsNoPrevious(this.#rule.kind) && isTrue(this.#rule, null, p) ? this.#fire(born, seq, null, "live") : born;
  }

  #fire(state: State, seq: number, q: number | null, how: "live" | "gap" | "either"): State | null {
    const { units, atMs } = this.#view.prices;
    const p = units[seq] as number;
    const event = this.#events[state.matched];
    const fits =
      event !== undefined &&
      event.tick.units === p &&
      isSameTime(event.tick.atMs, atMs[seq] as number) &&
      (how === "either" || event.gap === (how === "gap")) &&
      (q === null ||
        event.previousUnits === q ||
        (state.blind === "restarted" && isTrue(this.#rule, event.previousUnits, p)));
    if (fits)
      return {
        phase: this.#rule.always ? "triggered" : "done",
        q: null,
        window: this.#rule.always ? state.window : null,
        blind: false,
        matched: state.matched + 1,
      };
    this.ruledOut++;
    this.#lastWords = `at price ${seq} (${q ?? "none"} -> ${p}, ${how}) it had to fire, and ${event === undefined ? "there is no such event" : `the next event is ${JSON.stringify(event)}`}`;
    return null;
  }

  #firstSent(segment: Segment): number {
    for (let seq = segment.from; seq < segment.to; seq++) if (this.#view.prices.sent[seq] !== 0) return seq;
    return segment.to;
  }

  #isOver(): boolean {
    for (const { phase } of this.#states.values()) if (phase !== "done") return false;
    return true;
  }
}

function isSameTime(eventAtMs: number, atMs: number): boolean {
  return eventAtMs === atMs || eventAtMs === atMs + timestampShiftMs;
}
