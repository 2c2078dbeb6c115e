import { beforeEach, describe, expect, test } from "vitest";
import {
  batchPeriodMs,
  focusPeriodMs,
  maxPendingInstruments,
  TickConflator,
} from "../../main/bridge/tick-conflator.ts";
import { Publisher } from "../../main/bridge/publisher.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { TickBatch } from "../../preload/contract/market.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { ManualClock } from "../doubles/clock.ts";

let clock: ManualClock;
let publisher: Publisher;
let conflator: TickConflator;
let batches: { batch: TickBatch; clientId: string | null; atMs: number }[];
let leave: () => void;

const btc: InstrumentKey = "demo:BTC-USD";
const eth: InstrumentKey = "demo:ETH-USD";

function tick(instrument: InstrumentKey, last: string): Tick {
  const { wallMs, monoMs } = clock.now();
  return {
    instrument,
    last,
    lastNumber: Number(last),
    bid: null,
    ask: `${last}1`,
    size: null,
    tradeId: null,
    exchangeAt: null,
    receivedWallMs: wallMs,
    receivedMonoMs: monoMs,
  };
}

beforeEach(() => {
  clock = new ManualClock();
  batches = [];
  publisher = new Publisher((error) => {
    throw error;
  });
  leave = publisher.subscribe((push, clientId) => {
    if (push.name === "market.ticks") batches.push({ batch: push.value, clientId, atMs: clock.now().monoMs });
  });
  conflator = new TickConflator({ clock, publisher });
});

describe("batches for everyone", () => {
  test("10 a second for all, 60 for the one in focus, 10,000 instruments at the most between two", () => {
    expect([batchPeriodMs, focusPeriodMs, maxPendingInstruments]).toEqual([100, 17, 10_000]);
  });

  test("the age of a price from before goes with it, also beside a later quote; a batch without one has no such column", () => {
    const quote = { last: null, lastNumber: Number.NaN, bid: "0.9", ask: "1.1" };
    conflator.offer({ ...tick(btc, "1.0"), bid: null, ask: null, ageMs: 90_000 });
    conflator.offer({ ...tick(btc, "1.0"), ...quote });
    conflator.offer(tick(eth, "2.0"));
    clock.advance(batchPeriodMs);
    conflator.offer(tick(btc, "1.5"));
    clock.advance(batchPeriodMs);
    expect(batches.map(({ batch }) => batch.ageMs)).toEqual([[90_000, null], undefined]);
  });

  test("a trade and a quote between two batches are told together: what the later one lacks stands", () => {
    const quote = { last: null, lastNumber: Number.NaN, bid: "0.9", ask: "1.1" };
    conflator.focus("window", btc);
    conflator.offer({ ...tick(btc, "1.0"), bid: null, ask: null });
    conflator.offer({ ...tick(btc, "1.0"), ...quote });
    conflator.offer({ ...tick(eth, "2.0"), ...quote });
    clock.advance(focusPeriodMs);
    const told = batches.map(({ batch: { keys, last, bid, ask } }) => ({ keys, last, bid, ask }));
    expect(told).toContainEqual({ keys: [btc, eth], last: ["1.0", null], bid: ["0.9", "0.9"], ask: ["1.1", "1.1"] });
    expect(told).toContainEqual({ keys: [btc], last: ["1.0"], bid: ["0.9"], ask: ["1.1"] });
  });

  test.each(["last", "bid", "ask"] as const)("a tick that lacks its %s alone leaves the one from before", (side) => {
    const whole = { ...tick(btc, "1.0"), bid: "0.9", ask: "1.1", ageMs: 5000 };
    conflator.offer(whole);
    conflator.offer({ ...whole, last: "2", bid: "2", ask: "2", ageMs: null, [side]: null });
    clock.advance(0);
    expect(batches).toHaveLength(1);
    const { last, bid, ask, ageMs } = batches[0]!.batch;
    expect({ last, bid, ask }).toEqual({ last: ["2"], bid: ["2"], ask: ["2"], [side]: [whole[side]] });
    expect(ageMs).toEqual(side === "last" ? [5000] : undefined);
  });

  test("the first after a quiet spell goes out at once, with the latest tick of each instrument in columns", () => {
    conflator.offer(tick(btc, "1.0"));
    conflator.offer(tick(eth, "2.0"));
    conflator.offer(tick(btc, "1.5"));
    expect(batches).toEqual([]);
    clock.advance(0);
    const receivedMs = clock.now().wallMs;
    expect(batches.map(({ batch }) => batch)).toEqual([
      {
        keys: [btc, eth],
        last: ["1.5", "2.0"],
        bid: [null, null],
        ask: ["1.51", "2.01"],
        receivedMs: [receivedMs, receivedMs],
      },
    ]);
    expect(batches[0]?.clientId).toBeNull();
  });

  test("100 ms apart at least, and each ends on the latest price", () => {
    for (let i = 0; i < 1000; i++) {
      conflator.offer(tick(btc, String(i + 1)));
      clock.advance(1);
    }
    expect(batches.length).toBeLessThanOrEqual(11);
    expect(batches.length).toBeGreaterThanOrEqual(9);
    for (let i = 1; i < batches.length; i++) {
      expect(batches[i]!.atMs - batches[i - 1]!.atMs).toBeGreaterThanOrEqual(batchPeriodMs);
    }
    clock.advance(batchPeriodMs);
    expect(batches.at(-1)?.batch.last).toEqual(["1000"]);
  });

  test("no timer while idle, nor while nobody listens", () => {
    expect(clock.pending).toBe(0);
    conflator.offer(tick(btc, "1"));
    expect(clock.pending).toBe(1);
    clock.advance(1000);
    expect(clock.pending).toBe(0);
    leave();
    conflator.offer(tick(btc, "2"));
    expect(clock.pending).toBe(0);
    expect(batches).toHaveLength(1);
  });

  test("what is pending is bounded: a batch goes out early", () => {
    conflator.offer(tick(btc, "1"));
    clock.advance(0);
    batches = [];
    for (let i = 0; i < maxPendingInstruments; i++) conflator.offer(tick(`demo:S${i}`, "1"));
    expect(batches[0]?.batch.keys).toHaveLength(maxPendingInstruments);
    expect(clock.pending).toBe(0);
  });

  test("a forgotten instrument is not shown again, and stop leaves nothing", () => {
    conflator.offer(tick(btc, "1"));
    conflator.forget(btc);
    clock.advance(1000);
    expect(batches).toEqual([]);
    conflator.focus("a", eth);
    conflator.offer(tick(eth, "1"));
    conflator.stop();
    expect(clock.pending).toBe(0);
    clock.advance(1000);
    expect(batches).toEqual([]);
    conflator.offer(tick(eth, "2"));
    clock.advance(1000);
    const told = () => batches.map(({ batch, clientId }) => [batch.keys, clientId]);
    expect(told(), "what a window looked at is forgotten").toEqual([[[eth], null]]);
    conflator.focus("a", eth);
    conflator.offer(tick(eth, "3"));
    clock.advance(1000);
    expect(told().slice(1)).toContainEqual([[eth], "a"]);
  });

  test("each price with the time and the age of its own; a quote has no age, for it has no last price", () => {
    conflator.offer(tick(btc, "0"));
    clock.advance(0);
    const startMs = clock.now().wallMs;
    clock.advance(10);
    conflator.offer({ ...tick(btc, "1"), bid: "0.9", ageMs: 5_000 });
    clock.advance(10);
    conflator.offer(tick(eth, "2"));
    conflator.offer({ ...tick("demo:LTC-USD", "3"), last: null, ageMs: 7_000 });
    clock.advance(batchPeriodMs);
    expect(batches[1]?.batch).toMatchObject({
      keys: [btc, eth, "demo:LTC-USD"],
      last: ["1", "2", null],
      bid: ["0.9", null, null],
      ask: ["11", "21", "31"],
      receivedMs: [startMs + 10, startMs + 20, startMs + 20],
      ageMs: [5_000, null, null],
    });
  });
});

