/** Candles of the past of every venue that has them, at a fake of it, kept in a real file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PastCandles, type CandlesFound } from "../../../main/market/history/past-candles.ts";
import type { CandleSource } from "../../../main/market/venues/candle-source.ts";
import { openMarketDatabase, type MarketDatabase } from "../../../main/store/market-database.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { withClock } from "../venues/conformance/within-limit.ts";
import type { RunningVenue } from "../venues/conformance/venue-under-test.ts";
import { venuesUnderTest } from "../venues/conformance/venues.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const withHistory = venuesUnderTest.filter(({ kind }) => kind.capabilities.history);

let dir: string;
let clock: ManualClock;
let venue: RunningVenue;
let kept: MarketDatabase;
let past: PastCandles;
let source: CandleSource;

function openCache(): void {
  kept = openMarketDatabase(dir);
  const { covered, read, put } = kept.candles;
  past = new PastCandles({
    clock,
    cache: { covered, read, put: (...given) => put(...given, clock.now().wallMs) },
  });
}

const now = (): number => clock.now().wallMs;
const ask = (fromMs: number, toMs: number, lengthMs = minuteMs, server = "one"): Promise<CandlesFound> =>
  withClock(
    clock,
    past.read(
      { instrument: `venue:${venue.symbols[0]}`, source, server, lengthMs, span: { fromMs, toMs } },
      new AbortController().signal,
    ),
  );
/** Candle requests alone: the first question to some venues is for the list. */
const requests = (): number => venue.requests().filter(({ path }) => /candle|kline|OHLC/i.test(path)).length;

/** A trade each minute, the price counting the minutes since `fromMs`; none at those that `skips`. */
function trade(fromMs: number, count: number, skips: (at: number) => boolean = () => false): void {
  for (let at = 0; at < count; at++)
    if (!skips(at)) venue.trade(venue.symbols[0], String(1_000 + at), { atMs: fromMs + at * minuteMs + 5_000 });
}

