/** Many alerts made by one call: all of them or none, in one transaction. A script that makes thousands waits for the disk once. */
import { message as words } from "../../preload/contract/messages/message.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Decision, RuleSnapshot } from "../alerts/decision.ts";
import { armedBy } from "./rule-arming.ts";
import type { RuleServiceOptions } from "./rule-service.ts";

/** So many in one call. Prices wait while they are made: `npm run bench -- api` says how long. */
export const maxBatch = 10_000;

/** Alerts that are durable and that the engine knows, with what they did at once. */
export interface RuleBatch {
  /** In the order in which they were asked for. */
  readonly ids: readonly string[];
  readonly decisions: readonly Decision[];
}

/** What the rule service checks of any alert. */
export interface BatchChecks {
  readonly parse: (rule: unknown) => Result<RuleSpec>;
  /** Why so many more may not be made; null where they may. */
  readonly refusalOf: (count: number) => (Result<never> & { readonly ok: false }) | null;
}

/**
 * Checks every one before any is made. `request-invalid` where `input` is not `{rules: [...]}` with 1 to {@link maxBatch}
 * of them; a refused alert fails the call with its own code, `field` being `rules.INDEX.` and the field at fault.
 */
export function createBatch(
  { engine, clock, store, newId, fresh }: RuleServiceOptions,
  input: unknown,
  { parse, refusalOf }: BatchChecks,
): Result<RuleBatch> {
  const rules = typeof input === "object" && input !== null && "rules" in input ? input.rules : null;
  if (!Array.isArray(rules) || rules.length === 0 || rules.length > maxBatch)
    return fail("request-invalid", words("answer.which-alerts", { most: maxBatch }), "rules");
  const refusal = refusalOf(rules.length);
  if (refusal !== null) return refusal;
  const specs = parseAll(rules, parse);
  if (!specs.ok) return specs;
  const now = clock.now();
  const ids: string[] = [];
  const armed: RuleSnapshot[] = [];
  const decisions: Decision[] = [];
  for (const spec of specs.value) {
    const id = newId();
    const made = engine.add(id, spec, now, fresh(instrumentKey(spec.instrument)));
    ids.push(id);
    // What it did at once is written after it, with its event.
    for (const decision of made) decisions.push(decision);
    armed.push(armedBy(made));
  }
  const saved = store.rules.save(...armed);
  if (saved.ok) return ok({ ids, decisions });
  for (const id of ids) engine.remove(id);
  return saved;
}

function parseAll(rules: readonly unknown[], parse: (rule: unknown) => Result<RuleSpec>): Result<RuleSpec[]> {
  const specs: RuleSpec[] = [];
  for (const [index, rule] of rules.entries()) {
    const spec = parse(rule);
    if (!spec.ok) {
      const { code, message, field } = spec.error;
      const isWhole = field === undefined || field === "rule";
      const where = isWhole ? `rules.${index}` : `rules.${index}.${field}`;
      return fail(code, words("answer.in-list", { number: index + 1, count: rules.length, why: message }), where);
    }
    specs.push(spec.value);
  }
  return ok(specs);
}
