import fc from "../doubles/generated.ts";
import { afterEach, describe, expect, test } from "vitest";
import { AbsurdPrint } from "../../main/market/absurd-print.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { until } from "../doubles/until.ts";
import { btc, startRig, ticker, type Rig } from "./rig.ts";

const tickAt = (last: string, monoMs: number): Tick => ({
  instrument: btc,
  last,
  lastNumber: Number(last),
  bid: null,
  ask: null,
  size: null,
  tradeId: null,
  exchangeAt: null,
  receivedWallMs: monoMs,
  receivedMonoMs: monoMs,
});

/** The guard's ticks in order, as the feed applies its verdicts. */
function through(ticks: readonly Tick[]): { counted: Tick[]; heldBack: number; dropped: number } {
  const guard = new AbsurdPrint();
  const counted: Tick[] = [];
  let heldBack = 0;
  let dropped = 0;
  for (const tick of ticks) {
    const { held } = guard;
    const verdict = guard.judge(tick, counted.at(-1) ?? null);
    if (verdict === "hold" || verdict === "replace") heldBack++;
    if (verdict === "refute" || verdict === "replace") dropped++;
    if (verdict === "confirm") {
      if (held !== null) counted.push(held);
      guard.release();
    }
    if (verdict === "accept" || verdict === "confirm" || verdict === "refute") counted.push(tick);
  }
  return { counted, heldBack, dropped };
}

/** The truth table's sentence, read literally, in whole numbers: prices are integers, 20 percent is a fifth. */
function naive(ticks: readonly Tick[]): Tick[] {
  const counted: Tick[] = [];
  let held: Tick | null = null;
  const far = (a: Tick, b: Tick) =>
    5n * (BigInt(a.last) > BigInt(b.last) ? BigInt(a.last) - BigInt(b.last) : BigInt(b.last) - BigInt(a.last)) >
    BigInt(b.last);
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
    ["a hair more is", ["100", "120.000000001"], ["100"], 1, 0],
    ["a hair more, past the digits of a double", ["100", "120.0000000000000001"], ["100"], 1, 0],
    ["near both: the second tick confirms", ["100", "121", "101"], ["100", "121", "101"], 1, 0],
    ["near neither: the new one is held", ["100", "0.06", "50", "51"], ["100", "50", "51"], 2, 1],
    ["one after another", ["100", "1", "1000", "100"], ["100", "100"], 2, 2],
    ["the first price ever", ["0.06", "45000", "45000"], ["0.06", "45000", "45000"], 1, 0],
  ])("%s", (_, list, counted, heldBack, dropped) => {
    const result = prices(list);
    expect(result.counted.map((tick) => tick.last)).toEqual(counted);
    expect(result).toMatchObject({ heldBack, dropped });
  });

  test("no longer than 60 s after the last price", () => {
    expect(through([tickAt("100", 0), tickAt("50", 60_000)]).counted).toHaveLength(1);
    expect(through([tickAt("100", 0), tickAt("50", 60_001)]).counted).toHaveLength(2);
  });

  test("agrees with the sentence of the truth table on any ticks", () => {
    const tick = fc.tuple(
      fc.constantFrom(1, 50, 79, 80, 81, 96, 100, 101, 120, 121, 125, 126, 150, 10_000),
      fc.integer({ min: 0, max: 70_000 }),
    );
    fc.assert(
      fc.property(fc.array(tick, { maxLength: 30 }), (steps) => {
        let monoMs = 0;
        const ticks = steps.map(([price, step]) => tickAt(String(price), (monoMs += step)));
        expect(through(ticks).counted).toEqual(naive(ticks));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("the guard in the feed", () => {
  let rig: Rig | null = null;
  afterEach(async () => {
    await rig?.[Symbol.asyncDispose]();
    rig = null;
  });
  const startLive = async (absurdPrintGuard = true) => {
    const r = (rig = await startRig({ settings: { absurdPrintGuard } }));
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
      keyPlacement: "frame",
      sendPong: false,
      tradesForAll: false,
      absurdPrintGuard: false,
    });
    expect(r.prices()).toEqual(["45000", "0.06"]);
    r.server.send(ticker("45000"), ticker("1"));
    await r.settle();
    expect(r.prices()).toEqual(["45000", "0.06", "45000", "1"]);
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
