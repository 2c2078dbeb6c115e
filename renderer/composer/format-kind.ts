/** What a kind of condition is called in the composer; of one that the app was started with beside the table, by its own id and sentence. */
import type { ConditionKind } from "../../preload/contract/condition-kinds.ts";
import { furtherKindOf } from "../../preload/contract/further-kinds.ts";
import { isMessageKey, message } from "../../preload/contract/messages/message.ts";

/** As a line begins with it: `climbs to` of a kind whose id is `climbs-to`. */
export function formatFurtherKind(id: string): string {
  return id.replaceAll("-", " ");
}

/** Before its number, in a chip. */
export function kindChip(kind: ConditionKind): string {
  const key = `composer.kind.${kind}` as const;
  return isMessageKey(key) ? message(key) : formatFurtherKind(kind);
}

/** In the list of kinds. */
export function kindLabel(kind: ConditionKind): string {
  const key = `condition.${kind}.label` as const;
  if (isMessageKey(key)) return message(key);
  const words = formatFurtherKind(kind);
  return `${words.slice(0, 1).toLocaleUpperCase()}${words.slice(1)}`;
}

/** What else it can be found by in that list. */
export function kindSearchText(kind: ConditionKind): string {
  const key = `word.${kind}` as const;
  const sentence = furtherKindOf(kind)?.when({ subject: "" }) ?? "";
  return [kindLabel(kind), kindChip(kind), isMessageKey(key) ? message(key) : sentence].join(" ").toLowerCase();
}
