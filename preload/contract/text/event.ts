/** An event as a title and a body: in the history, and in the notification itself. What was missed is never called now. */
import { usesSource } from "../condition-kinds.ts";
import {
  decimalsOf,
  formatDuration,
  formatExactDuration,
  formatMoment,
  formatPrice,
  formatTime,
  isolate,
  sameDay,
} from "../format.ts";
import type { AlertEvent, Gap } from "../event.ts";
import type { RuleSpec } from "../rule.ts";
import { message } from "../messages/message.ts";
import { formatFired, type Way } from "./condition.ts";
import { capital, compareDecimals, timeOptions, venueName, type TextOptions } from "./options.ts";
import { ruleSentence } from "./rule.ts";

/** One line that says what happened: `BTC-USD crossed above 45,000`. */
export function eventTitle(event: AlertEvent, options: TextOptions = {}): string {
  if (event.kind === "blind") return blindTitle(event, options);
  const symbol = isolate(event.rule?.instrument.symbol ?? event.instrument?.symbol ?? "");
  if (event.kind === "expired") return message("event.expired", { symbol });
  if (event.rule === null) return message("event.alert", { symbol });
  const title = firedTitle(event, event.rule, options);
  if (event.rule.holdForMs === 0) return title;
  return message("event.held", { title, duration: formatExactDuration(event.rule.holdForMs) });
}

/** What else there is to know, line by line: price and time, the time it stayed unseen, the note. */
export function eventBody(event: AlertEvent, options: TextOptions = {}): string {
  if (event.kind === "blind") return blindBody(event, options);
  const lines: string[] = [];
  if (event.kind === "expired") {
    lines.push(message("event.ended", { moment: formatMomentIn(event.decidedAt, options) }));
    if (event.rule !== null) lines.push(message("event.was", { sentence: ruleSentence(event.rule, options) }));
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
  if (fromMs === toMs) return message("event.gap.before", { to: words(toMs) });
  return message("event.gap.between", { from: words(fromMs), to: words(toMs) });
}

function firedBody(event: AlertEvent, options: TextOptions): string {
  const price = event.tick === null ? null : formatEventPrice(event, event.tick.price, options);
  if (event.gap !== null) {
    const gap = capital(formatGap(event.gap, options));
    return price === null ? gap : message("event.gap.first-price", { gap, price });
  }
  if (event.tick === null || price === null) return capital(formatMomentIn(event.decidedAt, options));
  const moment = formatToSecond(event.tick.at, options);
  if (event.rule === null || event.rule.holdForMs === 0) return message("event.price-at", { price, moment });
  return message("event.price-held", { price, moment, until: formatToSecond(event.decidedAt, options) });
}

/** What kind of number an event's price is depends on its rule: a spread and a size are told as what they are. */
function formatEventPrice(event: AlertEvent, price: string, options: TextOptions): string {
  // As the venue wrote it: 45000.50 is a price to the cent.
  const words = formatPrice(price, { locale: options.locale, decimals: decimalsOf(price) });
  return event.rule === null || usesSource(event.rule.condition.kind)
    ? words
    : message("event.price", { price: words });
}

function firedTitle(event: AlertEvent, rule: RuleSpec, options: TextOptions): string {
  const symbol = isolate(rule.instrument.symbol);
  const subject = rule.source === "last" ? symbol : message(`subject.short.${rule.source}`, { symbol });
  const { condition } = rule;
  return formatFired(condition.kind, condition, { subject, symbol, way: wayOf(event) }, options);
}

function wayOf(event: AlertEvent): Way {
  if (event.previous === null || event.tick === null) return "unknown";
  const order = compareDecimals(event.tick.price, event.previous.price);
  return order > 0 ? "up" : order < 0 ? "down" : "unknown";
}

function blindTitle(event: AlertEvent, options: TextOptions): string {
  const blind = event.blind;
  if (blind === null) return message("event.blind.nothing");
  const watched = formatWatched(event, options);
  const reason = message(`blind.${blind.because}`);
  if (blind.to !== null) {
    const duration = formatDuration(Date.parse(blind.to) - Date.parse(blind.from));
    return message("event.blind.was", { watched, duration, reason });
  }
  const soFarMs = (options.now ?? Date.parse(event.decidedAt)) - Date.parse(blind.from);
  return message("event.blind.is", { watched, duration: formatDuration(soFarMs), reason });
}

function blindBody(event: AlertEvent, options: TextOptions): string {
  const blind = event.blind;
  if (blind === null) return "";
  const from = formatToSecond(blind.from, options);
  if (blind.to === null) return message("event.blind.since", { from });
  const to = formatToSecond(blind.to, options);
  return message("event.blind.over", { from, to });
}

function formatWatched(event: AlertEvent, options: TextOptions): string {
  if (event.instrument !== null)
    return message("event.watched.instrument", {
      symbol: isolate(event.instrument.symbol),
      venue: venueName(event.instrument.venue, options),
    });
  const venue = event.blind?.venue ?? options.venue;
  return venue === undefined ? message("event.watched.prices") : venueName(venue, options);
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
