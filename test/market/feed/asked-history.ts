/** A history that a test answers itself, and an outage with prices before and after it. */
import type { History, RestOutcome, RestRefusal, Span } from "../../../main/market/venues/session.ts";
import type { Candle } from "../../../preload/contract/tick.ts";
import { until } from "../../doubles/until.ts";
import { startScripted, subscribed, trade, type Scripted } from "./scripted-venue.ts";

export const noon = Date.parse("2026-01-05T12:00:00.000Z");

/** A history that a test answers itself. */
export class AskedHistory {
  readonly spans: Span[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #answers: ((answer: RestOutcome<History>) => void)[] = [];
  readonly history = (_symbol: string, span: Span, signal: AbortSignal): Promise<RestOutcome<History>> => {
    this.spans.push(span);
    this.signals.push(signal);
    return new Promise((resolve) => this.#answers.push(resolve));
  };
  async trades(at: number, ...prices: string[]): Promise<void> {
    await this.tradesFrom(at, 2, ...prices);
  }
  /** With ids from this one on. */
  async tradesFrom(at: number, firstId: number, ...prices: string[]): Promise<void> {
    const trades = prices.map((price, nth) => ({
      ...{ tradeId: String(firstId + nth), price, size: "1" },
      atMs: noon + 1_000 + nth,
    }));
    await this.#answer(at, { ok: true, value: { kind: "trades", trades, complete: true } });
  }
  /** Some of the trades, and the venue says that it is not all. */
  async part(at: number, price: string): Promise<void> {
    const trades = [{ tradeId: "2", price, size: "1", atMs: noon + 1_000 }];
    await this.#answer(at, { ok: true, value: { kind: "trades", trades, complete: false } });
  }
  async candle(at: number, ...candles: Candle[]): Promise<void> {
    await this.#answer(at, { ok: true, value: { kind: "candles", candles, complete: true } });
  }
  async refuses(at: number, code: RestRefusal["code"], retryAfterMs: number | null): Promise<void> {
    await this.#answer(at, { ok: false, error: { code, message: "no", retryAfterMs } });
  }
  async #answer(at: number, answer: RestOutcome<History>): Promise<void> {
    await until(() => this.#answers.length > at, `request ${at}`);
    this.#answers[at]?.(answer);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Live at 100, and an outage that ended with 101. */
export async function startAfterOutage(asked: AskedHistory, everyTrade = true): Promise<Scripted> {
  const v = await startScripted({ rest: { history: asked.history } });
  v.feed.watch(v.key("A-USD"), { everyTrade, size: false, quotes: false });
  await until(() => v.asked().length > 0, "asked for");
  await v.say([subscribed("A-USD"), trade("A-USD", "100", "1")]);
  await outage(v);
  await v.say([trade("A-USD", "101", "10")]);
  return v;
}
export async function outage(v: Scripted): Promise<void> {
  const { dials } = v.server;
  v.clock.advance(1_000);
  v.server.drop();
  await until(() => v.feed.status().nextDialAt !== null, "lost");
  v.clock.advance(2_000);
  await until(() => v.server.dials > dials && v.server.openPeers === 1 && v.server.peer.received.length > 0, "back");
}
