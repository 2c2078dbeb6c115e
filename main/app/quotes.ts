/** Prices of the moment as a window starts with them; afterwards it follows the ticks. */
import { exchangeMs } from "../../preload/contract/exchange-time.ts";
import { instrumentKey, type Instrument, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Quote } from "../../preload/contract/market.ts";
import type { FeedQuote } from "../market/feed/feed-types.ts";
import type { Minute } from "../market/history/minute-candles.ts";
import { startOfDayMs } from "./recorded-minutes.ts";
import { iso, isoOrNull } from "./rule-view.ts";

/** What a sparkline shows. */
const minutesShown = 60;

export class Quotes {
  readonly #sessionReference = new Map<InstrumentKey, { price: string; at: string }>();

  /** `quote` is null where the feed does not know the instrument (yet); `past` is from before the feed was opened. */
  of(instrument: Instrument, quote: FeedQuote | null, past: readonly Minute[]): Quote {
    const tick = quote?.tick ?? null;
    const live = quote?.minutes ?? [];
    const firstLiveMs = live[0]?.openMs ?? Infinity;
    const minutes = [...past.filter((minute) => minute.openMs < firstLiveMs), ...live];
    return {
      instrument,
      last: tick?.last ?? null,
      bid: quote?.bid ?? null,
      ask: quote?.ask ?? null,
      at: tick === null ? null : isoOrNull(exchangeMs(tick.exchangeAt)),
      receivedAt: tick === null ? null : iso(tick.receivedWallMs),
      ...(tick?.ageMs == null ? {} : { ageMs: tick.ageMs }),
      reference: this.#reference(instrumentKey(instrument), quote, minutes),
      minutes: minutes.slice(-minutesShown).map((minute) => minute.close),
      stale: quote?.stale ?? true,
    };
  }

  /** The first price of the day where the minutes reach back to it, else the first one seen since the app started. */
  #reference(key: InstrumentKey, quote: FeedQuote | null, minutes: readonly Minute[]): Quote["reference"] {
    const tick = quote?.tick ?? null;
    if (tick === null || tick.last === null) return null;
    const dayMs = startOfDayMs(tick.receivedWallMs);
    const opening = minutes.find((minute) => minute.openMs >= dayMs);
    // A market that trades all day has a minute right after midnight; one that begins later was not seen from the start.
    if (opening !== undefined && opening.openMs - dayMs < 5 * 60_000) {
      return { price: opening.open, at: iso(opening.openMs), basis: "day" };
    }
    let reference = this.#sessionReference.get(key);
    if (reference === undefined) {
      reference = { price: tick.last, at: iso(tick.receivedWallMs) };
      this.#sessionReference.set(key, reference);
    }
    return { ...reference, basis: "session" };
  }
}
