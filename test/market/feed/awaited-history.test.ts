/** History of gaps that were told without it, by itself: when it is asked for again, when it is told, and when it is given up. */
import { beforeEach, describe, expect, test } from "vitest";
import type { FeedSink } from "../../../main/market/feed/feed-types.ts";
import type { HistoryQueue } from "../../../main/market/feed/history-queue.ts";
import { LateHistory, type PastGap } from "../../../main/market/feed/late-history.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { History, RestFailureCode, RestOutcome, Span } from "../../../main/market/venues/session.ts";
import type { Tick, TickGap } from "../../../preload/contract/tick.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { tickOf } from "./tick-of.ts";

const noon = Date.parse("2026-01-05T12:00:00.000Z");
const before = tickOf({ last: "99", tradeId: "9" });
const quote = tickOf({ last: null, lastNumber: Number.NaN, bid: "100" });

let clock: ManualClock;
let watched: Watched;
let late: LateHistory;
let asked: { span: Span; signal: AbortSignal; settle: (answer: RestOutcome<History>) => void }[];
/** What was told since this was last asked. */
let told: string[];

beforeEach(() => {
  clock = new ManualClock(noon);
  watched = new Watched("demo:A-USD", "A-USD");
  asked = [];
  told = [];
  const queue = {
    ask: (_: Watched, span: Span, signal: AbortSignal, settle: (answer: RestOutcome<History>) => void) =>
      asked.push({ span, signal, settle }),
  } as unknown as HistoryQueue;
  const words = (what: string, gap: TickGap, after: Tick): void =>
    void told.push(`${what} ${String(gap.toWallMs - noon)} after ${after.last ?? "a quote"}`);
  const sink = {
    onHistory: (gap: TickGap, after: Tick) =>
      words(`history ${gap.candles.map(({ high }) => high).join(" ")} until`, gap, after),
    onHistoryAwaited: (gap: TickGap, after: Tick) => words("awaited until", gap, after),
    onHistorySettled: (gap: TickGap, after: Tick) => words("settled until", gap, after),
  } as unknown as FeedSink;
  late = new LateHistory({ clock, queue, sink });
});

const heard = (): string[] => told.splice(0);
function past(toMs = -60_000, after = tickOf({ last: "101", tradeId: "20" })): PastGap {
  const [fromWallMs, toWallMs] = [noon + toMs - 60_000, noon + toMs];
  const span = { fromMs: fromWallMs, toMs: toWallMs, afterTradeId: "9", beforeTradeId: "20" };
  const gap: TickGap = { fromWallMs, toWallMs, because: "disconnected", before, candles: [], seen: null };
  return { gap, span, after, abort: new AbortController() };
}
const trades = (complete: boolean, ...prices: string[]): RestOutcome<History> => ({
  ok: true,
  value: {
    kind: "trades",
    complete,
    trades: prices.map((price, at) => ({ tradeId: String(10 + at), price, size: "1", atMs: noon - 90_000 + at })),
  },
});
const refused = (code: RestFailureCode, retryAfterMs: number | null = null): RestOutcome<History> => ({
  ok: false,
  error: { code, message: code, retryAfterMs },
});
const givenUp = (): number | null | undefined => watched.gap.unread?.givenUpWallMs;