describe("the instrument in focus", () => {
  const focused = () => batches.filter(({ clientId }) => clientId !== null);

  test("comes to that window alone, up to 60 times a second", () => {
    conflator.focus("a", btc);
    conflator.focus("b", eth);
    for (let i = 0; i < 1000; i++) {
      conflator.offer(tick(btc, String(i + 1)));
      clock.advance(1);
    }
    expect(new Set(focused().map(({ clientId }) => clientId))).toEqual(new Set(["a"]));
    expect(focused().length).toBeLessThanOrEqual(60);
    expect(focused().length).toBeGreaterThan(50);
    expect(focused().every(({ batch }) => batch.keys.join() === btc)).toBe(true);
    clock.advance(focusPeriodMs);
    expect(focused().at(-1)?.batch.last).toEqual(["1000"]);
  });

  test("comes to each of the windows that look at it, until the last of them has gone", () => {
    conflator.focus("a", btc);
    conflator.focus("b", btc);
    conflator.offer(tick(btc, "1"));
    clock.advance(focusPeriodMs);
    expect(focused().map(({ clientId }) => clientId)).toEqual(["a", "b"]);
    conflator.removeClient("a");
    conflator.offer(tick(btc, "2"));
    clock.advance(focusPeriodMs);
    expect(focused().map(({ clientId }) => clientId)).toEqual(["a", "b", "b"]);
  });

  test("comes at once after a quiet spell, once, and with one timer however many prices come", () => {
    conflator.focus("a", btc);
    conflator.focus("b", eth);
    conflator.offer(tick(btc, "1"));
    conflator.offer(tick(btc, "2"));
    expect(clock.pending, "one for all, one for what is looked at").toBe(2);
    clock.advance(0);
    expect(focused()).toHaveLength(1);
    conflator.offer(tick(eth, "3"));
    clock.advance(focusPeriodMs);
    expect(focused().map(({ batch, clientId }) => [batch.last, clientId])).toEqual([
      [["2"], "a"],
      [["3"], "b"],
    ]);
  });

  test("moves with the window and ends with it", () => {
    conflator.focus("a", btc);
    conflator.focus("a", eth);
    conflator.offer(tick(btc, "1"));
    clock.advance(200);
    expect(focused()).toEqual([]);
    conflator.offer(tick(eth, "1"));
    clock.advance(200);
    expect(focused()).toHaveLength(1);
    conflator.removeClient("a");
    conflator.offer(tick(eth, "2"));
    clock.advance(200);
    expect(focused()).toHaveLength(1);
    conflator.focus("a", eth);
    conflator.focus("a", null);
    conflator.offer(tick(eth, "3"));
    clock.advance(200);
    expect(focused()).toHaveLength(1);
  });
});
