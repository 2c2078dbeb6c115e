/** "Would it have fired?" as the app answers it: on its own thread, from the files that candles are kept in, and without a trace. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CandleFetcher } from "../../../main/app/dry-run/candle-fetcher.ts";
import { DryRunService } from "../../../main/app/dry-run/dry-run-service.ts";
import { DryRunThread } from "../../../main/app/dry-run/dry-run-thread.ts";
import { openMarketDatabase, type MarketDatabase } from "../../../main/store/market-database.ts";
import type { Store } from "../../../main/store/store.ts";
import type { KeptCandles } from "../../../main/store/read-kept-candles.ts";
import { parseRule } from "../../../preload/contract/parse-rule.ts";
import type { Candle } from "../../../preload/contract/tick.ts";
import { registerConditionKinds } from "../../../preload/contract/further-kinds.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { toyKind } from "../../extension/toy-kind.ts";
import { toyOwnKind } from "../../extension/toy-own-kind.ts";
import { openIn, tempDir, value } from "../app-harness.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const nowMs = Date.parse("2026-01-31T00:01:00.000Z");
const toMs = nowMs - minuteMs;
const series = { instrument: "demo:BTC-USD", lengthMs: minuteMs, server: "https://one" } as const;
const rule = { instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "50000" } };

let clock: ManualClock;
let dataDir: string;
let store: Store;
let market: MarketDatabase;
let kept: KeptCandles;
let dryRuns: DryRunService;
let fetched: number;

/** A candle that goes over the level and back by far more than the way back. */
const spike = (openMs: number): Candle => ({
  ...{ openMs, lengthMs: minuteMs, open: "49000", high: "50100", low: "49000", close: "49000" },
});
const calm = (openMs: number): Candle => ({ ...spike(openMs), high: "49010", low: "48990" });

/** One a minute of the last `days`, the minutes of `spikes` (from the end) over the level. */
function keep(days: number, spikes: readonly number[]): void {
  const fromMs = toMs - days * dayMs;
  const candles = Array.from({ length: (days * dayMs) / minuteMs }, (_, at) => fromMs + at * minuteMs).map((openMs) =>
    spikes.includes((toMs - openMs) / minuteMs) ? spike(openMs) : calm(openMs),
  );
  market.candles.put(series, { fromMs, toMs }, candles, nowMs);
}

beforeEach(() => {
  clock = new ManualClock(nowMs);
  dataDir = tempDir();
  store = openIn(dataDir, nowMs);
  market = openMarketDatabase(dataDir);
  kept = { source: "venue", file: path.join(dataDir, "market.db"), series };
  fetched = 0;
  dryRuns = new DryRunService({
    clock,
    thread: new DryRunThread(clock),
    fetcher: new CandleFetcher({
      clock,
      fetchMissing: () => {
        fetched++;
        return Promise.resolve(null);
      },
    }),
    candlesOf: () => ({ interval: "1m", kept }),
    dropsAbsurdPrints: () => true,
    parse: (input) => parseRule(input, { nowMs, defaultVenue: "demo" }),
  });
});

afterEach(async () => {
  await dryRuns.stop();
  market.close();
});

