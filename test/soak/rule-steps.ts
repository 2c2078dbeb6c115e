/**
 * What one price does to a rule: the states that it may be in afterwards, each with the events that the app must then have
 * recorded. More than one where only the app knows how long a hold or a cooldown had lasted when the price arrived.
 */
import { armedAt, widened, type Hold, type State, type ToldAs } from "./judge-state.ts";
import {
  isBack,
  isTransition,
  isTrue,
  needsNoPrevious,
  staysTrue,
  trailingKinds,
  usesExtremes,
  wayOf,
  type Meaning,
} from "./rule-meaning.ts";
import { quantityOf, type Prices, type View } from "./view.ts";

/** The exchange's faults may shift its timestamps by this. */
export const timestampShiftMs = 3_600_000;

/** An event that the app recorded for the rule. Prices in price steps, times of the exchange. */
export interface SeenEvent {
  readonly generation: number;
  readonly tick: { readonly units: number; readonly atMs: number };
  readonly previousUnits: number | null;
  readonly gap: boolean;
}

export class RuleSteps {
  readonly #rule: Meaning;
  readonly #prices: Prices;
  /** The quantity that the rule is about, by sequence number; NaN where a price has none. */
  readonly #values: Float64Array;
  readonly #events: readonly SeenEvent[];
  readonly #slackMs: View["slackMs"];
  /** Why the last history ended. */
  lastReason = "it was never armed";
  /** Histories that the events contradict. */
  ruledOut = 0;

  constructor(rule: Meaning, { prices, slackMs }: View, events: readonly SeenEvent[]) {
    this.#rule = rule;
    this.#prices = prices;
    this.#values = quantityOf(prices, rule.kind).values;
    this.#events = events;
    this.#slackMs = slackMs;
  }

  /** The states after the price `seq`; none where the events contradict all of them. */
  at(state: State, seq: number): State[] {
    switch (state.phase) {
      case "done":
        return [state];
      case "unarmed":
        return [{ ...state, blind: false }];
      case "triggered":
        return this.#triggered(state, seq);
      case "armed":
        return this.#armed(state, seq);
      case "holding":
        return this.#holding(state, seq);
    }
  }

