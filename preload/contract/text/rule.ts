/** A rule as one plain sentence. What it says is what the truth table does: the two are to be read side by side. */
import { formatExactDuration, formatMoment, isolate } from "../format.ts";
import type { RuleSpec, Source } from "../rule.ts";
import { message } from "../messages/message.ts";
import { formatHeld, formatWhen, type DraftCondition } from "./condition.ts";
import { missing, timeOptions, type PartialBy, type TextOptions } from "./options.ts";
import { formatRepeat } from "./rearm.ts";

/** A rule while it is being made: anything may still be missing. A finished rule is one too. */
export interface RuleDraft {
  readonly instrument?: { readonly symbol?: string | undefined } | undefined;
  readonly source?: Source | undefined;
  readonly condition?: DraftCondition | undefined;
  readonly holdForMs?: number | undefined;
  readonly repeat?: "once" | "always" | undefined;
  readonly rearmBy?: PartialBy | null | undefined;
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
  const when = formatCondition(draft, options);
  const condition = holdMs > 0 ? formatHeld(draft.condition?.kind, when, holdMs) : when;
  let sentence = message(always ? "rule.always" : "rule.once", { condition });
  if (always) {
    if (cooldownMs > 0) sentence = message("rule.cooldown", { sentence, duration: formatExactDuration(cooldownMs) });
    const after = formatRepeat(draft.condition, draft.rearmBy, options);
    if (after !== null) sentence = message("rule.again", { sentence, after });
  }
  const expiresMs = Date.parse(draft.expiresAt ?? "");
  if (Number.isNaN(expiresMs)) return sentence;
  return message("rule.until", {
    sentence,
    moment: formatMoment(expiresMs, options.now ?? null, timeOptions(options)),
  });
}

/** `BTC-USD`, `the bid of BTC-USD`, `the ask of …`, `the mid price of …`. */
function formatSubject(draft: RuleDraft): string {
  const symbol = draft.instrument?.symbol;
  const name = symbol === undefined || symbol === "" ? missing : isolate(symbol);
  const source = draft.source ?? "last";
  if (source === "last") return name;
  return message(`subject.${source}`, { symbol: name });
}

function symbolOf(draft: RuleDraft): string {
  return formatSubject({ instrument: draft.instrument });
}

function formatCondition(draft: RuleDraft, options: TextOptions): string {
  const condition: DraftCondition = draft.condition ?? {};
  const subject = formatSubject(draft);
  if (condition.kind === undefined) return `${subject} ${missing}`;
  const since = message(draft.repeat === "always" ? "condition.since.always" : "condition.since.once");
  return formatWhen(condition.kind, condition, { subject, symbol: symbolOf(draft), since }, options);
}
