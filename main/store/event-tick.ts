/** A tick as an event remembers it: the price that its rule looks at, when the exchange says it was, and its trade id. */
import Big from "big.js";
import type { EventTick } from "../../preload/contract/event.ts";
import type { RuleSpec, Source } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";

/** ISO 8601 with a date, a time and a zone. Without a zone `Date.parse` would take it for this computer's time. */
const iso = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})$/i;
const digits = /^\d+(\.\d+)?$/;

/** Between these an instant is believed to be one: 2001 to 2286, in which the count of digits tells the unit. */
const earliestMs = 1e12;
const latestMs = 1e13;

/**
 * The venue's own time as wall milliseconds: ISO text, or a number (also as text) of seconds, milliseconds, microseconds
 * or nanoseconds since the epoch, told apart by magnitude (from September 2001 to 2286 the four cannot be confused).
 * Null where it is none of these.
 */
export function exchangeMs(at: string | number | null): number | null {
  if (at === null) return null;
  if (typeof at === "string" && !digits.test(at)) {
    if (!iso.test(at)) return null;
    const parsed = Date.parse(at.replace(",", "."));
    return Number.isNaN(parsed) ? null : parsed;
  }
  let value = Number(at) * 1000;
  for (let unit = 0; unit < 4; unit += 1, value /= 1000) {
    if (value >= earliestMs && value < latestMs) return Math.floor(value);
  }
  return null;
}

/** As the event gives it, and as the table keeps it. */
export interface KeptTick {
  readonly value: EventTick;
  readonly json: string;
}

/** Many rules fire on one tick: it is worked out once for each source. */
const kept = new WeakMap<Tick, Partial<Record<Source, KeptTick>>>();

/** Where the venue gave no usable time, the time of receipt stands for it. */
export function keptTick(tick: Tick, rule: RuleSpec): KeptTick {
  const source = sourceOf(rule);
  let bySource = kept.get(tick);
  if (bySource === undefined) kept.set(tick, (bySource = {}));
  return (bySource[source] ??= made(tick, source));
}

function made(tick: Tick, source: Source): KeptTick {
  const atMs = exchangeMs(tick.exchangeAt) ?? tick.receivedWallMs;
  const value: EventTick = {
    price: priceOf(tick, source),
    at: new Date(atMs).toISOString(),
    tradeId: tick.tradeId,
  };
  return { value, json: JSON.stringify(value) };
}

/** A spread and a size have no source: there the last price says where the market was. */
function sourceOf({ condition, source }: RuleSpec): Source {
  return condition.kind === "spread-at-least" || condition.kind === "trade-size-at-least" ? "last" : source;
}

/** A rule on the bid decides by ticks that have one; of any other tick the last price is all there is to tell. */
function priceOf({ last, bid, ask }: Tick, source: Source): string {
  if (source === "bid") return bid ?? last;
  if (source === "ask") return ask ?? last;
  return source === "mid" && bid !== null && ask !== null ? new Big(bid).plus(ask).times("0.5").toFixed() : last;
}
