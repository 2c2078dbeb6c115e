/** What the tray shows: the feed's state, the nearest alerts with their distance. Pure: text out of values. */
import { message } from "../../preload/contract/messages/message.ts";
import { decimalsOf, formatPercent, formatPrice, formatTime } from "../../preload/contract/format.ts";
import { formatFeedState } from "../../preload/contract/text.ts";
import { isWellOrStarting } from "../../preload/contract/health.ts";
import type { FeedStatus } from "../../preload/contract/feed.ts";
import type { Quote } from "../../preload/contract/market.ts";
import type { Condition, Rule } from "../../preload/contract/rule.ts";
import { instrumentKey, type VenueId } from "../../preload/contract/instrument.ts";

export interface TraySummary {
  /** `live` shows the plain icon, `trouble` the one with a mark, `idle` the pale one. */
  readonly iconState: "live" | "trouble" | "idle";
  /** The feed in a few words: `Live`, `Reconnecting, blind since 03:12`. */
  readonly feed: string;
  /** Why all is not well, and whether a service outside hears from the app; null: there is nothing to say. */
  readonly health: string | null;
  readonly nearest: readonly NearAlert[];
  readonly armed: number;
  readonly unread: number;
  /** ISO; while all rules are paused together. */
  readonly pausedUntil: string | null;
  /** ISO; while quiet hours keep back what is not critical. */
  readonly quietUntil: string | null;
}

export interface NearAlert {
  readonly ruleId: string;
  readonly text: string;
}

/** What the summary reads of an alert. */
export type SummarizedRule = Pick<Rule, "id" | "instrument" | "condition" | "state">;

export interface TraySummaryInput {
  readonly feed: FeedStatus;
  /** A venue's name as a label. */
  readonly venueLabel?: (venue: VenueId) => string | undefined;
  /** Those that wait for a price, at least; gone through once. */
  readonly rules: Iterable<SummarizedRule>;
  readonly quotes: readonly Quote[];
  readonly unread: number;
  readonly pausedUntil: string | null;
  readonly quietUntil: string | null;
}

/** Menus longer than this are not read. */
const nearestShown = 3;

/** The state of the feed in words. A menu is not redrawn every second, so it says since when, not for how long. */
function feedText(feed: FeedStatus, venueLabel?: (venue: VenueId) => string | undefined): string {
  const blindSince = feed.venues.flatMap((venue) => venue.blindSince ?? []).sort()[0];
  const still = { ...feed, venues: feed.venues.map((venue) => ({ ...venue, blindSince: null })) };
  const now = formatFeedState(still, 0, venueLabel);
  const state =
    blindSince === undefined
      ? now
      : message("tray.blind-since", { state: now, time: formatTime(Date.parse(blindSince)) });
  return feed.venues.every((venue) => venue.demo) ? message("tray.demo", { state }) : state;
}

/** The first reason; that all is well is said by what a service outside has taken, to the minute. */
function healthText({ health, deadManSwitch: { ping } }: FeedStatus): string | null {
  const [reason] = health.reasons;
  if (reason !== undefined && !isWellOrStarting(health)) return message("tray.not-well", { words: reason.words });
  if (ping.trouble !== null) return message("tray.ping-trouble");
  return ping.lastBeatAt === null ? null : message("tray.ping", { time: formatTime(Date.parse(ping.lastBeatAt)) });
}

/** The level of a condition that is nearest to the price, and null for kinds without one. */
function nearestLevel(condition: Condition, price: number): string | null {
  if ("level" in condition) return condition.level;
  if (!("low" in condition)) return null;
  return Math.abs(Number(condition.low) - price) <= Math.abs(Number(condition.high) - price)
    ? condition.low
    : condition.high;
}

interface Near {
  readonly rule: SummarizedRule;
  readonly level: string;
  readonly last: string;
  readonly percent: number;
}

/**
 * Armed alerts with a level, nearest first by percent. Doubles are right here: this is shown, not decided on. Of thousands only
 * the nearest few are put into words: the process that does it is the one that watches the prices.
 */
function nearestAlerts(armed: readonly SummarizedRule[], quotes: readonly Quote[]): NearAlert[] {
  const prices = new Map(quotes.map((quote) => [instrumentKey(quote.instrument), quote.last]));
  const nearest: Near[] = [];
  for (const rule of armed) {
    const last = prices.get(instrumentKey(rule.instrument)) ?? null;
    const level = last === null ? null : nearestLevel(rule.condition, Number(last));
    if (last === null || level === null) continue;
    const percent = Math.abs(Number(level) / Number(last) - 1) * 100;
    const at = nearest.findIndex((other) => percent < other.percent);
    if (at < 0 && nearest.length >= nearestShown) continue;
    nearest.splice(at < 0 ? nearest.length : at, 0, { rule, level, last, percent });
    if (nearest.length > nearestShown) nearest.pop();
  }
  return nearest.map(({ rule, level, last, percent }) => {
    const decimals = Math.max(decimalsOf(level), decimalsOf(last));
    const text = message("tray.near", {
      symbol: rule.instrument.symbol,
      level: formatPrice(level, { decimals: decimalsOf(level) }),
      amount: formatPrice(Math.abs(Number(level) - Number(last)).toFixed(decimals), { decimals }),
      percent: formatPercent(String(percent), { decimals: percent < 1 ? 2 : 1 }),
    });
    return { ruleId: rule.id, text };
  });
}

/** The whole summary. */
export function traySummaryOf(input: TraySummaryInput): TraySummary {
  const armed = Array.from(input.rules).filter(({ state }) => state === "armed" || state === "holding");
  const { summary } = input.feed;
  const isCalm = isWellOrStarting(input.feed.health) && (summary === "live" || summary === "idle");
  return {
    iconState: isCalm ? summary : "trouble",
    feed: feedText(input.feed, input.venueLabel),
    health: healthText(input.feed),
    nearest: nearestAlerts(armed, input.quotes),
    armed: armed.length,
    unread: input.unread,
    pausedUntil: input.pausedUntil,
    quietUntil: input.quietUntil,
  };
}
