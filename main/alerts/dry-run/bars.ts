/** Candles as a dry run reads them: their prices as texts and as doubles, and where nothing is known of the time before one. */
import type { TimeSpan } from "../../../preload/contract/candles.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Candle } from "../../../preload/contract/tick.ts";

/** Element i of each list belongs to the candle that opens at `openMs[i]`, oldest first. */
export interface Bars {
  readonly instrument: InstrumentKey;
  readonly lengthMs: number;
  readonly openMs: Float64Array;
  readonly open: readonly string[];
  readonly high: readonly string[];
  readonly low: readonly string[];
  readonly close: readonly string[];
  readonly highNumber: Float64Array;
  readonly lowNumber: Float64Array;
  readonly closeNumber: Float64Array;
  /** 1 where some of the time since the candle before is not covered. */
  readonly followsGap: Uint8Array;
}

export interface BarsOptions {
  /** What is known of, oldest first; in it, an absent candle had no trade. */
  readonly covered: readonly TimeSpan[];
  /** A candle that has not ended by then is left out: its high, low and close are not known yet. Wall time. */
  readonly untilMs: number;
  /** As the feed does with a lone absurd print (T4): see {@link withoutAbsurdPrints}. */
  readonly dropsAbsurdPrints: boolean;
}

/** `candles` of one length, oldest first. */
export function barsOf(instrument: InstrumentKey, candles: readonly Candle[], options: BarsOptions): Bars {
  const lengthMs = candles[0]?.lengthMs ?? 60_000;
  const closed = candles.filter(({ openMs }) => openMs + lengthMs <= options.untilMs);
  const clean = options.dropsAbsurdPrints && lengthMs <= absurdWithinMs ? closed.map(withoutAbsurdPrints) : closed;
  const numbers = (text: (candle: Candle) => string): Float64Array => Float64Array.from(clean, (c) => Number(text(c)));
  return {
    instrument,
    lengthMs,
    openMs: Float64Array.from(clean, ({ openMs }) => openMs),
    open: clean.map(({ open }) => open),
    high: clean.map(({ high }) => high),
    low: clean.map(({ low }) => low),
    close: clean.map(({ close }) => close),
    highNumber: numbers(({ high }) => high),
    lowNumber: numbers(({ low }) => low),
    closeNumber: numbers(({ close }) => close),
    followsGap: gapsBefore(clean, lengthMs, options.covered),
  };
}

const absurdWithinMs = 60_000;
const absurdShare = 0.2;

/**
 * A high or low more than 20 percent beyond both open and close of a minute came and went within 60 s: live, such a print would have waited
 * for a second one and been dropped. In a longer candle so far a price may have been reached in small steps; there it counts.
 */
function withoutAbsurdPrints(candle: Candle): Candle {
  const { open, high, low, close } = candle;
  const [upper, lower] = Number(open) >= Number(close) ? [open, close] : [close, open];
  const isHighAbsurd = Number(high) > Number(upper) * (1 + absurdShare);
  const isLowAbsurd = Number(low) < Number(lower) * (1 - absurdShare);
  return { ...candle, high: isHighAbsurd ? upper : high, low: isLowAbsurd ? lower : low };
}

function gapsBefore(candles: readonly Candle[], lengthMs: number, covered: readonly TimeSpan[]): Uint8Array {
  const gaps = new Uint8Array(candles.length);
  let span = 0;
  for (let at = 1; at < candles.length; at++) {
    const endMs = (candles[at - 1] as Candle).openMs + lengthMs;
    const { openMs } = candles[at] as Candle;
    if (endMs === openMs) continue;
    while (span < covered.length && (covered[span] as TimeSpan).toMs < openMs) span++;
    if ((covered[span]?.fromMs ?? Number.POSITIVE_INFINITY) > endMs) gaps[at] = 1;
  }
  return gaps;
}

/** The middle of what candles range over from low to high, and of their closes; of a sample where there are many. 0 where there are none. */
export function typicalBar({ highNumber, lowNumber, closeNumber }: Bars): { range: number; price: number } {
  const step = Math.max(1, Math.floor(highNumber.length / 2_000));
  const ranges: number[] = [];
  const closes: number[] = [];
  for (let at = 0; at < highNumber.length; at += step) {
    ranges.push((highNumber[at] as number) - (lowNumber[at] as number));
    closes.push(closeNumber[at] as number);
  }
  return { range: middleOf(ranges), price: middleOf(closes) };
}

function middleOf(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
