/**
 * A condition of a kind that the app was started with beside the table (further-kinds.ts), in the line: the words of its id, then its
 * fields in their order, each written as those of any kind are.
 */
import type { ConditionKind } from "../../../preload/contract/condition-kinds.ts";
import { furtherKinds } from "../../../preload/contract/further-kinds.ts";
import type { Condition } from "../../../preload/contract/rule.ts";
import { formatFurtherKind } from "../format-kind.ts";
import type { Cursor } from "./cursor.ts";
import { readFields } from "./read-fields.ts";
import { comparable } from "./words.ts";

/** The kind whose words stand here, the longest of them, and the token behind them; null where none does. */
function kindAt(cursor: Cursor): { readonly id: string; readonly after: number } | null {
  const begin = cursor.token?.start;
  if (begin === undefined) return null;
  const rest = comparable(cursor.text.slice(begin));
  const spellings = furtherKinds().flatMap(({ id }) => [
    { id, text: formatFurtherKind(id) },
    { id, text: id },
  ]);
  const found = spellings
    .filter(({ text }) => rest.startsWith(text) && !/^[\p{L}\p{N}]/u.test(rest.slice(text.length)))
    .sort((a, b) => b.text.length - a.text.length)[0];
  if (found === undefined) return null;
  const end = begin + found.text.length;
  const after = cursor.tokens.findIndex(({ start }, at) => at > cursor.at && start >= end);
  return { id: found.id, after: after === -1 ? cursor.tokens.length : after };
}

export function beginsFurtherKind(cursor: Cursor): boolean {
  return kindAt(cursor) !== null;
}

/** Undefined where none begins here; null where something of it is wrong, missing or in doubt, which is noted. */
export function readFurtherKind(cursor: Cursor, price: string | null): Condition | null | undefined {
  const found = kindAt(cursor);
  if (found === null) return undefined;
  const begun = cursor.at;
  cursor.at = found.after;
  return readFields(cursor, begun, found.id as ConditionKind, price);
}
