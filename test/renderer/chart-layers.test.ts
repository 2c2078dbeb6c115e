/** What lies in layers over the chart's canvases, so that a price is shown without the library drawing. */
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { look as lookAt } from "./look.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { fullScene } from "./scenes.ts";

let harness: PageHarness;
beforeAll(async () => {
  harness = await startPageHarness();
});
afterAll(() => harness.end());

const look = (act: (page: Page) => Promise<void>): Promise<void> =>
  lookAt(harness, fullScene(Date.now()), { viewport: { width: 1440, height: 900 } }, async (page) => {
    await page.locator(".stage .now").waitFor();
    await act(page);
  });

it("the upper canvases are drawn with the crosshair alone, which the pointer brings all the same", async () => {
  await look(async (page) => {
    const upper = page.locator(".plot canvas + canvas");
    const opacities = (): Promise<string[]> =>
      upper.evaluateAll((all) => [...new Set(all.map((canvas) => getComputedStyle(canvas).opacity))]);
    expect(await upper.count()).toBe(3);
    expect(await opacities()).toEqual(["0"]);
    await page.mouse.move(700, 330);
    await eventually(opacities).toEqual(["1"]);
    await page.mouse.move(100, 330);
    await eventually(opacities).toEqual(["0"]);
  });
});

it("a label of the axis that the price's tag touches is hidden while it does, below the crosshair, and no other is", async () => {
  await look(async (page) => {
    const hidden = (): Promise<{ distance: number; isBelow: boolean }[]> =>
      page.evaluate(() => {
        const tags = [...document.querySelectorAll(".stage .now, .stage .alone .price, .stage .derived")];
        const boxes = tags.map((tag) => tag.getBoundingClientRect());
        return [...document.querySelectorAll(".label-mask:not([hidden])")].map((mask) => {
          const { top, bottom } = mask.getBoundingClientRect();
          const isBelow = [...document.querySelectorAll(".plot canvas + canvas")].every(
            (canvas) => Number(getComputedStyle(canvas).zIndex) > Number(getComputedStyle(mask).zIndex),
          );
          return { distance: Math.min(...boxes.map((box) => Math.max(box.top - bottom, top - box.bottom))), isBelow };
        });
      });
    await eventually(async () => (await hidden()).length).toBeGreaterThan(0);
    for (const { distance, isBelow } of await hidden()) {
      expect(distance).toBeLessThan(1);
      expect(isBelow).toBe(true);
    }
  });
});

it("the newest candle is seen where the chart was loaded before its pane was shown, as on a phone", async () => {
  await lookAt(harness, fullScene(Date.now()), { viewport: { width: 380, height: 720 } }, async (page, host) => {
    // Loaded behind the prices, without any size.
    await eventually(() => page.locator(".stage .summary").textContent()).toMatch(/last 44,388\.12$/);
    expect(await page.locator(".plot").boundingBox()).toBeNull();
    const asked = host.inputs("market.candles").length;
    await page.getByRole("navigation").getByRole("button", { name: "Instrument" }).click();
    // Of the bar that still runs: its body, and the axis to the right of the plot.
    const rightOfNewest = (): Promise<number> =>
      page.evaluate(() => {
        const parts = document.querySelectorAll(".plot [style*='will-change']");
        const clip = parts[2]?.parentElement?.getBoundingClientRect();
        return (clip?.right ?? 0) - (parts[2]?.getBoundingClientRect().right ?? Infinity);
      });
    await eventually(rightOfNewest).toBeGreaterThan(20);
    expect(host.inputs("market.candles")).toHaveLength(asked);
  });
});

it("no label of the price axis is cut at the top or the bottom of the plot", async () => {
  await look(async (page) => {
    /** How many points of the axis's outermost rows are not of its surface. */
    const ink = (): Promise<number> =>
      page.evaluate(() => {
        const [canvas] = document.querySelectorAll<HTMLCanvasElement>(".plot tr:first-child td:last-child canvas");
        if (canvas === undefined) throw new Error("no price axis");
        const { width, height } = canvas;
        const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
        if (copy === null) throw new Error("no canvas");
        copy.drawImage(canvas, 0, 0);
        const row = (y: number): number[] => [...new Uint32Array(copy.getImageData(4, y, width - 4, 1).data.buffer)];
        const rows = [...row(0), ...row(height - 1)];
        return rows.filter((point) => point !== rows[0]).length;
      });
    const found: number[] = [];
    // The scale is drawn out by hand: labels come in at the edges, and lie across them at some of these places.
    await page.mouse.move(1410, 400);
    await page.mouse.down();
    for (let step = 1; step <= 30; step++) {
      await page.mouse.move(1410, 400 + 4 * step);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      found.push(await ink());
    }
    await page.mouse.up();
    expect(found).toEqual(found.map(() => 0));
  });
});
