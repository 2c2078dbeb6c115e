/** What lies in layers over the chart's canvases, so that a price is shown without the library drawing. */
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { wordsEveryMs } from "../../renderer/chart/level-drag.svelte.ts";
import type { FakeTransport } from "../doubles/transport.ts";
import { chartAtRest } from "./chart-draws.ts";
import { look as lookAt } from "./look.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { fullScene, ruleOf, spec } from "./scenes.ts";

let harness: PageHarness;
beforeAll(async () => {
  harness = await startPageHarness();
});
afterAll(() => harness.end());

const look = (act: (page: Page, host: FakeTransport) => Promise<void>): Promise<void> =>
  lookAt(harness, fullScene(Date.now()), { viewport: { width: 1440, height: 900 } }, async (page, host) => {
    await page.locator(".stage .now").waitFor();
    await chartAtRest(page);
    await act(page, host);
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
    /** Of each hidden piece of the axis: how far the next tag is. */
    const distances = (): Promise<number[]> =>
      page.evaluate(() => {
        const tags = [...document.querySelectorAll(".stage .now, .stage .alone .price, .stage .derived")];
        const boxes = tags.map((tag) => tag.getBoundingClientRect());
        const mask = document.querySelector(".label-masks");
        const from = mask?.getBoundingClientRect().top ?? Number.NaN;
        const painted = mask === null ? "" : getComputedStyle(mask).backgroundImage;
        return [...painted.matchAll(/rgb\(255, 255, 255\) ([\d.]+)px, rgb\(255, 255, 255\) ([\d.]+)px/g)].map(
          (stop) => {
            const [top, bottom] = [from + Number(stop[1]), from + Number(stop[2])];
            return Math.min(...boxes.map((box) => Math.max(box.top - bottom, top - box.bottom)));
          },
        );
      });
    await eventually(async () => (await distances()).length).toBeGreaterThan(0);
    for (const distance of await distances()) expect(distance).toBeLessThan(1);
    const heights = await page.evaluate(() =>
      [".label-masks", ".plot canvas + canvas"].map((each) =>
        [...document.querySelectorAll(each)].map((element) => Number(getComputedStyle(element).zIndex)),
      ),
    );
    expect(Math.max(...(heights[0] ?? []))).toBeLessThan(Math.min(...(heights[1] ?? [])));
  });
});

/** The price, so much higher than in the scene and to be shown, in the one candle. */
async function priceAt(page: Page, host: FakeTransport, price: string): Promise<void> {
  host.push("market.ticks", {
    ...{ keys: ["demo:BTC-USD"], last: [price], bid: [null], ask: [null], receivedMs: [Date.now()] },
  });
  const shown = Number(price).toLocaleString("en-US", { minimumFractionDigits: 2 });
  await eventually(() => page.locator(".stage .now span").first().textContent()).toBe(shown);
}

it("a price that moves makes nothing on the chart, and leaves the unseen + where it is", async () => {
  await look(async (page, host) => {
    // The candle rises from here on, and does not leave the scale.
    await priceAt(page, host, "44390.12");
    const add = page.getByRole("spinbutton", { name: "Price for a new alert" });
    const before = await add.getAttribute("style");
    await page.evaluate(() => {
      const seen = globalThis as unknown as { made: number };
      seen.made = 0;
      const stage = document.querySelector(".stage");
      if (stage === null) throw new Error("no chart");
      new MutationObserver((all) => (seen.made += all.length)).observe(stage, { subtree: true, childList: true });
    });
    for (const price of ["44391.12", "44392.12", "44393.12"]) await priceAt(page, host, price);
    expect(await page.evaluate(() => (globalThis as unknown as { made: number }).made)).toBe(0);
    expect(await add.getAttribute("style")).toBe(before);
    // By keyboard it is at the price that is now.
    await add.focus();
    await eventually(() => add.getAttribute("aria-valuetext")).toBe("44,393.00");
    expect(await add.getAttribute("style")).not.toBe(before);
  });
});

