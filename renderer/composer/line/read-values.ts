/** Numbers, distances, lengths of time and moments of a line. Each gives null where there is none here; what is wrong is noted. */
import { formatPrice, decimalsOf } from "../../../preload/contract/format.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { By } from "../../../preload/contract/rule.ts";
import { readNumber, writeNumber } from "../../lib/numbers.ts";
import type { Cursor } from "./cursor.ts";
import type { Token } from "./tokens.ts";
import type { WordMeaning } from "./words.ts";

/** How far a percent is expected to be: what a number is compared with that can be read in two ways. */
const usualPercent = "1";
/** And how far an amount, as a part of the price. */
const usualPart = 0.01;

const unitsMs = {
  "unit.ms": 1,
  "unit.s": 1_000,
  "unit.m": 60_000,
  "unit.h": 3_600_000,
  "unit.d": 86_400_000,
} as const satisfies Partial<Record<WordMeaning, number>>;
const units = Object.keys(unitsMs) as (keyof typeof unitsMs)[];

/** A plain decimal; `44k` is 44000. `near`: about what is expected, the magnitude included. */
export function readDecimal(cursor: Cursor, near: string | null): string | null {
  const { token } = cursor;
  if (token?.kind !== "number") return null;
  const begun = cursor.at++;
  const places = readMagnitude(cursor, token);
  const expected = near === null ? null : String(Number(near) / 10 ** places);
  const value = settle(cursor, begun, token, expected);
  return value === null ? null : shifted(value, places);
}

/** `k` and `m` directly behind a number: how many zeros they stand for. */
function readMagnitude(cursor: Cursor, { end }: Token): number {
  if (cursor.token?.start !== end) return 0;
  return cursor.takeWord("thousand") !== null ? 3 : cursor.takeWord("million") !== null ? 6 : 0;
}

/** The number that was meant, where there is no doubt. Where there is, both readings are put to the person. */
function settle(cursor: Cursor, index: number, token: Token, near: string | null): string | null {
  const { locale } = cursor.context;
  const reading = readNumber(token.text, { locale, near });
  if (reading.kind === "number") return reading.value;
  if (reading.kind === "none") return cursor.fail(index, message("line.no-number", { text: token.text }));
  const choices = reading.values.map((value) => ({
    label: formatPrice(value, { locale, decimals: decimalsOf(value) }),
    replacement: writeNumber(value, { locale, near }),
  }));
  cursor.questions.push({ start: token.start, end: token.end, choices });
  return null;
}

/** The point moved to the right, on the digits: no double comes near a price. */
function shifted(value: string, places: number): string {
  if (places === 0) return value;
  const [whole = "", fraction = ""] = value.split(".");
  const moved = fraction.padEnd(places, "0");
  const left = `${whole}${moved.slice(0, places)}`.replace(/^0+(?=\d)/, "");
  return moved.length === places ? left : `${left}.${moved.slice(places)}`;
}

/** `3%` or `250`. */
export function readBy(cursor: Cursor, price: string | null): By | null {
  const isPercent = percentFollows(cursor);
  const usualAmount = price === null ? null : String(Number(price) * usualPart);
  const value = readDecimal(cursor, isPercent ? usualPercent : usualAmount);
  const percent = cursor.takeSign("%") !== null || cursor.takeWord("percent") !== null;
  if (value === null) return null;
  return percent ? { percent: value } : { amount: value };
}

function percentFollows(cursor: Cursor): boolean {
  const next = cursor.tokens[cursor.at + 1];
  if (next?.kind === "sign") return next.text === "%";
  const here = cursor.at++;
  const found = cursor.phrase()?.meanings.has("percent") === true;
  cursor.backTo(here);
  return found;
}

/** `10m`, `1 h 30 min`: whole milliseconds. Null, and nothing taken, where no unit follows. */
export function readDuration(cursor: Cursor): number | null {
  let totalMs: number | null = null;
  let least = Infinity;
  for (;;) {
    const begun = cursor.at;
    const part = readDurationPart(cursor);
    // `for 30s 10m` is a hold and something else: a smaller unit comes after a larger one.
    if (part === null || part.unitMs >= least) {
      cursor.backTo(begun);
      return totalMs === null ? null : Math.round(totalMs);
    }
    totalMs = (totalMs ?? 0) + part.count * part.unitMs;
    least = part.unitMs;
  }
}

function readDurationPart(cursor: Cursor): { readonly count: number; readonly unitMs: number } | null {
  const { token } = cursor;
  if (token?.kind !== "number") return null;
  cursor.at++;
  const unit = cursor.takeWord(...units);
  const reading = readNumber(token.text, { locale: cursor.context.locale });
  if (unit === null || reading.kind !== "number") return null;
  return { count: Number(reading.value), unitMs: unitsMs[unit] };
}

/** `18:00` (the next one there is), `tomorrow 18:00`, `2026-01-31 18:00` in local time, or with a zone; ISO 8601. */
export function readMoment(cursor: Cursor): string | null {
  const begun = cursor.at;
  const isTomorrow = cursor.takeWord("tomorrow") !== null;
  const { token } = cursor;
  if (token?.kind !== "time") return cursor.backTo(begun);
  cursor.at++;
  const ms = momentMs(token.text, cursor.context.nowMs, isTomorrow);
  return ms === null ? cursor.backTo(begun) : new Date(ms).toISOString();
}

/** The time on a day of local time: with a day that there is not, as the 30th of February, null. */
export function momentMs(text: string, nowMs: number, isTomorrow = false): number | null {
  const time = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (time !== null) {
    const [hour, minute] = [Number(time[1]), Number(time[2])];
    if (hour > 23 || minute > 59) return null;
    const on = (daysOn: number): number => {
      const day = new Date(nowMs);
      return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysOn, hour, minute).getTime();
    };
    return isTomorrow || on(0) <= nowMs ? on(1) : on(0);
  }
  if (isTomorrow) return null;
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (day !== null) {
    const [year, month, date] = [Number(day[1]), Number(day[2]) - 1, Number(day[3])];
    // The day itself still counts: until it is over.
    return new Date(year, month, date).getDate() === date ? new Date(year, month, date + 1).getTime() : null;
  }
  const iso = text.replace(" ", "T").replace(/T(\d):/, "T0$1:");
  const ms = Date.parse(iso);
  const wanted = Number(iso.slice(8, 10));
  const isDay =
    new Date(Date.UTC(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)) - 1, wanted)).getUTCDate() === wanted;
  return Number.isNaN(ms) || !isDay ? null : ms;
}