describe("a gap of this process", () => {
  test("is unread until its history is there, which is told with the price that it was told with", () => {
    const one = past();
    late.expect(watched, one);
    expect(watched.gap.unread).toEqual({ fromWallMs: noon - 120_000, toWallMs: noon - 60_000, givenUpWallMs: null });
    expect(late.isWaitingForPrices).toBe(false);
    late.onTold(watched, new AbortController());
    expect(heard()).toEqual([]);
    late.onTold(watched, one.abort);
    expect(heard()).toEqual(["awaited until -60000 after 101"]);
    late.onAnswer(watched, one.abort, trades(true, "140", "90"));
    expect(heard()).toEqual(["history 140 90 until -60000 after 101", "settled until -60000 after 101"]);
    expect(watched.gap.unread).toBe(null);
    late.onAnswer(watched, one.abort, trades(true, "150"));
    expect(heard()).toEqual([]);
  });

  test("in which nothing was traded is settled without a word", () => {
    const one = past();
    late.expect(watched, one);
    late.onAnswer(watched, one.abort, trades(true));
    expect(heard()).toEqual(["settled until -60000 after 101"]);
  });

  test("that ended with a quote waits for the first last price after it", () => {
    const one = past(-60_000, quote);
    expect(late.isWaitingForPrices).toBe(false);
    late.expect(watched, one);
    expect(late.isWaitingForPrices).toBe(true);
    late.onAnswer(watched, one.abort, trades(true, "140"));
    late.onPrice(watched, quote);
    expect(heard()).toEqual([]);
    late.onPrice(watched, tickOf({ last: "103" }));
    expect(heard()).toEqual([
      "awaited until -60000 after 103",
      "history 140 until -60000 after 103",
      "settled until -60000 after 103",
    ]);
    expect(late.isWaitingForPrices).toBe(false);
    late.onPrice(watched, tickOf({ last: "104" }));
    expect(heard()).toEqual([]);
  });

  test("is told only where the instrument can be watched, else with the end of the gap that it is in", () => {
    const one = past();
    late.expect(watched, one);
    watched.gap.begin({ fromWallMs: noon, fromMonoMs: 0, because: "disconnected", before, seen: null });
    late.onAnswer(watched, one.abort, trades(true, "140"));
    expect(heard()).toEqual([]);
    watched.gap.end();
    late.tell(watched);
    expect(heard()).toHaveLength(2);
  });
});

