/**
 * What REST has to be asked for where a stream begins that does not bring the price by itself: the first price; and where there is one
 * already, what was traded since, for between that price and the beginning of the stream nothing told it.
 */
import type { Moment } from "../../../preload/contract/tick.ts";
import type { VenueSession, VenueTraits } from "../venues/session.ts";
import type { MissedTrades } from "./missed-trades.ts";
import { isDigits } from "./trade-ids.ts";
import type { Watched } from "./watched.ts";

export interface StreamBeginningOptions {
  readonly firstPrice: VenueTraits["firstPrice"];
  /** Asks REST for a price. */
  readonly askPrice: (symbol: string) => void;
  readonly missed: Pick<MissedTrades, "noteBeginning">;
  readonly sessionOf: (watched: Watched) => VenueSession | undefined;
}

export class StreamBeginning {
  readonly #options: StreamBeginningOptions;

  constructor(options: StreamBeginningOptions) {
    this.#options = options;
  }

  /** It is asked for over an open socket. */
  asked({ symbol, prices }: Watched): void {
    const { firstPrice, askPrice } = this.#options;
    if (firstPrice === "by-rest" && !prices.lastIsCurrent) askPrice(symbol);
  }

  /** The venue has confirmed a stream of it: perhaps that of its trades, beside another that was there before. */
  confirmed(watched: Watched, now: Moment): void {
    const { firstPrice, askPrice, missed, sessionOf } = this.#options;
    if (firstPrice !== "by-rest-once-confirmed") return;
    const { symbol, prices } = watched;
    if (prices.last === null || !prices.lastIsCurrent) {
      askPrice(symbol);
      return;
    }
    const { tradeId } = prices.last;
    if (tradeId === null || !isDigits(tradeId)) return;
    sessionOf(watched)?.knows?.(symbol, tradeId);
    missed.noteBeginning(watched, tradeId, now);
  }
}