describe("A dry run", () => {
  it("of a kind from outside: by what it is built of; one with an evaluation of its own says that candles cannot tell", async () => {
    registerConditionKinds([toyKind, toyOwnKind]);
    keep(3, [10, 500, 4_000]);
    const of = async (kind: string): Promise<unknown> =>
      value(await dryRuns.ask({ rule: { ...rule, condition: { kind, level: "50000" } }, days: 3 }, null));
    expect(await of("reaches")).toMatchObject({ count: { min: 3, max: null }, reason: "rearm-too-small" });
    expect(await of("climbs-to")).toMatchObject({ count: null, reason: "own-evaluation", alternative: null });
  });

  it("says how often, when, over how much, and how often with a hold of a minute", async () => {
    keep(3, [10, 500, 4_000]);
    const answer = value(await dryRuns.ask({ rule, days: 4 }, null));
    expect(answer).toMatchObject({
      count: { min: 3, max: 3 },
      reason: null,
      isRepeated: true,
      interval: "1m",
      source: "venue",
      coveredMs: 3 * dayMs,
      isFetching: true,
      failure: null,
      alternative: { holdForMs: minuteMs, count: { min: 0, max: 0 } },
    });
    expect(answer.fires).toEqual([4_000, 500, 10].map((ago) => ({ candleMs: toMs - ago * minuteMs, isCertain: true })));
    expect([answer.toMs - answer.fromMs, fetched]).toEqual([4 * dayMs, 1]);
  });

  it("knows more when more has been kept meanwhile", async () => {
    keep(1, [10]);
    expect(value(await dryRuns.ask({ rule, days: 2 }, null)).count).toEqual({ min: 1, max: 1 });
    keep(2, [10, 2_000]);
    expect(value(await dryRuns.ask({ rule, days: 2 }, null)).count).toEqual({ min: 2, max: 2 });
  });

  it("is answered from the minutes that were recorded where a venue has none", async () => {
    kept = { source: "recorded", file: path.join(dataDir, "pricebell.db"), series };
    const minutes = [30, 20, 10].map((ago) => ({ instrument: series.instrument, ...spike(toMs - ago * minuteMs) }));
    value(store.minutes.add(minutes));
    expect(value(await dryRuns.ask({ rule, days: 1 }, null))).toMatchObject({
      count: { min: 3, max: null },
      reason: "rearm-too-small",
      source: "recorded",
      coveredMs: 30 * minuteMs,
      isFetching: false,
    });
    expect(fetched).toBe(0);
  });

  it("says in a code what candles cannot tell", async () => {
    keep(1, []);
    const spread = { ...rule, condition: { kind: "spread-at-least", by: { amount: "5" } } };
    expect(value(await dryRuns.ask({ rule: spread }, null))).toMatchObject({ count: null, reason: "no-quotes" });
    kept = { ...kept, file: path.join(dataDir, "not-there.db") } as KeptCandles;
    expect(value(await dryRuns.ask({ rule }, null))).toMatchObject({ count: null, reason: "no-candles", coveredMs: 0 });
  });

  it.each([
    [rule, "request-invalid", "rule"],
    [{ rule, days: 0 }, "request-invalid", "days"],
    [{ rule, days: 1.5 }, "request-invalid", "days"],
    [{ rule, hours: 5 }, "request-invalid", "hours"],
    [{ rule: { ...rule, condition: { kind: "crosses-up", level: "x" } } }, "rule-invalid", "rule.condition.level"],
    [null, "request-invalid", "rule"],
  ])("%j is refused with the field", async (input, code, field) => {
    expect(await dryRuns.ask(input, null)).toMatchObject({ ok: false, error: { code, field } });
  });

  it("writes nothing", async () => {
    keep(2, [10]);
    const contents = (): Record<string, string> =>
      Object.fromEntries(
        readdirSync(dataDir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"))
          .map(({ name, parentPath }) => [
            name,
            createHash("sha256")
              .update(readFileSync(path.join(parentPath, name)))
              .digest("hex"),
          ]),
      );
    const before = contents();
    expect(value(await dryRuns.ask({ rule, days: 2 }, null)).count).toEqual({ min: 1, max: 1 });
    expect(contents()).toEqual(before);
    expect([value(store.events.list({ limit: 10 })), value(store.rules.all())]).toEqual([[], []]);
  });
});

describe("A newer question", () => {
  it("takes the place of the same window's older one, and of nobody else's", async () => {
    keep(2, [10]);
    const [older, script, other, newer] = await Promise.all([
      dryRuns.ask({ rule, days: 2 }, "window"),
      dryRuns.ask({ rule, days: 2 }, null),
      dryRuns.ask({ rule, days: 2 }, "other"),
      dryRuns.ask({ rule, days: 1 }, "window"),
    ]);
    expect(older).toMatchObject({ ok: false, error: { code: "superseded" } });
    expect([script, other, newer].map((answer) => value(answer).count?.min)).toEqual([1, 1, 1]);
  });

  it("is answered as superseded when the app ends", async () => {
    keep(2, [10]);
    const asked = dryRuns.ask({ rule, days: 2 }, null);
    await dryRuns.stop();
    expect(await asked).toMatchObject({ ok: false, error: { code: "superseded" } });
  });
});

it("The thread ends when nobody has asked for a minute, and another one begins with the next question", async () => {
  keep(1, [10]);
  await dryRuns.ask({ rule, days: 1 }, null);
  expect(clock.pending).toBe(1);
  clock.advance(minuteMs);
  expect(clock.pending).toBe(0);
  expect(value(await dryRuns.ask({ rule, days: 1 }, null)).count).toEqual({ min: 1, max: 1 });
});
