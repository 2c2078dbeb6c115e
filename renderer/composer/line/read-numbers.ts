/** The numbers of a condition in the line, where each of them has to stand. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { By } from "../../../preload/contract/rule.ts";
import type { Cursor } from "./cursor.ts";
import { readBy, readDecimal, readDuration } from "./read-values.ts";

/** The number that has to follow; what came before it is not understood without. */
export function readNumberAfter(cursor: Cursor, begun: number, near: string | null): string | null {
  if (cursor.token?.kind !== "number")
    return cursor.fail(begun, message("line.number-missing", { text: cursor.written(cursor.spanFrom(begun)) }));
  cursor.value ??= cursor.token;
  return readDecimal(cursor, near);
}

/** As {@link readNumberAfter}, a price or a percent. */
export function readDistance(cursor: Cursor, begun: number, price: string | null): By | null {
  if (cursor.token?.kind !== "number")
    return cursor.fail(begun, message("line.number-missing", { text: cursor.written(cursor.spanFrom(begun)) }));
  cursor.value ??= cursor.token;
  return readBy(cursor, price);
}

/** A second number after `-`, `..` or "to"; undefined, and nothing taken, where none is there. */
export function readRangeEnd(cursor: Cursor, price: string | null): string | null | undefined {
  const begun = cursor.at;
  if (cursor.takeSign("-", "..") === null && cursor.takeWord("range") === null) return undefined;
  if (cursor.token?.kind === "number") return readDecimal(cursor, price);
  cursor.backTo(begun);
  return undefined;
}

/** A length of time, with or without "in" before it. */
export function readWindow(cursor: Cursor): number | null {
  const begun = cursor.at;
  if (cursor.takeWord("within") === null) cursor.takeSign("/");
  return readDuration(cursor) ?? cursor.backTo(begun);
}
