/** An event as a title and a body: in the history, and in the notification itself. What was missed is never called now. */
import { usesSource } from "../condition-kinds.ts";
import {
  decimalsOf,
  formatDuration,
  formatExactDuration,
  formatMoment,
  formatPrice,
  formatTime,
  sameDay,
} from "../format.ts";
import type { AlertEvent, BlindReason, Gap } from "../event.ts";
import type { RuleSpec } from "../rule.ts";
import { conditionTextOf, partsOf } from "./condition.ts";
import type { Way } from "./condition-text.ts";
import { capital, compareDecimals, timeOptions, venueName, type TextOptions } from "./options.ts";
import { ruleSentence } from "./rule.ts";

/** One line that says what happened: `BTC-USD crossed above 45,000`. */
export function eventTitle(event: AlertEvent, options: TextOptions = {}): string {
  if (event.kind === "blind") return blindTitle(event, options);
  const symbol = event.rule?.instrument.symbol ?? event.instrument?.symbol ?? "";
  if (event.kind === "expired") return `Alert on ${symbol} expired`;
  if (event.rule === null) return `Alert on ${symbol}`;
  const held = event.rule.holdForMs > 0 ? `, held for ${formatExactDuration(event.rule.holdForMs)}` : "";
  return formatFired(event, event.rule, options) + held;
}

/** What else there is to know, line by line: price and time, the time it stayed unseen, the note. */
export function eventBody(event: AlertEvent, options: TextOptions = {}): string {
  if (event.kind === "blind") return blindBody(event, options);
  const lines: string[] = [];
  if (event.kind === "expired") {
    lines.push(`It ended at ${formatMomentIn(event.decidedAt, options)} and is no longer watched.`);
    if (event.rule !== null) lines.push(`It was: ${ruleSentence(event.rule, options)}.`);
  } else {
    lines.push(firedBody(event, options));
  }
  const note = event.rule?.note.trim() ?? "";
  if (note !== "") lines.push(note);
  return lines.join("\n");
}

/** `some time between 03:12 and 03:31, while disconnected`; of a gap whose beginning is not known, `some time before 03:31, ...`. */
export function formatGap(gap: Gap, options: TextOptions = {}): string {
  const fromMs = Date.parse(gap.from);
  const toMs = Date.parse(gap.to);
  const zone = timeOptions(options);
  // Within a few minutes, two times without seconds would tell too little, or be the same.
  const seconds = toMs - fromMs < 180_000;
  const time = (ms: number) => formatTime(ms, timeOptions(options, seconds));
  const onDays = !sameDay(fromMs, toMs, zone) || (options.now !== undefined && !sameDay(toMs, options.now, zone));
  const words = (ms: number) =>
    onDays ? formatMoment(ms, options.now ?? null, timeOptions(options, seconds)) : time(ms);
  if (fromMs === toMs) return `some time before ${words(toMs)}, while disconnected`;
  return `some time between ${words(fromMs)} and ${words(toMs)}, while disconnected`;
}

function firedBody(event: AlertEvent, options: TextOptions): string {
  const price = event.tick === null ? null : formatEventPrice(event, event.tick.price, options);
  if (event.gap !== null) {
    const after = price === null ? "" : `. The first price afterwards was ${price}`;
    return capital(formatGap(event.gap, options)) + after;
  }
  if (event.tick === null || price === null) return capital(formatMomentIn(event.decidedAt, options));
  const held =
    event.rule !== null && event.rule.holdForMs > 0
      ? `, and it stayed so until ${formatToSecond(event.decidedAt, options)}`
      : "";
  return `${price} at ${formatToSecond(event.tick.at, options)}${held}`;
}

/** What kind of number an event's price is depends on its rule: a spread and a size are told as what they are. */
function formatEventPrice(event: AlertEvent, price: string, options: TextOptions): string {
  // As the venue wrote it: 45000.50 is a price to the cent.
  const words = formatPrice(price, { locale: options.locale, decimals: decimalsOf(price) });
  return event.rule === null || usesSource(event.rule.condition.kind) ? words : `Price ${words}`;
}

function formatFired(event: AlertEvent, rule: RuleSpec, options: TextOptions): string {
  const symbol = rule.instrument.symbol;
  const subject = rule.source === "last" ? symbol : `${symbol} ${rule.source}`;
  const { condition } = rule;
  return conditionTextOf(condition.kind).fired(partsOf(condition, { subject, symbol }, options), wayOf(event));
}

function wayOf(event: AlertEvent): Way {
  if (event.previous === null || event.tick === null) return "unknown";
  const order = compareDecimals(event.tick.price, event.previous.price);
  return order > 0 ? "up" : order < 0 ? "down" : "unknown";
}

const formatBlindReason: Record<BlindReason, string> = {
  disconnected: "disconnected",
  "not-running": "Pricebell was not running",
  asleep: "this computer was asleep",
  "key-refused": "the key was refused",
  "venue-silent": "the venue sent nothing",
};

function blindTitle(event: AlertEvent, options: TextOptions): string {
  const blind = event.blind;
  if (blind === null) return "Pricebell could not watch";
  const watched = formatWatched(event, options);
  const reason = formatBlindReason[blind.because];
  if (blind.to !== null) {
    const lasted = formatDuration(Date.parse(blind.to) - Date.parse(blind.from));
    return `Pricebell could not watch ${watched} for ${lasted}: ${reason}`;
  }
  const soFarMs = (options.now ?? Date.parse(event.decidedAt)) - Date.parse(blind.from);
  return `Pricebell has been unable to watch ${watched} for ${formatDuration(soFarMs)}: ${reason}`;
}

function blindBody(event: AlertEvent, options: TextOptions): string {
  const blind = event.blind;
  if (blind === null) return "";
  const from = formatToSecond(blind.from, options);
  if (blind.to === null) return `Since ${from}. Alerts there cannot fire until it is back.`;
  const to = formatToSecond(blind.to, options);
  return `From ${from} to ${to}. It is being watched again.`;
}

function formatWatched(event: AlertEvent, options: TextOptions): string {
  if (event.instrument !== null) return `${event.instrument.symbol} on ${venueName(event.instrument.venue, options)}`;
  const venue = event.blind?.venue ?? options.venue;
  return venue === undefined ? "prices" : venueName(venue, options);
}

function formatMomentIn(iso: string, options: TextOptions): string {
  const ms = Date.parse(iso);
  return options.now === undefined
    ? formatTime(ms, timeOptions(options))
    : formatMoment(ms, options.now, timeOptions(options));
}

function formatToSecond(iso: string, options: TextOptions): string {
  const ms = Date.parse(iso);
  const zone = timeOptions(options, true);
  return options.now === undefined ? formatTime(ms, zone) : formatMoment(ms, options.now, zone);
}
