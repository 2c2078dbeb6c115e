/** The chart in the built window: drawn under the hosts' policy, zoomed, gone back in, and a place to begin an alert from. */
import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ok } from "../../preload/contract/result.ts";
import type { FakeTransport } from "../doubles/transport.ts";
import { chartAtRest, countDraws } from "./chart-draws.ts";
import { aDryRun } from "./dry-run-sample.ts";
import { look as lookAt } from "./look.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { candlesOf } from "./scene-candles.ts";
import { fullScene, type Scene } from "./scenes.ts";

let harness: PageHarness;
beforeAll(async () => {
  harness = await startPageHarness();
});
afterAll(() => harness.end());

const look = (act: (page: Page, host: FakeTransport, scene: Scene) => Promise<void>): Promise<void> => {
  const scene = fullScene(Date.now());
  return lookAt(harness, scene, { viewport: { width: 1440, height: 900 } }, async (page, host) => {
    await page.locator(".level").first().waitFor();
    await chartAtRest(page);
    await act(page, host, scene);
  });
};

const plotOf = async (page: Page): Promise<{ x: number; y: number; width: number; height: number }> => {
  const box = await page.locator(".stage").boundingBox();
  if (box === null) throw new Error("no chart");
  return box;
};
const picture = (page: Page): Promise<string | null> => page.locator(".stage .summary").textContent();
const line = (page: Page): Promise<string> => page.locator("#composer-entry").first().inputValue();

/** So many pixels of the chart have just the colour that alerts alone have. */
const accentPixels = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const stage = document.querySelector(".stage");
    if (probe === null || stage === null) throw new Error("no chart");
    const at = document.createElement("span");
    at.style.color = "var(--accent)";
    stage.append(at);
    probe.fillStyle = getComputedStyle(at).color;
    at.remove();
    probe.fillRect(0, 0, 1, 1);
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
    let count = 0;
    for (const canvas of stage.querySelectorAll("canvas")) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      // Read from a copy: the chart's own are not made for it.
      Object.assign(probe.canvas, { width: canvas.width, height: canvas.height });
      probe.drawImage(canvas, 0, 0);
      const { data } = probe.getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4)
        if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) count++;
    }
    return count;
  });

