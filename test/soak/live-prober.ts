/**
 * Asks the app, all the time, which prices it has. That is proof of what it has taken in, and makes the judge stricter, never
 * milder: without such proof anything that was sent late might have been lost under way.
 */
import type { Exchange } from "../doubles/exchange/types.ts";
import type { Quote } from "../../preload/contract/market.ts";
import { timestampShiftMs } from "./judge.ts";
import { sleep, type AppRuns } from "./app-runs.ts";
import type { Ack } from "./view.ts";

/**
 * The app writes the price down within this of any rule's level being passed. A process that was held up may take in a request
 * before the timer that fell due meanwhile, but no second one: two answers, one after the other, to requests made this much
 * later prove it done.
 */
const writtenWithinMs = 100;
/** A process that is not held up answers within this. */
const usualWaitMs = 250;
/** And the extremes of trailing rules within this: they go down once a second. */
const extremesWithinMs = 1_500;

export class LiveProber {
  /** By symbol. */
  readonly acks = new Map<string, Ack[]>();
  readonly #exchange: Exchange;
  readonly #appRuns: AppRuns;
  #stopped = false;
  #ended: Promise<void> = Promise.resolve();
  /** Longest time between two proofs of one process. Milliseconds. */
  longestWaitMs = 0;
  /** Those that took longer than usual, by wall time, oldest first. */
  readonly #waits: { readonly fromMs: number; readonly toMs: number }[] = [];

  constructor(exchange: Exchange, appRuns: AppRuns) {
    this.#exchange = exchange;
    this.#appRuns = appRuns;
    for (const symbol of exchange.symbols) this.acks.set(symbol, []);
  }

  start(): void {
    this.#ended = this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ended;
  }

  /** The longest time without a proof that touches these moments; 0 where all came as usual. */
  longestWaitBetween(fromMs: number, toMs: number): number {
    let maxMs = 0;
    for (const wait of this.#waits)
      if (wait.fromMs <= toMs && wait.toMs >= fromMs) maxMs = Math.max(maxMs, wait.toMs - wait.fromMs);
    return maxMs;
  }

  /** The sequence number of the price that the present process surely has; where there is no proof, of its first. */
  position(symbol: string): number {
    const { run, startSeqs } = this.#appRuns;
    const ack = this.acks.get(symbol)?.at(-1);
    return ack?.run === run ? ack.at : (startSeqs[run]?.get(symbol) ?? 0);
  }

  async #watch(): Promise<void> {
    let before = null as { readonly run: number; readonly answeredMs: number; readonly acks: readonly Ack[] } | null;
    let nearlyProven: readonly Ack[] = [];
    let shown: { readonly answeredMs: number; readonly acks: readonly Ack[]; proofs: number }[] = [];
    while (!this.#stopped) {
      await Promise.race([this.#appRuns.up(), sleep(200)]);
      if (!this.#appRuns.isUp) continue;
      const { run } = this.#appRuns;
      const askedMs = performance.now();
      const quotes = await this.#appRuns.call("market.snapshot", {}).catch(() => null);
      if (quotes === null || this.#appRuns.run !== run) {
        before = null;
        nearlyProven = [];
        shown = [];
        await sleep(20);
        continue;
      }
      if (before?.run !== run) {
        nearlyProven = [];
        shown = [];
      }
      for (const one of shown) if (askedMs - one.answeredMs >= extremesWithinMs) one.proofs++;
      for (const { acks } of shown.filter(({ proofs }) => proofs >= 2))
        for (const ack of acks) ack.extremesDurable = true;
      shown = shown.filter(({ proofs }) => proofs < 2);
      for (const ack of nearlyProven) ack.durable = true;
      nearlyProven = before?.run === run && askedMs - before.answeredMs >= writtenWithinMs ? before.acks : [];
      const answeredMs = performance.now();
      if (before?.run === run) this.#waited(answeredMs - before.answeredMs);
      else
        for (const symbol of this.#exchange.symbols)
          this.#behind(run, symbol, this.#appRuns.startSeqs[run]?.get(symbol));
      const acks = quotes.flatMap((quote) => this.#acked(run, quote));
      for (const { instrument } of quotes) this.#behind(run, instrument.symbol, this.#nextSeq(run, instrument.symbol));
      before = { run, answeredMs, acks };
      shown.push({ answeredMs, acks, proofs: 0 });
      await sleep(writtenWithinMs + 10);
    }
  }

  /**
   * An app that answers at once may still have seconds of prices before it that it was sent and has not read; and before the first
   * answer of a process nothing else tells how slow it was. What it decides then is that late, and so are the ends of its holds and
   * cooldowns. `since`: the first price that it may not have read yet.
   */
  #behind(run: number, symbol: string, since: number | undefined): void {
    if (since === undefined || this.#appRuns.run !== run) return;
    const next = this.#exchange.record(symbol, { since }).find(({ sentTo }) => sentTo > 0);
    if (next !== undefined) this.#waited(Date.now() - next.atMs);
  }

  #nextSeq(run: number, symbol: string): number | undefined {
    const known = this.acks.get(symbol)?.at(-1);
    return known?.run === run ? known.at + 1 : this.#appRuns.startSeqs[run]?.get(symbol);
  }

  #waited(ms: number): void {
    this.longestWaitMs = Math.max(this.longestWaitMs, ms);
    const toMs = Date.now();
    if (ms > usualWaitMs) this.#waits.push({ fromMs: toMs - ms, toMs });
  }

  #acked(run: number, quote: Quote): Ack[] {
    const { symbol } = quote.instrument;
    const acks = this.acks.get(symbol);
    if (acks === undefined || quote.last === null || quote.at === null) return [];
    const atMs = exchangeMs(quote.at);
    const since = acks.at(-1)?.at ?? 0;
    // The first that it can be: prices repeat, and only what is certain counts.
    const found = this.#exchange
      .record(symbol, { since })
      .find((price) => price.atMs === atMs && price.price === quote.last);
    if (found === undefined) return [];
    const last = acks.at(-1);
    if (last?.run === run && last.at === found.seq) return [last];
    const ack: Ack = { run, at: found.seq, durable: false, extremesDurable: false };
    acks.push(ack);
    return [ack];
  }
}

/** A time of the exchange without what its faults have put on top. */
export function exchangeMs(at: string | null): number {
  const toldMs = at === null ? Number.NaN : Date.parse(at);
  return toldMs > Date.now() + timestampShiftMs / 2 ? toldMs - timestampShiftMs : toldMs;
}
