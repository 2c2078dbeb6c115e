/** The minutes that this app recorded, as candles of a venue that has none of its own. */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Minute } from "../market/history/minute-candles.ts";
import type { CandleSource } from "../market/venues/candle-source.ts";
import type { Store } from "../store/store-interface.ts";

const minuteMs = 60_000;
const minutesADay = 1_440;

export class RecordedCandles {
  readonly #store: { readonly minutes: Pick<Store["minutes"], "list" | "first"> };

  constructor(store: { readonly minutes: Pick<Store["minutes"], "list" | "first"> }) {
    this.#store = store;
  }

  /** When the first of the minutes began that are kept; null where there is none. */
  beginsMs(key: InstrumentKey): number | null {
    const first = this.#store.minutes.first(key);
    return first.ok ? first.value : null;
  }

  /**
   * A day at a time: the database is read on the thread that prices come in on. `live`: the last hour, of which what came since the
   * last minute was written down stands in memory alone.
   */
  of(key: InstrumentKey, live: readonly Minute[]): CandleSource {
    return {
      lengthsMs: [minuteMs],
      perRequest: minutesADay,
      reach: null,
      fetch: (_symbol, { fromMs, toMs }) => {
        const read = this.#store.minutes.list(key, { sinceMs: fromMs, untilMs: toMs, limit: minutesADay });
        if (!read.ok) {
          const error = { code: "unreachable" as const, message: read.error.message, retryAfterMs: null };
          return Promise.resolve({ ok: false as const, error });
        }
        const minutes = new Map<number, Minute>(read.value.map((minute) => [minute.openMs, minute]));
        for (const minute of live) {
          if (minute.openMs >= fromMs && minute.openMs < toMs) minutes.set(minute.openMs, minute);
        }
        const value = [...minutes.values()]
          .sort((a, b) => a.openMs - b.openMs)
          .map(({ openMs, open, high, low, close }) => ({ openMs, lengthMs: minuteMs, open, high, low, close }));
        return Promise.resolve({ ok: true as const, value });
      },
    };
  }
}
