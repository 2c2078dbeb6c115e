/** A rule's note and where it is told: what it says that decides nothing. Changing them arms nothing anew (H19 of the truth table). */
import type { CallInput } from "../../preload/contract/contract.ts";
import type { Notify } from "../../preload/contract/destination.ts";
import { message } from "../../preload/contract/messages/message.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { RuleDetails } from "../../preload/contract/rule.ts";
import { sameDetails } from "../../preload/contract/rule-equality.ts";
import type { Decision } from "../alerts/decision.ts";
import { maxBatch } from "./rule-batch.ts";
import type { RuleServiceOptions } from "./rule-service.ts";

export interface DetailsChange {
  readonly id: string;
  readonly details: RuleDetails;
}

/**
 * In one transaction, and durable before the engine goes by it. Those that say so already are left alone. Where the database refuses,
 * all stay as they were. Every id must be that of a rule.
 */
export function changeDetails(
  { engine, commitQueue, store }: RuleServiceOptions,
  changes: readonly DetailsChange[],
): Result<readonly Decision[]> {
  // What was decided before is told where the rule said then.
  const flushed = commitQueue.flush();
  if (!flushed.ok) return flushed;
  const changed = changes.flatMap(({ id, details }) => {
    const present = engine.get(id);
    if (present === null) throw new Error(`There is no rule ${id}.`);
    return sameDetails(details, present.spec)
      ? []
      : [{ ...present, spec: { ...present.spec, note: details.note, notify: details.notify } }];
  });
  if (changed.length === 0) return ok([]);
  const saved = store.rules.save(...changed);
  if (!saved.ok) return saved;
  return ok(changed.flatMap(({ id, spec }) => engine.setDetails(id, spec)));
}

/**
 * What `rules.setNotifyMany` asks of each rule, in the order given; those that are gone are left out, and of a rule that is named twice
 * the last counts. A destination that there is not is refused as `rule-invalid` with the field `changes.0.notify.to.1`, and nothing changes.
 */
export function notifyChanges(
  { engine, unknownDestination }: RuleServiceOptions,
  changes: CallInput<"rules.setNotifyMany">["changes"],
): Result<readonly DetailsChange[]> {
  if (changes.reduce((count, { ids }) => count + ids.length, 0) > maxBatch)
    return fail("request-invalid", message("answer.which-alerts", { most: maxBatch }), "changes");
  const byId = new Map<string, DetailsChange>();
  for (const [index, { ids, notify: asked }] of changes.entries())
    for (const id of ids) {
      const spec = engine.get(id)?.spec;
      if (spec === undefined) continue;
      const notify: Notify = { ...spec.notify, ...asked };
      const unknown = unknownDestination(notify, spec.notify);
      if (unknown !== null) return fail("rule-invalid", unknown.words, `changes.${index}.notify.to.${unknown.index}`);
      byId.set(id, { id, details: { note: spec.note, notify } });
    }
  return ok([...byId.values()]);
}
