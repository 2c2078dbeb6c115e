/** Trades of one instrument that the stream did not tell, by their ids, and what a venue's history says of them. */
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { decimalNumber } from "../decimal.ts";
import type { CurrentPrice, History, PastTrade, Span } from "../venues/session.ts";
import { seenIn } from "./gap-history.ts";
import { isHigherId } from "./trade-ids.ts";
import type { Watched } from "./watched.ts";

/** So many ids are looked up among those that came meanwhile. */
const maxLookedUp = 64;

/** Ids of trades, both included; `toId` null: up to now. */
type TradeRange = Pick<MissedRange, "fromId" | "toId">;

/** Trades that were not told one after the other, with the last price before them, and when it was known that they were not. */
export interface MissedRange {
  readonly since: Moment;
  readonly before: Tick | null;
  readonly seen: TickGap["seen"];
  readonly knownMs: number;
  readonly fromId: string;
  /** Null: up to now. */
  readonly toId: string | null;
  /** Of a stream that has just begun: its first trade says by itself whether anything lies before it, and this is needless then. */
  readonly endsWithFirstTrade: boolean;
}

/** A range as a gap that a next process, or a next connection, can read and tell. */
export interface AwaitedRange {
  readonly gap: TickGap;
  /** The price that was known when it was missed. */
  readonly after: Tick;
}

/** A range that begins after the last price that is known. */
export function rangeAfterKnown(
  { prices, minutes }: Watched,
  ids: Pick<MissedRange, "fromId" | "toId" | "endsWithFirstTrade">,
  now: Moment,
): MissedRange {
  const before = prices.known;
  const since = before === null ? now : { wallMs: before.receivedWallMs, monoMs: before.receivedMonoMs };
  return { ...ids, since, before, seen: seenIn(since.wallMs, minutes.current(), before), knownMs: now.wallMs };
}

/**
 * The range as a gap whose history is awaited, which ends with the price that was known when it was missed: no later one says anything of
 * it. Null where no price was known, and where it goes on up to now: it is of the gap that begins with the end of this connection then.
 */
export function awaitedOf(range: MissedRange, waitedSinceMs: number | null): AwaitedRange | null {
  const { since, before, seen, knownMs, fromId, toId } = range;
  if (before === null || toId === null) return null;
  const span = { fromWallMs: since.wallMs, toWallMs: knownMs, because: "venue-silent" } as const;
  return {
    gap: { ...span, before, candles: [], seen, knownMs, missed: { fromId, toId, waitedSinceMs } },
    after: before,
  };
}

/** What the venue is asked about: from the first of these, which are in their order, to the last. */
export function spanOfRanges(ranges: readonly [TradeRange, ...TradeRange[]], fromMs: number, toMs: number): Span {
  const [first] = ranges;
  const toIds = ranges.map(({ toId }) => toId);
  const toId = toIds.includes(null) ? null : toIds.map((id) => id ?? "0").reduce((a, b) => (isHigherId(b, a) ? b : a));
  return {
    fromMs,
    toMs,
    afterTradeId: String(BigInt(first.fromId) - 1n),
    // With the one that came after them: what was touched on the way to it counts as well.
    beforeTradeId: toId === null ? null : String(BigInt(toId) + 2n),
  };
}

/**
 * What a history says of one range, up to the trade after it. What was traded before a rule was made, and after the last price that it was
 * shown, it has not waited for. Candles, where there were too many trades, are of no range.
 */
export function historyOf({ fromId, toId }: TradeRange, waitedSinceMs: number | null, history: History): History {
  if (history.kind === "candles") return history;
  const next = toId === null ? null : String(BigInt(toId) + 1n);
  const isOfRange = ({ tradeId, atMs }: PastTrade): boolean =>
    !isHigherId(fromId, tradeId) &&
    (next === null || !isHigherId(tradeId, next)) &&
    (waitedSinceMs === null || atMs >= waitedSinceMs);
  return { ...history, trades: history.trades.filter(isOfRange) };
}

/** Whether its trades go on beyond what the venue's REST knows: it may be behind the stream. */
export function isBeyond({ toId }: TradeRange, history: History): boolean {
  if (toId === null || history.kind === "candles") return false;
  const newest = history.trades.at(-1);
  return newest === undefined || isHigherId(toId, newest.tradeId);
}

/** Whether all of them have come after all. */
export function hasCome({ filter }: Watched, { fromId, toId }: MissedRange): boolean {
  if (toId === null || filter.ids.isAbove(toId)) return false;
  const count = BigInt(toId) - BigInt(fromId) + 1n;
  if (count > BigInt(maxLookedUp)) return false;
  for (let id = BigInt(fromId); id <= BigInt(toId); id++) if (!filter.ids.hasSeen(String(id))) return false;
  return true;
}

/** A trade of the past as the price that it is, where nothing has been traded since. */
export function asPrice({ tradeId, price, atMs }: PastTrade): CurrentPrice {
  return { last: price, lastNumber: decimalNumber(price), tradeId, asOf: "trade", at: atMs };
}
