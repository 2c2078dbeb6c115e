import fc from "../../doubles/generated.ts";
import { describe, expect, test } from "vitest";
import { AbsurdPrints, printSources, type PrintSource } from "../../../main/market/feed/outlier-filter.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { until } from "../../doubles/until.ts";
import { btc, startFeedHarness, ticker, trade, type FeedHarness } from "./feed-harness.ts";

const tickAt = (price: string, monoMs: number, source: PrintSource = "last"): Tick => ({
  instrument: btc,
  last: source === "last" ? price : null,
  lastNumber: source === "last" ? Number(price) : Number.NaN,
  bid: source === "bid" ? price : null,
  ask: source === "ask" ? price : null,
  size: null,
  tradeId: null,
  exchangeAt: null,
  receivedWallMs: monoMs,
  receivedMonoMs: monoMs,
});
const priceIn = (tick: Tick): string => tick.last ?? tick.bid ?? tick.ask ?? "";

/** The guard's ticks of one source in order, as the feed applies its verdicts. */
function through(ticks: readonly Tick[]): { counted: Tick[]; heldBack: number; dropped: number } {
  const guard = new AbsurdPrints();
  const counted: Tick[] = [];
  let heldBack = 0;
  let dropped = 0;
  const count = (tick: Tick): void => {
    counted.push(tick);
    guard.accept(tick, Number(tick.bid ?? Number.NaN), Number(tick.ask ?? Number.NaN));
  };
  for (const tick of ticks) {
    if (guard.isOrdinary(tick.lastNumber, Number(tick.bid ?? Number.NaN), Number(tick.ask ?? Number.NaN))) {
      count(tick);
      continue;
    }
    const checked = guard.judge(tick);
    heldBack += checked.heldBack;
    dropped += checked.dropped.length;
    for (const held of checked.confirmed) count(held.tick);
    if (checked.excluded.size === 0) count(tick);
  }
  return { counted, heldBack, dropped };
}

/** The truth table's sentence, read literally, in whole numbers: prices are integers, 20 percent is a fifth. */
function naive(ticks: readonly Tick[]): Tick[] {
  const counted: Tick[] = [];
  let held: Tick | null = null;
  const far = (a: Tick, b: Tick) => {
    const [price, reference] = [BigInt(priceIn(a)), BigInt(priceIn(b))];
    return 5n * (price > reference ? price - reference : reference - price) > reference;
  };
  for (const tick of ticks) {
    const last = counted.at(-1);
    const isAbsurd = last !== undefined && tick.receivedMonoMs - last.receivedMonoMs <= 60_000 && far(tick, last);
    if (held !== null && !far(tick, held)) {
      counted.push(held, tick);
      held = null;
    } else {
      held = isAbsurd ? tick : null;
      if (!isAbsurd) counted.push(tick);
    }
  }
  return counted;
}

