/** "Would it have fired?" over 30 days of minutes, against reading the same candles alone in the same run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DryRunJobs } from "../../main/app/dry-run/answer-job.ts";
import { dryRun } from "../../main/alerts/dry-run/dry-run.ts";
import { openMarketDatabase } from "../../main/store/market-database.ts";
import { readKeptCandles, type KeptCandles } from "../../main/store/read-kept-candles.ts";
import { key, spec } from "../alerts/engine-harness.ts";
import { barsOfCandles, candlesOf, minuteMs, t0, walk } from "../alerts/dry-run/walk.ts";
import { median, printRows, type Row } from "./print-rows.ts";

const days = 30;
const rounds = 7;
const never = (): boolean => false;

export function benchDryRun(): Row[] {
  const dir = mkdtempSync(join(tmpdir(), "pricebell-bench-"));
  try {
    return measure(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function measure(dir: string): Row[] {
  const candles = candlesOf(walk(7, days * 86_400, 0.00012), minuteMs);
  const span = { fromMs: t0, toMs: t0 + days * 86_400_000 };
  const series = { instrument: key, lengthMs: minuteMs, server: "" };
  const market = openMarketDatabase(dir);
  market.candles.put(series, span, candles, t0);
  const kept: KeptCandles = { source: "venue", file: join(dir, "market.db"), series };
  const bars = barsOfCandles(candles);
  const closes = [...bars.closeNumber].sort((a, b) => a - b);
  const level = (closes[closes.length >> 1] as number).toFixed(2);
  const crossing = spec({ kind: "crosses-up", level });
  const trailing = spec({ kind: "pulls-back", by: { percent: "2" } });
  const shortTrailing = spec({ kind: "pulls-back", by: { percent: "0.5" } });
  const window = spec({ kind: "rises", by: { percent: "3" }, windowMs: 3_600_000 });
  const usualWindow = spec({ kind: "moves", by: { percent: "1.5" }, windowMs: 3_600_000 });
  const read = timed(() => readKeptCandles(kept, span));
  const job = { rule: crossing, furtherKind: null, kept, lengthMs: minuteMs, span, dropsAbsurdPrints: true };
  const first = timed(() => new DryRunJobs().answer(job, never));
  const rows = [
    { name: "43,200 candles read from market.db", value: read, unit: "ms", target: null },
    {
      name: "a first answer with its candles, and with a hold beside it",
      value: first / read,
      unit: "x",
      target: null,
    },
    {
      name: "a level in the middle of them",
      value: timed(() => dryRun(crossing, bars, never)),
      unit: "ms",
      target: 100,
    },
    { name: "a trailing distance of 2 %", value: timed(() => dryRun(trailing, bars, never)), unit: "ms", target: 100 },
    {
      name: "a trailing distance of 0.5 %",
      value: timed(() => dryRun(shortTrailing, bars, never)),
      unit: "ms",
      target: 100,
    },
    {
      name: "a move of 1.5 % within an hour",
      value: timed(() => dryRun(usualWindow, bars, never)),
      unit: "ms",
      target: 100,
    },
    { name: "a rise of 3 % within an hour", value: timed(() => dryRun(window, bars, never)), unit: "ms", target: 100 },
  ];
  market.close();
  return rows;
}

/** Milliseconds of this thread: on a machine that is busy the wall clock tells of the others. */
function timed(run: () => unknown): number {
  return median(
    Array.from({ length: rounds }, () => {
      const begin = process.threadCpuUsage();
      run();
      const { user, system } = process.threadCpuUsage(begin);
      return (user + system) / 1_000;
    }),
  );
}

if (import.meta.main) printRows("Would it have fired?", benchDryRun());
