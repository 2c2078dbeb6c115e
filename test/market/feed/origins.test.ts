/** Where a price comes from: as it happens, as it stood when we subscribed, told again, or read by REST because it was missed. */
import { describe, expect, test } from "vitest";
import type { History, RestOutcome, Span } from "../../../main/market/venues/session.ts";
import { until } from "../../doubles/until.ts";
import { startScripted, subscribed, trade, type Scripted, type ScriptedOptions } from "./scripted-venue.ts";

const noon = Date.parse("2026-01-05T12:00:00.000Z");
const start = async (options: ScriptedOptions = {}): Promise<Scripted> => {
  const v = await startScripted(options);
  v.feed.watch(v.key("A-USD"), { everyTrade: true, size: false, quotes: false });
  await until(() => v.asked().length > 0, "asked for");
  await v.say([subscribed("A-USD")]);
  return v;
};
/** A history that a test answers itself. */
class Asked {
  readonly spans: Span[] = [];
  #answer: (history: RestOutcome<History>) => void = () => undefined;
  readonly history = (_symbol: string, span: Span): Promise<RestOutcome<History>> => {
    this.spans.push(span);
    return new Promise((resolve) => (this.#answer = resolve));
  };
  trades(...trades: [id: string, price: string, atMs: number][]): void {
    const past = trades.map(([tradeId, price, atMs]) => ({ tradeId, price, size: "1", atMs }));
    this.#answer({ ok: true, value: { kind: "trades", trades: past, complete: true } });
  }
}
const outage = async (v: Scripted) => {
  v.server.drop();
  await until(() => v.feed.status().nextDialAt !== null, "lost");
  v.clock.advance(2_000);
  await until(() => v.server.openPeers === 1 && v.server.peer.received.length > 0, "back");
};

describe("a snapshot", () => {
  test.each<[string, object, boolean]>([
    ["of a minute ago is of now", { at: noon - 60_000, sentAt: noon }, false],
    ["older than that is from before", { at: noon - 60_001, sentAt: noon }, true],
    ["without a time is from before: the venue says that it is no price of now", { at: null }, true],
    ["is as old as the venue says, also where our clock is an hour behind", { at: noon, sentAt: noon + 61_000 }, true],
  ])("%s", async (_, times, isBefore) => {
    const v = await start();
    await v.say([trade("A-USD", "100", "1", { origin: "snapshot", ...times })]);
    expect(v.ticks).toHaveLength(1);
    expect(v.ticks[0]?.tick.ageMs != null).toBe(isBefore);
    // What follows live is of now, whatever came before it.
    await v.say([trade("A-USD", "101", "2", { at: noon })]);
    expect(v.ticks[1]?.tick.ageMs ?? null).toBeNull();
  });

  test("of no known time is shown where its id is later than that of the price of now", async () => {
    const v = await start();
    const old = { origin: "snapshot", at: null };
    await v.say([trade("A-USD", "100", "1"), trade("A-USD", "99", null, old), trade("A-USD", "101", "2", old)]);
    expect(v.prices()).toEqual(["100", "101"]);
    expect(v.ticks[1]?.tick.ageMs).not.toBeNull();
  });

  test("of trades that are known is no tick, and no sign of another numbering", async () => {
    const v = await start();
    await v.say([trade("A-USD", "100", "1000")]);
    const old = Array.from({ length: 50 }, (_, at) =>
      trade("A-USD", "7", String(at), { origin: "snapshot", at: noon }),
    );
    await v.say(old);
    expect(v.prices()).toEqual(["100"]);
    expect(v.feed.status().counts.late).toBe(0);
  });
});

describe("trades that are told again", () => {
  const replay = (price: string, id: string, at = noon) => trade("A-USD", price, id, { origin: "replay", at });

  test("are never ticks", async () => {
    const v = await start();
    await v.say([trade("A-USD", "100", "1"), ...Array.from({ length: 50 }, (_, at) => replay("7", String(at + 2)))]);
    await v.say([trade("A-USD", "101", "60")]);
    expect(v.prices()).toEqual(["100", "101"]);
  });

  test("are the history of a gap where they reach back to its beginning, and nothing is asked for", async () => {
    const asked = new Asked();
    const v = await start({ rest: { history: asked.history } });
    await v.say([trade("A-USD", "100", "10")]);
    await outage(v);
    await v.say([replay("99", "9"), replay("100", "10"), replay("150", "11"), trade("A-USD", "101", "12")]);
    expect(asked.spans).toEqual([]);
    const gap = v.ticks.at(-1)?.gap;
    expect(gap?.candles.map(({ high }) => high)).toEqual(["150"]);
    expect(gap?.before?.last).toBe("100");
  });

  test("that do not reach back are not enough", async () => {
    const asked = new Asked();
    const v = await start({ rest: { history: asked.history } });
    await v.say([trade("A-USD", "100", "10")]);
    await outage(v);
    await v.say([replay("150", "12"), trade("A-USD", "101", "13")]);
    expect(asked.spans).toMatchObject([{ afterTradeId: "10", beforeTradeId: "13" }]);
    expect(v.prices()).toEqual(["100"]);
    asked.trades(["11", "170", noon + 500], ["12", "150", noon + 501]);
    await until(() => v.prices().length === 2, "told");
    expect(v.ticks.at(-1)?.gap?.candles.map(({ high, lengthMs }) => [high, lengthMs])).toEqual([
      ["170", 1],
      ["150", 1],
    ]);
  });
});

describe("the ticks of a busy market", () => {
  test("wait for the history however many they are, and every level that was touched still is", async () => {
    const asked = new Asked();
    const v = await start({ rest: { history: asked.history } });
    await v.say([trade("A-USD", "100", "1")]);
    await outage(v);
    const wave = Array.from({ length: 30_000 }, (_, at) => {
      const price = 1_000 + Math.round(500 * Math.sin(at / 400));
      return trade("A-USD", String(price), String(at + 10));
    });
    for (let at = 0; at < wave.length; at += 2_000)
      await v.say([{ kind: "batch", messages: wave.slice(at, at + 2_000) }]);
    expect(v.prices()).toEqual(["100"]);
    asked.trades(["2", "5000", noon]);
    await until(() => v.ticks.length > 1, "told");
    const told = v.ticks.slice(1);
    expect(told[0]?.gap?.candles.map(({ high }) => high)).toEqual(["5000"]);
    const values = told.map(({ tick }) => tick.lastNumber);
    const turns = (list: readonly number[]) =>
      list.filter((value, at) => value === 1_500 && list[at - 1] !== 1_500).length;
    expect([Math.max(...values), Math.min(...values)]).toEqual([1_500, 500]);
    expect(turns(values)).toBe(turns(wave.map((one) => (one.kind === "price" ? one.lastNumber : 0))));
    expect(told.length).toBeLessThan(20_001);
    expect(values.at(-1)).toBe(1_000 + Math.round(500 * Math.sin(29_999 / 400)));
  });

  test("do not wait for ever", async () => {
    const asked = new Asked();
    const v = await start({ rest: { history: asked.history } });
    await v.say([trade("A-USD", "100", "1")]);
    await outage(v);
    await v.say([trade("A-USD", "101", "2")]);
    v.clock.advance(20_000);
    expect(v.prices()).toEqual(["100", "101"]);
    expect(v.ticks[1]?.gap?.candles).toEqual([]);
  });
});

test("after an outage a few histories are asked for at once, those first that rules wait for", async () => {
  const symbols = ["B-USD", "C-USD", "D-USD", "E-USD", "F-USD"];
  const asked: string[] = [];
  const answers: ((history: RestOutcome<History>) => void)[] = [];
  const v = await start({
    watch: [...symbols, "A-USD"],
    rest: {
      history: (symbol) => {
        asked.push(symbol);
        return new Promise((resolve) => answers.push(resolve));
      },
    },
  });
  const all = [...symbols, "A-USD"];
  await v.say(all.map((symbol) => trade(symbol, "100", "1")));
  await outage(v);
  await v.say(all.map((symbol) => trade(symbol, "101", "5")));
  expect(asked).toHaveLength(4);
  answers[0]?.({ ok: true, value: { kind: "candles", candles: [], complete: true } });
  await until(() => asked.length === 5, "the next");
  expect(asked[4]).toBe("A-USD");
});

describe("missed trades", () => {
  const missed = { kind: "missed", symbol: "A-USD", fromId: "2", toId: "3" } as const;

  test("are read by REST and told as a gap of milliseconds, while live prices go on", async () => {
    const asked = new Asked();
    const v = await start({ rest: { history: asked.history } });
    await v.say([trade("A-USD", "100", "1")]);
    v.clock.advance(500);
    await v.say([missed, trade("A-USD", "101", "4")]);
    v.clock.advance(2_000);
    expect(asked.spans).toMatchObject([{ afterTradeId: "1", beforeTradeId: "5" }]);
    await v.say([trade("A-USD", "102", "5")]);
    expect(v.prices()).toEqual(["100", "101", "102"]);
    expect(v.losses).toHaveLength(0);
    asked.trades(["2", "140", noon + 100], ["3", "90", noon + 200]);
    await until(() => v.ticks.length === 4, "told");
    expect(v.losses.map(({ keys }) => keys)).toEqual([[v.key("A-USD")]]);
    const { tick, gap } = v.ticks[3] ?? {};
    expect([tick?.last, tick?.size, gap?.before?.last]).toEqual(["102", null, "100"]);
    expect(gap?.candles.map(({ high }) => high)).toEqual(["140", "90"]);
    expect((gap?.toWallMs ?? 0) - (gap?.fromWallMs ?? 0)).toBeLessThan(5_000);
  });

  test("that were only overtaken by the heartbeat that names them are not asked for", async () => {
    const asked = new Asked();
    const v = await start({ rest: { history: asked.history } });
    await v.say([trade("A-USD", "100", "1"), missed, trade("A-USD", "101", "2"), trade("A-USD", "102", "3")]);
    v.clock.advance(10_000);
    expect(asked.spans).toEqual([]);
  });

  test("of an instrument that no rule waits for are nothing", async () => {
    const asked = new Asked();
    const v = await start({ watch: ["A-USD", "B-USD"], rest: { history: asked.history } });
    await v.say([trade("B-USD", "100", "1"), { ...missed, symbol: "B-USD" }]);
    v.clock.advance(10_000);
    expect(asked.spans).toEqual([]);
  });
});

test("prices by REST are asked for together, where subscribing brings none, and not where it does", async () => {
  const asks: string[][] = [];
  const rest: ScriptedOptions["rest"] = {
    prices(symbols) {
      asks.push([...symbols]);
      const price = { last: "5", lastNumber: 5, tradeId: null, asOf: "unknown", at: null } as const;
      return Promise.resolve({
        ok: true,
        value: new Map(symbols.map((symbol) => [symbol, { ok: true, value: price }])),
      });
    },
  };
  const watch = ["A-USD", "B-USD", "C-USD"];
  const v = await start({ watch, rest, traits: { firstPrice: "by-rest", pricesPerRequest: 2 } });
  await until(() => v.ticks.length === 3, "the first prices");
  expect(asks.map((symbols) => symbols.length)).toEqual([2, 1]);
  await v[Symbol.asyncDispose]();
  asks.length = 0;
  const other = await start({ watch, rest });
  await other.say([]);
  expect(asks).toEqual([]);
});
