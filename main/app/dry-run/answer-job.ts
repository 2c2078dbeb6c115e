/** One job of the thread of the dry runs, from the file of candles to the answer. */
import type { TimeSpan } from "../../../preload/contract/candles.ts";
import { addConditionKind, conditionKindOf, findConditionKind } from "../../../preload/contract/condition-kinds.ts";
import type { DryRun } from "../../../preload/contract/dry-run.ts";
import { instrumentKey } from "../../../preload/contract/instrument.ts";
import { barsOf, type Bars } from "../../alerts/dry-run/bars.ts";
import { dryRun } from "../../alerts/dry-run/dry-run.ts";
import { readCoverage, readKeptCandles } from "../../store/read-kept-candles.ts";
import type { DryRunAnswer, DryRunJob } from "./dry-run-job.ts";

const minuteMs = 60_000;

interface Loaded {
  readonly key: string;
  readonly bars: Bars;
  readonly coveredMs: number;
}

/** Keeps the candles of the last job: while somebody types or drags a line, nearly every job is about the same ones. */
export class DryRunJobs {
  #loaded: Loaded | null = null;

  /** Null where it was cancelled. */
  answer(job: DryRunJob, isCancelled: () => boolean): DryRunAnswer | null {
    if (job.furtherKind !== null && findConditionKind(job.furtherKind.id) === null)
      addConditionKind(job.furtherKind.id, job.furtherKind.row);
    if (isCancelled()) return null;
    const { bars, coveredMs } = this.#load(job);
    const outcome = dryRun(job.rule, bars, isCancelled);
    if (outcome === null) return null;
    const alternative = outcome.count === null ? null : alternativeOf(job, bars, isCancelled);
    return alternative === undefined ? null : { ...outcome, coveredMs, alternative };
  }

  #load({ rule, kept, lengthMs, span, dropsAbsurdPrints }: DryRunJob): Loaded {
    const covered = readCoverage(kept, span) ?? [];
    const key = JSON.stringify([kept, lengthMs, covered, dropsAbsurdPrints]);
    if (this.#loaded?.key === key) return this.#loaded;
    const read = readKeptCandles(kept, span);
    const bars = barsOf(instrumentKey(rule.instrument), read?.candles ?? [], {
      covered: read?.covered ?? [],
      untilMs: span.toMs,
      dropsAbsurdPrints,
    });
    this.#loaded = { key, bars, coveredMs: lengthOf(read?.covered ?? []) };
    return this.#loaded;
  }
}

function lengthOf(spans: readonly TimeSpan[]): number {
  return spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/** Levels and ranges are often touched for a moment only: the same with a hold of a minute says how often. Undefined: cancelled. */
function alternativeOf(
  { rule, lengthMs }: DryRunJob,
  bars: Bars,
  isCancelled: () => boolean,
): DryRun["alternative"] | undefined {
  if (conditionKindOf(rule.condition.kind).family !== "threshold" || lengthMs > minuteMs) return null;
  const holdForMs = rule.holdForMs > 0 ? 0 : minuteMs;
  const outcome = dryRun({ ...rule, holdForMs }, bars, isCancelled);
  if (outcome === null) return undefined;
  return outcome.count === null ? null : { holdForMs, count: outcome.count };
}
