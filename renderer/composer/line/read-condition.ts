/** The condition of a line: which kind it is, and its numbers. The grammar as a table is in test/renderer/composer/line.test.ts. */
import Big from "big.js";
import { conditionKindNames } from "../../../preload/contract/condition-kinds.ts";
import { compareDecimal } from "../../../preload/contract/decimal.ts";
import { formatPrice } from "../../../preload/contract/format.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { moved } from "../../../preload/contract/text/options.ts";
import type { By, Condition } from "../../../preload/contract/rule.ts";
import type { Cursor } from "./cursor.ts";
import { beginsFurtherKind, readFurtherKind } from "./further-kind.ts";
import {
  levelKinds,
  levelSigns,
  moveKinds,
  moveSigns,
  rangeKinds,
  type LevelKind,
  type MoveKind,
  type RangeKind,
} from "./kind-signs.ts";
import { readFields } from "./read-fields.ts";
import { readDistance, readNumberAfter, readRangeEnd, readWindow } from "./read-numbers.ts";
import { readBy, readDecimal } from "./read-values.ts";
import { wordFor } from "./words.ts";

/** The market that the numbers are about. */
interface Market {
  readonly price: string | null;
  readonly decimals: number;
}

/** Whether what stands here begins a condition. */
export function beginsCondition(cursor: Cursor): boolean {
  const { token } = cursor;
  if (token === undefined) return false;
  if (token.kind === "number") return true;
  if (token.kind === "sign") return token.text in levelSigns || token.text in moveSigns;
  const meanings = cursor.phrase()?.meanings;
  return conditionKindNames.some((kind) => meanings?.has(kind) === true) || beginsFurtherKind(cursor);
}

/** Reads the condition that begins here; null where something of it is wrong, missing or in doubt, which is noted. */
export function readCondition(cursor: Cursor, market: Market): Condition | null {
  const further = readFurtherKind(cursor, market.price);
  if (further !== undefined) return further;
  const begun = cursor.at;
  const sign = cursor.takeSign(...Object.keys(levelSigns), ...Object.keys(moveSigns));
  if (sign !== null) {
    const levelKind = levelSigns[sign];
    if (levelKind !== undefined) return readLevel(cursor, begun, levelKind, market);
    return readMove(cursor, begun, moveSigns[sign] ?? "moves", { market, isSign: true });
  }
  const level = cursor.takeWord(...levelKinds);
  if (level !== null) return readLevel(cursor, begun, level, market);
  const range = cursor.takeWord(...rangeKinds);
  if (range !== null) return readRange(cursor, begun, range, market);
  const move = cursor.takeWord(...moveKinds);
  if (move !== null) {
    cursor.takeSign("+", "-");
    return readMove(cursor, begun, move, { market, isSign: false });
  }
  const other = cursor.takeWord(...conditionKindNames);
  if (other !== null) return readFields(cursor, begun, other, market.price);
  return readBare(cursor, begun, market);
}

function readLevel(cursor: Cursor, begun: number, kind: LevelKind, { price }: Market): Condition | null {
  const level = readNumberAfter(cursor, begun, price);
  if (cursor.takeSign("%") !== null) return cursor.fail(begun, message("line.level-percent"));
  return level === null ? null : { kind, level };
}

function readRange(cursor: Cursor, begun: number, kind: RangeKind, market: Market): Condition | null {
  const first = readNumberAfter(cursor, begun, market.price);
  if (cursor.problems.length > 0) return null;
  const second = readRangeEnd(cursor, market.price);
  if (second === undefined) return cursor.fail(begun, message("line.range-end"));
  return first === null || second === null ? null : inOrder(kind, first, second);
}

function inOrder(kind: RangeKind, a: string, b: string): Condition {
  const [low, high] = compareDecimal(a, b) > 0 ? [b, a] : [a, b];
  return { kind, low, high };
}

/** `+5% 10m`; without a time, by its sign alone, a level that far from the price. */
function readMove(
  cursor: Cursor,
  begun: number,
  kind: MoveKind,
  { market, isSign }: { readonly market: Market; readonly isSign: boolean },
): Condition | null {
  const by = readDistance(cursor, begun, market.price);
  const windowMs = readWindow(cursor);
  if (windowMs !== null) return by === null ? null : { kind, by, windowMs };
  if (by === null) return null;
  return isSign ? relativeLevel(cursor, begun, kind, by, market) : cursor.fail(begun, message("line.window-missing"));
}

