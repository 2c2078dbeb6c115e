/** A stream that begins without the newest trade: REST is asked for what lies between what was known and its own first one. */
import { expect, test } from "vitest";
import { shownOnly, type Need } from "../../../main/market/venues/need.ts";
import type { CurrentPrice, History, RestOutcome, Span } from "../../../main/market/venues/session.ts";
import { until } from "../../doubles/until.ts";
import { startScripted, subscribed, trade, type Scripted } from "./scripted-venue.ts";

const noon = Date.parse("2026-01-05T12:00:00.000Z");
const forRule: Need = { everyTrade: true, size: false, quotes: false };

class Rest {
  readonly spans: Span[] = [];
  readonly asks: string[][] = [];
  #answer: (history: RestOutcome<History>) => void = () => undefined;
  readonly history = (_symbol: string, span: Span, signal: AbortSignal): Promise<RestOutcome<History>> => {
    this.spans.push(span);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });
  };
  readonly prices = (symbols: readonly string[]) => {
    this.asks.push([...symbols]);
    const value = new Map<string, RestOutcome<CurrentPrice>>();
    return Promise.resolve({ ok: true, value } as const);
  };
  trades(...trades: [id: string, price: string, atMs: number][]): void {
    const past = trades.map(([tradeId, price, atMs]) => ({ tradeId, price, size: "1", atMs }));
    this.#answer({ ok: true, value: { kind: "trades", trades: past, complete: true } });
  }
}

/** An instrument that was looked at, its last trade being 1 at 100, when a rule is made for it a second later. */
async function withRule(rest: Rest): Promise<Scripted> {
  const v = await startScripted({
    rest: { history: rest.history, prices: rest.prices },
    traits: { firstPrice: "by-rest-once-confirmed" },
  });
  await until(() => v.asked().length > 0, "asked for");
  await v.say([subscribed("A-USD"), trade("A-USD", "100", "1", { at: noon, sentAt: noon })]);
  v.clock.advance(1_000);
  v.feed.watch(v.key("A-USD"), forRule);
  v.clock.advance(250);
  await v.say([subscribed("A-USD")]);
  return v;
}
const gaps = (v: Scripted) => v.ticks.flatMap(({ gap }) => gap ?? []);
const levels = (v: Scripted) => gaps(v).flatMap(({ candles }) => candles.map(({ high }) => high));

test("a first price is asked for once the stream is confirmed, and not before", async () => {
  const rest = new Rest();
  const v = await startScripted({ rest, traits: { firstPrice: "by-rest-once-confirmed" } });
  await until(() => v.asked().length > 0, "asked for");
  await v.say([]);
  expect(rest.asks).toEqual([]);
  await v.say([subscribed("A-USD")]);
  expect(rest.asks).toEqual([["A-USD"]]);
});

test("what was traded while a stream was added is read at once, told in order, and is the price from then on", async () => {
  const rest = new Rest();
  const v = await withRule(rest);
  v.clock.advance(500);
  expect(rest.spans).toMatchObject([{ afterTradeId: "1", beforeTradeId: null }]);
  rest.trades(["2", "115", noon + 1_100], ["3", "90", noon + 1_200]);
  await until(() => v.prices().at(-1) === "90", "the newest");
  expect(levels(v)).toEqual(["115", "90"]);
  expect(gaps(v)[0]?.before?.last).toBe("100");
});

test("what was traded before the rule was made is not told to it", async () => {
  const rest = new Rest();
  const v = await withRule(rest);
  v.clock.advance(500);
  rest.trades(["2", "115", noon + 900], ["3", "90", noon + 1_200]);
  await until(() => v.prices().at(-1) === "90", "the newest");
  expect(levels(v)).toEqual(["90"]);
});

test.each([[0], [500]])("nothing is read, or told, where the stream tells a trade within %i ms", async (waitedMs) => {
  const rest = new Rest();
  const v = await withRule(rest);
  v.clock.advance(waitedMs);
  await v.say([trade("A-USD", "101", "2")]);
  v.clock.advance(10_000);
  rest.trades(["2", "101", noon + 1_200]);
  await v.say([]);
  expect(rest.spans).toHaveLength(waitedMs === 0 ? 0 : 1);
  expect([v.prices(), gaps(v)]).toEqual([["100", "101"], []]);
});

test("what that trade shows to be missing is read all the same", async () => {
  const rest = new Rest();
  const v = await withRule(rest);
  v.clock.advance(500);
  await v.say([{ kind: "missed", symbol: "A-USD", fromId: "2", toId: "2" }, trade("A-USD", "101", "3")]);
  v.clock.advance(2_000);
  expect(rest.spans.at(-1)).toMatchObject({ afterTradeId: "1", beforeTradeId: "4" });
  rest.trades(["2", "115", noon + 1_100], ["3", "101", noon + 1_200]);
  await until(() => gaps(v).length > 0, "the gap");
  expect(levels(v)).toEqual(["115", "101"]);
});

test("of an instrument that is only looked at nothing is read", async () => {
  const rest = new Rest();
  const v = await withRule(rest);
  v.feed.watch(v.key("A-USD"), shownOnly);
  await v.say([subscribed("A-USD")]);
  v.clock.advance(10_000);
  expect(rest.spans).toHaveLength(0);
});
