/** History that comes late, or at the second attempt: prices do not wait for it, and what an armed rule waits for is never given up. */
import { describe, expect, test } from "vitest";
import type { RestRefusal } from "../../../main/market/venues/session.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { until } from "../../doubles/until.ts";
import { AskedHistory, noon, outage, startAfterOutage } from "./asked-history.ts";
import type { AwaitedBefore } from "../../../main/market/feed/feed-types.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { quote, startScripted, subscribed, trade, type Scripted, type ScriptedOptions } from "./scripted-venue.ts";

const told = (v: Scripted) =>
  v.histories.map(({ gap, after }) => [gap.before?.last, gap.candles.map(({ high }) => high), after.last]);

describe("a history that takes longer than prices wait", () => {
  test("comes after them, with the price before the gap and the first one after it", async () => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
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
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked, false);
    v.clock.advance(20_000);
    expect(v.prices()).toEqual(["100", "101"]);
    expect(asked.signals[0]?.aborted).toBe(true);
  });

  test("comes after the next gap where the feed is lost again meanwhile", async () => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
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
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
    v.clock.advance(20_000);
    v.feed.unwatch(v.key("A-USD"));
    expect(asked.signals[0]?.aborted).toBe(true);
    await asked.trades(0, "140");
    expect(told(v)).toEqual([]);
  });

  test("of a minute that goes on after the gap says only what was not seen of it live", async () => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
    v.clock.advance(20_000);
    await v.say([trade("A-USD", "115", "11"), trade("A-USD", "95", "12"), trade("A-USD", "101", "13")]);
    await asked.candle(0, { openMs: noon, lengthMs: 60_000, open: "100", high: "115", low: "94", close: "101" });
    expect(v.histories[0]?.gap.candles).toMatchObject([{ high: "101", low: "94" }]);
  });
});

describe("a process that ends before the history has come", () => {
  const span = ({ gap, after }: Scripted["awaited"][number]) => [
    gap.fromWallMs - noon,
    gap.toWallMs - noon,
    after.last,
  ];

  test("is told which gaps to keep, and which no longer", async () => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
    expect(v.awaited).toEqual([]);
    v.clock.advance(20_000);
    expect(v.awaited.map(span)).toEqual([[0, 3_000, "101"]]);
    await asked.trades(0, "140");
    expect(v.settled.map(span)).toEqual(v.awaited.map(span));
    expect(v.histories).toHaveLength(1);
  });

  test("keeps what is awaited where it ends, and not where nobody watches any longer", async () => {
    const v = await startAfterOutage(new AskedHistory());
    v.clock.advance(20_000);
    v.feed.stop();
    expect([v.awaited.length, v.settled.length]).toEqual([1, 0]);
    await v[Symbol.asyncDispose]();
    const other = await startAfterOutage(new AskedHistory());
    other.clock.advance(20_000);
    other.feed.unwatch(other.key("A-USD"));
    expect([other.awaited.length, other.settled.length]).toEqual([1, 1]);
  });

  /** What the process before left: watched until 11:59, with a gap from 11:50 to 11:51 that was told without its history. */
  const left = (endMinute: AwaitedBefore["endMinute"]): Required<ScriptedOptions>["remembered"] => {
    const before = (last: string, receivedWallMs: number, tradeId: string): Tick => ({
      ...{ instrument: "scripted:A-USD", last, lastNumber: Number(last), bid: null, ask: null, size: null, tradeId },
      ...{ exchangeAt: null, receivedWallMs, receivedMonoMs: Number.NEGATIVE_INFINITY },
    });
    const times = { fromWallMs: noon - 600_000, toWallMs: noon - 530_000 };
    const known = before("100", times.fromWallMs, "1");
    const gap = { ...times, because: "disconnected", before: known, candles: [], seen: null } as const;
    return {
      lastKnown: [{ tick: before("102", noon - 60_000, "50"), minute: null }],
      lastWatchedMs: noon - 60_000,
      awaited: [{ gap, after: before("101", gap.toWallMs, "10"), endMinute }],
    };
  };
  const started = async (asked: AskedHistory, endMinute: AwaitedBefore["endMinute"] = null): Promise<Scripted> => {
    const v = await startScripted({ rest: { history: asked.history }, remembered: left(endMinute) });
    v.feed.watch(v.key("A-USD"), { everyTrade: true, size: false, quotes: false });
    await until(() => v.asked().length > 0, "asked for");
    return v;
  };

  test("leaves it to the next one, which asks for it with its first price and tells it beside its own gap", async () => {
    const asked = new AskedHistory();
    const v = await started(asked);
    expect(asked.spans).toEqual([]);
    await v.say([subscribed("A-USD"), trade("A-USD", "103", "60")]);
    await until(() => asked.spans.length === 2, "both gaps are asked for");
    expect(asked.spans[0]).toEqual({
      ...{ fromMs: noon - 600_000, toMs: noon - 530_000 },
      ...{ afterTradeId: "1", beforeTradeId: "10" },
    });
    await asked.trades(0, "140");
    expect(told(v)).toEqual([]);
    await asked.trades(1, "104");
    expect(v.ticks.map(({ gap }) => gap?.candles.map(({ high }) => high))).toEqual([["104"]]);
    expect(told(v)).toEqual([["100", ["140"], "101"]]);
    expect(v.settled.map(span)).toEqual([[-600_000, -530_000, "101"]]);
  });

  test("leaves it to the next one, also where no price of it was kept, so that there is no other gap", async () => {
    const asked = new AskedHistory();
    const remembered = { ...left(null), lastKnown: [] };
    const v = await startScripted({ rest: { history: asked.history }, remembered });
    v.feed.watch(v.key("A-USD"), { everyTrade: true, size: false, quotes: false });
    await until(() => v.asked().length > 0, "asked for");
    await v.say([subscribed("A-USD"), trade("A-USD", "103", "60")]);
    await asked.trades(0, "140");
    expect(told(v)).toEqual([["100", ["140"], "101"]]);
  });

  test.each<[string, AwaitedBefore["endMinute"], readonly string[]]>([
    ["is not known", null, ["98", "120"]],
    ["was seen", { high: "120", low: "99" }, ["98", "101"]],
    ["is of the gap that began with its end", "of-next-gap", ["98"]],
  ])("the minute in which it ended %s: %s", async (_, endMinute, highs) => {
    const asked = new AskedHistory();
    const v = await started(asked, endMinute);
    await v.say([subscribed("A-USD"), trade("A-USD", "103", "60")]);
    await asked.trades(1, "104");
    const candle = (at: number, high: string) => ({
      openMs: at,
      lengthMs: 60_000,
      open: "97",
      high,
      low: "96",
      close: "97",
    });
    await asked.candle(0, candle(noon - 600_000, "98"), candle(noon - 540_000, "120"));
    expect(v.histories[0]?.gap.candles.map(({ high }) => high)).toEqual(highs);
  });
});