function relativeLevel(
  cursor: Cursor,
  begun: number,
  kind: MoveKind,
  by: By,
  { price, decimals }: Market,
): Condition | null {
  if (price === null) return cursor.fail(begun, message("line.no-price"));
  const away = (direction: 1 | -1): string => levelAway(price, by, direction, decimals);
  const [low, high] = [away(-1), away(1)];
  const needed = kind === "rises" ? high : low;
  if (compareDecimal(needed, "0") <= 0) return cursor.fail(begun, message("line.below-zero"));
  if (kind === "moves") return { kind: "leaves", low, high };
  return kind === "rises" ? { kind: "at-or-above", level: high } : { kind: "at-or-below", level: low };
}

/** The price moved by that much, to the venue's decimals where that still is a move. */
export function levelAway(price: string, by: By, direction: 1 | -1, decimals: number): string {
  const exact = moved(price, by, direction) ?? price;
  const rounded = new Big(exact).round(Math.min(decimals, 30)).toFixed();
  return compareDecimal(rounded, price) === 0 ? exact : rounded;
}

/** Numbers without a word or a sign before them: a range, a move, or a level on the side of the price that it lies on. */
function readBare(cursor: Cursor, begun: number, market: Market): Condition | null {
  const { token } = cursor;
  if (token?.kind !== "number")
    return cursor.fail(begun, message("line.unknown", { text: cursor.written(cursor.spanFrom(begun)) }));
  const move = readBareMove(cursor, market);
  if (move !== undefined) return move;
  cursor.value ??= token;
  const first = readDecimal(cursor, market.price);
  const written = cursor.written(cursor.spanFrom(begun));
  const second = readRangeEnd(cursor, market.price);
  const span = cursor.spanFrom(begun);
  if (cursor.takeSign("%") !== null) return cursor.fail(begun, message("line.direction-missing"));
  if (first === null || second === null) return null;
  const { price } = market;
  if (second !== undefined) {
    if (price !== null) return inOrder(isBetween(price, first, second) ? "leaves" : "enters", first, second);
    return ask(
      cursor,
      span,
      (["enters", "leaves"] as const).map((kind) => [
        message(`composer.kind.${kind}`),
        `${wordFor(kind)} ${cursor.written(span)}`,
      ]),
    );
  }
  if (price !== null) return { kind: compareDecimal(first, price) < 0 ? "at-or-below" : "at-or-above", level: first };
  const level = formatPrice(first, { locale: cursor.context.locale });
  return ask(cursor, span, [
    [`${message("composer.kind.at-or-above")} ${level}`, `>${written}`],
    [`${message("composer.kind.at-or-below")} ${level}`, `<${written}`],
  ]);
}

function ask(
  cursor: Cursor,
  span: { readonly start: number; readonly end: number },
  choices: readonly (readonly [string, string])[],
): null {
  cursor.questions.push({ ...span, choices: choices.map(([label, replacement]) => ({ label, replacement })) });
  return null;
}

function isBetween(price: string, a: string, b: string): boolean {
  const { low, high } = inOrder("inside", a, b) as Extract<Condition, { low: string }>;
  return compareDecimal(price, low) >= 0 && compareDecimal(price, high) <= 0;
}

/** `5% in 30s`: either way. Undefined, and nothing taken, where no time follows. */
function readBareMove(cursor: Cursor, market: Market): Condition | null | undefined {
  const [begun, problems, questions] = [cursor.at, cursor.problems.length, cursor.questions.length];
  const value = cursor.token ?? null;
  const by = readBy(cursor, market.price);
  const windowMs = readWindow(cursor);
  if (windowMs !== null) {
    cursor.value ??= value;
    return by === null ? null : { kind: "moves", by, windowMs };
  }
  cursor.problems.length = problems;
  cursor.questions.length = questions;
  cursor.backTo(begun);
  return undefined;
}
