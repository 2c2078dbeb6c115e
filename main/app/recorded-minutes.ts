/**
 * Minutes from before the feed was opened: from the venue's own history where it has one, else from the database. They give
 * the window its sparklines and the change over the day; no alert is decided by them.
 */
import { instrumentOf, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Clock } from "../lib/clock.ts";
import type { Minute } from "../market/history/minute-candles.ts";
import type { VenueRest } from "../market/venues/session.ts";
import type { Store } from "../store/store-interface.ts";

const requestLimitMs = 10_000;

export class RecordedMinutes {
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #minutes = new Map<InstrumentKey, readonly Minute[]>();
  /** The newest minute written down, per instrument. */
  readonly #saved = new Map<InstrumentKey, number>();

  constructor(clock: Clock, store: Store) {
    this.#clock = clock;
    this.#store = store;
  }

  /** Oldest first; empty until {@link load} has brought something. */
  of(key: InstrumentKey): readonly Minute[] {
    return this.#minutes.get(key) ?? [];
  }

  /** Fetches the day so far. True where there is something new to show; a venue that does not answer leaves what is there. */
  async load(key: InstrumentKey, rest: VenueRest | null): Promise<boolean> {
    const nowMs = this.#clock.now().wallMs;
    const fromMs = Math.min(startOfDayMs(nowMs), nowMs - 3_600_000);
    if (rest?.candles === undefined) {
      const kept = this.#store.minutes.list(key, { sinceMs: fromMs, limit: 1_500 });
      if (!kept.ok || kept.value.length === 0) return false;
      this.#minutes.set(key, kept.value);
      return true;
    }
    const candles = await rest
      .candles(instrumentOf(key).symbol, fromMs, nowMs, AbortSignal.timeout(requestLimitMs))
      .catch(() => null);
    if (candles === null || !candles.ok) return false;
    this.#minutes.set(
      key,
      candles.value.map(({ openMs, open, high, low, close }) => ({ openMs, open, high, low, close })),
    );
    return true;
  }

  /** Writes the finished ones of these minutes down, each once, all instruments in one transaction. */
  save(live: ReadonlyMap<InstrumentKey, readonly Minute[]>): void {
    const batch = [...live].flatMap(([instrument, minutes]) =>
      minutes
        .slice(0, -1)
        .filter((minute) => minute.openMs > (this.#saved.get(instrument) ?? -Infinity))
        .map((minute) => ({ instrument, ...minute })),
    );
    if (batch.length === 0 || !this.#store.minutes.add(batch).ok) return;
    for (const { instrument, openMs } of batch) this.#saved.set(instrument, openMs);
  }
}

/** Midnight of the person's own day. */
export function startOfDayMs(wallMs: number): number {
  return new Date(wallMs).setHours(0, 0, 0, 0);
}
