/** Trades that were missed, by themselves: what is asked for and when, and whom an answer concerns. Each answer is the test's own. */
import { beforeEach, describe, expect, test } from "vitest";
import type { HistoryQueue } from "../../../main/market/feed/history-queue.ts";
import { MissedTrades } from "../../../main/market/feed/missed-trades.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { History, OpenedVenue, RestOutcome, Span } from "../../../main/market/venues/session.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { tickOf } from "./tick-of.ts";

interface Asked {
  readonly span: Span;
  readonly signal: AbortSignal;
  readonly settle: (answer: RestOutcome<History>) => void;
}

let clock: ManualClock;
let watched: Watched;
let asked: Asked[];
let told: string[];
let isUrgent: boolean;
let hasHistory: boolean;
let missed: MissedTrades;

beforeEach(() => {
  clock = new ManualClock();
  [asked, told, isUrgent, hasHistory] = [[], [], true, true];
  watched = new Watched("demo:A-USD", "A-USD");
  const { wallMs, monoMs } = clock.now();
  watched.prices.accept(tickOf({ last: "100", tradeId: "10", receivedWallMs: wallMs, receivedMonoMs: monoMs }));
  watched.filter.ids.see("10");
  const queue = {
    ask: (_: Watched, span: Span, signal: AbortSignal, settle: Asked["settle"]) => asked.push({ span, signal, settle }),
  };
  missed = new MissedTrades({
    clock,
    venue: () => ({ rest: hasHistory ? { history: () => undefined } : {} }) as unknown as OpenedVenue,
    queue: queue as unknown as HistoryQueue,
    isUrgent: () => isUrgent,
    waitedSinceMs: () => null,
    onRead: (_, tradeId) => told.push(`read ${tradeId}`),
    onTradesRead: () => told.push("trades read"),
    readLater: () => told.push("later"),
    sink: {
      onTick: ({ last }, gap) => told.push(`${last} [${gap?.candles.map(({ high }) => high).join(" ") ?? ""}]`),
      onHistory: () => undefined,
      onHistoryAwaited: (gap) => told.push(`awaited ${gap.missed?.fromId}`),
      onHistorySettled: (gap) => told.push(`settled ${gap.missed?.fromId}`),
      onLost: () => undefined,
      onStatus: () => undefined,
    },
    path: {
      isNewer: (one, tradeId) => one.filter.ids.isAbove(tradeId),
      fromRest: (_, { last }) => told.push(`now ${last}`) > 0,
    },
  });
});

const heard = (): string[] => told.splice(0);
const note = (fromId: string, toId: string | null): boolean => missed.note(watched, fromId, toId, clock.now());
const spans = () => asked.map(({ span: { afterTradeId, beforeTradeId } }) => [afterTradeId, beforeTradeId]);

/** Trades with ids from this one on, in answer to the newest request. */
function answer(firstId: number, ...prices: string[]): string[] {
  const trades = prices.map((price, at) => ({
    tradeId: String(firstId + at),
    price,
    size: "1",
    atMs: clock.now().wallMs - 9 + at,
  }));
  asked.at(-1)?.settle({ ok: true, value: { kind: "trades", trades, complete: true } });
  return heard();
}

describe("what is missed", () => {
  test("is asked for 2 s later: until then it may only have been overtaken", () => {
    expect([note("11", "12"), heard()]).toEqual([true, ["awaited 11"]]);
    clock.advance(1_999);
    expect(asked).toEqual([]);
    clock.advance(1);
    expect(spans()).toEqual([["10", "14"]]);
  });

  test.each<[string, () => void]>([
    ["no rule waits for it", () => (isUrgent = false)],
    ["the venue has no history", () => (hasHistory = false)],
    [
      "a gap has begun that tells of it",
      () => watched.gap.begin({ fromWallMs: 1, fromMonoMs: null, because: "disconnected", before: null, seen: null }),
    ],
  ])("is not noted where %s", (_what, change) => {
    change();
    expect([note("11", "12"), heard(), clock.pending]).toEqual([false, [], 0]);
  });

  test("is given up where no rule waits for it any more, and begins anew when one does", () => {
    note("11", "12");
    heard();
    isUrgent = false;
    clock.advance(2_000);
    expect([asked, heard()]).toEqual([[], ["settled 11"]]);
    isUrgent = true;
    expect(note("13", "14")).toBe(true);
    clock.advance(2_000);
    expect(spans()).toEqual([["12", "16"]]);
  });

  test("and has come after all is not asked for, and the next one is", () => {
    note("11", "12");
    for (const id of ["11", "12"]) watched.filter.ids.see(id);
    clock.advance(2_000);
    expect([asked, heard()]).toEqual([[], ["awaited 11", "settled 11"]]);
    note("13", "13");
    clock.advance(2_000);
    expect(spans()).toEqual([["12", "15"]]);
  });

  test("is handed on when it stops, what is asked for first, and forgotten", () => {
    note("11", "12");
    clock.advance(2_000);
    note("14", "15");
    expect(missed.stop(watched).map(({ fromId }) => fromId)).toEqual(["11", "14"]);
    expect([asked[0]?.signal.aborted, missed.stop(watched), clock.pending]).toEqual([true, [], 0]);
    note("17", "18");
    clock.advance(2_000);
    expect(spans()[1]).toEqual(["16", "20"]);
  });
});

