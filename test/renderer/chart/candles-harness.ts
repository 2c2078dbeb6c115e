/** Candles of a chart on a clock of the test, from a host that answers as the test says. */
import { createApi } from "../../../preload/api.ts";
import type { CandleList } from "../../../preload/contract/candles.ts";
import { ok } from "../../../preload/contract/result.ts";
import { ChartCandles, firstCandles } from "../../../renderer/chart/candles.svelte.ts";
import type { Bar } from "../../../renderer/chart/adapter/price-chart.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { FakeTransport } from "../../doubles/transport.ts";

export const minuteMs = 60_000;
export const instrument = { venue: "demo", symbol: "BTC-USD" } as const;

export function list(opens: readonly number[], more: Partial<CandleList> = {}): CandleList {
  const prices = opens.map((_, at) => String(100 + at));
  return {
    ...{
      instrument,
      interval: "1m" as const,
      openMs: [...opens],
      open: prices,
      high: prices,
      low: prices,
      close: prices,
    },
    ...{ isForming: true, source: "venue" as const, covered: [], beginsMs: null, failure: null, ...more },
  };
}

/** Half a minute into the minute `t`. */
export function setUp(
  answer: (input: { fromMs?: number; toMs?: number; beforeMs?: number; limit?: number }) => CandleList,
) {
  const clock = new ManualClock(Date.parse("2026-01-05T12:00:30.000Z"));
  const t = clock.now().wallMs - 30_000;
  const host = new FakeTransport({ "market.candles": (input) => ok(answer(input)) });
  const replaced: (readonly Bar[])[] = [];
  const updated: Bar[] = [];
  const page = { hidden: false };
  const view: { inView: { from: number; to: number } | null } = { inView: null };
  const kept: boolean[] = [];
  const candles = new ChartCandles({
    ...{ api: createApi(host), instrument, interval: "1m" },
    now: () => clock.now().wallMs,
    isHidden: () => page.hidden,
    later: (act, delayMs) => {
      const timer = clock.after(delayMs, act);
      return () => timer.cancel();
    },
    inView: () => view.inView,
    onReplaced(bars, { keepsPlace }) {
      replaced.push(bars);
      kept.push(keepsPlace);
    },
    onUpdated: (bar) => updated.push(bar),
  });
  return { clock, t, host, replaced, updated, page, candles, view, kept };
}

/** Every minute from `begins` minutes before the present one, each at its number from there. */
export function everyMinute(begins: number) {
  const nowMs = Date.parse("2026-01-05T12:00:00.000Z");
  const beginsMs = nowMs - begins * minuteMs;
  return (input: { fromMs?: number; toMs?: number; beforeMs?: number; limit?: number }): CandleList => {
    const end = Math.min(input.toMs ?? input.beforeMs ?? Infinity, nowMs + minuteMs);
    const begin = Math.max(input.fromMs ?? end - (input.limit ?? firstCandles) * minuteMs, beginsMs);
    const opens = Array.from({ length: Math.max(0, (end - begin) / minuteMs) }, (_, at) => begin + at * minuteMs);
    return list(opens, { beginsMs: begin === beginsMs ? beginsMs : null });
  };
}

export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
