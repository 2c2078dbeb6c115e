/** What a price by REST is, as of when the venue says that it is (T6): a market that has been still for days has no price of now. */
import { describe, expect, test } from "vitest";
import type { CurrentPrice, RestGate } from "../../../main/market/venues/session.ts";
import { until } from "../../doubles/until.ts";
import { startScripted, subscribed, trade, type Scripted, type ScriptedOptions } from "./scripted-venue.ts";

const noon = Date.parse("2026-01-05T12:00:00.000Z");
const dayMs = 86_400_000;
type RestAnswer = Partial<CurrentPrice> & Pick<CurrentPrice, "last" | "asOf">;
const priceOf = (told: RestAnswer): CurrentPrice => ({
  lastNumber: Number(told.last),
  tradeId: null,
  at: null,
  ...told,
});

/** A venue whose REST tells `told` one after the other, the last of them for ever. */
async function start(
  told: readonly RestAnswer[],
  options: ScriptedOptions = {},
): Promise<Scripted & { asks: string[][] }> {
  const asks: string[][] = [];
  const left = [...told];
  const prices = (symbols: readonly string[]) => {
    asks.push([...symbols]);
    const next = left.length > 1 ? left.shift() : left[0];
    const price = { ok: true, value: priceOf(next as RestAnswer) } as const;
    return Promise.resolve({ ok: true, value: new Map(symbols.map((symbol) => [symbol, price])) } as const);
  };
  const v = await startScripted({ rest: { prices }, traits: { firstPrice: "by-rest" }, ...options });
  await until(() => v.asked().length > 0, "asked for");
  return Object.assign(v, { asks });
}
const clockKnown = { kind: "alive", at: noon, reply: null } as const;
const first = async (v: Scripted): Promise<void> => {
  await v.say([clockKnown, subscribed("A-USD")]);
  await until(() => v.ticks.length > 0, "the first price");
};
const ages = (v: Scripted) => v.ticks.map(({ tick }) => tick.ageMs ?? null);

describe("the first price by REST", () => {
  test.each<[string, RestAnswer, number | null]>([
    ["of a trade of three days ago has its age", { last: "5", asOf: "trade", at: noon - 3 * dayMs }, 3 * dayMs],
    ["of a trade of just now is of now", { last: "5", asOf: "trade", at: noon - 30_000 }, null],
    ["that the venue calls current is of now", { last: "5", asOf: "answer" }, null],
    ["of which nobody knows when it was is not of now", { last: "5", asOf: "unknown" }, 60_000],
  ])("%s", async (_, told, ageMs) => {
    const v = await start([told]);
    await first(v);
    expect(ages(v)).toEqual([ageMs]);
    expect(v.feed.fresh(v.key("A-USD"), v.clock.now())?.last ?? null).toBe(ageMs === null ? "5" : null);
    await v.say([trade("A-USD", "6", "2")]);
    expect(ages(v)[1]).toBeNull();
  });

  test("has its age by the date of the answer where the stream has told no time", async () => {
    const read = (gate: RestGate): ScriptedOptions["rest"] => ({
      prices: (symbols, signal) =>
        gate.get({ path: "/price", symbols }, signal).then((answer) => {
          const value = priceOf({ last: "5", asOf: "trade", at: noon - 3 * dayMs });
          return answer.ok
            ? { ok: true, value: new Map(symbols.map((symbol) => [symbol, { ok: true, value }])) }
            : answer;
        }),
    });
    const v = await start([], {
      rest: read as Extract<ScriptedOptions["rest"], (gate: RestGate) => unknown>,
      server: (server) => (server.rest = () => ({ body: {}, headers: { date: new Date(noon + 1_000).toUTCString() } })),
    });
    await v.say([subscribed("A-USD")]);
    await until(() => v.ticks.length > 0, "the first price");
    expect(ages(v)).toEqual([3 * dayMs + 1_000]);
  });

  test("after an outage ends the gap, and is a price of the gap", async () => {
    const v = await start([{ last: "5", asOf: "unknown" }]);
    await v.say([clockKnown, trade("A-USD", "4.9", "1")]);
    v.server.drop();
    await until(() => v.feed.status().nextDialAt !== null, "lost");
    v.clock.advance(2_000);
    await until(() => v.server.openPeers === 1 && v.server.peer.received.length > 0, "back");
    const told = v.ticks.length;
    await v.say([clockKnown]);
    await until(() => v.ticks.length > told, "the price");
    expect(v.ticks.at(-1)).toMatchObject({ tick: { last: "5", ageMs: 60_000 }, gap: { because: "disconnected" } });
  });
});

describe("a price by REST of a silent market", () => {
  const probed = async (v: Scripted, asks: number): Promise<void> => {
    v.clock.advance(60_000);
    await until(() => (v as Scripted & { asks: string[][] }).asks.length >= asks, `asked ${asks} times`);
    await v.say([]);
  };

  test("that is another than the one at the beginning was traded since, and is of now", async () => {
    const v = await start([
      { last: "5", asOf: "unknown" },
      { last: "7", asOf: "unknown" },
    ]);
    await first(v);
    await probed(v, 2);
    await until(() => v.ticks.length === 2, "the other price");
    expect(v.ticks.map(({ tick }) => [tick.last, tick.ageMs ?? null])).toEqual([
      ["5", 60_000],
      ["7", null],
    ]);
  });

  test("whose time is told later has its age from then on, and is asked about alone for that", async () => {
    const told = { last: "5", tradeId: "9" };
    const v = await start(
      [
        { ...told, asOf: "unknown" },
        { ...told, asOf: "trade", at: noon - 3 * dayMs },
      ],
      { watch: ["A-USD", "B-USD", "C-USD"], traits: { firstPrice: "by-rest", pricesPerRequest: 10 } },
    );
    await v.say([clockKnown, subscribed("A-USD", "B-USD", "C-USD")]);
    await until(() => v.ticks.length === 3, "the first prices");
    expect(ages(v)).toEqual([60_000, 60_000, 60_000]);
    await probed(v, 4);
    await until(() => v.ticks.length === 6, "the ages");
    expect(v.asks).toEqual([["A-USD", "B-USD", "C-USD"], ["A-USD"], ["B-USD"], ["C-USD"]]);
    expect(
      ages(v)
        .slice(3)
        .every((age) => (age ?? 0) >= 3 * dayMs),
    ).toBe(true);
    // Known by then: nothing more is to be learned of it.
    await probed(v, 5);
    expect(v.ticks).toHaveLength(6);
  });
});
