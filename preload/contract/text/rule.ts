/** A rule as one plain sentence. What it says is what the truth table does: the two are to be read side by side. */
import { formatExactDuration, formatMoment } from "../format.ts";
import type { ConditionKind, RuleSpec, Source } from "../rule.ts";
import {
  formatAmount,
  formatBy,
  compareDecimals,
  missing,
  moved,
  tidy,
  timeOptions,
  type LooseBy,
  type TextOptions,
} from "./options.ts";

/** A rule while it is being made: anything may still be missing. A finished rule is one too. */
export interface RuleDraft {
  readonly instrument?: { readonly symbol?: string | undefined } | undefined;
  readonly source?: Source | undefined;
  readonly condition?: DraftCondition | undefined;
  readonly holdForMs?: number | undefined;
  readonly repeat?: "once" | "always" | undefined;
  readonly rearmBy?: LooseBy | null | undefined;
  readonly cooldownMs?: number | undefined;
  readonly expiresAt?: string | null | undefined;
}

export interface DraftCondition {
  readonly kind?: ConditionKind | undefined;
  readonly level?: string | undefined;
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  readonly by?: LooseBy | undefined;
  readonly windowMs?: number | undefined;
  readonly size?: string | undefined;
}

/** How far back a level or a range wants the price before it can fire again, where the rule does not say. */
const defaultRearmBy: LooseBy = { percent: "0.1" };

/** `Tell me once when BTC-USD rises to 45,000 or more`. */
export function ruleSentence(spec: RuleSpec, options: TextOptions = {}): string {
  return draftSentence(spec, options);
}

/** The same for a rule that is not finished: `…` stands for what is missing. */
export function draftSentence(draft: RuleDraft, options: TextOptions = {}): string {
  const always = draft.repeat === "always";
  const holdMs = draft.holdForMs ?? 0;
  const cooldownMs = draft.cooldownMs ?? 0;
  let sentence = `Tell me ${always ? "every time" : "once when"} ${formatCondition(draft, options)}`;
  if (holdMs > 0) sentence += ` ${formatHold(draft.condition?.kind)} for ${formatExactDuration(holdMs)}`;
  if (always) {
    if (cooldownMs > 0) sentence += `, at most once in ${formatExactDuration(cooldownMs)}`;
    const again = formatRepeat(draft, options);
    if (again !== null) sentence += `, and again ${again}`;
  }
  const expiresMs = Date.parse(draft.expiresAt ?? "");
  if (!Number.isNaN(expiresMs))
    sentence += `, until ${formatMoment(expiresMs, options.now ?? null, timeOptions(options))}`;
  return sentence;
}

/** `BTC-USD`, `the bid of BTC-USD`, `the ask of …`, `the mid price of …`. */
export function formatSubject(draft: RuleDraft): string {
  const symbol = draft.instrument?.symbol;
  const name = symbol === undefined || symbol === "" ? missing : symbol;
  const source = draft.source ?? "last";
  if (source === "last") return name;
  return `the ${source === "mid" ? "mid price" : source} of ${name}`;
}

function symbolOf(draft: RuleDraft): string {
  return formatSubject({ instrument: draft.instrument });
}

