/** Which pages of Coinbase's past are asked for, when that ends, and whether what came is all of it. */
import { beforeEach, describe, expect, test } from "vitest";
import { fetchCandles, fetchHistory } from "../../../../main/market/venues/coinbase/history.ts";
import type { RestAnswer, RestGate, RestOutcome, Span } from "../../../../main/market/venues/session.ts";
import { away, json, never } from "../rest-answer.ts";

const startMs = Date.parse("2026-01-05T12:00:00.000Z");
const minuteMs = 60_000;
let asked: string[];
let answers: ((path: string) => RestOutcome<RestAnswer>) | null;

/** Trades 1 to 20,000, one a second from noon on, newest first by pages of 1,000. */
const newest = 20_000;
const trade = (id: number) => ({
  trade_id: id,
  price: String(id),
  size: "1",
  time: new Date(startMs + id * 1_000).toISOString(),
});
function usual(path: string): RestOutcome<RestAnswer> {
  if (path.includes("/candles")) {
    const [from = 0, to = 0] = ["start", "end"].map((name) =>
      Date.parse(new URL(path, "http://x").searchParams.get(name) ?? ""),
    );
    const rows: unknown[] = [];
    for (let ms = to; ms >= from; ms -= minuteMs) rows.push([ms / 1_000, 1, 3, 2, 2, 9]);
    return json(rows);
  }
  const before = Number(/after=(\d+)/.exec(path)?.[1] ?? newest + 1);
  return json(Array.from({ length: Math.min(1_000, before - 1) }, (_, at) => trade(before - 1 - at)));
}
const access = {
  gate: {
    get: ({ path }: { path: string }) => (asked.push(path), Promise.resolve((answers ?? usual)(path))),
    holdOff: () => undefined,
  } as unknown as RestGate,
};

beforeEach(() => {
  asked = [];
  answers = null;
});

async function history(span: Partial<Span>) {
  const whole = { fromMs: startMs, toMs: startMs + 86_400_000, afterTradeId: null, beforeTradeId: null, ...span };
  const found = await fetchHistory(access, "A-USD", whole, never);
  if (!found.ok) return found.error.code;
  const { kind, complete } = found.value;
  const list = found.value.kind === "trades" ? found.value.trades : found.value.candles;
  return [kind, list.length, complete];
}
const between = (after: number, before: number) => ({ afterTradeId: String(after), beforeTradeId: String(before) });

describe("trades between two ids", () => {
  test("are asked for from the newer end, in as few pages as there are", async () => {
    expect(await history(between(10_000, 11_001))).toEqual(["trades", 1_000, true]);
    expect(asked).toEqual(["/products/A-USD/trades?limit=1000&after=11001"]);
    expect(await history(between(10_000, 11_002))).toEqual(["trades", 1_001, true]);
    expect(asked.slice(1)).toHaveLength(2);
  });

  test("are asked for in three pages at most; of more the candles say as much", async () => {
    expect(await history(between(10_000, 13_001))).toEqual(["trades", 3_000, true]);
    expect(asked).toHaveLength(3);
    asked = [];
    expect((await history(between(10_000, 13_002)))[0]).toBe("candles");
    expect(asked.every((path) => path.includes("/candles"))).toBe(true);
  });

  test("of none are not asked for", async () => {
    expect(await history(between(10_000, 10_001))).toEqual(["trades", 0, true]);
    expect(asked).toEqual([]);
  });

  test("of a venue that answers with the same page again are what came, and not all", async () => {
    answers = () => usual("/products/A-USD/trades?limit=1000&after=11002");
    // Twice a thousand, as many as are wanted.
    expect(await history(between(9_001, 11_002))).toEqual(["trades", 1_000, false]);
    expect(asked).toHaveLength(2);
  });

  test("of a venue that answers with ever older ones than it should are three pages at most", async () => {
    let before = 20_000;
    answers = () => usual(`after=${(before -= 100)}`);
    await history(between(17_000, 19_900));
    expect(asked).toHaveLength(3);
  });

  test("of which the oldest are gone are what came", async () => {
    answers = (path) => (path.endsWith("after=11000") ? json([trade(10_999)]) : json([]));
    expect(await history(between(10_900, 11_000))).toEqual(["trades", 1, false]);
  });

  test.each<[string, RestOutcome<RestAnswer>, string]>([
    ["no list", json({}), "invalid"],
    ["a row that is none", json([7]), "invalid"],
    ["nothing", away, "unreachable"],
    ["that it knows no such product", json({ message: "NotFound" }, 404), "unknown-symbol"],
    ["a refusal", json({ message: "Odd" }, 400), "invalid"],
  ])("that are answered with %s are a refusal", async (_what, answer, code) => {
    answers = () => answer;
    expect(await history(between(10_900, 11_000))).toBe(code);
  });
});

