/** What main would answer of the past of an alert. */
import type { DryRun } from "../../preload/contract/dry-run.ts";

const [minuteMs, dayMs] = [60_000, 86_400_000];

/** Seven fires in 30 whole days, the last one two days ago. */
export function aDryRun(nowMs: number): DryRun {
  const toMs = Math.floor(nowMs / minuteMs) * minuteMs;
  return {
    count: { min: 7, max: 7 },
    reason: null,
    isRepeated: true,
    fires: [20, 19, 18, 11, 10, 5, 2].map((days) => ({ candleMs: toMs - days * dayMs, isCertain: true })),
    interval: "1m",
    source: "venue",
    fromMs: toMs - 30 * dayMs,
    toMs,
    coveredMs: 30 * dayMs,
    isFetching: false,
    failure: null,
    alternative: { holdForMs: minuteMs, count: { min: 4, max: 4 } },
  };
}
