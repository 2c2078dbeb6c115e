/**
 * What the window costs its main thread: 500 instruments, 5,000 ticks a second, conflated by the host to 10 batches a second,
 * in a real Chromium on the built page under its real policy. The batches are made before the clock starts.
 */
import type { CDPSession, Page } from "playwright";
import { hostOf } from "../renderer/host-double.ts";
import { startPageHarness, type Shown } from "../renderer/page.ts";
import { quote } from "../renderer/scene-quotes.ts";
import { fullScene, ruleOf, spec } from "../renderer/scenes.ts";
import { benchChart } from "./page-chart.ts";
import type { Row } from "./print-rows.ts";

const instruments = 500;
const batchEveryMs = 100;
const warmUpMs = 2_000;
const measureMs = 8_000;

interface Load {
  /** Also the focused instrument's own ticks, once a frame. */
  readonly focused: boolean;
}

interface Measured {
  readonly busyMs: number;
  readonly longest: number;
  readonly batches: number;
}

/** Rows for the report; `target` is what the design promises. */
export async function benchPage(): Promise<Row[]> {
  const stage = await startPageHarness();
  try {
    const scene = fullScene(Date.now());
    scene.quotes = Array.from({ length: instruments }, (_, index) =>
      quote(`C${index}-USD`, 100 + index * 7, 2, (index % 9) - 4, Date.now()),
    );
    scene.rules = scene.quotes
      .slice(0, 50)
      .map(({ instrument, last }, index) =>
        ruleOf(`b${index}`, spec({ kind: "at-or-above", level: String(Number(last) * 2) }, { instrument }), Date.now()),
      );
    const shown = await stage.open(hostOf(scene), { viewport: { width: 1100, height: 720 } });
    await shown.page.waitForSelector(".rows .row");
    const idle = await measure(shown, null);
    const list = await measure(shown, { focused: false });
    const focused = await measure(shown, { focused: true });
    await shown.close();
    const chart = await benchChart(stage, instruments);
    return [
      { name: "main thread, page open and nothing coming in", value: idle.busyMs, unit: "ms a second", target: 10 },
      {
        name: `main thread, ${instruments} instruments at 5,000 ticks a second`,
        value: list.busyMs,
        unit: "ms a second",
        target: 80,
      },
      { name: "longest task over 50 ms meanwhile (0: none)", value: list.longest, unit: "ms", target: 50 },
      {
        name: "main thread, with the focused instrument at 60 ticks a second more",
        value: focused.busyMs,
        unit: "ms a second",
        target: 80,
      },
      { name: "longest task over 50 ms meanwhile (0: none)", value: focused.longest, unit: "ms", target: 50 },
      ...chart,
    ];
  } finally {
    await stage.end();
  }
}

export async function measure(shown: Shown, load: Load | null): Promise<Measured> {
  const { page } = shown;
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  if (load !== null) await page.evaluate(startLoad, { batchEveryMs, instruments, focused: load.focused });
  await page.waitForTimeout(warmUpMs);
  await page.evaluate(() => {
    const seen = globalThis as unknown as { longTasks: number[] };
    seen.longTasks = [];
    new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe(
      { entryTypes: ["longtask"] },
    );
  });
  const before = await taskSeconds(session);
  await page.waitForTimeout(measureMs);
  const after = await taskSeconds(session);
  const { longTasks, sent } = await page.evaluate(() => {
    const seen = globalThis as unknown as { longTasks: number[]; batchesSent?: number };
    return { longTasks: seen.longTasks, sent: seen.batchesSent ?? 0 };
  });
  await stopLoad(page);
  await session.detach();
  const seconds = after.at - before.at;
  return { busyMs: ((after.busy - before.busy) * 1000) / seconds, longest: Math.max(0, ...longTasks), batches: sent };
}

export async function taskSeconds(session: CDPSession): Promise<{ busy: number; at: number }> {
  const { metrics } = await session.send("Performance.getMetrics");
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { busy: value("TaskDuration"), at: value("Timestamp") };
}

/** Runs in the page: pushes ready-made batches as the host would. */
function startLoad(load: { batchEveryMs: number; instruments: number; focused: boolean }): void {
  const page = globalThis as unknown as {
    playedPush: (name: string, value: unknown) => void;
    loadTimers: number[];
    batchesSent: number;
  };
  const ring = Array.from({ length: 20 }, (_, turn) => {
    const keys: string[] = [];
    const last: string[] = [];
    const bid: string[] = [];
    const ask: string[] = [];
    for (let index = 0; index < load.instruments; index++) {
      const price = (100 + index * 7) * (1 + Math.sin(turn * 0.7 + index) * 0.002);
      keys.push(`demo:C${index}-USD`);
      last.push(price.toFixed(2));
      bid.push((price - 0.01).toFixed(2));
      ask.push((price + 0.01).toFixed(2));
    }
    return { keys, last, bid, ask, receivedMs: keys.map(() => 0) };
  });
  page.batchesSent = 0;
  page.loadTimers = [
    window.setInterval(() => {
      const batch = ring[page.batchesSent++ % ring.length];
      if (batch === undefined) return;
      batch.receivedMs.fill(Date.now());
      page.playedPush("market.ticks", batch);
    }, load.batchEveryMs),
  ];
  if (!load.focused) return;
  let turn = 0;
  page.loadTimers.push(
    window.setInterval(() => {
      const price = 100 + Math.sin(turn++ * 0.3);
      page.playedPush("market.ticks", {
        keys: ["demo:C0-USD"],
        last: [price.toFixed(2)],
        bid: [(price - 0.01).toFixed(2)],
        ask: [(price + 0.01).toFixed(2)],
        receivedMs: [Date.now()],
      });
    }, 1000 / 60),
  );
}

async function stopLoad(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const timer of (globalThis as unknown as { loadTimers?: number[] }).loadTimers ?? []) clearInterval(timer);
  });
}
