/** What saving an alert that was edited does to it: changing its note, or where it is told, does not arm it anew. */
import { decidesAlike, sameDetails } from "../../preload/contract/rule-equality.ts";
import type { Api } from "../../preload/api.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { Rule, RuleSpec } from "../../preload/contract/rule.ts";

/** `resumes`: nothing of it was changed, and it rests or is over; to save it can only mean to arm it again. */
export type EditEffect = "arms-anew" | "details" | "resumes" | "nothing";

export function editEffect(rule: RuleSpec, present: Rule): EditEffect {
  if (!decidesAlike(rule, present)) return "arms-anew";
  if (!sameDetails(rule, present)) return "details";
  return present.state === "done" || present.state === "paused" ? "resumes" : "nothing";
}

/** What of that would surprise, before it is saved; null where nothing does. */
export function formatEditEffect(effect: EditEffect, { state }: Rule): string | null {
  if (effect === "resumes") return message("composer.edit-resumes");
  // Nothing but another time arms it again, and saving it looks as if that were done.
  if (effect === "nothing" && state === "expired") return message("composer.edit-expired");
  if (effect !== "details") return null;
  const isOver = state === "done" || state === "expired";
  return message(isOver ? "composer.edit-details-over" : "composer.edit-details");
}

/** Saves the alert as `rule` now says it; `effect` is what that does to it. */
export function saveEdit(api: Api, id: string, rule: RuleSpec, effect: EditEffect | null): Promise<Result<Rule>> {
  return effect === "resumes" ? api.rules.resume({ id }) : api.rules.update({ id, ...rule });
}
