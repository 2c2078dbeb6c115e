/** What saving a rule now would do, and what of that would surprise. */
import type { RulePreview } from "../../preload/contract/rule-calls.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import { ruleSentence } from "../../preload/contract/text.ts";
import type { RuleServiceOptions } from "./rule-service.ts";
import { ruleWarnings } from "./rule-warnings.ts";

/** Changes nothing. */
export function previewRule(options: RuleServiceOptions, spec: RuleSpec): RulePreview {
  const key = instrumentKey(spec.instrument);
  const fresh = options.fresh(key);
  const known = fresh ?? options.lastTick(key);
  const { alreadyTrue, distance } = options.engine.preview(spec, known);
  return {
    sentence: ruleSentence(spec),
    alreadyTrue: alreadyTrue && fresh !== null,
    price: known?.last ?? null,
    distance,
    warnings: ruleWarnings(
      fresh,
      known,
      { alreadyTrue, distance },
      options.notWatched(spec.instrument.venue),
      options.toldInstead(spec.notify),
    ),
  };
}
