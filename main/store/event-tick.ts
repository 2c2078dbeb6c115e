/** A tick as an event remembers it: the price that its rule looks at, when the exchange says it was, and its trade id. */
import Big from "big.js";
import { usesSource } from "../../preload/contract/condition-kinds.ts";
import type { MeasuredFrom as Measured } from "../alerts/decision.ts";
import type { EventTick, MeasuredFrom } from "../../preload/contract/event.ts";
import { exchangeMs } from "../../preload/contract/exchange-time.ts";
import type { RuleSpec, Source } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";

/** As the event gives it, and as the table keeps it. */
export interface KeptTick {
  readonly value: EventTick;
  readonly json: string;
}

/** Many rules fire on one tick: it is worked out once for each source. */
const kept = new WeakMap<Tick, Partial<Record<Source, KeptTick>>>();

/**
 * The venue's own time is kept as the venue gave it, also where its clock is ahead of ours: it is what the tick can be found by
 * in the venue's records. Where it gave no usable one the time of receipt stands for it, never later than `decidedMs`.
 */
export function keptTick(tick: Tick, rule: RuleSpec, decidedMs: number): KeptTick {
  const source = sourceOf(rule);
  const venueMs = exchangeMs(tick.exchangeAt);
  if (venueMs === null && tick.receivedWallMs > decidedMs) return made(tick, source, Math.round(decidedMs));
  let bySource = kept.get(tick);
  if (bySource === undefined) kept.set(tick, (bySource = {}));
  return (bySource[source] ??= made(tick, source, venueMs ?? tick.receivedWallMs));
}

/** What a move was measured from; null where it was from nothing. */
export function keptMeasuredFrom(from: Measured | null, rule: RuleSpec, decidedMs: number): MeasuredFrom | null {
  if (from === null) return null;
  if (from.tick === null) return { price: from.price, at: null, tradeId: null };
  const { at, tradeId } = keptTick(from.tick, rule, decidedMs).value;
  return { price: from.price, at, tradeId };
}

function made(tick: Tick, source: Source, atMs: number): KeptTick {
  const value: EventTick = {
    price: priceOf(tick, source),
    at: new Date(atMs).toISOString(),
    tradeId: tick.tradeId,
  };
  return { value, json: JSON.stringify(value) };
}

/** A spread and a size have no source: there the last price says where the market was. */
function sourceOf({ condition, source }: RuleSpec): Source {
  return usesSource(condition.kind) ? source : "last";
}

/**
 * A rule on the bid decides by ticks that have one; of any other tick the last price is all there is to tell. A quote has no last
 * price: there the middle of it says where the market was, or the one side that it has.
 */
function priceOf({ last, bid, ask }: Tick, source: Source): string {
  const mid = bid !== null && ask !== null ? new Big(bid).plus(ask).times("0.5").toFixed() : null;
  const own = { last, bid, ask, mid }[source];
  const price = own ?? last ?? mid ?? bid ?? ask;
  if (price === null) throw new Error("A tick has neither a last price nor a bid nor an ask.");
  return price;
}