test("a gap that ended with a quote is decided by its history with the first last price after it", async () => {
  const asked = new AskedHistory();
  const v = await startAfterOutage(asked);
  await asked.trades(0, "101");
  await outage(v);
  await v.say([quote("A-USD", "99", "100")]);
  v.clock.advance(20_000);
  await asked.trades(1, "140");
  expect([v.prices(), told(v)]).toEqual([["100", "101"], []]);
  await v.say([trade("A-USD", "102", "30"), trade("A-USD", "103", "31")]);
  expect(told(v)).toEqual([["101", ["140"], "102"]]);
});

describe("a venue that refuses for a while", () => {
  test.each<[RestRefusal["code"], number | null, number]>([
    ["rate-limited", 90_000, 90_000],
    ["banned", 120_000, 120_000],
    ["unreachable", null, 30_000],
  ])("%s: prices do not wait, and it is asked again after %s ms", async (code, retryAfterMs, waitMs) => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
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
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
    await asked.refuses(0, "unknown-symbol", null);
    v.clock.advance(600_000);
    expect([v.prices(), asked.spans.length]).toEqual([["100", "101"], 1]);
  });
});

describe("a history that is not whole", () => {
  const detail = (v: Scripted) => v.feed.status().instruments[0]?.detail ?? null;
  const span = { from: "2026-01-05T12:00:00.000Z", to: "2026-01-05T12:00:03.000Z" };

  test("is told as far as it goes, and asked for once more a minute later", async () => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
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

  test.each<[string, (asked: AskedHistory) => Promise<void>]>([
    ["the same again", (asked) => asked.part(1, "140")],
    ["an answer that says never again", (asked) => asked.refuses(1, "unknown-symbol", null)],
  ])("stays told as that where the venue gives %s", async (_, answers) => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
    await asked.part(0, "140");
    v.clock.advance(60_000);
    await answers(asked);
    expect(detail(v)).toBe(message("watch.history-incomplete", span));
    v.clock.advance(600_000);
    expect(asked.spans).toHaveLength(2);
    expect(told(v)).toEqual([["100", ["140"], "101"]]);
  });

  test("of an instrument that nobody waits for is asked for once", async () => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked, false);
    await asked.part(0, "140");
    v.clock.advance(120_000);
    expect([asked.spans.length, detail(v)]).toEqual([1, null]);
  });
});

test("of all instruments together no more prices wait than memory bears: the one with most goes on, and is told of later", async () => {
  const asked = new AskedHistory();
  const watch = ["A-USD", "B-USD"];
  const v = await startScripted({ watch, rest: { history: asked.history }, maxHeldInAll: 10 });
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
