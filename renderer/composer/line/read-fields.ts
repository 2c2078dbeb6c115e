/** The numbers of a condition of any kind, read in the order of its fields. */
import { conditionKindOf, type ConditionKind } from "../../../preload/contract/condition-kinds.ts";
import { compareDecimal } from "../../../preload/contract/decimal.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { By, Condition } from "../../../preload/contract/rule.ts";
import type { Cursor } from "./cursor.ts";
import { readDistance, readNumberAfter, readRangeEnd, readWindow } from "./read-numbers.ts";

/** Null where something of them is wrong, missing or in doubt, which is noted. */
export function readFields(cursor: Cursor, begun: number, kind: ConditionKind, price: string | null): Condition | null {
  const { fields } = conditionKindOf(kind);
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
  // Its row says which fields it has.
  return { kind, ...values } as unknown as Condition;
}