  /** Armed right after the price `seq` was taken in, which is its price before; at the latest at `latestMs`. */
  arm(unarmed: State, seq: number, latestMs: number): State[] {
    const { kind } = this.#rule;
    const value = this.#values[seq] as number;
    const price = this.#prices.units[seq] as number;
    const armed = armedAt(unarmed, kind, price);
    if (!needsNoPrevious(kind) || !isTrue(this.#rule, null, value)) return [armed];
    return this.#satisfied(armed, { seq, q: null, told: "live", way: "up", ...this.#madeAt(seq), toMs: latestMs });
  }

  /** The connection, or the process, is lost. A hold is broken, unless it was complete; a cooldown may end by the wall clock. */
  lost(state: State, blind: "lost" | "restarted"): State[] {
    const cooling = state.cooling === null ? null : { ...state.cooling, fromMs: Number.NEGATIVE_INFINITY };
    // A new process counts what is left of it from its own start.
    const longest =
      blind === "restarted" && cooling !== null ? { ...cooling, toMs: Number.POSITIVE_INFINITY } : cooling;
    if (state.phase !== "holding") return [{ ...state, blind, cooling: longest }];
    const hold = isTransition(this.#rule.kind) ? state.hold : null;
    const fired = state.hold === null ? [] : this.#fired(state, state.hold, state.q, Number.POSITIVE_INFINITY, false);
    return [{ ...state, phase: "armed", hold, blind }, ...fired.map((one): State => ({ ...one, blind }))];
  }

  #armed(state: State, seq: number): State[] {
    const { kind } = this.#rule;
    const value = this.#values[seq] as number;
    const price = this.#prices.units[seq] as number;
    const window = widened(state, kind, value);
    const seen: State = { ...state, q: price, window, blind: false, hold: null };
    const told = this.#toldAt(state);
    if (isTrue(this.#rule, state.q, value, window)) {
      const way = wayOf(this.#rule, state.q);
      return this.#satisfied(
        { ...state, window, hold: null },
        { seq, q: state.q, told, way, ...this.#madeAt(seq) },
        seen,
      );
    }
    // What was seen before the outage has to last anew, and is no news of the gap.
    const { hold } = state;
    if (hold === null || !staysTrue(this.#rule, value, window, hold.way)) return [seen];
    const anew: Hold = { seq, q: state.q, told: "live", way: hold.way, ...this.#madeAt(seq) };
    return [{ ...seen, phase: "holding", hold: anew }];
  }

  #holding(state: State, seq: number): State[] {
    const { hold } = state;
    if (hold === null) throw new Error("a rule that holds nothing");
    const { holdMs } = this.#rule;
    const value = this.#values[seq] as number;
    const price = this.#prices.units[seq] as number;
    const atMs = this.#prices.atMs[seq] as number;
    const window = widened(state, this.#rule.kind, value);
    const stays = staysTrue(this.#rule, value, window, hold.way);
    const slackMs = this.#slackMs(hold.fromMs, atMs);
    const mayBeComplete = atMs - hold.fromMs >= holdMs - slackMs;
    const mustBeComplete = atMs - hold.toMs > holdMs + slackMs;
    const out: State[] = [];
    if (mayBeComplete) {
      // By a timer before this price came, or by this price.
      for (const fired of this.#fired(state, hold, state.q, atMs, mustBeComplete)) out.push(...this.at(fired, seq));
      if (stays) out.push(...this.#fired({ ...state, window }, hold, price, atMs, mustBeComplete));
    }
    if (mustBeComplete) return out;
    if (stays) out.push({ ...state, q: price, window });
    else out.push(...this.#armed({ ...state, phase: "armed", hold: null }, seq));
    return out;
  }

  #triggered(state: State, seq: number): State[] {
    const { kind } = this.#rule;
    const value = this.#values[seq] as number;
    const price = this.#prices.units[seq] as number;
    const atMs = this.#prices.atMs[seq] as number;
    const window = widened(state, kind, value);
    // What was left of the cooldown at the start of a process counts from its first price at the latest.
    const cooling =
      state.cooling?.toMs === Number.POSITIVE_INFINITY
        ? { ...state.cooling, toMs: atMs + this.#rule.cooldownMs }
        : state.cooling;
    const stays: State = { ...state, window, cooling, blind: false };
    if (!isBack(this.#rule, value, window)) return [stays];
    const back = armedAt({ ...state, blind: false }, kind, price);
    if (cooling === null) return [back];
    const slackMs = this.#slackMs(cooling.toMs - this.#rule.cooldownMs, atMs);
    if (atMs > cooling.toMs + slackMs) return [back];
    return atMs >= cooling.fromMs - slackMs ? [back, stays] : [stays];
  }

  /** The condition has become true: it fires, or begins to hold. `seen`: its state where it holds. */
  #satisfied(state: State, hold: Hold, seen: State = state): State[] {
    if (this.#rule.holdMs > 0) return [{ ...seen, phase: "holding", hold, blind: false }];
    return this.#fired(state, hold, this.#prices.units[hold.seq] as number, hold.toMs, true);
  }

  /**
   * It fires with what it held, if that is the next event. `latest`: the price of the moment, from which a trailing rule starts
   * anew. `must`: a history in which it does not fire here is over, and is counted.
   */
  #fired(state: State, hold: Hold, latest: number | null, byMs: number, must: boolean): State[] {
    const { kind, always, holdMs, cooldownMs } = this.#rule;
    if (!this.#fits(state, hold)) {
      if (must) this.ruledOut++;
      return [];
    }
    const next: State = { ...state, matched: state.matched + 1, blind: false, hold: null, cooling: null, q: null };
    if (!always) return [{ ...next, phase: "done", window: null }];
    if (trailingKinds.has(kind) && cooldownMs === 0 && latest !== null) return [armedAt(next, kind, latest)];
    const firedMs = Math.min(hold.toMs + holdMs, byMs);
    const cooling =
      cooldownMs === 0
        ? null
        : {
            fromMs: hold.fromMs + holdMs + cooldownMs,
            toMs: Math.max(firedMs, hold.toMs) + cooldownMs,
          };
    return [{ ...next, phase: "triggered", window: usesExtremes(kind) ? state.window : null, cooling }];
  }

  #fits(state: State, { seq, q, told }: Hold): boolean {
    const { units, atMs } = this.#prices;
    const price = units[seq] as number;
    const event = this.#events[state.matched];
    const isPrevious =
      q === null ||
      // Over a gap it is the last trade that had a size, or none.
      (state.blind !== false && this.#rule.kind === "trade-size-at-least") ||
      event?.previousUnits === q ||
      (state.blind === "restarted" &&
        (usesExtremes(this.#rule.kind) ||
          isTrue(this.#rule, event?.previousUnits ?? null, this.#values[seq] as number)));
    if (
      event !== undefined &&
      event.tick.units === price &&
      isSameTime(event.tick.atMs, atMs[seq] as number) &&
      (told === "either" || event.gap === (told === "gap")) &&
      isPrevious
    )
      return true;
    this.lastReason = `at price ${seq} (${q ?? "none"} -> ${price}, ${told}) it had to fire, and ${event === undefined ? "there is no such event" : `the next event is ${JSON.stringify(event)}`}`;
    return false;
  }

  #toldAt({ blind, q }: State): ToldAs {
    // A size is of its own trade: none of them is of the gap (C16).
    if (blind === false || this.#rule.kind === "trade-size-at-least") return "live";
    return q === null ? "either" : "gap";
  }

  #madeAt(seq: number): { fromMs: number; toMs: number } {
    const ms = this.#prices.atMs[seq] as number;
    return { fromMs: ms, toMs: ms };
  }
}

function isSameTime(eventAtMs: number, atMs: number): boolean {
  return eventAtMs === atMs || eventAtMs === atMs + timestampShiftMs;
}
