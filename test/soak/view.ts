/**
 * What the app could have seen, worked out from the exchange's own record and from nothing that the app says of its alerts.
 * One instrument is a row of prices, and over it the stretches in which a connection of the app was sent them.
 */
import type { Exchange } from "../doubles/exchange/types.ts";
import type { SoakKind } from "./rule-meaning.ts";

/** Prices as whole numbers of price steps, so that every comparison of the judge is exact. */
export interface Prices {
  readonly units: Float64Array;
  readonly atMs: Float64Array;
  /** 1 where the price was sent to a connection. */
  readonly sent: Uint8Array;
  /** Ask minus bid, in price steps. */
  readonly spreads: Float64Array;
  /** Of the trade, in steps of the instrument's sizes, and whether the trade was sent; NaN where there was none. */
  readonly sizes: Float64Array;
  readonly tradesSent: Uint8Array;
}

/** The numbers that a kind of rule compares, and where they were sent. */
export function quantityOf(prices: Prices, kind: SoakKind): { values: Float64Array; sent: Uint8Array } {
  if (kind === "spread-at-least") return { values: prices.spreads, sent: prices.sent };
  if (kind === "trade-size-at-least") return { values: prices.sizes, sent: prices.tradesSent };
  return { values: prices.units, sent: prices.sent };
}

/** One connection's time on one instrument, within one run of the app's process. */
export interface Segment {
  readonly run: number;
  readonly connection: number;
  /** First price it could be sent, and the first it could not. */
  readonly from: number;
  readonly to: number;
  /** The connection has ended; false where it still stands at the end of the soak. */
  readonly ended: boolean;
  /**
   * Below this the app has surely taken in what it was sent, in a way that survives its end. From here on it may have got
   * any number of prices, in order: the rest was under way, or only in the memory of a process that was killed.
   */
  certainTo: number;
  /** The same for the extreme of a trailing rule, which is written down later. */
  extremesTo: number;
  /** Prices that REST answered with while this was the newest connection: one of them may have been its first price. */
  readonly rest: readonly number[];
}

export interface View {
  readonly symbol: string;
  readonly decimals: number;
  readonly prices: Prices;
  /** How much later than it was made a price may have come, or a timer run, anywhere between two moments. */
  readonly slackMs: (fromMs: number, toMs: number) => number;
  /** Oldest first. */
  readonly segments: readonly Segment[];
}

/** One appRuns of the app's process. */
export interface Run {
  readonly number: number;
  /** Connections the exchange had accepted before and, once it is over, by its end. */
  readonly acceptedBefore: number;
  acceptedUntil: number | null;
  /** Ended by SIGKILL: what it had only in memory is gone. */
  killed: boolean;
}

/** At some moment `run` showed the price `at` (a sequence number) of an instrument. */
export interface Ack {
  readonly run: number;
  readonly at: number;
  /** A later answer of the same process proves that this was written down meanwhile. */
  durable: boolean;
  /** The same of the extremes of trailing rules. */
  extremesDurable: boolean;
}

export interface RestAnswer {
  readonly symbol: string;
  readonly seq: number;
  /** Number of the newest connection when it was given. */
  readonly connection: number;
}

/** Whole price steps of a decimal text. Throws where it has more decimals than the instrument. */
export function unitsOf(text: string, decimals: number): number {
  const units = Math.round(Number(text) * 10 ** decimals);
  if (Math.abs(units / 10 ** decimals - Number(text)) > Number(text) * 1e-12)
    throw new Error(`${text} has more than ${decimals} decimals`);
  return units;
}

/** The opposite of {@link unitsOf}. */
export function textOf(units: number, decimals: number): string {
  const digits = String(units).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Reads the whole record of one instrument. */
export function viewOf(
  exchange: Exchange,
  symbol: string,
  { decimals, sizeDecimals }: { readonly decimals: number; readonly sizeDecimals: number },
  known: {
    readonly runs: readonly Run[];
    readonly acks: readonly Ack[];
    readonly rest: readonly RestAnswer[];
    readonly slackMs: View["slackMs"];
  },
): View {
  const record = exchange.record(symbol);
  const prices: Prices = {
    units: Float64Array.from(record, ({ price }) => unitsOf(price, decimals)),
    atMs: Float64Array.from(record, ({ atMs }) => atMs),
    sent: Uint8Array.from(record, ({ sentTo }) => (sentTo > 0 ? 1 : 0)),
    spreads: Float64Array.from(record, ({ spreadUnits }) => spreadUnits),
    sizes: Float64Array.from(record, ({ size }) => (size === null ? Number.NaN : unitsOf(size, sizeDecimals))),
    tradesSent: Uint8Array.from(record, ({ tradeSentTo }) => (tradeSentTo > 0 ? 1 : 0)),
  };
  const rest = known.rest.filter((answer) => answer.symbol === symbol);
  const segments: Segment[] = [];
  for (const span of exchange.listeners(symbol)) {
    const run = known.runs.findLast(({ acceptedBefore }) => acceptedBefore < span.connection);
    if (run === undefined) continue;
    const to = Math.min(span.until ?? record.length, record.length);
    const acked = known.acks.filter((ack) => ack.run === run.number && ack.at < to);
    const lastOf = (acks: readonly Ack[]): number => Math.max(span.since, ...acks.map(({ at }) => at + 1));
    segments.push({
      run: run.number,
      connection: span.connection,
      from: span.since,
      to,
      ended: span.until !== null,
      certainTo: lastOf(run.killed ? acked.filter(({ durable }) => durable) : acked),
      extremesTo: lastOf(run.killed ? acked.filter(({ extremesDurable }) => extremesDurable) : acked),
      rest: rest.filter(({ connection }) => connection === span.connection).map(({ seq }) => seq),
    });
  }
  return { symbol, decimals, prices, segments, slackMs: known.slackMs };
}
