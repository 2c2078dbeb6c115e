/** What Kraken can be asked over REST. */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { Candle } from "../../../../preload/contract/tick.ts";
import { decimalNumber, plainDecimal } from "../../decimal.ts";
import { jsonFields, type JsonFields } from "../exact-json.ts";
import { isOfWholeVenue, refusal } from "../rest-json.ts";
import type { CandleSource } from "../candle-source.ts";
import type { CurrentPrice, History, ListedInstrument, RestGate, RestOutcome, Span, VenueRest } from "../session.ts";
import { requestMany } from "./rest-request.ts";
import { krakenCandles } from "./candle-source.ts";
import { fetchCandles } from "./candles.ts";
import { unknownSymbol, type KrakenNames } from "./names.ts";
import { assetClass, type KrakenPair } from "./pairs.ts";
import { fetchHistory, fetchLastTrade } from "./trades.ts";

/** Longer addresses have been refused by the firewall in front of Kraken. */
export const pairsPerRequest = 50;

type Prices = Map<string, RestOutcome<CurrentPrice>>;
type Refused = Extract<RestOutcome<never>, { readonly ok: false }>;

export class KrakenRest implements VenueRest {
  readonly candleSource: CandleSource;
  readonly #gate: RestGate;
  readonly #names: KrakenNames;

  constructor(gate: RestGate, names: KrakenNames) {
    this.candleSource = krakenCandles(gate, names);
    this.#gate = gate;
    this.#names = names;
  }

  /** One symbol by its last trade, with id and time; more of them by their tickers, which tell neither. */
  async prices(
    symbols: readonly string[],
    signal: AbortSignal,
  ): Promise<RestOutcome<ReadonlyMap<string, RestOutcome<CurrentPrice>>>> {
    const found = await this.#names.pairsOf(symbols, signal);
    if (!found.ok) return found;
    const prices: Prices = new Map();
    for (const symbol of symbols) if (!found.value.has(symbol)) prices.set(symbol, unknownSymbol(symbol));
    const all = [...found.value];
    const [only] = all;
    if (only !== undefined && all.length === 1) {
      const price = await fetchLastTrade(this.#gate, ...only, signal);
      if (!price.ok && isOfWholeVenue(price.error)) return price;
      prices.set(only[0], price);
      return { ok: true, value: prices };
    }
    for (const isTokenized of [false, true]) {
      const pairs = all.filter(([, pair]) => pair.isTokenized === isTokenized);
      for (let at = 0; at < pairs.length; at += pairsPerRequest) {
        const refused = await this.#tickers(pairs.slice(at, at + pairsPerRequest), prices, signal);
        if (refused !== null) return prices.size === 0 ? refused : { ok: true, value: prices };
      }
    }
    return { ok: true, value: prices };
  }

  async history(symbol: string, span: Span, signal: AbortSignal): Promise<RestOutcome<History>> {
    const pair = await this.#names.pairOf(symbol, signal);
    return pair.ok ? fetchHistory(this.#gate, symbol, pair.value, span, signal) : pair;
  }

  async candles(
    symbol: string,
    fromMs: number,
    toMs: number,
    signal: AbortSignal,
  ): Promise<RestOutcome<readonly Candle[]>> {
    const pair = await this.#names.pairOf(symbol, signal);
    if (!pair.ok) return pair;
    const candles = await fetchCandles(this.#gate, symbol, pair.value, { fromMs, toMs }, signal);
    return candles.ok ? { ok: true, value: candles.value.candles } : candles;
  }

  instruments(signal: AbortSignal): Promise<RestOutcome<readonly ListedInstrument[]>> {
    return this.#names.load(signal);
  }

  /**
   * Puts the prices of these into `prices`. An address that is too long, or one pair that Kraken does not know, refuses all of them:
   * each half is asked by itself. Gives a refusal where the venue refuses as a whole.
   */
  async #tickers(
    pairs: readonly (readonly [string, KrakenPair])[],
    prices: Prices,
    signal: AbortSignal,
  ): Promise<Refused | null> {
    const symbols = pairs.map(([symbol]) => symbol);
    const names = pairs.map(([, { restName }]) => encodeURIComponent(restName)).join(",");
    const path = `Ticker?pair=${names}${assetClass(pairs[0]?.[1])}`;
    const answer = await requestMany(this.#gate, { path, symbols }, signal);
    const isUnknown = !answer.ok && answer.error.code === "unknown-symbol";
    if (isUnknown || (answer.ok && answer.value === "too-long")) {
      const [symbol = ""] = symbols;
      if (pairs.length === 1) {
        prices.set(
          symbol,
          isUnknown
            ? unknownSymbol(symbol)
            : refusal("invalid", message("venue.refused-name", { venue: "Kraken", symbol })),
        );
        return null;
      }
      const half = Math.ceil(pairs.length / 2);
      return (
        (await this.#tickers(pairs.slice(0, half), prices, signal)) ??
        (await this.#tickers(pairs.slice(half), prices, signal))
      );
    }
    if (!answer.ok) {
      if (isOfWholeVenue(answer.error)) return answer;
      symbols.forEach((symbol) => prices.set(symbol, answer));
      return null;
    }
    for (const [symbol, pair] of pairs) {
      const row = rowOf(answer.value as JsonFields, pair);
      // Nothing is said of it: it is missing, and no refusal.
      if (row !== null) prices.set(symbol, readTicker(symbol, row));
    }
    return null;
  }
}

function rowOf(result: JsonFields, { restName, otherNames }: KrakenPair): JsonFields | null {
  const name = [restName, ...otherNames].find((one) => Object.hasOwn(result, one));
  return name === undefined ? null : jsonFields(result[name]);
}

/** `c` is the last trade, `[price, size]`, of a time that is not told. */
function readTicker(symbol: string, { c }: JsonFields): RestOutcome<CurrentPrice> {
  const plain = plainDecimal(Array.isArray(c) ? (c as readonly unknown[])[0] : undefined);
  if ("fault" in plain) {
    const about = { venue: "Kraken", symbol };
    if (plain.fault === "zero") return refusal("unknown-symbol", message("venue.never-traded", about));
    return refusal("invalid", message("venue.price-unusable", { ...about, fault: `price-${plain.fault}` }));
  }
  const last = plain.text;
  return { ok: true, value: { last, lastNumber: decimalNumber(last), tradeId: null, asOf: "unknown", at: null } };
}
