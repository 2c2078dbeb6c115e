/** The window for everyone: where the focus goes, forced colours, twice the size, a phone, and numbers as other countries write them. */
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContextOptions, Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FakeTransport } from "../doubles/transport.ts";
import { look } from "./look.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { brokenScene } from "./scene-faults.ts";
import { fullScene, type Scene } from "./scenes.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
});
afterAll(() => page.end());

const at = (
  scene: Scene,
  options: BrowserContextOptions,
  act: (page: Page, host: FakeTransport) => Promise<void>,
): Promise<void> => look(page, scene, options, act);

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

/** What has the focus: its id, else its name, else what it is. */
const focused = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => {
    const part = document.activeElement;
    return part === null ? null : part.id || part.getAttribute("aria-label") || (part.textContent ?? "").slice(0, 80);
  });

describe("Escape closes what lies on top and nothing else, and the focus goes back to where it was", () => {
  it.each<[string, (page: Page) => Promise<void>, string]>([
    ["the quick search", (page) => page.keyboard.press("Control+k"), "dialog"],
    ["the keys", (page) => page.keyboard.press("?"), "dialog"],
    ["the venues", (page) => page.locator("header .state button").first().press("Enter"), "[popover]:popover-open"],
  ])("%s over the settings", async (_name, open, what) => {
    await at(fullScene(Date.now()), {}, async (page) => {
      await page.locator("#alerts-grid").focus();
      await page.keyboard.press("Control+,");
      await eventually(() => focused(page)).toBe("settings-title");
      await open(page);
      await page.locator(what).waitFor();
      await page.keyboard.press("Escape");
      await eventually(() => page.locator(what).count()).toBe(0);
      expect(await page.getByRole("heading", { name: "Settings" }).count()).toBe(1);
      await page.getByRole("heading", { name: "Settings" }).focus();
      await page.keyboard.press("Escape");
      await eventually(() => focused(page)).toBe("alerts-grid");
    });
  });

  it("what has just fired, which F8 comes to from anywhere", async () => {
    const scene = fullScene(Date.now());
    const [fired] = scene.events;
    if (fired === undefined) throw new Error("no event");
    await at(scene, {}, async (page, host) => {
      const toasts = page.getByRole("group", { name: "BTC-USD crossed below 44,000" });
      const fire = async (...ids: string[]): Promise<void> => {
        const seq = 99 + host.calls.length;
        for (const id of ids) host.push("history.changed", { ...fired, id, seq });
        await eventually(() => toasts.count()).toBe(ids.length);
      };
      const entry = page.locator("#composer-entry");
      await entry.focus();
      // Nothing has: the key is for nobody.
      await page.keyboard.press("F8");
      expect(await focused(page)).toBe("composer-entry");
      await fire("new", "newer");
      await page.keyboard.press("F8");
      expect(await focused(page)).toBe("Acknowledge");
      await page.keyboard.press("Escape");
      await eventually(() => toasts.count()).toBe(1);
      expect(await focused(page)).toBe("composer-entry");
      await page.keyboard.press("F8");
      await page.keyboard.press("Enter");
      await eventually(() => toasts.count()).toBe(0);
      expect(host.inputs("history.acknowledge")).toHaveLength(1);
      await eventually(() => focused(page)).toBe("composer-entry");
      await fire("newest");
      await page.keyboard.press("F8");
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe("Show");
      await page.keyboard.press("Enter");
      await eventually(() => focused(page)).toBe("history-grid");
    });
  });

  it("the menu of the chart, and the details of what happened", async () => {
    await at(fullScene(Date.now()), {}, async (page) => {
      const add = page.getByRole("spinbutton", { name: /^Price for a new alert/ });
      await add.press("Shift+F10");
      const item = page.getByRole("menuitem", { name: "Reset the view" });
      for (const key of ["Escape", "Enter"]) {
        if (key === "Enter") await add.press("Shift+F10");
        await item.focus();
        expect(await item.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe("solid");
        await page.keyboard.press(key);
        await eventually(() => focused(page)).toMatch(/^Price for a new alert/);
      }
      await page.locator("#tab-history").press("Enter");
      await page.locator("[data-event]").first().click();
      await page.getByRole("button", { name: "Edit the alert" }).focus();
      await page.keyboard.press("Escape");
      await eventually(() => focused(page)).toBe("history-grid");
      expect(await page.getByRole("region", { name: "Details of what happened" }).count()).toBe(0);
    });
  });
});

describe("the chart", () => {
  it("is one that a screen reader hands its keys to, and tells what is in it and what they do", async () => {
    await at(fullScene(Date.now()), {}, async (page) => {
      const chart = page.getByRole("application", { name: "Prices of BTC-USD over time" });
      await chart.waitFor();
      const told = await chart.evaluate((part) =>
        (part.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent),
      );
      expect(told).toEqual([
        expect.stringMatching(/^BTC-USD, candles of 1m since .* last 44,388\.12$/),
        expect.stringMatching(/^Arrows go through time, .* End to now\.$/),
      ]);
    });
  });

  it("has one stop for all that fired in it, and the arrows go on from there", async () => {
    await at(fullScene(Date.now()), {}, async (page) => {
      const marks = page.locator(".stage .fire");
      await eventually(() => marks.count()).toBe(2);
      expect(await marks.evaluateAll((all) => all.map((mark) => (mark as HTMLElement).tabIndex))).toEqual([0, -1]);
      await marks.first().focus();
      await page.keyboard.press("ArrowLeft");
      expect(await marks.last().evaluate((mark) => mark === document.activeElement)).toBe(true);
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("ArrowRight");
      expect(await marks.first().evaluate((mark) => mark === document.activeElement)).toBe(true);
    });
  });
});

it("every button, filter and field of a phone is as high as a finger is sure of", async () => {
  const small = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll("button, input, select")]
        .map((part) => ({ part, box: part.getBoundingClientRect() }))
        .filter(({ part, box }) => box.width > 1 && box.height > 1 && part.closest(".stage") === null)
        // 44, but for the hair between two rows. What is taken by its label or by the field around it is as large as that.
        .map(({ part, box }) => ({
          part,
          box: part.closest("label, .filter, .search")?.getBoundingClientRect() ?? box,
        }))
        .filter(({ box }) => box.height < 43)
        .map(({ part, box }) => `${box.height} ${part.outerHTML.slice(0, 90)}`),
    );
  const phone = { viewport: { width: 380, height: 720 }, hasTouch: true, isMobile: true };
  await at(brokenScene(Date.now()), phone, async (page) => {
    const found: string[] = [];
    for (const pane of ["Prices", "Instrument", "Alerts", "History"]) {
      await page.getByRole("navigation").getByRole("button", { name: pane }).click();
      found.push(...(await small(page)).map((part) => `${pane}: ${part}`));
    }
    expect(found).toEqual([]);
  });
});