it("a line that is dragged is moved with each frame, and nothing else of the chart is written", async () => {
  await look(async (page) => {
    const line = page.locator(".level").first();
    const box = await line.boundingBox();
    if (box === null) throw new Error("no line");
    const [x, y] = [box.x + box.width / 3, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + 10);
    await page.locator(".level.moving").waitFor();
    const { places, writes, tookMs } = await page.evaluate(
      async ([atX, atY]) => {
        const moved = document.querySelector(".level.moving");
        const stage = document.querySelector(".stage");
        if (moved === null || stage === null) throw new Error("no line");
        let writes = 0;
        new MutationObserver(() => writes++).observe(stage, {
          ...{ subtree: true, childList: true, characterData: true, attributes: true },
        });
        const places = new Set<number>();
        const beganMs = performance.now();
        for (let move = 0; move < 40; move++) {
          const event = { pointerId: 1, clientX: atX, clientY: atY + 10 + move, bubbles: true };
          moved.dispatchEvent(new PointerEvent("pointermove", event));
          await new Promise((resolve) => requestAnimationFrame(resolve));
          places.add(moved.getBoundingClientRect().top);
        }
        return { places: places.size, writes, tookMs: performance.now() - beganMs };
      },
      [x, y] as const,
    );
    await page.keyboard.press("Escape");
    await page.mouse.up();
    expect(places).toBeGreaterThan(30);
    // What is said of it follows now and then; what it would have done comes in beside that, and the clock.
    expect(writes).toBeLessThanOrEqual(3 * Math.ceil(tookMs / wordsEveryMs) + 2 * Math.ceil(tookMs / 1_000));
  });
});

/** Right of the bar that still runs: the axis, and the tag of an alert at its price. */
const rightOfNewest = (page: Page): Promise<{ axis: number; tag: number }> =>
  page.evaluate(() => {
    const right =
      document.querySelectorAll(".plot [style*='will-change']")[2]?.getBoundingClientRect().right ?? Infinity;
    const clip = document.querySelector(".plot [style*='will-change']")?.parentElement?.getBoundingClientRect();
    const tag = document.querySelector('.level[aria-valuenow="44400"] > .tag')?.getBoundingClientRect();
    return { axis: (clip?.right ?? 0) - right, tag: (tag?.left ?? 0) - right };
  });
const nearPrice = (host: FakeTransport): void => {
  for (const level of ["44400", "44380"])
    host.push("rules.changed", ruleOf(level, spec({ kind: "at-or-above", level }), Date.now()));
};

it("the newest candle is seen where the chart was loaded before its pane was shown, as on a phone", async () => {
  await lookAt(harness, fullScene(Date.now()), { viewport: { width: 380, height: 720 } }, async (page, host) => {
    nearPrice(host);
    // Loaded behind the prices, without any size.
    await eventually(() => page.locator(".stage .summary").textContent()).toMatch(/last 44,388\.12$/);
    expect(await page.locator(".plot").boundingBox()).toBeNull();
    const asked = host.inputs("market.candles").length;
    await page.getByRole("navigation").getByRole("button", { name: "Instrument" }).click();
    await eventually(async () => (await rightOfNewest(page)).axis).toBeGreaterThan(20);
    await eventually(async () => (await rightOfNewest(page)).tag).toBeGreaterThan(0);
    expect(host.inputs("market.candles")).toHaveLength(asked);
    // In a window that is wide by now tags are too: the room is that of now.
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("application").press("End");
    await eventually(async () => (await rightOfNewest(page)).tag).toBeGreaterThan(0);
  });
});

it("the tags of alerts near the price leave it and the newest candle free, also after the chart was moved and reset", async () => {
  await look(async (page, host) => {
    nearPrice(host);
    const tag = page.locator('.level[aria-valuenow="44400"] > .tag');
    await tag.waitFor();
    await eventually(async () => (await rightOfNewest(page)).tag).toBeGreaterThan(0);
    const labels = page.locator(".stage .alone > .price");
    const now = await page.locator(".stage .now").boundingBox();
    for (const label of await labels.all()) {
      const box = await label.boundingBox();
      if (box === null || now === null) throw new Error("no label");
      const apart = Math.max(now.y - box.y - box.height, box.y - now.y - now.height);
      expect(apart, await label.innerText()).toBeGreaterThan(-1);
    }
    const chart = page.getByRole("application");
    await chart.press("Home");
    await eventually(async () => (await rightOfNewest(page)).tag).toBeLessThan(-100);
    await page.emulateMedia({ colorScheme: "dark" });
    await chartAtRest(page);
    expect((await rightOfNewest(page)).tag, "other colours take nobody to now").toBeLessThan(-100);
    await chart.press("End");
    await eventually(async () => (await rightOfNewest(page)).tag).toBeGreaterThan(0);
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
