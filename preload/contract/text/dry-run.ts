/** "Would it have fired?" in words: `7 times in 30 days, last on Tuesday 14:02; with a hold of 1 min: 4`. */
import type { DryRun, FireCount } from "../dry-run.ts";
import { formatExactDuration, formatMoment, formatTime, sameDay } from "../format.ts";
import { languageInUse } from "../messages/language.ts";
import { message } from "../messages/message.ts";
import { capital, timeOptions, type TextOptions } from "./options.ts";

const dayMs = 86_400_000;

export interface DryRunText {
  /** How often, or that it cannot be told. */
  readonly line: string;
  /** What of the time is not known, and what there is no upper bound for; empty where there is nothing to say. */
  readonly notes: readonly string[];
}

export function formatDryRun(answer: DryRun, options: TextOptions = {}): DryRunText {
  const { count, reason } = answer;
  if (count === null) {
    const isEmpty = reason === "no-candles";
    return { line: message(`dry-run.reason.${reason ?? "no-candles"}`), notes: isEmpty ? whyMissing(answer) : [] };
  }
  const days = Math.round((answer.toMs - answer.fromMs) / dayMs);
  const parts = [message("dry-run.within", { times: capital(formatFireCount(count)), days: formatDays(days) })];
  const last = answer.fires.findLast(({ isCertain }) => isCertain) ?? answer.fires.at(-1);
  if (last !== undefined) parts.push(formatLast(last.candleMs, options));
  const line = parts.join(", ") + formatAlternative(answer);
  const notes = reason === null ? [] : [message(`dry-run.reason.${reason}`)];
  return { line, notes: [...notes, ...whyMissing(answer)] };
}

/** `never`, `once`, `7 times`, `7 to 9 times`, `at least 7 times`. */
export function formatFireCount({ min, max }: FireCount): string {
  if (max === null) return min === 0 ? message("dry-run.unknown-often") : message("dry-run.at-least", { count: min });
  if (max !== min) return message("dry-run.between", { min, max });
  return min === 0 ? message("dry-run.never") : message("dry-run.times", { count: min });
}

function formatAlternative({ alternative }: DryRun): string {
  if (alternative === null) return "";
  const { holdForMs, count } = alternative;
  const times = formatFireCount(count);
  return holdForMs === 0
    ? message("dry-run.without-hold", { times })
    : message("dry-run.with-hold", { hold: formatExactDuration(holdForMs), times });
}

function whyMissing({ coveredMs, fromMs, toMs, isFetching, failure, source }: DryRun): readonly string[] {
  const isWhole = toMs - fromMs - coveredMs < 0.01 * (toMs - fromMs);
  if (isWhole) return [];
  const known = { known: formatDays(coveredMs / dayMs), of: formatDays((toMs - fromMs) / dayMs) };
  const how = source === "recorded" ? "recorded" : isFetching ? "fetching" : "known";
  return [message(`dry-run.${how}`, known), ...(failure === null ? [] : [failure.message])];
}

/** A day of the last six by its name; in the reader's time zone, whatever the candles' days are. */
function formatLast(ms: number, options: TextOptions): string {
  const time = timeOptions(options);
  const { now = null, timeZone, locale = languageInUse().locale } = options;
  if (now !== null && sameDay(ms, now, time)) return message("dry-run.last-today", { when: formatTime(ms, time) });
  if (now === null || now - ms > 6 * dayMs) return message("dry-run.last", { when: formatMoment(ms, now, time) });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", ...(timeZone === undefined ? {} : { timeZone }) });
  return message("dry-run.last", { when: `${weekday.format(ms)} ${formatTime(ms, time)}` });
}

function formatDays(days: number): string {
  const rounded = Math.round(days * 10) / 10;
  return message("dry-run.days-long", { count: rounded });
}
