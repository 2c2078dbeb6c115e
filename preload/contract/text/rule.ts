/** A rule as one plain sentence. What it says is what the truth table does: the two are to be read side by side. */
import { formatExactDuration, formatMoment } from "../format.ts";
import type { RuleSpec, Source } from "../rule.ts";
import { conditionTextOf, partsOf, type DraftCondition } from "./condition.ts";
import { missing, timeOptions, type LooseBy, type TextOptions } from "./options.ts";
import { formatRepeat } from "./rearm.ts";

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
  const kind = draft.condition?.kind;
  const stays = kind === undefined ? "and that stays so" : conditionTextOf(kind).stays;
  if (holdMs > 0) sentence += ` ${stays} for ${formatExactDuration(holdMs)}`;
  if (always) {
    if (cooldownMs > 0) sentence += `, at most once in ${formatExactDuration(cooldownMs)}`;
    const again = formatRepeat(draft.condition, draft.rearmBy, options);
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
  const since = draft.repeat === "always" ? "this alert was set or last fired" : "this alert was set";
  if (condition.kind === undefined) return `${subject} ${missing}`;
  return conditionTextOf(condition.kind).when(partsOf(condition, { subject, symbol: symbolOf(draft) }, options), since);
}
