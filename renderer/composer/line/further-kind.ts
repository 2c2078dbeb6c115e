/**
 * A condition of a kind that the app was started with beside the table (further-kinds.ts), in the line: the words of its id, then its
 * fields in their order, each written as those of any kind are.
 */
import { conditionKindOf, type ConditionKind } from "../../../preload/contract/condition-kinds.ts";
import { compareDecimal } from "../../../preload/contract/decimal.ts";
import { furtherKinds } from "../../../preload/contract/further-kinds.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { By, Condition } from "../../../preload/contract/rule.ts";
import { formatFurtherKind } from "../format-kind.ts";
import type { Cursor } from "./cursor.ts";
import { readDistance, readNumberAfter, readRangeEnd, readWindow } from "./read-numbers.ts";
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
  const { fields } = conditionKindOf(found.id as ConditionKind);
  const values: Record<string, string | By | number> = {};
  for (const field of fields) {
    // Read with the low end.
    if (field === "high" && "high" in values) continue;
    if (field === "windowMs") {
      const windowMs = readWindow(cursor);
      if (windowMs === null) return cursor.fail(begun, message("line.window-missing"));
      values[field] = windowMs;
    } else if (field === "by") {
      const by = readDistance(cursor, begun, price);
      if (by === null) return null;
      values[field] = by;
    } else {
      const number = readNumberAfter(cursor, begun, field === "size" ? null : price);
      if (number === null) return null;
      values[field] = number;
      if (field !== "low" || !fields.includes("high")) continue;
      const other = readRangeEnd(cursor, price);
      if (other === undefined) return cursor.fail(begun, message("line.range-end"));
      if (other === null) return null;
      const isOrdered = compareDecimal(number, other) <= 0;
      [values["low"], values["high"]] = isOrdered ? [number, other] : [other, number];
    }
  }
  // Its row says which fields it has; the type knows those of the table alone.
  return { kind: found.id, ...values } as unknown as Condition;
}
