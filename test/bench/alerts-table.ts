/** What ten thousand alerts in their table cost the page: until they are painted, and while they are scrolled. */
import type { Page } from "playwright";
import { hostOf } from "../renderer/host-double.ts";
import { startPageHarness } from "../renderer/page.ts";
import { fullScene, ruleOf, spec } from "../renderer/scenes.ts";
import type { Row } from "./print-rows.ts";

const alerts = 10_000;
const scrollSteps = 120;

interface Seen {
  snapshotAt: number;
  paintedAt: number;
  longTasks: number[];
}

/** Rows for the report; `target` is what the design promises. */
export async function benchAlertsTable(): Promise<Row[]> {
  const stage = await startPageHarness();
  try {
    const scene = fullScene(Date.now());
    const { instrument } = scene.quotes[0] ?? { instrument: { venue: "demo", symbol: "BTC-USD" } };
    scene.rules = Array.from({ length: alerts }, (_, index) =>
      ruleOf(`a${index}`, spec({ kind: "at-or-above", level: String(45_000 + index) }, { instrument }), Date.now()),
    );
    const shown = await stage.open(hostOf(scene), { viewport: { width: 1440, height: 900 } });
    await shown.page.addInitScript(watchFirstPaint);
    await shown.page.reload();
    await shown.page.locator("[data-rule]").first().waitFor();
    await shown.page.waitForFunction(() => (globalThis as unknown as { seen: Seen }).seen.paintedAt > 0);
    const { snapshotAt, paintedAt } = await seenBy(shown.page);
    await shown.page.locator(".alert-rows").hover();
    await shown.page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen.longTasks.splice(0));
    for (let step = 0; step < scrollSteps; step++) {
      await shown.page.mouse.wheel(0, 700);
      await shown.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    const { longTasks } = await seenBy(shown.page);
    await shown.close();
    return [
      {
        name: `${alerts} alerts, from the snapshot to their first paint`,
        value: paintedAt - snapshotAt,
        unit: "ms",
        target: 200,
      },
      {
        name: "longest task over 50 ms while they are scrolled (0: none)",
        value: Math.max(0, ...longTasks),
        unit: "ms",
        target: 50,
      },
    ];
  } finally {
    await stage.end();
  }
}

const seenBy = (page: Page): Promise<Seen> => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);

/** Runs in the page before it: notes when the alerts were answered, and when the first of them was painted. */
function watchFirstPaint(): void {
  const page = globalThis as unknown as {
    pricebell: { invoke: (name: string, input: unknown) => Promise<unknown> };
    seen: Seen;
  };
  const seen: Seen = { snapshotAt: 0, paintedAt: 0, longTasks: [] };
  page.seen = seen;
  new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    entryTypes: ["longtask"],
  });
  const { invoke } = page.pricebell;
  page.pricebell.invoke = async (name, input) => {
    const answer = await invoke(name, input);
    // The snapshot is there with the last of its answers: on the way here they come one after the other, and the alerts take long.
    if (!name.startsWith("market.") && seen.paintedAt === 0) seen.snapshotAt = performance.now();
    if (name === "rules.list") {
      const look = (): void => {
        if (document.querySelector("[data-rule]") === null) requestAnimationFrame(look);
        // The frame after the one that it was found in has painted it.
        else requestAnimationFrame(() => (seen.paintedAt = performance.now()));
      };
      requestAnimationFrame(look);
    }
    return answer;
  };
}