describe("where a stream begins", () => {
  test("its first trade says that nothing was missed: nothing is asked for", () => {
    missed.noteBeginning(watched, "10", clock.now());
    missed.onLiveTrade(watched);
    expect(clock.pending).toBe(0);
    clock.advance(10_000);
    expect(asked).toEqual([]);
  });

  test("it is asked for what was traded where no trade comes within 500 ms, until one comes", () => {
    missed.noteBeginning(watched, "10", clock.now());
    clock.advance(499);
    expect(asked).toEqual([]);
    clock.advance(1);
    expect(spans()).toEqual([["10", null]]);
    missed.onLiveTrade(watched);
    expect([asked[0]?.signal.aborted, clock.pending]).toEqual([true, 0]);
  });

  test("that trade takes nothing back of what else is asked for, and no trade does after it stopped", () => {
    missed.noteBeginning(watched, "10", clock.now());
    note("12", "13");
    clock.advance(2_000);
    missed.onLiveTrade(watched);
    expect(asked[0]?.signal.aborted).toBe(false);
    missed.stop(watched);
    note("15", "16");
    clock.advance(2_000);
    missed.onLiveTrade(watched);
    expect(asked[1]?.signal.aborted).toBe(false);
  });
});

describe("an answer", () => {
  test("of trades up to now is told, and the newest of them is the price from then on", () => {
    note("11", null);
    clock.advance(2_000);
    expect(answer(11, "110", "105")).toEqual(["100 [110 105]", "read 12", "now 105", "trades read"]);
  });

  test("of some trades alone does not say that every trade was read, nor of an older one that it is the price", () => {
    note("11", "12");
    watched.filter.ids.see("13");
    clock.advance(2_000);
    expect(answer(11, "110", "105")).toEqual(["awaited 11", "100 [110 105]", "settled 11", "trades read"]);
  });

  test("says so where one of several goes up to now", () => {
    note("11", "11");
    note("13", null);
    clock.advance(2_000);
    expect(answer(11, "110", "105", "104")).toContain("read 13");
  });

  test("without a trade tells of nothing", () => {
    note("11", null);
    clock.advance(2_000);
    expect(answer(11)).toEqual([]);
  });

  test("that does not reach the last of them is asked for again 2 s later, five times in all, and then again for others", () => {
    note("11", "11");
    note("13", "14");
    clock.advance(2_000);
    for (let look = 1; look <= 4; look++) {
      answer(11, "110");
      expect(asked).toHaveLength(look);
      clock.advance(2_000);
      expect(asked).toHaveLength(look + 1);
    }
    expect(answer(11, "110")).toContain("settled 13");
    clock.advance(60_000);
    expect(asked).toHaveLength(5);
    note("16", "17");
    clock.advance(2_000);
    for (let look = 6; look <= 9; look++) {
      answer(15, "110");
      clock.advance(2_000);
    }
    expect(asked).toHaveLength(10);
  });

  test("that is refused at once each time is asked for again after 2 s, 4 s and so on; what is missed after an answer after 2 s", () => {
    const refuse = (): void =>
      asked.at(-1)?.settle({ ok: false, error: { code: "unreachable", message: "no", retryAfterMs: 0 } });
    note("11", null);
    clock.advance(2_000);
    for (const [at, waitMs] of [2_000, 4_000, 8_000].entries()) {
      refuse();
      clock.advance(waitMs - 1);
      expect(asked).toHaveLength(at + 1);
      clock.advance(1);
      expect(asked).toHaveLength(at + 2);
    }
    expect(watched.gap.unread?.givenUpWallMs).toBeNull();
    answer(11, "110");
    expect(watched.gap.unread).toBeNull();
    note("13", null);
    clock.advance(2_000);
    refuse();
    clock.advance(2_000);
    expect(asked).toHaveLength(6);
  });
});
