/**
 * One-minute candles of one instrument. Minutes since the exchange was started are what really traded (a minute without a
 * trade has no candle); those before are worked out from the plan, so that a chart is never empty.
 */
import type { Candle } from "../../../../preload/contract/tick.ts";
import { minuteMs } from "./price-path.ts";
import { hash32 } from "./random.ts";
import type { PriceSimulator } from "./price-simulator.ts";
import { priceText } from "./price-text.ts";

/** How far back the past reaches, and how long a range is still told in minutes; a longer one comes in hours. */
const pastMs = 14 * 86_400_000;
const maxInMinutesMs = 3 * 86_400_000;
const hourMs = 3_600_000;

interface Traded {
  open: string;
  high: string;
  low: string;
  close: string;
  highNumber: number;
  lowNumber: number;
}

export class Candles {
  readonly #priceSimulator: PriceSimulator;
  readonly #seed: number;
  readonly #startMinute: number;
  readonly #traded = new Map<number, Traded>();

  constructor(priceSimulator: PriceSimulator, seed: number, startMs: number) {
    this.#priceSimulator = priceSimulator;
    this.#seed = seed;
    this.#startMinute = Math.floor(startMs / minuteMs);
  }

  /** Takes a trade into its minute. */
  add(price: string, atMs: number): void {
    const minute = Math.floor(atMs / minuteMs);
    const value = Number(price);
    const known = this.#traded.get(minute);
    if (known === undefined) {
      this.#traded.set(minute, {
        open: price,
        high: price,
        low: price,
        close: price,
        highNumber: value,
        lowNumber: value,
      });
      this.#forgetBefore(atMs - pastMs);
      return;
    }
    known.close = price;
    if (value > known.highNumber) {
      known.highNumber = value;
      known.high = price;
    }
    if (value < known.lowNumber) {
      known.lowNumber = value;
      known.low = price;
    }
  }

  /**
   * Candles that touch [fromMs, toMs], oldest first: of `askedMs`, whole minutes; where that is not said of a minute, or of an hour
   * where it is more than three days. Nothing is later than `nowMs`.
   */
  list(fromMs: number, toMs: number, nowMs: number, askedMs: number | null = null): Candle[] {
    const from = Math.max(fromMs, nowMs - pastMs);
    const to = Math.min(toMs, nowMs);
    if (from > to) return [];
    const lengthMs = askedMs ?? (to - from > maxInMinutesMs ? hourMs : minuteMs);
    const first = Math.floor(from / lengthMs) * (lengthMs / minuteMs);
    const last = Math.floor(to / minuteMs);
    const minutes: Candle[] = [];
    for (let minute = first; minute <= last; minute += 1) {
      const candle = this.#minute(minute);
      if (candle !== null) minutes.push(candle);
    }
    return joined(minutes, lengthMs);
  }

  #minute(minute: number): Candle | null {
    const traded = this.#traded.get(minute);
    if (traded !== undefined) {
      const { open, high, low, close } = traded;
      return { openMs: minute * minuteMs, lengthMs: minuteMs, open, high, low, close };
    }
    return minute < this.#startMinute ? this.#planned(minute) : null;
  }

  #planned(minute: number): Candle {
    const openMs = minute * minuteMs;
    const priceSimulator = this.#priceSimulator;
    const open = priceSimulator.planned(openMs);
    const close = priceSimulator.planned(openMs + minuteMs);
    const sigma = priceSimulator.plannedVolatility(openMs);
    const wick = (end: string): number =>
      Math.exp((sigma * 1.2 * hash32(this.#seed, priceSimulator.instrument.symbol, end, minute)) / 0x1_0000_0000);
    const text = (units: number): string =>
      priceText(Math.max(1, Math.round(units)), priceSimulator.instrument.decimals);
    return {
      openMs,
      lengthMs: minuteMs,
      open: text(open),
      high: text(Math.max(open, close) * wick("high")),
      low: text(Math.min(open, close) / wick("low")),
      close: text(close),
    };
  }

  #forgetBefore(atMs: number): void {
    // Minutes come in order but for a stepped clock, so the oldest are the first.
    for (const minute of this.#traded.keys()) {
      if (minute * minuteMs >= atMs) return;
      this.#traded.delete(minute);
    }
  }
}

function joined(minutes: readonly Candle[], lengthMs: number): Candle[] {
  const out: Candle[] = [];
  for (const minute of minutes) {
    const openMs = Math.floor(minute.openMs / lengthMs) * lengthMs;
    const current = out.at(-1);
    if (current === undefined || current.openMs !== openMs) {
      out.push({ ...minute, openMs, lengthMs });
      continue;
    }
    const high = Number(minute.high) > Number(current.high) ? minute.high : current.high;
    const low = Number(minute.low) < Number(current.low) ? minute.low : current.low;
    out[out.length - 1] = { ...current, high, low, close: minute.close };
  }
  return out;
}
