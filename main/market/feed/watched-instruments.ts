/** The instruments that are watched at one venue, each begun with what the database remembers of it from before this process. */
import { instrumentOf, type InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import type { LastKnown } from "./feed-types.ts";
import { gapSince } from "./backfill.ts";
import { isTraded, newWatched, type Watched } from "./watched.ts";

export class WatchedInstruments {
  readonly #clock: Clock;
  readonly #bySymbol = new Map<string, Watched>();
  readonly #lastKnown = new Map<InstrumentKey, LastKnown>();
  readonly #lastWatchedMs: number | null;

  constructor(options: { clock: Clock; lastKnown: readonly LastKnown[]; lastWatchedMs: number | null }) {
    this.#clock = options.clock;
    this.#lastWatchedMs = options.lastWatchedMs;
    for (const known of options.lastKnown) this.#lastKnown.set(known.tick.instrument, known);
  }

  get size(): number {
    return this.#bySymbol.size;
  }

  [Symbol.iterator](): Iterator<Watched> {
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

  add(key: InstrumentKey, trades: boolean): void {
    const { symbol } = instrumentOf(key);
    this.#bySymbol.set(symbol, this.#recall(newWatched(key, symbol, trades)));
  }

  /** Forgets it: added again later, it begins without a past and so without a gap. */
  remove({ key, symbol }: Watched): void {
    this.#bySymbol.delete(symbol);
    this.#lastKnown.delete(key);
  }

  /** Puts what is known from before this process on this process's monotonic clock. */
  #recall(watched: Watched): Watched {
    const known = this.#lastKnown.get(watched.key);
    if (known === undefined) return watched;
    const now = this.#clock.now();
    const ageMs = Math.max(0, now.wallMs - known.tick.receivedWallMs);
    const tick: Tick = { ...known.tick, receivedMonoMs: now.monoMs - ageMs };
    watched.newest = tick;
    if (isTraded(tick)) watched.last = tick;
    watched.prints.accept(tick, Number(tick.bid ?? Number.NaN), Number(tick.ask ?? Number.NaN));
    watched.bid = tick.bid;
    watched.ask = tick.ask;
    if (tick.tradeId !== null) watched.ids.see(tick.tradeId);
    watched.gap = gapSince(known, tick, this.#lastWatchedMs ?? tick.receivedWallMs, now.wallMs);
    return watched;
  }
}