describe("The chart", () => {
  it("goes back beyond what it keeps loaded, and returns to now", async () => {
    await look(async (page, host) => {
      const { x, y, width, height } = await plotOf(page);
      await page.mouse.move(x + width / 2, y + height / 2);
      const back = page.getByRole("button", { name: "Back to now" });
      // At the oldest that it can have loaded it moves no further, comes to rest and leaves out the newest.
      await eventually(async () => {
        await page.mouse.wheel(-2_500, 0);
        return back.isVisible();
      }).toBe(true);
      await back.press("Enter");
      await back.waitFor({ state: "detached" });
      expect(host.inputs("market.candles").filter(({ limit }) => limit === 300)).toHaveLength(2);
    });
  });

  it("draws every interval and both styles, in light and in dark, and no policy is broken", async () => {
    await look(async (page, host) => {
      expect(await picture(page)).toMatch(/^BTC-USD, candles of 1m since .* last 44,388\.12$/);
      for (const [name, interval] of [
        ["1h", "1h"],
        ["1D", "1d"],
      ] as const) {
        await page.getByRole("button", { name, exact: true }).click();
        await eventually(() => picture(page)).toMatch(`candles of ${name}`);
        expect(host.inputs("market.candles").at(-1)).toMatchObject({ interval, limit: 300 });
      }
      await page.getByRole("button", { name: "Line", exact: true }).click();
      await page.emulateMedia({ colorScheme: "dark" });
      const link = page.getByRole("link", { name: "Charts by TradingView" });
      expect(await link.getAttribute("href")).toBe("https://www.tradingview.com/");
      await page.reload();
      await eventually(() => page.getByRole("button", { name: "1D", exact: true }).getAttribute("aria-pressed")).toBe(
        "true",
      );
    });
  });

  it("draws its canvases for a new candle and not for a price, which moves the newest one", async () => {
    await look(async (page, host, scene) => {
      const nowMs = Date.now();
      // The end of what it looks at moves with each quarter of a candle, and one could pass meanwhile.
      host.push("rules.removed", { id: "r4" });
      await page.locator('[data-rule="r4"]').waitFor({ state: "detached" });
      host.handlers["market.candles"] = (asked) => ok(candlesOf(scene, asked, nowMs));
      await page.getByRole("button", { name: "5m", exact: true }).click();
      await eventually(() => picture(page)).toMatch("candles of 5m");
      const tag = page.locator(".stage .now > span").first();
      await eventually(() => tag.textContent()).toBe("44,388.12");
      const drawn = await countDraws(page);
      const tick = (last: string, afterMs: number): void =>
        host.push("market.ticks", {
          ...{ keys: ["demo:BTC-USD"], last: [last], bid: [null], ask: [null] },
          receivedMs: [nowMs + afterMs],
        });
      const body = (): Promise<string | null> => page.locator(".plot > div > div").last().getAttribute("style");
      // Near the old one: the scale stays.
      const before = await body();
      tick("44388.50", 0);
      await eventually(() => tag.textContent()).toBe("44,388.50");
      expect(await body()).not.toBe(before);
      expect(await drawn()).toBe(0);
      tick("44388.75", 300_000);
      await eventually(() => tag.textContent()).toBe("44,388.75");
      await eventually(async () => (await drawn()) > 0).toBe(true);
    });
  });

  it("asks for older candles as one goes back, and comes to the newest by a double click", async () => {
    await look(async (page, host) => {
      const { x, y, width, height } = await plotOf(page);
      const edge = page.locator(".beyond.above");
      await page.mouse.move(x + 200, y + height / 3);
      await page.mouse.down();
      await page.mouse.move(x + width - 200, y + height / 3, { steps: 5 });
      await page.mouse.up();
      await page.mouse.wheel(0, 600);
      await eventually(() => host.inputs("market.candles").some(({ beforeMs }) => beforeMs !== undefined)).toBe(true);
      await edge.click();
      await edge.waitFor({ state: "detached" });
      await page.mouse.dblclick(x + 200, y + 40);
      await edge.waitFor();
    });
  });

  it("begins an alert from its menu, and draws what is being made as a line that can be moved", async () => {
    await look(async (page, host) => {
      const { x, y, height } = await plotOf(page);
      await page.mouse.click(x + 300, y + height * 0.4, { button: "right" });
      const item = page.getByRole("menuitem", { name: /^Alert at / });
      const price = (await item.textContent())?.replace(/[^\d.]/g, "") ?? "";
      await item.click();
      await eventually(async () => (await line(page)).replace(/[^\d.]/g, "")).toContain(String(Number(price)));
      const draft = page.getByRole("spinbutton", { name: /^Level of the new alert/ });
      await draft.focus();
      await page.keyboard.press("Shift+ArrowUp");
      await eventually(async () => Number((await line(page)).replace(/[^\d.]/g, ""))).toBeCloseTo(
        Number(price) + 0.1,
        5,
      );
      await page.keyboard.press("Escape");
      await eventually(async () => Number((await line(page)).replace(/[^\d.]/g, ""))).toBe(Number(price));
      expect(host.inputs("rules.create")).toEqual([]);
    });
  });

  it("begins an alert by keys alone, from the + beside the axis", async () => {
    await look(async (page) => {
      const add = page.getByRole("spinbutton", { name: /^Price for a new alert/ });
      await add.focus();
      const before = Number(await add.getAttribute("aria-valuenow"));
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("ArrowDown");
      await eventually(async () => Number(await add.getAttribute("aria-valuenow"))).toBeCloseTo(before - 0.11, 5);
      await page.keyboard.press("ContextMenu");
      await page.getByRole("menuitem", { name: /^Alert at / }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("menuitem", { name: /^Alert at / }).waitFor({ state: "detached" });
      await add.focus();
      await page.keyboard.press("Enter");
      await eventually(async () => Number((await line(page)).replace(/[^\d.]/g, ""))).toBeCloseTo(before - 0.11, 5);
    });
  });

  it("marks where the alert that is being made would have fired, and follows a line that is moved", async () => {
    await look(async (page, host) => {
      const nowMs = Date.now();
      const openMs = (ago: number): number => (Math.floor(nowMs / 60_000) - ago) * 60_000;
      host.handlers["rules.dryRun"] = ({ rule }) => {
        const level = "level" in rule.condition ? Number(rule.condition.level) : 0;
        const isMoved = level > 45_000;
        const fires = [
          { candleMs: openMs(9_000), isCertain: true },
          { candleMs: openMs(20), isCertain: !isMoved },
        ];
        return ok({ ...aDryRun(nowMs), fires, count: isMoved ? { min: 1, max: null } : { min: 2, max: 2 } });
      };
      const legend = page.locator(".notes .past");
      const before = await accentPixels(page);
      await page.locator("#composer-entry").fill(">44900");
      await legend.getByText("Would have fired: 1", { exact: true }).waitFor();
      expect(await legend.getByText(/May have fired|There may be more/).count()).toBe(0);
      await eventually(async () => (await accentPixels(page)) - before).toBeGreaterThan(0);
      const certain = (await accentPixels(page)) - before;

      const line = page.getByRole("spinbutton", { name: /^Tell me once when BTC-USD rises to 45,000 or more/ });
      await line.focus();
      await page.keyboard.press("ArrowUp");
      await legend.getByText("May have fired: 1", { exact: true }).waitFor();
      await legend.getByText("There may be more").waitFor();
      expect(host.inputs("rules.dryRun").at(-1)).toMatchObject({
        rule: { condition: { kind: "at-or-above", level: "45000.01" } },
      });
      await page.getByRole("status").getByText("At least once in 30 days").waitFor();
      // One is filled, the other is not.
      const draft = page.locator("#composer-entry");
      await page.keyboard.press("Escape");
      await legend.getByText("Would have fired: 1", { exact: true }).waitFor();
      await draft.fill(">45000.01");
      await legend.getByText("May have fired: 1", { exact: true }).waitFor();
      await eventually(async () => (await accentPixels(page)) - before).not.toBe(certain);
      const uncertain = (await accentPixels(page)) - before;
      expect(uncertain).toBeLessThan(certain);

      await draft.fill("");
      await legend.waitFor({ state: "detached" });
      await eventually(() => accentPixels(page)).toBe(before);
    });
  });

  it("shows the line of the alert that is pointed at in the table, and the other way round", async () => {
    await look(async (page) => {
      const row = page.locator('[data-rule="r1"]');
      const line = page.getByRole("spinbutton", { name: /^Tell me once when BTC-USD rises to 45,000 or more/ });
      const isShown = (part: Locator): Promise<boolean> => part.evaluate((element) => element.matches(".hovered"));
      const both = (): Promise<boolean[]> => Promise.all([isShown(row), isShown(line)]);
      await row.hover();
      await eventually(both).toEqual([true, true]);
      expect(await line.locator(".price").isVisible()).toBe(true);
      await page.locator('[data-rule="r3"]').hover();
      await eventually(both).toEqual([false, false]);
      await line.hover();
      await eventually(both).toEqual([true, true]);
      await page.mouse.move(400, 20);
      await eventually(both).toEqual([false, false]);

      await line.focus();
      await eventually(both).toEqual([true, true]);
      const grid = page.locator("#alerts-grid");
      await grid.focus();
      await eventually(both).toEqual([false, false]);
      await page.keyboard.press("Home");
      for (let at = 0; at < 10 && (await grid.getAttribute("aria-activedescendant")) !== "alert-r1"; at++)
        await page.keyboard.press("ArrowDown");
      await eventually(both).toEqual([true, true]);
      // From the row to its own line: what is left last says nothing of what has come.
      await line.focus();
      await eventually(both).toEqual([true, true]);
      await page.locator("#composer-entry").focus();
      await eventually(both).toEqual([false, false]);
    });
  });

  it("says since when it collects where the venue has no past, and why the past is missing", async () => {
    await look(async (page, host, scene) => {
      const beginsMs = Date.now() - 3_600_000;
      host.handlers["market.candles"] = (asked) => {
        const failure = { code: "venue-unreachable" as const, message: "Prices of the past are missing." };
        return ok({ ...candlesOf(scene, asked, Date.now()), source: "recorded", beginsMs, failure });
      };
      await page.getByRole("button", { name: "15m", exact: true }).click();
      // With its day, where an hour ago was yesterday.
      await page.getByText(/^Collecting since .*\d:\d\d/).waitFor();
      await page.getByText("Prices of the past are missing.").waitFor();
    });
  });
});
