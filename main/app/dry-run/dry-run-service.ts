/** "Would it have fired?": a rule that may not be saved yet, over candles of the past. Nothing is written, and the engine knows nothing of it. */
import { intervalMs, type Interval } from "../../../preload/contract/candles.ts";
import { conditionKindOf } from "../../../preload/contract/condition-kinds.ts";
import { maxDryRunDays, usualDryRunDays, type DryRun } from "../../../preload/contract/dry-run.ts";
import { furtherKindOf } from "../../../preload/contract/further-kinds.ts";
import { instrumentKey, type InstrumentKey } from "../../../preload/contract/instrument.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { Clock } from "../../lib/clock.ts";
import type { KeptCandles } from "../../store/read-kept-candles.ts";
import type { CandleFetcher } from "./candle-fetcher.ts";
import type { DryRunThread } from "./dry-run-thread.ts";

const dayMs = 86_400_000;
/** A candle that closed more recently may not be at the venue yet. */
const settledAfterMs = 60_000;
/** Less than this share missing is the end of the span, which is fetched as it comes. */
const missingShare = 0.01;

/** The candles that a rule on an instrument can be tried on. */
export interface DryRunCandles {
  readonly interval: Interval;
  readonly kept: KeptCandles;
}

export interface DryRunServiceOptions {
  readonly clock: Clock;
  readonly thread: DryRunThread;
  readonly fetcher: CandleFetcher;
  /** The finest candles that reach back so far; null where the venue is off. */
  readonly candlesOf: (key: InstrumentKey, backMs: number) => DryRunCandles | null;
  readonly dropsAbsurdPrints: () => boolean;
  /** A rule from outside, checked. */
  readonly parse: (rule: unknown) => Result<RuleSpec>;
}

export class DryRunService {
  readonly #options: DryRunServiceOptions;
  readonly #byClient = new Map<string, AbortController>();
  readonly #end = new AbortController();

  constructor(options: DryRunServiceOptions) {
    this.#options = options;
  }

  /** `input` as it came: `{rule, days}`. A refusal names the field, as `rule.condition.level`. See {@link run}. */
  async ask(input: unknown, clientId: string | null): Promise<Result<DryRun>> {
    const { rule, days = usualDryRunDays, ...others } = (input ?? {}) as Record<string, unknown>;
    const [other] = Object.keys(others);
    if (rule === undefined || other !== undefined)
      return fail("request-invalid", message("dry-run.which"), rule === undefined ? "rule" : other);
    if (typeof days !== "number" || !Number.isInteger(days) || days < 1 || days > maxDryRunDays)
      return fail("request-invalid", message("dry-run.days", { most: maxDryRunDays }), "days");
    const spec = this.#options.parse(rule);
    if (spec.ok) return this.run(spec.value, days, clientId);
    const { code, message: why, field } = spec.error;
    return fail(code, why, field === undefined || field === "" ? "rule" : `rule.${field}`);
  }

  /** A newer call of the same client, null for none, takes the place of one that is not answered yet: that is `superseded`. */
  async run(rule: RuleSpec, days: number, clientId: string | null): Promise<Result<DryRun>> {
    const mine = this.#supersede(clientId);
    const { clock, thread, fetcher, candlesOf } = this.#options;
    const key = instrumentKey(rule.instrument);
    const candles = candlesOf(key, days * dayMs);
    if (candles === null) return fail("venue-unreachable", message("candles.venue-off"));
    const { interval, kept } = candles;
    const lengthMs = intervalMs[interval];
    const toMs = Math.floor((clock.now().wallMs - settledAfterMs) / lengthMs) * lengthMs;
    const span = { fromMs: Math.ceil((toMs - days * dayMs) / lengthMs) * lengthMs, toMs };
    const { kind } = rule.condition;
    const furtherKind = furtherKindOf(kind) === undefined ? null : { id: kind, row: conditionKindOf(kind) };
    const dropsAbsurdPrints = this.#options.dropsAbsurdPrints();
    const fetching =
      kept.source === "venue" ? fetcher.fetch(key, interval, span) : { isFetching: false, failure: null };
    const signal = AbortSignal.any([mine.signal, this.#end.signal]);
    const answer = await thread.run({ rule, furtherKind, kept, lengthMs, span, dropsAbsurdPrints }, signal);
    if (clientId !== null && this.#byClient.get(clientId) === mine) this.#byClient.delete(clientId);
    if (answer === null) return fail("superseded", message("dry-run.superseded"));
    const isMissing = days * dayMs - answer.coveredMs > days * dayMs * missingShare;
    return ok({
      ...answer,
      isRepeated: rule.repeat === "once",
      interval,
      source: kept.source,
      ...span,
      isFetching: fetching.isFetching && isMissing,
      failure: isMissing ? fetching.failure : null,
    });
  }

  async stop(): Promise<void> {
    this.#end.abort();
    this.#options.fetcher.stop();
    await this.#options.thread.stop();
  }

  #supersede(clientId: string | null): AbortController {
    const mine = new AbortController();
    if (clientId === null) return mine;
    this.#byClient.get(clientId)?.abort();
    this.#byClient.set(clientId, mine);
    return mine;
  }
}