function formatCondition(draft: RuleDraft, options: TextOptions): string {
  const condition: DraftCondition = draft.condition ?? {};
  const subject = formatSubject(draft);
  const level = formatAmount(condition.level, options);
  const low = formatAmount(condition.low, options);
  const high = formatAmount(condition.high, options);
  const by = formatBy(condition.by, options);
  const within = condition.windowMs === undefined ? missing : formatExactDuration(condition.windowMs);
  const since = draft.repeat === "always" ? "this alert was set or last fired" : "this alert was set";
  switch (condition.kind) {
    case undefined:
      return `${subject} ${missing}`;
    case "at-or-above":
      return `${subject} rises to ${level} or more`;
    case "at-or-below":
      return `${subject} falls to ${level} or less`;
    case "crosses-up":
      return `${subject} crosses above ${level}`;
    case "crosses-down":
      return `${subject} crosses below ${level}`;
    case "crosses":
      return `${subject} crosses ${level} either way`;
    case "inside":
      return `${subject} is between ${low} and ${high}`;
    case "outside":
      return `${subject} is below ${low} or above ${high}`;
    case "enters":
      return `${subject} comes into the range ${low} to ${high}`;
    case "leaves":
      return `${subject} leaves the range ${low} to ${high}`;
    case "rises":
      return `${subject} rises by ${by} or more within ${within}`;
    case "falls":
      return `${subject} falls by ${by} or more within ${within}`;
    case "moves":
      return `${subject} rises or falls by ${by} or more within ${within}`;
    case "pulls-back":
      return `${subject} falls by ${by} from its highest price since ${since}`;
    case "rebounds":
      return `${subject} rises by ${by} from its lowest price since ${since}`;
    case "spread-at-least": {
      const ofMid = condition.by?.percent === undefined ? "" : " of the mid price";
      return `the spread of ${symbolOf(draft)} is ${by}${ofMid} or more`;
    }
    case "trade-size-at-least":
      return `a single trade in ${symbolOf(draft)} has a size of ${formatAmount(condition.size, options)} or more`;
  }
}

function formatHold(kind: ConditionKind | undefined): string {
  switch (kind) {
    case "crosses":
      return "and stays on the side it crossed to";
    case "outside":
    case "leaves":
      return "and stays outside";
    case "at-or-above":
    case "at-or-below":
    case "crosses-up":
    case "crosses-down":
    case "inside":
    case "enters":
      return "and stays there";
    default:
      return "and that stays so";
  }
}

/** What has to happen before it can fire again; null where that is nothing, or the kind is not known yet. */
function formatRepeat(draft: RuleDraft, options: TextOptions): string | null {
  const condition = draft.condition;
  if (condition?.kind === undefined) return null;
  const by = draft.rearmBy ?? defaultRearmBy;
  // By nothing at all means: any price strictly on the near side.
  const step = tidy(by.percent ?? by.amount);
  const strict = step !== null && compareDecimals(step, "0") === 0;
  const edge = (base: string | undefined, direction: 1 | -1) => formatAmount(moved(base, by, direction), options);
  const { level, low, high } = condition;
  switch (condition.kind) {
    case "at-or-above":
    case "crosses-up":
      return strict
        ? `after it has been below ${formatAmount(level, options)}`
        : `after it has come back to ${edge(level, -1)}`;
    case "at-or-below":
    case "crosses-down":
      return strict
        ? `after it has been above ${formatAmount(level, options)}`
        : `after it has come back to ${edge(level, 1)}`;
    case "crosses":
      if (strict) return `after it has been away from ${formatAmount(level, options)}`;
      return `after it has been at ${edge(level, -1)} or less, or at ${edge(level, 1)} or more`;
    case "inside":
    case "enters":
      if (strict)
        return `after it has been below ${formatAmount(low, options)} or above ${formatAmount(high, options)}`;
      return `after it has been at ${edge(low, -1)} or less, or at ${edge(high, 1)} or more`;
    case "outside":
    case "leaves":
      return `after it has been ${formatInner(low, high, strict ? null : by, options)}`;
    case "rises":
    case "falls":
    case "moves":
    case "spread-at-least":
    case "trade-size-at-least":
      return "once that is no longer so";
    case "pulls-back":
    case "rebounds":
      // There is nothing to come back from: the condition itself says where it is measured from.
      return null;
  }
}

/** Inside both bounds by `by`; a range too narrow for that, or no `by`, is the whole range. */
function formatInner(
  low: string | undefined,
  high: string | undefined,
  by: LooseBy | null,
  options: TextOptions,
): string {
  const inner = by === null ? null : { low: moved(low, by, 1), high: moved(high, by, -1) };
  const fits =
    inner !== null && inner.low !== null && inner.high !== null && compareDecimals(inner.low, inner.high) <= 0;
  const bounds = fits ? inner : { low, high };
  return `between ${formatAmount(bounds.low, options)} and ${formatAmount(bounds.high, options)}`;
}
