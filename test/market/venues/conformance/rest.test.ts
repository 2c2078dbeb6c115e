/** What every venue's REST does through the real gate, at a fake of that venue: faults in words, limits kept, nothing made up. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CurrentPrice, RestOutcome } from "../../../../main/market/venues/session.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { withClock } from "./within-limit.ts";
import type { RunningVenue } from "./venue-under-test.ts";
import { venuesUnderTest } from "./venues.ts";

const { signal } = new AbortController();

describe.each(venuesUnderTest)("$kind.label", ({ kind, start }) => {
  let clock: ManualClock;
  let venue: RunningVenue;

  beforeEach(async () => {
    clock = new ManualClock();
    venue = await start(clock);
  });
  afterEach(async () => {
    await venue.stop();
  });

  async function price(symbol: string): Promise<RestOutcome<CurrentPrice> | undefined> {
    const answer = await withClock(clock, venue.opened.rest.prices([symbol], signal));
    return answer.ok ? answer.value.get(symbol) : answer;
  }

  test("the last price, with its digits and its trade's id", async () => {
    const [symbol] = venue.symbols;
    const { id } = venue.trade(symbol, "84000.10");
    const told = await price(symbol);
    expect(told).toMatchObject({ ok: true, value: { last: "84000.10", lastNumber: 84_000.1 } });
    expect(told?.ok === true && [null, String(id)].includes(told.value.tradeId)).toBe(true);
  });

  test("a wrong symbol is that, and takes no other with it", async () => {
    const [symbol] = venue.symbols;
    venue.trade(symbol, "5");
    const answer = await withClock(clock, venue.opened.rest.prices([symbol, venue.wrongSymbol], signal));
    expect(answer.ok && answer.value.get(symbol)).toMatchObject({ ok: true, value: { last: "5" } });
    expect(answer.ok && answer.value.get(venue.wrongSymbol)).toMatchObject({
      ok: false,
      error: { code: "unknown-symbol", message: expect.stringMatching(/[a-z]{3,} [a-z]{2,}/i) as string },
    });
  });

  test.for<[number, string]>([
    [429, "rate-limited"],
    [418, "banned"],
    [451, "region"],
    [403, kind.needsKey ? "key-refused" : "forbidden"],
    [500, "unreachable"],
    [503, "maintenance"],
    [520, "unreachable"],
  ])("HTTP %i is %s in words, and speaks of a key only where there is one", async ([status, code]) => {
    venue.fault(() => ({ status, body: "<html>no</html>", headers: { "retry-after": "7" } }));
    const told = await price(venue.symbols[0]);
    expect(told).toMatchObject({ ok: false, error: { code } });
    const message = told?.ok === false ? told.error.message : "";
    expect(message).toMatch(/[a-z]{3,} [a-z]{2,}/i);
    expect(/the key\b/.test(message)).toBe(code === "key-refused");
  });

  test.for(["", "not json", "[]", "{}", "null", '{"price":"0"}', '[{"symbol":7}]', '{"result":null}'])(
    "an answer of 200 with %s is no price",
    async (body) => {
      venue.fault(() => ({ body }));
      const told = await price(venue.symbols[0]);
      expect(told?.ok ?? false).toBe(false);
    },
  );

  test("60 prices are asked for without the venue having to say no", async () => {
    const symbols = venue.list(60);
    symbols.forEach((symbol) => venue.trade(symbol, "5"));
    const answer = await withClock(clock, venue.opened.rest.prices(symbols, signal));
    expect(answer.ok && [...answer.value.values()].filter(({ ok }) => ok)).toHaveLength(60);
  });

  test("history of a gap, where there is one, holds what was traded in it, and a fault is not taken for a quiet market", async () => {
    const [symbol] = venue.symbols;
    const { history } = venue.opened.rest;
    if (history === undefined) return;
    const fromMs = clock.now().wallMs;
    for (const at of [0, 1, 2]) venue.trade(symbol, String(100 + at), { atMs: fromMs + at });
    clock.advance(1_000);
    const span = { fromMs: fromMs - 1_000, toMs: clock.now().wallMs, afterTradeId: null, beforeTradeId: null };
    const told = await withClock(clock, history.call(venue.opened.rest, symbol, span, signal));
    if (!told.ok) throw new Error(told.error.message);
    const { value } = told;
    const touched =
      value.kind === "trades"
        ? value.trades.map((trade) => trade.price)
        : value.candles.flatMap(({ low, high }) => [low, high]);
    expect(touched.map(Number)).toEqual(expect.arrayContaining([100, 102]));
    venue.fault(() => ({ body: "[" }));
    expect(await withClock(clock, history.call(venue.opened.rest, symbol, span, signal))).toMatchObject({ ok: false });
  });

  test("its list of instruments, where there is one, has every instrument with its own name", async () => {
    const { instruments } = venue.opened.rest;
    if (instruments === undefined) return;
    const listed = await withClock(clock, instruments.call(venue.opened.rest, signal));
    expect(listed.ok && listed.value.map(({ symbol }) => symbol)).toEqual(expect.arrayContaining([...venue.symbols]));
    venue.fault(() => ({ body: "[" }));
    expect(await withClock(clock, instruments.call(venue.opened.rest, signal))).toMatchObject({ ok: false });
  });

  test("a list of instruments of 5 MiB is read: an exchange that has more of them is not without any", async () => {
    const { instruments } = venue.opened.rest;
    // The demo exchange's own list never grows.
    if (instruments === undefined || kind.demo) return;
    await withClock(clock, instruments.call(venue.opened.rest, signal));
    const bodies = new Map<string, string>();
    for (const { path, query } of [...venue.requests()]) {
      clock.advance(10_000);
      const address = `${path}?${query.toString()}`;
      bodies.set(address, await (await fetch(`${venue.restUrl}${address}`)).text());
    }
    venue.fault(({ path, query }) => ({
      body: `${bodies.get(`${path}?${query.toString()}`) ?? ""}${" ".repeat(5 * 1024 * 1024)}`,
    }));
    const listed = await withClock(clock, instruments.call(venue.opened.rest, signal));
    expect(listed.ok && listed.value.map(({ symbol }) => symbol)).toEqual(expect.arrayContaining([...venue.symbols]));
  });
});
