/** The window for everyone: forced colours, twice the size, a phone, and numbers as other countries write them. */
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions, Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { look } from "./look.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { brokenScene } from "./scene-faults.ts";
import { fullScene, type Scene } from "./scenes.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
});
afterAll(() => page.end());

const at = (scene: Scene, options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<void> =>
  look(page, scene, options, act);

const violationsOf = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
};

/** What is wider inside than outside, though nobody could scroll it there. */
const sideways = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("main, section, .panel, form, header, .grid, .toasts")]
      .filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName}.${element.className}`),
  );

describe("axe finds nothing", () => {
  it.each<[string, BrowserContextOptions]>([
    ["in forced colours", { forcedColors: "active" }],
    ["in forced colours, dark", { forcedColors: "active", colorScheme: "dark" }],
    // 1100 by 720 at 200 %.
    ["at 200 % zoom", { viewport: { width: 550, height: 360 }, deviceScaleFactor: 2 }],
    ["380 wide", { viewport: { width: 380, height: 720 } }],
    ["760 wide, dark", { viewport: { width: 760, height: 720 }, colorScheme: "dark" }],
  ])("%s, in alerts and history, with a selection and a detail", async (_name, options) => {
    await at(fullScene(Date.now()), options, async (page) => {
      const isPhone = (options.viewport?.width ?? 1100) < 720;
      const go = async (pane: "Alerts" | "History"): Promise<void> => {
        if (isPhone) await page.getByRole("navigation").getByRole("button", { name: pane }).click();
        else await page.getByRole("tab", { name: new RegExp(`^${pane}`) }).click();
      };
      await go("Alerts");
      await page.getByRole("grid", { name: /^Alerts/ }).focus();
      await page.keyboard.press("Control+a");
      expect(await violationsOf(page)).toEqual([]);
      await go("History");
      await page.locator("[data-event]").first().click();
      expect(await violationsOf(page)).toEqual([]);
      expect(await sideways(page)).toEqual([]);
    });
  });

  it("in what stops the watching, the venues, the keys, the quick search and a group of the watchlist", async () => {
    const scene = brokenScene(Date.now());
    scene.settings.watchlistGroups = [{ name: "Majors", keys: ["demo:BTC-USD", "demo:ETH-USD"] }];
    await at(scene, {}, async (page) => {
      await page.getByRole("button", { name: "Details, 3 more" }).click();
      await page.locator("header .state .words").click();
      expect(await violationsOf(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      expect(await violationsOf(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.keyboard.type("theme");
      await page.getByRole("option", { name: "Theme: Dark" }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
    });
  });
});

it("the candle that runs is seen in forced colours, which take away every other background", async () => {
  await at(fullScene(Date.now()), { forcedColors: "active" }, async (page) => {
    await page.locator(".level").first().waitFor();
    const [body, back] = await page.evaluate(() =>
      [[...document.querySelectorAll(".plot > div > div")].at(-1), document.body].map(
        (part) => getComputedStyle(part ?? document.body).backgroundColor,
      ),
    );
    expect(body).toMatch(/^rgb\(/);
    expect(body).not.toBe(back);
  });
});

describe("numbers and times are written as the country writes them, and stay in their places", () => {
  it.each([
    ["de-DE", "≥ 45.000", "44.388,12"],
    ["ja-JP", "≥ 45,000", "44,388.12"],
    ["ar-EG", "≥ ٤٥٬٠٠٠", "٤٤٬٣٨٨٫١٢"],
  ])("%s", async (locale, condition, price) => {
    const scene = fullScene(Date.now());
    scene.info = { ...scene.info, language: { inUse: "en", locale, isFixed: false } };
    await at(scene, { locale }, async (page) => {
      const row = page.locator('[data-rule="r1"]');
      const words = async (part: Locator): Promise<string> => (await part.innerText()).replace(/[\u2066-\u2069]/gu, "");
      expect(await words(row.locator(".condition bdi"))).toBe(condition);
      expect(await words(page.locator('[id="row-demo:BTC-USD"] .price'))).toBe(price);
      // Each number is isolated: percent and amount, written from right to left or not, keep their order.
      const [percent, amount] = await row
        .locator(".distance bdi")
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
      expect(percent).toBeLessThan(amount ?? 0);
      expect(await sideways(page)).toEqual([]);
    });
  });
});
