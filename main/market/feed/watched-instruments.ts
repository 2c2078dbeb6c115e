/** The instruments that are watched at one venue, each begun with what the database remembers of it from before this process. */
import { instrumentOf, type InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Backfill } from "./backfill.ts";
import type { AwaitedBefore, LastKnown } from "./feed-types.ts";
import { isSameNeed, shownOnly, type Need } from "../venues/need.ts";
import type { TickFilter } from "./tick-filter.ts";
import { Watched } from "./watched.ts";

export interface WatchedInstrumentsOptions {
  readonly clock: Clock;
  readonly lastKnown: readonly LastKnown[];
  readonly awaited?: readonly AwaitedBefore[];
  readonly lastWatchedMs: number | null;
  readonly path: TickFilter;
  readonly backfills: Backfill;
}

export class WatchedInstruments {
  readonly #options: WatchedInstrumentsOptions;
  readonly #bySymbol = new Map<string, Watched>();
  readonly #lastKnown: Map<InstrumentKey, LastKnown>;
  readonly #awaited: Map<InstrumentKey, readonly AwaitedBefore[]>;
  readonly #needs = new Map<string, Need>();
  readonly #urgentSince = new Map<string, Moment>();

  constructor(options: WatchedInstrumentsOptions) {
    this.#options = options;
    this.#lastKnown = new Map(options.lastKnown.map((known) => [known.tick.instrument, known]));
    this.#awaited = Map.groupBy(options.awaited ?? [], ({ after }) => after.instrument);
  }

  get size(): number {
    return this.#bySymbol.size;
  }

  [Symbol.iterator](): IterableIterator<Watched> {
    return this.#bySymbol.values();
  }

  /** The one that the venue calls `symbol`. */
  called(symbol: string): Watched | undefined {
    return this.#bySymbol.get(symbol);
  }

  of(key: InstrumentKey): Watched | undefined {
    const watched = this.#bySymbol.get(instrumentOf(key).symbol);
    return watched?.key === key ? watched : undefined;
  }

  /** Watches it, or changes what is needed of it. False where nothing changes. */
  add(key: InstrumentKey, need: Need): boolean {
    const { symbol } = instrumentOf(key);
    if (isSameNeed(this.#needs.get(symbol), need)) return false;
    if (!this.#bySymbol.has(symbol)) this.#bySymbol.set(symbol, this.#recall(new Watched(key, symbol)));
    this.#needs.set(symbol, need);
    if (isSameNeed(shownOnly, need)) this.#urgentSince.delete(symbol);
    else if (!this.#urgentSince.has(symbol)) this.#urgentSince.set(symbol, this.#options.clock.now());
    return true;
  }

  /** What is needed of each, by symbol. */
  get needs(): ReadonlyMap<string, Need> {
    return this.#needs;
  }

  /** Whether a rule waits for a price of one of these. */
  isUrgent(symbols: readonly string[]): boolean {
    return symbols.some((symbol) => this.#urgentSince.has(symbol));
  }

  /** Since when a rule waits for its price; null where none does. */
  urgentSince(symbol: string): Moment | null {
    return this.#urgentSince.get(symbol) ?? null;
  }

  /** Forgets it: added again later, it begins without a past and so without a gap. */
  remove({ key, symbol }: Watched): void {
    this.#bySymbol.delete(symbol);
    this.#needs.delete(symbol);
    this.#urgentSince.delete(symbol);
    this.#lastKnown.delete(key);
    this.#awaited.delete(key);
  }

  /** Tells it what is known from before this process. */
  #recall(watched: Watched): Watched {
    this.#recallAwaited(watched);
    const known = this.#lastKnown.get(watched.key);
    if (known === undefined) return watched;
    const { clock, path, backfills, lastWatchedMs } = this.#options;
    const now = clock.now();
    const tick = onOurClock(known.tick, now);
    path.recall(watched, tick);
    backfills.recall(watched, known, tick, lastWatchedMs ?? tick.receivedWallMs, now.wallMs);
    return watched;
  }

  #recallAwaited(watched: Watched): void {
    const { clock, backfills } = this.#options;
    const now = clock.now();
    for (const { gap, after, endMinute } of this.#awaited.get(watched.key) ?? []) {
      const before = gap.before === null ? null : onOurClock(gap.before, now);
      backfills.recallAwaited(watched, { gap: { ...gap, before }, after: onOurClock(after, now), endMinute });
    }
  }
}

/** A tick from before this process on its monotonic clock, by the wall clock. */
function onOurClock(tick: Tick, { wallMs, monoMs }: Moment): Tick {
  return { ...tick, receivedMonoMs: monoMs - Math.max(0, wallMs - tick.receivedWallMs) };
}
