/** Binance's REST: weights, 429 and then a ban, and the answers that the app asks for. */
import type { Clock } from "../../../../main/lib/clock.ts";
import type { RestAnswer, RestRequest } from "../../venue-server.ts";
import type { FakeInstrument, FakeTrade } from "../fake-market.ts";

const weightPerMinute = 6_000;
const minuteMs = 60_000;
const banMs = 120_000;
const rowsAPage = 1_000;

/** Aggregates are counted apart from trades. */
export const firstAggregateId = 4_000_000;

export class BinanceRest {
  /** Weight that others at the same network address use. */
  usedByOthers = 0;
  /** The most weight that ever fell into a minute, and requests that came during a ban. */
  busiestWeight = 0;
  askedWhileBanned = 0;
  readonly #instruments: ReadonlyMap<string, FakeInstrument>;
  readonly #clock: Clock;
  #weights: { readonly atMs: number; readonly weight: number }[] = [];
  #warned = false;
  #bannedUntilMs = 0;

  constructor(instruments: ReadonlyMap<string, FakeInstrument>, clock: Clock) {
    this.#instruments = instruments;
    this.#clock = clock;
  }

  answer(request: RestRequest): RestAnswer {
    const nowMs = this.#clock.now().monoMs;
    if (nowMs < this.#bannedUntilMs) {
      this.askedWhileBanned++;
      // Whoever goes on is banned for longer.
      this.#bannedUntilMs = nowMs + banMs;
      return this.#limited(418, banMs);
    }
    this.#weights = this.#weights.filter(({ atMs }) => nowMs - atMs < minuteMs);
    this.#weights.push({ atMs: nowMs, weight: weightOf(request) });
    const used = this.usedByOthers + this.#weights.reduce((sum, { weight }) => sum + weight, 0);
    this.busiestWeight = Math.max(this.busiestWeight, used);
    if (used > weightPerMinute) {
      if (this.#warned) this.#bannedUntilMs = nowMs + banMs;
      this.#warned = true;
      return this.#limited(this.#bannedUntilMs > nowMs ? 418 : 429, this.#bannedUntilMs > nowMs ? banMs : minuteMs);
    }
    const date = new Date(this.#clock.now().wallMs).toUTCString();
    const answer = this.#read(request);
    return { ...answer, headers: { "x-mbx-used-weight-1m": String(used), date, ...answer.headers } };
  }

  #limited(status: number, ms: number): RestAnswer {
    const body = {
      code: -1003,
      msg: "Way too much request weight used; please use WebSocket Streams for live updates.",
    };
    return { status, headers: { "retry-after": String(ms / 1_000) }, body };
  }

  #read({ path, query }: RestRequest): RestAnswer {
    switch (path) {
      case "/api/v3/exchangeInfo":
        return { body: { timezone: "UTC", symbols: [...this.#instruments.values()].map(listed) } };
      case "/api/v3/ticker/24hr":
        return this.#tickers(JSON.parse(query.get("symbols") ?? "[]") as string[]);
      case "/api/v3/klines":
        return this.#of(query, (instrument) => klines(instrument, query, this.#clock.now().wallMs));
      case "/api/v3/aggTrades":
        return this.#of(query, (instrument) => aggTrades(instrument, query));
      default:
        return { status: 404, body: "" };
    }
  }

  #tickers(symbols: readonly string[]): RestAnswer {
    const instruments = symbols.map((symbol) => this.#instruments.get(symbol));
    // One that it does not know, and none is answered.
    if (instruments.includes(undefined)) return invalidSymbol;
    const closeTime = this.#clock.now().wallMs;
    const rows = (instruments as FakeInstrument[]).map(({ wireSymbol: symbol, lastTrade: last }) => ({
      symbol,
      lastPrice: last?.price ?? "0.00000000",
      openTime: closeTime - 86_400_000,
      closeTime,
      firstId: last === null ? -1 : 1,
      lastId: last?.id ?? -1,
      count: last?.id ?? 0,
    }));
    return { body: rows };
  }

  #of(query: URLSearchParams, answer: (instrument: FakeInstrument) => RestAnswer): RestAnswer {
    const instrument = this.#instruments.get(query.get("symbol") ?? "");
    return instrument === undefined ? invalidSymbol : answer(instrument);
  }
}

const invalidSymbol: RestAnswer = { status: 400, body: { code: -1121, msg: "Invalid symbol." } };

function weightOf({ path, query }: RestRequest): number {
  if (path === "/api/v3/exchangeInfo") return 20;
  if (path === "/api/v3/aggTrades") return 4;
  if (path !== "/api/v3/ticker/24hr") return 2;
  const count = (JSON.parse(query.get("symbols") ?? "[]") as string[]).length;
  return count <= 20 ? 2 : count <= 100 ? 40 : 80;
}

function listed({ wireSymbol: symbol, base: baseAsset, quote: quoteAsset, status, tickSize }: FakeInstrument): object {
  const filters = [
    { filterType: "PRICE_FILTER", minPrice: "0.01000000", maxPrice: "1000000.00000000", tickSize },
    { filterType: "LOT_SIZE", minQty: "0.00001000", maxQty: "9000.00000000", stepSize: "0.00001000" },
  ];
  return { symbol, status, baseAsset, baseAssetPrecision: 8, quoteAsset, quotePrecision: 8, filters };
}

/** One for each minute since the market opened, the oldest of the span first. */
function klines(instrument: FakeInstrument, query: URLSearchParams, nowMs: number): RestAnswer {
  const startMs = Number(query.get("startTime") ?? 0);
  const endMs = Math.min(nowMs, Number(query.get("endTime") ?? nowMs));
  const limit = Math.min(rowsAPage, Number(query.get("limit") ?? 500));
  const byMinute = new Map(instrument.candles(minuteMs).map((candle) => [candle.openMs, candle]));
  const [firstMs] = byMinute.keys();
  const rows: unknown[] = [];
  let close = "";
  for (let openMs = firstMs ?? Number.POSITIVE_INFINITY; openMs <= endMs && rows.length < limit; openMs += minuteMs) {
    const candle = byMinute.get(openMs);
    const [open, high, low] = candle === undefined ? [close, close, close] : [candle.open, candle.high, candle.low];
    close = candle?.close ?? close;
    if (openMs < startMs) continue;
    rows.push([openMs, open, high, low, close, "1.5", openMs + minuteMs - 1, "0", candle?.trades ?? 0, "0", "0", "0"]);
  }
  return { body: rows };
}

function aggTrades(instrument: FakeInstrument, query: URLSearchParams): RestAnswer {
  const limit = Math.min(rowsAPage, Number(query.get("limit") ?? 500));
  const [startMs, endMs, fromId] = ["startTime", "endTime", "fromId"].map((name) => query.get(name));
  const row = ({ id, price, size, side, atMs }: FakeTrade): object => ({
    a: firstAggregateId + id,
    p: price,
    q: size,
    f: id,
    l: id,
    T: atMs,
    m: side === "sell",
    M: true,
  });
  if (fromId != null) {
    const from = instrument.trades.filter(({ id }) => firstAggregateId + id >= Number(fromId));
    return { body: from.slice(0, limit).map(row) };
  }
  if (startMs == null || endMs == null) return { body: instrument.trades.slice(-limit).map(row) };
  if (Number(endMs) - Number(startMs) > 3_600_000) {
    return { status: 400, body: { code: -1127, msg: "More than 1 hours between startTime and endTime." } };
  }
  const within = instrument.trades.filter(({ atMs }) => atMs >= Number(startMs) && atMs <= Number(endMs));
  return { body: within.slice(0, limit).map(row) };
}
