/** What alerts look like on a chart beside their levels: bands, what a trailing alert follows, what a window looks at, what happened. For display: main decides. */
import { conditionKindOf } from "../../preload/contract/condition-kinds.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { instrumentKey, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { By, Rule } from "../../preload/contract/rule.ts";
import type { Band, Drawings, Trail, WindowMark } from "./adapter/backdrop.ts";
import type { Bar } from "./adapter/price-chart.ts";

/** A level that follows from prices and cannot be moved by hand. */
export interface DerivedLevel {
  readonly rule: Rule;
  readonly level: number;
}

export interface AlertDrawings {
  readonly drawings: Drawings;
  readonly derived: readonly DerivedLevel[];
}

/** An alert that fired, where and when. */
export interface Fire {
  readonly event: AlertEvent;
  readonly atMs: number;
  readonly price: number;
}

export interface DrawingsInput {
  readonly rules: readonly Rule[];
  readonly events: readonly AlertEvent[];
  readonly key: InstrumentKey;
  readonly venue: string;
  /** Oldest first, without holes. */
  readonly bars: readonly Bar[];
  readonly nowMs: number;
  /** Of a bar. What ends now is drawn to the last quarter of one: each change draws the whole chart again. */
  readonly lengthMs: number;
}

export function drawingsOf({ rules, events, venue, bars, nowMs, lengthMs }: DrawingsInput): AlertDrawings {
  const drawnTo = (ms: number): number => Math.floor(ms / (lengthMs / 4)) * (lengthMs / 4);
  const waiting = rules.filter(({ state }) => state !== "done" && state !== "expired");
  const bands: Band[] = [];
  const trails: Trail[] = [];
  const windows: WindowMark[] = [];
  const derived: DerivedLevel[] = [];
  for (const rule of waiting) {
    const { condition } = rule;
    const isIdle = rule.state === "paused" || rule.notWatched !== undefined;
    if ("low" in condition) bands.push({ low: Number(condition.low), high: Number(condition.high), isIdle });
    // What is not watched follows no price either.
    if (isIdle || !("by" in condition)) continue;
    const { family, measuredFrom } = conditionKindOf(condition.kind);
    const windowMs = "windowMs" in condition ? condition.windowMs : 0;
    const fromMs = family === "window" ? nowMs - windowMs : Date.parse(rule.stateAt);
    const levels: number[] = [];
    for (const side of measuredFrom) {
      const steps = extremes(bars, fromMs, side).map(({ fromMs: at, price }) => ({
        fromMs: at,
        level: moved(price, condition.by, side),
      }));
      const level = steps.at(-1)?.level ?? null;
      if (level !== null) {
        levels.push(level);
        derived.push({ rule, level });
      }
      if (family === "trailing" && steps.length > 0) trails.push({ steps, toMs: drawnTo(nowMs) });
    }
    if (family === "window") windows.push({ fromMs: drawnTo(fromMs), toMs: drawnTo(nowMs), levels });
  }
  return { drawings: { bands, trails, windows, blind: blindTimes(events, venue) }, derived };
}

/** The highest or lowest price since then, each time it became another. Of the bar in which it began only the close is surely after that. */
function extremes(bars: readonly Bar[], fromMs: number, side: "low" | "high"): { fromMs: number; price: number }[] {
  const steps: { fromMs: number; price: number }[] = [];
  const lengthMs = (bars[1]?.openMs ?? 0) - (bars[0]?.openMs ?? 0);
  for (const { openMs, prices } of bars) {
    if (prices === null || openMs + lengthMs <= fromMs) continue;
    const price = openMs < fromMs ? prices.close : prices[side];
    const last = steps.at(-1);
    const isFurther = last === undefined || (side === "high" ? price > last.price : price < last.price);
    if (isFurther) steps.push({ fromMs: Math.max(openMs, fromMs), price });
  }
  return steps;
}

/** From a high it is so far down to where it fires, from a low so far up. */
function moved(extreme: number, by: By, side: "low" | "high"): number {
  const distance = "percent" in by ? (extreme * Number(by.percent)) / 100 : Number(by.amount);
  return side === "high" ? extreme - distance : extreme + distance;
}

/** Fires of this instrument that the window knows of, the newest first, each at the price and time that made it. */
export function firesOf(events: readonly AlertEvent[], key: InstrumentKey, most: number): Fire[] {
  const fires: Fire[] = [];
  for (const event of events) {
    if (fires.length >= most) break;
    const instrument = event.instrument ?? event.rule?.instrument ?? null;
    if (event.kind !== "fired" || event.tick === null || instrument === null || instrumentKey(instrument) !== key)
      continue;
    fires.push({ event, atMs: Date.parse(event.gap?.to ?? event.tick.at), price: Number(event.tick.price) });
  }
  return fires;
}

/** Times in which the venue, or the whole app, was not watched. */
function blindTimes(events: readonly AlertEvent[], venue: string): Drawings["blind"] {
  return events.flatMap(({ blind }) => {
    if (blind === null || (blind.venue !== undefined && blind.venue !== venue)) return [];
    return [{ fromMs: Date.parse(blind.from), toMs: blind.to === null ? null : Date.parse(blind.to) }];
  });
}
