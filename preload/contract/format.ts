/**
 * Numbers and times as a person reads them. Prices stay decimal strings on the way to `Intl.NumberFormat`, which takes
 * strings as they are: nothing is lost beyond the 15 digits of a double, and nothing is ever shown with an exponent.
 */
import { isolate, numberFormat } from "./locale-number.ts";
import { languageInUse } from "./messages/language.ts";
import { message } from "./messages/message.ts";

export { formatCount, isolate } from "./locale-number.ts";

const decimalPattern = /^-?\d+(?:\.\d+)?$/;

/** What `Intl` takes as an exact number. */
type ExactText = `${number}`;

/** True for a plain decimal: digits, at most one point, no exponent. */
export function isDecimal(text: string): boolean {
  return decimalPattern.test(text);
}

function isExact(text: string): text is ExactText {
  return decimalPattern.test(text);
}

export interface PriceFormat {
  /** BCP 47; that of the language in use by default, which is the machine's own where they agree. */
  readonly locale?: string | undefined;
  /** Decimals to show at least (the venue's own). Digits that are there are never cut. */
  readonly decimals?: number | undefined;
}

/** Digits after the point as written: 2 for `45000.10`, 0 for `45000`. */
export function decimalsOf(decimal: string): number {
  const point = decimal.indexOf(".");
  return point === -1 ? 0 : decimal.length - point - 1;
}

/**
 * A price, amount or size: grouped by locale, with all of its digits. Text that is not a plain decimal comes back as it
 * is, so that a bad value is seen rather than formatted.
 */
export function formatPrice(decimal: string, { locale, decimals = 0 }: PriceFormat = {}): string {
  if (!isExact(decimal)) return decimal;
  const least = Math.min(decimals, 30);
  const most = Math.max(least, Math.min(decimalsOf(decimal), 100));
  return isolate(numberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most }).format(decimal));
}

export interface PercentFormat {
  readonly locale?: string | undefined;
  /** Cuts (rounds) to this many decimals; by default all digits are shown. */
  readonly decimals?: number | undefined;
  /** Shows `+` as well as `-`. */
  readonly signed?: boolean | undefined;
}

/** A percent given as itself (`"1.4"` is 1.4 percent), with the locale's own percent sign and spacing. */
export function formatPercent(percent: string, { locale, decimals, signed = false }: PercentFormat = {}): string {
  if (!isExact(percent)) return `${percent}%`;
  const format = numberFormat(locale, {
    style: "unit",
    unit: "percent",
    minimumFractionDigits: decimals ?? 0,
    maximumFractionDigits: decimals ?? Math.min(decimalsOf(percent), 100),
    signDisplay: signed ? "exceptZero" : "auto",
  });
  return isolate(format.format(percent));
}

const units = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
  [1, "ms"],
] as const;

/** Every unit that is not zero, largest first: `1 h 2 min 3 s`. For what a person set, where nothing may be rounded. */
export function formatExactDuration(ms: number): string {
  let rest = Math.max(0, Math.round(ms));
  const parts: string[] = [];
  for (const [size, name] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(message(`duration.${name}`, { n: count }));
  }
  return parts.length === 0 ? message("duration.s", { n: 0 }) : parts.join(" ");
}

/** The two largest units: `3 min`, `1 h 5 min`, `45 s`. For what is measured; below a second it is `0 s`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000)) * 1000;
  const first = units.findIndex(([size]) => whole >= size);
  const second = units[first + 1];
  if (first === -1 || second === undefined) return message("duration.s", { n: 0 });
  return formatExactDuration(Math.floor(whole / second[0]) * second[0]);
}

/** A running count in the locale's own digits: `0:42`, `12:05`, `1:02:03`. */
export function formatStopwatch(ms: number, locale?: string): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const one = numberFormat(locale, { useGrouping: false });
  const two = numberFormat(locale, { useGrouping: false, minimumIntegerDigits: 2 });
  const minutes = Math.floor(seconds / 60);
  const parts = minutes < 60 ? [minutes] : [Math.floor(minutes / 60), minutes % 60];
  return isolate([...parts, seconds % 60].map((part, at) => (at === 0 ? one : two).format(part)).join(":"));
}

/** How old something is, in its largest unit: `now`, `12 s ago`, `3 min ago`, `2 d ago`. */
export function formatAge(ageMs: number): string {
  for (const [size, name] of units) {
    if (name !== "ms" && ageMs >= size) return message(`age.${name}`, { count: Math.floor(ageMs / size) });
  }
  return message("age.now");
}

/** `3rd`, as the language in use writes it. */
export function formatOrdinal(n: number): string {
  const category = new Intl.PluralRules(languageInUse().language, { type: "ordinal" }).select(n);
  return message(
    category === "one" || category === "two" || category === "few" ? `ordinal.${category}` : "ordinal.other",
    {
      n,
    },
  );
}

export interface TimeFormat {
  readonly locale?: string | undefined;
  /** IANA name; the machine's own by default. */
  readonly timeZone?: string | undefined;
  readonly seconds?: boolean | undefined;
}

const timeFormats = new Map<string, Intl.DateTimeFormat>();

function timeFormat(
  kind: string,
  { locale: given, timeZone }: TimeFormat,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const locale = given ?? languageInUse().locale;
  const key = `${kind}|${locale ?? ""}|${timeZone ?? ""}`;
  let format = timeFormats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone });
    timeFormats.set(key, format);
  }
  return format;
}

/** This computer is in another time zone now: times are written in that one. */
export function forgetTimeFormats(): void {
  timeFormats.clear();
}

/** Time of day, 24 hours: `14:25`, or `14:25:31`. */
export function formatTime(ms: number, options: TimeFormat = {}): string {
  return isolate(timeOf(ms, options));
}

function timeOf(ms: number, options: TimeFormat): string {
  const base = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  if (options.seconds === true) return timeFormat("hms", options, { ...base, second: "2-digit" }).format(ms);
  return timeFormat("hm", options, base).format(ms);
}

/** The day in the locale's order: `Jan 12` or `12 Jan`, with the year where it is not that of `nowMs`. */
export function formatDay(ms: number, nowMs: number | null, options: TimeFormat = {}): string {
  return isolate(dayOf(ms, nowMs, options));
}

function dayOf(ms: number, nowMs: number | null, options: TimeFormat): string {
  const year = timeFormat("y", { ...options, locale: "en" }, { year: "numeric" });
  if (nowMs !== null && year.format(ms) === year.format(nowMs)) {
    return timeFormat("md", options, { month: "short", day: "numeric" }).format(ms);
  }
  return timeFormat("ymd", options, { year: "numeric", month: "short", day: "numeric" }).format(ms);
}

/** True where both fall on one calendar day of that time zone. */
export function sameDay(aMs: number, bMs: number, options: TimeFormat = {}): boolean {
  const day = timeFormat("day", { ...options, locale: "en" }, { year: "numeric", month: "2-digit", day: "2-digit" });
  return day.format(aMs) === day.format(bMs);
}

/** `14:02` on the day of `nowMs`, else `Jan 12, 14:02`; without `nowMs` always with its day. */
export function formatMoment(ms: number, nowMs: number | null, options: TimeFormat = {}): string {
  const time = formatTime(ms, options);
  return nowMs !== null && sameDay(ms, nowMs, options) ? time : isolate(`${dayOf(ms, nowMs, options)}, ${time}`);
}