describe("what the venue refuses for now", () => {
  test("is asked for again when it says, and not more often than a venue that says nothing bears", () => {
    const one = past();
    late.expect(watched, one);
    late.onAnswer(watched, one.abort, refused("unreachable"));
    clock.advance(29_999);
    expect(asked).toEqual([]);
    clock.advance(1);
    expect(asked.map(({ span, signal }) => [span, signal])).toEqual([[one.span, one.abort.signal]]);
    asked[0]?.settle(refused("rate-limited", 1));
    clock.advance(3_999);
    expect(asked).toHaveLength(1);
    clock.advance(1);
    expect(asked).toHaveLength(2);
    asked[1]?.settle(trades(true, "140"));
    expect(heard()).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  test("is given up after 20 times", () => {
    const one = past();
    late.expect(watched, one);
    for (let time = 1; time < 20; time++) {
      late.onAnswer(watched, one.abort, refused("banned"));
      clock.advance(30_000);
    }
    expect([asked.length, heard(), givenUp()]).toEqual([19, [], null]);
    late.onAnswer(watched, one.abort, refused("banned"));
    expect(heard()).toEqual(["settled until -60000 after 101"]);
    expect([givenUp(), clock.pending]).toEqual([noon + 19 * 30_000, 0]);
  });

  test("and for good is given up at once", () => {
    const one = past();
    late.expect(watched, one);
    late.onAnswer(watched, one.abort, refused("invalid"));
    expect([heard(), givenUp(), clock.pending]).toEqual([["settled until -60000 after 101"], noon, 0]);
  });
});

describe("a history that is not whole", () => {
  test("is asked for once more a minute later, and what comes then is told", () => {
    const one = past();
    late.expect(watched, one);
    late.onAnswer(watched, one.abort, trades(false, "140"));
    clock.advance(59_999);
    expect([asked.length, heard()]).toEqual([0, []]);
    clock.advance(1);
    asked[0]?.settle(trades(true, "140", "150"));
    expect(heard()[0]).toBe("history 140 150 until -60000 after 101");
    expect(watched.gap.unread).toBe(null);
  });

  test.each<[string, RestOutcome<History>, string]>([
    ["is not whole then either", trades(false, "150"), "history 150 until -60000 after 101"],
    ["is refused then", refused("invalid"), "history 140 until -60000 after 101"],
  ])("that %s is told as far as it goes, and as not whole", (_what, answer, history) => {
    const one = past();
    late.expect(watched, one);
    late.onAnswer(watched, one.abort, trades(false, "140"));
    clock.advance(60_000);
    asked[0]?.settle(answer);
    expect(heard()).toEqual([history, "settled until -60000 after 101"]);
    expect(givenUp()).toBe(noon + 60_000);
  });
});

describe("a gap of a process before this one", () => {
  const awaited = (after = tickOf({ last: "101", tradeId: "20" })) => ({ gap: past().gap, after, endMinute: null });

  test("is asked for when the first price is here, once", () => {
    late.recall(watched, awaited());
    expect([late.isWaitingForPrices, asked.length, watched.gap.unread?.toWallMs]).toEqual([true, 0, noon - 60_000]);
    late.begin(watched);
    late.begin(watched);
    expect(asked.map(({ span }) => span)).toEqual([
      { fromMs: noon - 120_000, toMs: noon - 60_000, afterTradeId: "9", beforeTradeId: "20" },
    ]);
    expect(late.isWaitingForPrices).toBe(false);
    asked[0]?.settle(trades(true, "140"));
    expect(heard()).toEqual(["history 140 until -60000 after 101", "settled until -60000 after 101"]);
  });

  test("that ended with a quote waits for a last price of this one", () => {
    late.recall(watched, awaited(quote));
    late.begin(watched);
    expect(late.isWaitingForPrices).toBe(true);
    asked[0]?.settle(trades(true, "140"));
    expect(heard()).toEqual([]);
    late.onPrice(watched, tickOf({ last: "103" }));
    expect(heard()).toHaveLength(3);
  });

  test("is not asked for again with one of this process", () => {
    late.recall(watched, awaited());
    late.begin(watched);
    late.expect(watched, past(-1_000));
    late.begin(watched);
    expect(asked).toHaveLength(1);
  });

  test.each<[string, { high: string; low: string } | "of-next-gap" | null, string[]]>([
    ["nothing of its last minute is known", null, ["150"]],
    ["that minute was seen up to there", { high: "150", low: "90" }, []],
    ["that minute belongs to the next gap", "of-next-gap", []],
  ])("where %s the candle of that minute tells %j to %j", (_what, endMinute, highs) => {
    const gap = { ...past().gap, toWallMs: noon - 30_000 };
    late.recall(watched, { gap, after: tickOf({ last: "101" }), endMinute });
    late.begin(watched);
    const candle = { openMs: noon - 60_000, lengthMs: 60_000, open: "100", high: "150", low: "90", close: "101" };
    asked[0]?.settle({ ok: true, value: { kind: "candles", candles: [candle], complete: true } });
    const told = heard();
    expect(told.at(-1)).toBe("settled until -30000 after 101");
    expect(told.filter((line) => line.startsWith("history 150"))).toHaveLength(highs.length);
  });
});

describe("several gaps of one instrument", () => {
  test("are told each for itself, and the newest says what is unread", () => {
    const [older, newer] = [past(-200_000), past(-10_000)];
    late.expect(watched, older);
    late.expect(watched, newer);
    late.onAnswer(watched, older.abort, refused("invalid"));
    expect([heard(), givenUp()]).toEqual([["settled until -200000 after 101"], null]);
    late.onAnswer(watched, newer.abort, trades(true));
    expect([heard(), watched.gap.unread]).toEqual([["settled until -10000 after 101"], null]);
  });

  test("are settled where nobody waits for them any longer, and only ended where the process ends", () => {
    const [one, other] = [past(-200_000), past(-10_000)];
    late.expect(watched, one);
    late.expect(watched, other);
    late.onAnswer(watched, one.abort, refused("unreachable"));
    late.drop(watched);
    expect(heard()).toEqual(["settled until -200000 after 101", "settled until -10000 after 101"]);
    expect([one.abort.signal.aborted, other.abort.signal.aborted, clock.pending]).toEqual([true, true, 0]);
    const third = past(-5_000, quote);
    late.expect(watched, third);
    late.recall(watched, { gap: past().gap, after: quote, endMinute: null });
    late.stop(watched);
    expect([heard(), third.abort.signal.aborted, late.isWaitingForPrices]).toEqual([[], true, false]);
    late.onAnswer(watched, third.abort, refused("invalid"));
    expect(heard()).toEqual([]);
  });
});
