/** History that comes late, or at the second attempt: prices do not wait for it, and what an armed rule waits for is never given up. */
import { afterEach, describe, expect, test } from "vitest";
import type { History, RestOutcome, RestRefusal, Span, VenueRest } from "../../../main/market/venues/session.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { Candle } from "../../../preload/contract/tick.ts";
import { until } from "../../doubles/until.ts";
import { startScripted, subscribed, trade, type Scripted } from "./scripted-venue.ts";

let venue: Scripted | null = null;
afterEach(async () => {
  await venue?.[Symbol.asyncDispose]();
  venue = null;
});

const noon = Date.parse("2026-01-05T12:00:00.000Z");

/** A history that a test answers itself. */
class Asked {
  readonly spans: Span[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #answers: ((answer: RestOutcome<History>) => void)[] = [];
  readonly history = (_symbol: string, span: Span, signal: AbortSignal): Promise<RestOutcome<History>> => {
    this.spans.push(span);
    this.signals.push(signal);
    return new Promise((resolve) => this.#answers.push(resolve));
  };
  async trades(at: number, ...prices: string[]): Promise<void> {
    const trades = prices.map((price, id) => ({ tradeId: String(id + 2), price, size: "1", atMs: noon + 1_000 + id }));
    await this.#answer(at, { ok: true, value: { kind: "trades", trades, complete: true } });
  }
  /** Some of the trades, and the venue says that it is not all. */
  async part(at: number, price: string): Promise<void> {
    const trades = [{ tradeId: "2", price, size: "1", atMs: noon + 1_000 }];
    await this.#answer(at, { ok: true, value: { kind: "trades", trades, complete: false } });
  }
  async candle(at: number, candle: Candle): Promise<void> {
    await this.#answer(at, { ok: true, value: { kind: "candles", candles: [candle], complete: true } });
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
async function afterOutage(asked: Asked, everyTrade = true): Promise<Scripted> {
  const v = (venue = await startScripted({ rest: { history: asked.history } }));
  v.feed.watch(v.key("A-USD"), { everyTrade, size: false, quotes: false });
  await until(() => v.asked().length > 0, "asked for");
  await v.say([subscribed("A-USD"), trade("A-USD", "100", "1")]);
  await outage(v);
  await v.say([trade("A-USD", "101", "10")]);
  return v;
}
async function outage(v: Scripted): Promise<void> {
  const { dials } = v.server;
  v.clock.advance(1_000);
  v.server.drop();
  await until(() => v.feed.status().nextDialAt !== null, "lost");
  v.clock.advance(2_000);
  await until(() => v.server.dials > dials && v.server.openPeers === 1 && v.server.peer.received.length > 0, "back");
}
const told = (v: Scripted) =>
  v.histories.map(({ gap, after }) => [gap.before?.last, gap.candles.map(({ high }) => high), after.last]);

describe("a history that takes longer than prices wait", () => {
  test("comes after them, with the price before the gap and the first one after it", async () => {
    const asked = new Asked();
    const v = await afterOutage(asked);
    v.clock.advance(20_000);
    expect(v.prices()).toEqual(["100", "101"]);
    expect(v.ticks[1]?.gap?.candles).toEqual([]);
    await v.say([trade("A-USD", "102", "11")]);
    v.clock.advance(100_000);
    expect(asked.signals[0]?.aborted).toBe(false);
    await asked.trades(0, "140", "90");
    expect(told(v)).toEqual([["100", ["140", "90"], "101"]]);
    expect(v.histories[0]?.gap).toMatchObject({
      fromWallMs: v.ticks[1]?.gap?.fromWallMs,
      toWallMs: v.ticks[1]?.gap?.toWallMs,
    });
    expect(v.prices()).toEqual(["100", "101", "102"]);
  });

  test("is given up where no rule waits for it", async () => {
    const asked = new Asked();
    const v = await afterOutage(asked, false);
    v.clock.advance(20_000);
    expect(v.prices()).toEqual(["100", "101"]);
    expect(asked.signals[0]?.aborted).toBe(true);
  });

  test("comes after the next gap where the feed is lost again meanwhile", async () => {
    const asked = new Asked();
    const v = await afterOutage(asked);
    await outage(v);
    expect(v.prices()).toEqual(["100", "101"]);
    await asked.trades(0, "140");
    expect(told(v)).toEqual([]);
    await v.say([trade("A-USD", "103", "20")]);
    await asked.trades(1, "150");
    await until(() => v.ticks.length === 3, "the second gap");
    expect(v.ticks[2]?.gap?.candles.map(({ high }) => high)).toEqual(["150"]);
    expect(told(v)).toEqual([["100", ["140"], "101"]]);
  });

  test("of an instrument that is unwatched is nothing", async () => {
    const asked = new Asked();
    const v = await afterOutage(asked);
    v.clock.advance(20_000);
    v.feed.unwatch(v.key("A-USD"));
    expect(asked.signals[0]?.aborted).toBe(true);
    await asked.trades(0, "140");
    expect(told(v)).toEqual([]);
  });

  test("of a minute that goes on after the gap says only what was not seen of it live", async () => {
    const asked = new Asked();
    const v = await afterOutage(asked);
    v.clock.advance(20_000);
    await v.say([trade("A-USD", "115", "11"), trade("A-USD", "95", "12"), trade("A-USD", "101", "13")]);
    await asked.candle(0, { openMs: noon, lengthMs: 60_000, open: "100", high: "115", low: "94", close: "101" });
    expect(v.histories[0]?.gap.candles).toMatchObject([{ high: "101", low: "94" }]);
  });
});

describe("a venue that refuses for a while", () => {
  test.each<[RestRefusal["code"], number | null, number]>([
    ["rate-limited", 90_000, 90_000],
    ["banned", 120_000, 120_000],
    ["unreachable", null, 30_000],
  ])("%s: prices do not wait, and it is asked again after %s ms", async (code, retryAfterMs, waitMs) => {
    const asked = new Asked();
    const v = await afterOutage(asked);
    await asked.refuses(0, code, retryAfterMs);
    expect(v.prices()).toEqual(["100", "101"]);
    v.clock.advance(waitMs - 1);
    expect(asked.spans).toHaveLength(1);
    v.clock.advance(1);
    expect(asked.spans[1]).toEqual(asked.spans[0]);
    await asked.trades(1, "140");
    expect(told(v)).toEqual([["100", ["140"], "101"]]);
  });

  test("what it will never answer is asked for once", async () => {
    const asked = new Asked();
    const v = await afterOutage(asked);
    await asked.refuses(0, "unknown-symbol", null);
    v.clock.advance(600_000);
    expect([v.prices(), asked.spans.length]).toEqual([["100", "101"], 1]);
  });
});

describe("missed trades", () => {
  const missed = (fromId: string, toId: string) => ({ kind: "missed", symbol: "A-USD", fromId, toId }) as const;
  const live = async (asked: Asked, rest: Partial<VenueRest> = {}): Promise<Scripted> => {
    const v = (venue = await startScripted({ rest: { history: asked.history, ...rest } }));
    v.feed.watch(v.key("A-USD"), { everyTrade: true, size: false, quotes: false });
    await until(() => v.asked().length > 0, "asked for");
    await v.say([subscribed("A-USD"), trade("A-USD", "100", "1")]);
    return v;
  };

  test("of which the last is the newest of all are the price from then on", async () => {
    const asked = new Asked();
    const v = await live(asked);
    await v.say([{ ...missed("2", "3"), toId: null }]);
    v.clock.advance(2_000);
    await asked.trades(0, "110", "105");
    expect(v.ticks[1]?.gap?.knownMs).toBe(noon);
    expect(v.ticks.slice(1).map(({ tick, gap }) => [tick.last, gap?.candles.map(({ high }) => high)])).toEqual([
      ["100", ["110", "105"]],
      ["105", undefined],
    ]);
    expect(v.feed.fresh(v.key("A-USD"), v.clock.now())?.last).toBe("105");
    // The stream tells it after all.
    await v.say([trade("A-USD", "105", "3"), trade("A-USD", "106", "4")]);
    expect(v.prices().slice(-2)).toEqual(["105", "106"]);
  });

  test("are neither forgotten nor held up for others that are missed while they are asked for", async () => {
    const asked = new Asked();
    const v = await live(asked);
    await v.say([missed("2", "3"), trade("A-USD", "101", "4")]);
    v.clock.advance(2_000);
    for (const at of [5, 8, 11]) {
      await v.say([missed(String(at), String(at + 1)), trade("A-USD", "102", String(at + 2))]);
      v.clock.advance(2_000);
    }
    expect(asked.spans).toMatchObject([{ afterTradeId: "1", beforeTradeId: "5" }]);
    await asked.trades(0, "140", "90", "101");
    v.clock.advance(2_000);
    expect(asked.spans.slice(1)).toMatchObject([{ afterTradeId: "4", beforeTradeId: "14" }]);
    await asked.trades(1, ...["140", "90", "101", "130", "80", "102", "131", "81", "102", "132", "82", "102"]);
    // Each beside the price before it.
    const gaps = v.ticks.flatMap(({ gap }) => gap ?? []);
    expect(gaps.map(({ before, candles }) => [before?.last, candles[0]?.high])).toEqual([
      ["100", "140"],
      ["101", "130"],
      ["102", "131"],
      ["102", "132"],
    ]);
  });

  test("between the last one that was told and the one that REST tells are read as well", async () => {
    const asked = new Asked();
    const newest = { last: "103", lastNumber: 103, tradeId: "4", asOf: "trade", at: noon + 60_000 } as const;
    const prices: VenueRest["prices"] = (symbols) =>
      Promise.resolve({ ok: true, value: new Map(symbols.map((symbol) => [symbol, { ok: true, value: newest }])) });
    const v = await live(asked, { prices });
    for (let second = 0; second < 63; second++) v.clock.advance(1_000);
    await until(() => v.prices().includes("103"), "the price by REST");
    v.clock.advance(2_000);
    expect(asked.spans).toMatchObject([{ afterTradeId: "1", beforeTradeId: "5" }]);
    await asked.trades(0, "110", "95", "103");
    expect(
      v.ticks
        .at(-1)
        ?.gap?.candles.map(({ high, low }) => [high, low])
        .flat(),
    ).toEqual(expect.arrayContaining(["110"]));
  });

  test("while prices wait for the history of an outage are read after that", async () => {
    const asked = new Asked();
    const v = await afterOutage(asked);
    await v.say([missed("11", "11"), trade("A-USD", "102", "12")]);
    v.clock.advance(4_000);
    expect(asked.spans).toHaveLength(1);
    await asked.trades(0, "105");
    v.clock.advance(2_000);
    expect(asked.spans.slice(1)).toMatchObject([{ afterTradeId: "10", beforeTradeId: "13" }]);
    await asked.trades(1, ...Array.from({ length: 11 }, (_, at) => (at === 9 ? "120" : "102")));
    expect(v.ticks.at(-1)?.gap?.candles[0]?.high).toBe("120");
  });

  test("are asked for again where the venue refuses for a while", async () => {
    const asked = new Asked();
    const v = await live(asked);
    await v.say([missed("2", "3"), trade("A-USD", "101", "4")]);
    v.clock.advance(2_000);
    await asked.refuses(0, "rate-limited", 5_000);
    v.clock.advance(5_000);
    await asked.trades(1, "140");
    expect(v.ticks.at(-1)?.gap?.candles.map(({ high }) => high)).toEqual(["140"]);
  });
});

describe("a history that is not whole", () => {
  const detail = (v: Scripted) => v.feed.status().instruments[0]?.detail ?? null;
  const span = { from: "2026-01-05T12:00:00.000Z", to: "2026-01-05T12:00:03.000Z" };

  test("is told as far as it goes, and asked for once more a minute later", async () => {
    const asked = new Asked();
    const v = await afterOutage(asked);
    await asked.part(0, "140");
    expect(v.ticks[1]?.gap?.candles.map(({ high }) => high)).toEqual(["140"]);
    expect(detail(v)).toBe(message("watch.history-awaited", span));
    v.clock.advance(59_999);
    expect(asked.spans).toHaveLength(1);
    v.clock.advance(1);
    expect(asked.spans[1]).toEqual(asked.spans[0]);
    await asked.trades(1, "140", "90");
    expect(told(v)).toEqual([["100", ["140", "90"], "101"]]);
    expect(detail(v)).toBeNull();
  });

  test.each<[string, (asked: Asked) => Promise<void>]>([
    ["the same again", (asked) => asked.part(1, "140")],
    ["an answer that says never again", (asked) => asked.refuses(1, "unknown-symbol", null)],
  ])("stays told as that where the venue gives %s", async (_, answers) => {
    const asked = new Asked();
    const v = await afterOutage(asked);
    await asked.part(0, "140");
    v.clock.advance(60_000);
    await answers(asked);
    expect(detail(v)).toBe(message("watch.history-incomplete", span));
    v.clock.advance(600_000);
    expect(asked.spans).toHaveLength(2);
    expect(told(v)).toEqual([["100", ["140"], "101"]]);
  });

  test("of an instrument that nobody waits for is asked for once", async () => {
    const asked = new Asked();
    const v = await afterOutage(asked, false);
    await asked.part(0, "140");
    v.clock.advance(120_000);
    expect([asked.spans.length, detail(v)]).toEqual([1, null]);
  });
});

test("of all instruments together no more prices wait than memory bears: the one with most goes on, and is told of later", async () => {
  const asked = new Asked();
  const watch = ["A-USD", "B-USD"];
  const v = (venue = await startScripted({ watch, rest: { history: asked.history }, mostHeldInAll: 10 }));
  for (const symbol of watch) v.feed.watch(v.key(symbol), { everyTrade: true, size: false, quotes: false });
  await until(() => v.asked().length > 1, "asked for");
  await v.say([subscribed(...watch), ...watch.map((symbol) => trade(symbol, "100", "1"))]);
  await outage(v);
  await v.say(watch.map((symbol) => trade(symbol, "101", "10")));
  await v.say(Array.from({ length: 6 }, (_, at) => trade("A-USD", String(102 + at), String(11 + at))));
  await v.say([trade("B-USD", "102", "11"), trade("B-USD", "103", "12")]);
  expect(v.ticks).toHaveLength(2);
  await v.say([trade("B-USD", "104", "13")]);
  const prices = (symbol: string) => v.ticks.filter(({ tick }) => tick.instrument === v.key(symbol)).length;
  expect([prices("A-USD"), prices("B-USD")]).toEqual([8, 1]);
  expect(v.feed.status().instruments[0]?.detail).toMatch(/still being read/);
  await asked.trades(0, "140");
  expect(told(v)).toEqual([["100", ["140"], "101"]]);
  await asked.trades(1, "150");
  expect([prices("A-USD"), prices("B-USD")]).toEqual([8, 5]);
});