describe("without ids", () => {
  const seconds = (from: number, to: number) => ({ fromMs: startMs + from * 1_000, toMs: startMs + to * 1_000 });

  test("trades of ten minutes are tried, of longer ones the candles", async () => {
    expect((await history(seconds(newest - 600, newest)))[0]).toBe("trades");
    asked = [];
    expect((await history(seconds(newest - 601, newest)))[0]).toBe("candles");
    expect(asked.some((path) => path.includes("/trades"))).toBe(false);
  });

  test("where three pages do not reach back the candles are asked for", async () => {
    expect((await history(seconds(100, 600)))[0]).toBe("candles");
    expect(asked.filter((path) => path.includes("/trades"))).toHaveLength(3);
  });

  test("what was traded is all there where nothing older is", async () => {
    answers = () => json([]);
    expect(await history(seconds(100, 600))).toEqual(["trades", 0, true]);
  });
});

describe("candles", () => {
  const at = (minutes: number): number => startMs + minutes * minuteMs;
  const opened = async (from: number, to: number) => {
    const found = await fetchCandles(access, "A-USD", from, to, never);
    return found.ok ? found.value.map(({ openMs }) => (openMs - startMs) / minuteMs) : found.error.code;
  };

  test("come by 300, oldest first, from the minute of the beginning to that of the end", async () => {
    expect(await opened(at(0) + 5, at(2) + 5)).toEqual([0, 1, 2]);
    const many = await opened(at(0), at(600));
    expect(asked.slice(1).map((path) => new URL(path, "http://x").searchParams.get("end")?.slice(11, 16))).toEqual([
      ...["16:59", "21:59", "22:00"],
    ]);
    expect(many).toEqual(Array.from({ length: 601 }, (_, minute) => minute));
  });

  test("of outside the span are left out", async () => {
    answers = () =>
      json([
        [at(3) / 1_000, 1, 3, 2, 2, 9],
        [at(1) / 1_000, 1, 3, 2, 2, 9],
        [at(-1) / 1_000, 1, 3, 2, 2, 9],
      ]);
    expect(await opened(at(0), at(2))).toEqual([1]);
  });

  test.each([[{}], [[7]], [[null]], [[["x", 1, 3, 2, 2]]]])("that are %j are a refusal", async (value) => {
    answers = () => json(value);
    expect(await opened(at(0), at(2))).toBe("invalid");
  });

  test("are not all while that of the last whole minute is missing", async () => {
    const span = { fromMs: at(0), toMs: at(30) + 5_000 };
    const upTo = (last: number) => () =>
      json(Array.from({ length: last + 1 }, (_, minute) => [at(last - minute) / 1_000, 1, 3, 2, 2, 9]));
    answers = upTo(28);
    expect((await history(span))[2]).toBe(false);
    answers = upTo(29);
    expect((await history(span))[2]).toBe(true);
  });

  test.each([
    [5, 20, 50, true],
    [4, 20, 50, false],
    [6, 20, 50, true],
  ])(
    "of which the last is of minute %i, of a gap within minute 5 from second %i to %i, are all: %s",
    async (last, from, to, all) => {
      answers = () => json([[at(last) / 1_000, 1, 3, 2, 2, 9]]);
      const found = await fetchHistory(
        access,
        "A-USD",
        { fromMs: at(5) + from * 1_000, toMs: at(Math.max(5, last)) + to * 1_000, ...between(1, 9_999) },
        never,
      );
      expect(found).toMatchObject({ ok: true, value: { kind: "candles", complete: all } });
    },
  );

  test("that are refused are a refusal of the history", async () => {
    answers = () => away;
    expect(await history(between(1, 9_999))).toBe("unreachable");
  });
});