describe.each(withHistory)("$kind.label", ({ start, neverStill }) => {
  /** Where the venue makes prices of its own, before its start too, a test knows none of its candles. */
  const testOfPrices = test.skipIf(neverStill !== null);

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), "pricebell-candles-"));
    clock = new ManualClock(Date.parse("2026-01-05T12:00:30.000Z"));
    venue = await start(clock);
    source = venue.opened.rest.candleSource as CandleSource;
    openCache();
  });
  afterEach(async () => {
    kept.close();
    rmSync(dir, { recursive: true, force: true });
    await venue.stop();
  });

  testOfPrices("come page by page, a minute without a trade absent, the running one last", async () => {
    const fromMs = Date.parse("2026-01-05T02:00:00.000Z");
    trade(fromMs, 601, (at) => at % 7 === 3);
    const found = await ask(fromMs, now() + minuteMs);
    expect(found.failure).toBeNull();
    expect(found.covered).toEqual([{ fromMs, toMs: Date.parse("2026-01-05T12:01:00.000Z") }]);
    const traded = Array.from({ length: 601 }, (_, at) => at).filter((at) => at % 7 !== 3);
    expect(found.candles.map(({ openMs, close }) => [openMs, Number(close)])).toEqual(
      traded.map((at) => [fromMs + at * minuteMs, 1_000 + at]),
    );
    expect(requests()).toBe(Math.ceil(601 / source.perRequest));
  });

  test("are asked for once: again it is only what may have changed, and nothing of what lies behind", async () => {
    const fromMs = now() - 30_000 - 100 * minuteMs;
    trade(fromMs, 101);
    const first = await ask(fromMs, now() + minuteMs);
    const asked = requests();
    expect(await ask(fromMs, now() + minuteMs)).toEqual(first);
    expect(requests()).toBe(asked + 1);
    kept.close();
    openCache();
    expect((await ask(fromMs, fromMs + 90 * minuteMs)).candles).toEqual(first.candles.slice(0, 90));
    expect(requests()).toBe(asked + 1);
  });

  test("of the past are there while the venue cannot be asked, with what is not known and why", async () => {
    const fromMs = now() - 30_000 - 100 * minuteMs;
    trade(fromMs, 101);
    await ask(fromMs, fromMs + 50 * minuteMs);
    venue.fault(() => ({ status: 503, body: "" }));
    const found = await ask(fromMs, fromMs + 80 * minuteMs);
    expect(found.failure).toMatchObject({ code: "maintenance" });
    expect(found.covered).toEqual([{ fromMs, toMs: fromMs + 50 * minuteMs }]);
    expect(found.candles).toHaveLength(50);
  });

  test("of another server are other prices: nothing of the first is told for the second", async () => {
    const fromMs = now() - 30_000 - 10 * minuteMs;
    trade(fromMs, 11);
    await ask(fromMs, fromMs + 5 * minuteMs);
    const asked = requests();
    await ask(fromMs, fromMs + 5 * minuteMs, minuteMs, "two");
    expect(requests()).toBe(asked + 1);
  });

  testOfPrices("of four hours are there, whether or not the venue has them", async () => {
    const fromMs = Date.parse("2026-01-05T04:00:00.000Z");
    trade(fromMs, 481);
    const { candles } = await ask(fromMs, fromMs + 12 * hourMs, 4 * hourMs);
    expect(candles.map(({ openMs, open, close }) => [(openMs - fromMs) / hourMs, Number(open), Number(close)])).toEqual(
      [
        [0, 1_000, 1_239],
        [4, 1_240, 1_479],
        [8, 1_480, 1_480],
      ],
    );
  });

  test("by days are the same as at once", async () => {
    const toMs = Date.parse("2026-01-05T12:00:00.000Z");
    const fromMs = toMs - 14 * hourMs;
    trade(fromMs, 14 * 60);
    const days: CandlesFound[] = [];
    const asked = { instrument: `venue:${venue.symbols[0]}`, source, server: "one", lengthMs: minuteMs } as const;
    const reading = (async () => {
      const { signal } = new AbortController();
      for await (const day of past.days({ ...asked, span: { fromMs, toMs } }, signal)) days.push(day);
    })();
    await withClock(clock, reading);
    expect(days).toHaveLength(2);
    expect(days.flatMap(({ candles }) => candles)).toEqual((await ask(fromMs, toMs)).candles);
  });

  test("are no longer asked for once whoever wanted them is gone", async () => {
    const gone = new AbortController();
    gone.abort(new Error("gone"));
    const asked = { instrument: `venue:${venue.symbols[0]}`, source, server: "one", lengthMs: minuteMs } as const;
    const span = { fromMs: now() - 30_000 - hourMs, toMs: now() - 30_000 };
    await expect(past.read({ ...asked, span }, gone.signal)).rejects.toThrow("gone");
    expect(requests()).toBe(0);
  });
});

test("Kraken's past begins where its answers do, and nothing older is asked for", async () => {
  const [kraken] = withHistory.filter(({ kind }) => kind.id === "kraken");
  dir = mkdtempSync(join(tmpdir(), "pricebell-candles-"));
  clock = new ManualClock(Date.parse("2026-01-05T12:00:30.000Z"));
  venue = await kraken!.start(clock);
  source = venue.opened.rest.candleSource as CandleSource;
  openCache();
  const beginsMs = now() - 30_000 - 719 * minuteMs;
  trade(beginsMs, 720);
  const found = await ask(now() - 30_000 - 1_000 * minuteMs, now() + minuteMs);
  expect(found.beginsMs).toBe(beginsMs);
  expect(found.covered[0]?.fromMs).toBe(beginsMs);
  const asked = requests();
  expect((await ask(beginsMs - hourMs, beginsMs)).candles).toEqual([]);
  expect(requests()).toBe(asked);
  kept.close();
  rmSync(dir, { recursive: true, force: true });
  await venue.stop();
});
