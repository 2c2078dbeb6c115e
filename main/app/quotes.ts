/** Prices of the moment as a window starts with them; afterwards it follows the ticks. */
import { instrumentKey, type Instrument, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Quote } from "../../preload/contract/market.ts";
import type { FeedQuote } from "../market/feed-types.ts";
import { iso } from "./rule-view.ts";

/** What a sparkline shows. */
const minutesShown = 60;

export class Quotes {
  readonly #sessionReference = new Map<InstrumentKey, { price: string; at: string }>();

  /** `quote` is null where the feed does not know the instrument (yet). */
  of(instrument: Instrument, quote: FeedQuote | null): Quote {
    const tick = quote?.tick ?? null;
    const minutes = quote?.minutes ?? [];
    return {
      instrument,
      last: tick?.last ?? null,
      bid: quote?.bid ?? null,
      ask: quote?.ask ?? null,
      at: tick === null || typeof tick.exchangeAt !== "string" ? null : tick.exchangeAt,
      receivedAt: tick === null ? null : iso(tick.receivedWallMs),
      reference: this.#reference(instrumentKey(instrument), quote),
      minutes: minutes.slice(-minutesShown).map((minute) => minute.close),
      stale: quote?.stale ?? true,
    };
  }

  /** The first price of the day where the minutes reach back to it, else the first one seen since the app started. */
  #reference(key: InstrumentKey, quote: FeedQuote | null): Quote["reference"] {
    const tick = quote?.tick ?? null;
    if (quote === null || tick === null) return null;
    const dayMs = new Date(tick.receivedWallMs).setHours(0, 0, 0, 0);
    const first = quote.minutes[0];
    if (first !== undefined && first.openMs <= dayMs) {
      const opening = quote.minutes.find((minute) => minute.openMs >= dayMs);
      if (opening !== undefined) return { price: opening.open, at: iso(opening.openMs), basis: "day" };
    }
    let reference = this.#sessionReference.get(key);
    if (reference === undefined) {
      reference = { price: tick.last, at: iso(tick.receivedWallMs) };
      this.#sessionReference.set(key, reference);
    }
    return { ...reference, basis: "session" };
  }
}
