/** Requests for history: how many at once, in which order, and what becomes of those that nobody waits for any more. */
import { beforeEach, expect, test } from "vitest";
import { HistoryQueue } from "../../../main/market/feed/history-queue.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { History, OpenedVenue, RestOutcome, VenueRest } from "../../../main/market/venues/session.ts";
import { until } from "../../doubles/until.ts";

const span = { fromMs: 0, toMs: 1, afterTradeId: null, beforeTradeId: null };
const nothing: RestOutcome<History> = { ok: true, value: { kind: "trades", trades: [], complete: true } };

let urgent: Set<string>;
let hasHistory: boolean;
/** Symbols in the order in which the venue was asked for them, and what ends each request. */
let asked: string[];
let running: Map<string, { answer: () => void; reject: () => void }>;
/** Symbols of which an answer was taken, and whether it was whole. */
let settled: [string, boolean][];
let queue: HistoryQueue;
/** What counts of an answer: that nothing does stands for what is left of it. */
const judge = (history: History): History => ({ ...history, complete: !judgedIncomplete });
let judgedIncomplete: boolean;

beforeEach(() => {
  [urgent, hasHistory, asked, running, settled] = [new Set(), true, [], new Map(), []];
  judgedIncomplete = false;
  const history: VenueRest["history"] = (symbol) => {
    asked.push(symbol);
    return new Promise((resolve, reject) => {
      running.set(symbol, { answer: () => resolve(nothing), reject: () => reject(new Error("aborted")) });
    });
  };
  const venue = (): OpenedVenue => ({ rest: hasHistory ? { history } : {} }) as unknown as OpenedVenue;
  queue = new HistoryQueue({ venue, isUrgent: ({ symbol }) => urgent.has(symbol), judge });
});

/** Asks for them, in this order; gives what ends each. */
const ask = (...symbols: string[]): AbortController[] =>
  symbols.map((symbol) => {
    const abort = new AbortController();
    queue.ask(new Watched(`demo:${symbol}`, symbol), span, abort.signal, (answer) => {
      settled.push([symbol, answer.ok && answer.value.complete]);
    });
    return abort;
  });
const heard = (): string => asked.splice(0).join("");
/** The venue answers for one; what is asked next. */
const next = async (symbol: string, how: "answer" | "reject" = "answer"): Promise<string> => {
  running.get(symbol)?.[how]();
  await new Promise((resolve) => setImmediate(resolve));
  return heard();
};

test("four run at once, each other one as soon as one of them has ended, the oldest first", async () => {
  ask(..."abcdefg");
  expect(heard()).toBe("abcd");
  expect([await next("b"), await next("a"), await next("c"), await next("d")]).toEqual(["e", "f", "g", ""]);
  expect(settled.map(([symbol]) => symbol)).toEqual(["b", "a", "c", "d"]);
  ask(..."hi");
  expect(heard()).toBe("h");
});

test("of an answer what counts is handed on", async () => {
  ask(..."ab");
  await next("a");
  judgedIncomplete = true;
  await next("b");
  expect(settled).toEqual([
    ["a", true],
    ["b", false],
  ]);
});

test("those that rules wait for come before all others, and in their order", async () => {
  urgent = new Set("gh");
  ask(..."abcdefgh");
  expect(heard()).toBe("abcd");
  expect([await next("a"), await next("b"), await next("c")]).toEqual(["g", "h", "e"]);
});

test("one that nobody waits for is not asked, and where it was asked its answer is not taken", async () => {
  const [a, , , , e] = ask(..."abcdef");
  heard();
  e?.abort();
  a?.abort();
  expect([await next("a"), settled]).toEqual(["f", []]);
});

test("one that was ended makes place for the next", async () => {
  const aborts = ask(..."abcdefgh");
  heard();
  for (const abort of aborts.slice(0, 4)) abort.abort();
  expect([await next("a", "reject"), await next("b", "reject")]).toEqual(["e", "f"]);
  expect([await next("e"), settled]).toEqual(["g", [["e", true]]]);
});

test("of a venue without history the answer is at once that it is not whole", async () => {
  hasHistory = false;
  ask(..."abcdef");
  await until(() => settled.length === 6, "answered");
  expect(settled).toEqual([..."abcdef"].map((symbol) => [symbol, false]));
});
