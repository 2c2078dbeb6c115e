/** What Coinbase Exchange can be asked over REST. */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { Candle } from "../../../../preload/contract/tick.ts";
import { decimalNumber, plainDecimal } from "../../decimal.ts";
import { jsonFields } from "../exact-json.ts";
import { isOfWholeVenue, refusal } from "../rest-json.ts";
import { readId, readTime } from "../session-price.ts";
import type { CandleSource } from "../candle-source.ts";
import type { CurrentPrice, History, ListedInstrument, RestOutcome, Span, VenueRest } from "../session.ts";
import { requestCoinbase, type CoinbaseAccess } from "./rest-request.ts";
import { coinbaseCandles } from "./candle-source.ts";
import { fetchCandles, fetchHistory } from "./history.ts";
import { fetchInstruments } from "./instruments.ts";

export class CoinbaseRest implements VenueRest {
  readonly candleSource: CandleSource;
  readonly #access: CoinbaseAccess;

  constructor(access: CoinbaseAccess) {
    this.#access = access;
    this.candleSource = coinbaseCandles(access);
  }

  /** A request a product: the venue has no other. Ended early where the venue refuses as a whole: the rest is missing. */
  async prices(
    symbols: readonly string[],
    signal: AbortSignal,
  ): Promise<RestOutcome<ReadonlyMap<string, RestOutcome<CurrentPrice>>>> {
    const prices = new Map<string, RestOutcome<CurrentPrice>>();
    for (const symbol of symbols) {
      const price = await this.#price(symbol, signal);
      if (!price.ok && isOfWholeVenue(price.error)) {
        if (prices.size === 0) return price;
        break;
      }
      prices.set(symbol, price);
    }
    return { ok: true, value: prices };
  }

  history(symbol: string, span: Span, signal: AbortSignal): Promise<RestOutcome<History>> {
    return fetchHistory(this.#access, symbol, span, signal);
  }

  candles(symbol: string, fromMs: number, toMs: number, signal: AbortSignal): Promise<RestOutcome<readonly Candle[]>> {
    return fetchCandles(this.#access, symbol, fromMs, toMs, signal);
  }

  instruments(signal: AbortSignal): Promise<RestOutcome<readonly ListedInstrument[]>> {
    return fetchInstruments(this.#access, signal);
  }

  /** `{"trade_id","price","size","time","bid","ask","volume"}`: the time is the trade's. */
  async #price(symbol: string, signal: AbortSignal): Promise<RestOutcome<CurrentPrice>> {
    const path = `/products/${encodeURIComponent(symbol)}/ticker`;
    const answer = await requestCoinbase(this.#access, path, symbol, signal);
    if (!answer.ok) return answer;
    const { price, trade_id: tradeId, time } = jsonFields(answer.value) ?? {};
    const plain = plainDecimal(price);
    if ("fault" in plain)
      return refusal(
        "invalid",
        message("venue.price-unusable", { venue: "Coinbase", symbol, fault: `price-${plain.fault}` }),
      );
    const last = plain.text;
    const at = readTime(time);
    return {
      ok: true,
      value: {
        last,
        lastNumber: decimalNumber(last),
        tradeId: readId(tradeId),
        asOf: at === null ? "unknown" : "trade",
        at,
      },
    };
  }
}
