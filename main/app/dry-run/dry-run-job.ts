/** What the thread of the dry runs is asked, and answers. Everything here is copied from one thread to the other. */
import type { TimeSpan } from "../../../preload/contract/candles.ts";
import type { ConditionKindRow } from "../../../preload/contract/condition-kinds.ts";
import type { DryRun } from "../../../preload/contract/dry-run.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { KeptCandles } from "../../store/read-kept-candles.ts";

export interface DryRunJob {
  readonly rule: RuleSpec;
  /** Its kind where that is none of the table: the thread knows those of the table alone. */
  readonly furtherKind: { readonly id: string; readonly row: ConditionKindRow } | null;
  readonly kept: KeptCandles;
  readonly lengthMs: number;
  /** Whole candles, wall time. */
  readonly span: TimeSpan;
  readonly dropsAbsurdPrints: boolean;
}

export type DryRunAnswer = Pick<DryRun, "count" | "reason" | "fires" | "coveredMs" | "alternative">;

export interface JobMessage {
  readonly id: number;
  readonly job: DryRunJob;
  /** One 32-bit integer, shared: not 0 once nobody wants the answer. */
  readonly cancelled: SharedArrayBuffer;
}

export interface AnswerMessage {
  readonly id: number;
  /** Null: cancelled. */
  readonly answer: DryRunAnswer | null;
}
