/** What a full chart costs the window's main thread: 2,000 candles, 20 alerts, ticks at every rate, and one of its lines dragged. */
import type { CDPSession, Page } from "playwright";
import { ok } from "../../preload/contract/result.ts";
import { hostOf } from "../renderer/host-double.ts";
import type { PageHarness, Shown } from "../renderer/page.ts";
import { candlesOf } from "../renderer/scene-candles.ts";
import { quote } from "../renderer/scene-quotes.ts";
import { fullScene, ruleOf, spec } from "../renderer/scenes.ts";
import { measure, taskSeconds } from "./page.ts";
import type { Row } from "./print-rows.ts";

const candles = 2_000;
const alerts = 20;
const moves = 120;

/** `instruments` are watched, and the first one's chart is open. */
export async function benchChart(harness: PageHarness, instruments: number): Promise<Row[]> {
  const now = Date.now();
  const scene = fullScene(now);
  scene.quotes = Array.from({ length: instruments }, (_, index) =>
    quote(`C${index}-USD`, 100 + index * 7, 2, (index % 9) - 4, now),
  );
  scene.rules = Array.from({ length: alerts }, (_, index) => {
    const level = (100 + (index - alerts / 2) * 0.05).toFixed(2);
    const instrument = { venue: "demo", symbol: "C0-USD" };
    return ruleOf(`b${index}`, spec({ kind: "crosses", level }, { instrument }), now);
  });
  const host = hostOf(scene);
  host.handlers["market.candles"] = (asked) =>
    ok(candlesOf(scene, asked.fromMs === undefined ? { ...asked, limit: candles } : asked, Date.now()));
  const shown = await harness.open(host, { viewport: { width: 1440, height: 900 } });
  try {
    await shown.page.locator(".level").nth(5).waitFor();
    const live = await measure(shown, { focused: true });
    return [
      {
        name: `main thread, ${instruments} instruments, the chart of ${candles} candles and ${alerts} alerts open`,
        value: live.busyMs,
        unit: "ms a second",
        target: 60,
      },
      { name: "longest task over 50 ms meanwhile (0: none)", value: live.longest, unit: "ms", target: 50 },
      { name: "one move of a level that is dragged", value: await dragged(shown), unit: "ms", target: 4 },
    ];
  } finally {
    await shown.close();
  }
}

/** Main thread a move, without what the page does anyway: nothing comes in meanwhile. */
async function dragged({ page }: Shown): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const box = await page.locator(".level").nth(5).boundingBox();
  if (box === null) throw new Error("There is no level to drag.");
  const [x, y] = [box.x + box.width / 3, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 10);
  const before = await taskSeconds(session);
  await moveAtFrames(page, session, x, y);
  const after = await taskSeconds(session);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await session.detach();
  return ((after.busy - before.busy) * 1_000) / moves;
}

/**
 * By the protocol and not by Playwright's mouse: while a button is down, that one has the page compile and run a script of its own before
 * each move, which took a quarter of what was measured.
 */
async function moveAtFrames(page: Page, session: CDPSession, x: number, y: number): Promise<void> {
  for (let move = 0; move < moves; move++) {
    const at = { x, y: y + 10 + Math.round(Math.sin(move / 9) * 40) };
    await session.send("Input.dispatchMouseEvent", { type: "mouseMoved", button: "left", buttons: 1, ...at });
    await page.waitForTimeout(16);
  }
}
