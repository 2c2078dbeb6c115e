/** The ways in which a price can have gone through a candle, as ticks. */
import { Tick, type Moment } from "../../../preload/contract/tick.ts";
import type { Bars } from "./bars.ts";

/** When the rule of a dry run was armed: before the first candle. */
export const beforeAll: Moment = { wallMs: Number.NEGATIVE_INFINITY, monoMs: Number.NEGATIVE_INFINITY };

/** When in the candle its high and low are taken to have come: evenly spread, right after its open, or right before its close. */
export type PathTiming = "spread" | "early" | "late";

export interface PathShape {
  readonly isHighFirst: boolean;
  readonly timing: PathTiming;
}

/** After the open: the two extremes and the close. */
export function pathTicks(bars: Bars, at: number, { isHighFirst, timing }: PathShape): readonly Tick[] {
  const openMs = bars.openMs[at] as number;
  const [firstMs, secondMs] = offsetsOf(timing, bars.lengthMs);
  const [highMs, lowMs] = isHighFirst ? [openMs + firstMs, openMs + secondMs] : [openMs + secondMs, openMs + firstMs];
  const high = tickOf(bars, bars.high[at] as string, highMs, bars.highNumber[at]);
  const low = tickOf(bars, bars.low[at] as string, lowMs, bars.lowNumber[at]);
  return isHighFirst ? [high, low, closeTick(bars, at)] : [low, high, closeTick(bars, at)];
}

/** A close is known when its candle ends, not a moment earlier. */
export function closeTick(bars: Bars, at: number): Tick {
  return tickOf(bars, bars.close[at] as string, endOf(bars, at), bars.closeNumber[at]);
}

/** The last millisecond of the candle, wall time. */
export function endOf(bars: Bars, at: number): number {
  return (bars.openMs[at] as number) + bars.lengthMs - 1;
}

/** Past time is on both clocks the same. `lastNumber`: of `price`, where it is known: reading it costs more than all else here. */
export function tickOf(
  { instrument }: Pick<Bars, "instrument">,
  price: string,
  wallMs: number,
  lastNumber = Number(price),
): Tick {
  return new Tick(
    instrument,
    { last: price, lastNumber, bid: null, ask: null, size: null, tradeId: null, at: wallMs },
    { wallMs, monoMs: wallMs },
    null,
  );
}

function offsetsOf(timing: PathTiming, lengthMs: number): readonly [number, number] {
  switch (timing) {
    case "spread":
      return [Math.floor(lengthMs / 3), Math.floor((2 * lengthMs) / 3)];
    case "early":
      return [1, 2];
    case "late":
      return [lengthMs - 3, lengthMs - 2];
  }
}