describe("the guard against a lone absurd print", () => {
  const prices = (list: readonly string[]) => through(list.map((last, at) => tickAt(last, at * 1_000)));

  test.each<[string, string[], string[], number, number]>([
    ["the $0.06 print", ["45000", "0.06", "45001"], ["45000", "45001"], 1, 1],
    ["a real crash: two alike", ["100", "60", "61", "62"], ["100", "60", "61", "62"], 1, 0],
    ["exactly 20 percent is none", ["100", "120", "96"], ["100", "120", "96"], 0, 0],
    ["exactly 20 percent of an odd price", ["0.1", "0.12", "0.096"], ["0.1", "0.12", "0.096"], 0, 0],
    ["a little more is", ["100", "120.000000001"], ["100"], 1, 0],
    ["a little more, past the digits of a double", ["100", "120.0000000000000001"], ["100"], 1, 0],
    ["near both: the second tick confirms", ["100", "121", "101"], ["100", "121", "101"], 1, 0],
    ["near neither: the new one is held", ["100", "0.06", "50", "51"], ["100", "50", "51"], 2, 1],
    ["one after another", ["100", "1", "1000", "100"], ["100", "100"], 2, 2],
    ["the first price ever", ["0.06", "45000", "45000"], ["0.06", "45000", "45000"], 1, 0],
  ])("%s", (_, list, counted, heldBack, dropped) => {
    const result = prices(list);
    expect(result.counted.map((tick) => tick.last)).toEqual(counted);
    expect(result).toMatchObject({ heldBack, dropped });
  });

  test.each<[string, string, Partial<Tick>, Partial<Tick>, string[]]>([
    ["the same price of the same time", "50", { exchangeAt: "1633998525" }, { exchangeAt: "1633998525" }, ["100"]],
    [
      "another price of the same time",
      "51",
      { exchangeAt: "1633998525" },
      { exchangeAt: "1633998525" },
      ["100", "50", "51"],
    ],
    [
      "the same price of another time",
      "50",
      { exchangeAt: "1633998525" },
      { exchangeAt: "1633998526" },
      ["100", "50", "50"],
    ],
    ["the same price of no time", "50", {}, {}, ["100", "50", "50"]],
    ["the same trade", "50", { tradeId: "7" }, { tradeId: "7" }, ["100"]],
    ["another price under the id of that trade", "51", { tradeId: "7" }, { tradeId: "7" }, ["100", "50", "51"]],
    ["another trade at the same price", "50", { tradeId: "7" }, { tradeId: "8" }, ["100", "50", "50"]],
  ])("a print that waits, and then %s", (_, price, held, next, counted) => {
    const ticks = [tickAt("100", 0), { ...tickAt("50", 1_000), ...held }, { ...tickAt(price, 2_000), ...next }];
    expect(through(ticks).counted.map(priceIn)).toEqual(counted);
  });

  test("no longer than 60 s after the last price", () => {
    expect(through([tickAt("100", 0), tickAt("50", 60_000)]).counted).toHaveLength(1);
    expect(through([tickAt("100", 0), tickAt("50", 60_001)]).counted).toHaveLength(2);
  });

  test("agrees with the sentence of the truth table on any ticks", () => {
    const step = fc.tuple(
      fc.constantFrom(1, 50, 79, 80, 81, 96, 100, 101, 120, 121, 125, 126, 150, 10_000),
      fc.integer({ min: 0, max: 70_000 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.constantFrom(...printSources), (steps, source) => {
        let monoMs = 0;
        const ticks = steps.map(([price, ms]) => tickAt(String(price), (monoMs += ms), source));
        expect(through(ticks).counted).toEqual(naive(ticks));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("the guard in the feed", () => {
  const startLive = async (absurdPrintGuard = true) => {
    const r = await startFeedHarness({ settings: { absurdPrintGuard } });
    await r.live();
    return r;
  };

  test("holds back, drops and counts", async () => {
    const r = await startLive();
    r.server.send(ticker("45000"), ticker("0.06"), ticker("45001"), ticker("60000"), ticker("60001"));
    await r.settle();
    expect(r.prices()).toEqual(["45000", "45001", "60000", "60001"]);
    expect(r.feed.status().counts).toMatchObject({ ticks: 4, heldBack: 2, absurd: 1 });
  });

  test("can be turned off, and what it held then counts", async () => {
    const r = await startLive();
    r.server.send(ticker("45000"), ticker("0.06"));
    await r.settle();
    expect(r.prices()).toEqual(["45000"]);
    const { wsUrl, restUrl } = r.server;
    r.feed.setSettings({
      wsUrl,
      restUrl,
      values: {},
      tradesForAll: false,
      absurdPrintGuard: false,
    });
    expect(r.prices()).toEqual(["45000", "0.06"]);
    r.server.send(ticker("45000"), ticker("1"));
    await r.settle();
    expect(r.prices()).toEqual(["45000", "0.06", "45000", "1"]);
  });

  const told = (r: FeedHarness) => r.ticks.map(({ tick: { last, bid, ask } }) => [last, bid, ask]);
  const quote = (bid: string, ask: string, more: object = {}) => ticker("100", { bid, ask, ...more });

  test("one stub quote is held back, and the rest of its frame counts", async () => {
    const r = await startLive();
    r.server.send(quote("99.9", "100.1"), quote("0.01", "100.2"), quote("99.9", "100.1"));
    await r.settle();
    expect(told(r)).toEqual([
      ["100", "99.9", "100.1"],
      ["100", null, "100.2"],
      ["100", "99.9", "100.1"],
    ]);
    expect(r.feed.status().counts).toMatchObject({ heldBack: 1, absurd: 1 });
  });

  test("a stub ask, and a bid and an ask of one frame, each against its own last value", async () => {
    const r = await startLive();
    r.server.send(quote("99.9", "100.1"), quote("99.8", "9999"), quote("1", "5000"), quote("99.9", "100.1"));
    await r.settle();
    expect(told(r)).toEqual([
      ["100", "99.9", "100.1"],
      ["100", "99.8", null],
      ["100", null, null],
      ["100", "99.9", "100.1"],
    ]);
    expect(r.feed.status().counts).toMatchObject({ heldBack: 3, absurd: 3 });
  });

  test("two quotes alike count, in order, the first with the other side of its frame: its mid was one", async () => {
    const r = await startLive();
    r.server.send(quote("99", "100.1"), quote("50", "100.1"), quote("51", "100"));
    await r.settle();
    expect(told(r).slice(1)).toEqual([
      ["100", null, "100.1"],
      [null, "50", "100.1"],
      ["100", "51", "100"],
    ]);
  });

  test("the other side is left out where it has moved on meanwhile", async () => {
    const r = await startLive();
    r.server.send(quote("99", "100.1"), quote("50", "100.1"), ticker("100", { ask: "103" }), quote("51", "103"));
    await r.settle();
    expect(told(r).slice(2)).toEqual([
      ["100", null, "103"],
      [null, "50", null],
      ["100", "51", "103"],
    ]);
  });

  test("a crash of everything at once is one tick again when it is confirmed", async () => {
    const r = await startLive();
    r.server.send(quote("99", "101"), ticker("60", { bid: "59", ask: "61" }), ticker("61", { bid: "60", ask: "62" }));
    await r.settle();
    expect(told(r)).toEqual([
      ["100", "99", "101"],
      ["60", "59", "61"],
      ["61", "60", "62"],
    ]);
  });

  test("what is held back, and what was dropped, is told on the instrument", async () => {
    const r = await startLive();
    r.server.send(quote("99", "101"), quote("0.01", "101"));
    await r.settle();
    const at = new Date(r.clock.now().wallMs).toISOString();
    const outlierFilter = { source: "bid", price: "0.01", at };
    expect(r.health()).toMatchObject({ heldBack: [outlierFilter], dropped: null });
    r.clock.advance(1_000);
    r.server.send(quote("99", "101"));
    await r.settle();
    expect(r.health()).toMatchObject({ heldBack: [], dropped: outlierFilter });
  });

  test("of a bid and an ask that were dropped at once the ask is told, the later of the two", async () => {
    const r = await startLive();
    r.server.send(quote("99", "101"), quote("0.01", "9000"), quote("99", "101"));
    await r.settle();
    expect(r.health().dropped).toMatchObject({ source: "ask", price: "9000" });
  });

  test("the same print told by another stream, or by REST, is no second one", async () => {
    const r = await startLive();
    const ts = "2026-01-05T12:00:01.000Z";
    r.server.send(trade("45000", { id: 7 }), trade("0.06", { id: 8, ts }), ticker("0.06", { ts }));
    await r.settle();
    expect(r.prices()).toEqual(["45000"]);
    r.server.rest = () => ({ body: { symbol: "BTC-USD", price: "0.06" } });
    const asked = r.server.requests.length;
    for (let second = 0; second < 70; second += 10) {
      r.clock.advance(10_000);
      await r.beat();
    }
    await until(() => r.server.requests.length > asked, "REST is asked");
    await r.settle();
    expect(r.prices()).toEqual(["45000"]);
    expect(r.health().heldBack).toMatchObject([{ source: "last", price: "0.06" }]);
  });

  test("a print that waits when the feed is lost is dropped and counted", async () => {
    const r = await startLive();
    r.server.send(ticker("45000"), ticker("0.06"));
    await r.settle();
    r.server.drop();
    await until(() => r.losses.length === 1, "lost");
    expect(r.feed.status().counts).toMatchObject({ heldBack: 1, absurd: 1 });
    expect(r.prices()).toEqual(["45000"]);
  });
});