it("what is on, chosen or open is seen in forced colours, which take away every other background", async () => {
  await at(fullScene(Date.now()), { forcedColors: "active" }, async (page) => {
    /** What this colour of each of the two comes to. */
    const both = (one: string, other: string, colour: string): Promise<(string | undefined)[]> =>
      page.evaluate(
        ([selectors, colour]) =>
          selectors.map((selector) => {
            const found = document.querySelector(selector);
            return found === null ? undefined : getComputedStyle(found).getPropertyValue(colour);
          }),
        [[one, other], colour] as const,
      );
    const differ = async (...asked: Parameters<typeof both>): Promise<void> => {
      const [one, other] = await both(...asked);
      expect([one, other], asked[0]).not.toContain(undefined);
      expect(one, asked[0]).not.toBe(other);
    };
    await page.locator(".stage").waitFor();
    await differ("[aria-pressed=true]", "[aria-pressed=false]", "background-color");
    await differ(".row.selected[role=option]", ".row[role=option]:not(.selected)", "border-left-color");
    const line = await page.locator("#tab-alerts").evaluate((tab) => getComputedStyle(tab, "::after").backgroundColor);
    expect(line).not.toBe(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    await page.keyboard.press("Control+,");
    await page.getByRole("switch").first().waitFor();
    await differ("[role=switch]:checked", "[role=switch]:not(:checked)", "background-color");
    await differ("label:has(> input:checked)", "label:has(> input:not(:checked))", "background-color");
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
