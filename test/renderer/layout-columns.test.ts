/** Tables, lists and help in the window: what belongs below one another lines up, and no word in a column is cut off. */
import type { BrowserContextOptions, Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { look as lookAt } from "./look.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { quote } from "./scene-quotes.ts";
import { emptyScene, fullScene, ruleOf, spec } from "./scenes.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
}, 180_000);
afterAll(() => page.end());

const look = (options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<void> =>
  lookAt(page, fullScene(Date.now()), options, act);

const sizes = { wide: { width: 1440, height: 900 }, desktop: { width: 1100, height: 720 } } as const;
const tablet = { width: 760, height: 800 };
const phone = { width: 380, height: 720 };

/** What of these is cut off, in words. */
const cutOff = (parts: Locator): Promise<(string | null)[]> =>
  parts.evaluateAll((all) =>
    all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent),
  );

describe("the watchlist", () => {
  it.each([
    ["beside the chart", sizes.desktop],
    ["on a phone", phone],
  ])("has its sparklines in one column %s", async (_where, viewport) => {
    await look({ viewport }, async (page) => {
      const lefts = await page
        .locator(".rows .spark")
        .evaluateAll((all) => all.map((spark) => spark.getBoundingClientRect().left));
      expect(lefts.length).toBeGreaterThan(5);
      expect(new Set(lefts).size).toBe(1);
    });
  });

  it("has the sparkline of an instrument with alerts on a phone too", async () => {
    await look({ viewport: phone }, async (page) => {
      const row = page.locator('[id="row-demo:BTC-USD"]');
      expect(await row.locator(".armed").count()).toBe(1);
      expect(await row.locator(".spark").count()).toBe(1);
    });
  });
});

it("an instrument without a price says so, whether its name is short or long", async () => {
  const scene = fullScene(Date.now());
  const none = { last: null, bid: null, ask: null, at: null, receivedAt: null, reference: null, minutes: [] };
  const symbols = ["NEW-USD", "1000000MOGTOKEN-USDT"];
  scene.quotes = symbols.map((symbol) => ({ ...quote(symbol, 1, 2, 0, Date.now()), ...none }));
  scene.rules = [];
  await lookAt(page, scene, { viewport: sizes.desktop }, async (page) => {
    await page.locator(".rows .price").nth(1).waitFor();
    expect(await page.locator(".rows .price").allInnerTexts()).toEqual(["no price yet", "no price yet"]);
  });
});

describe("the tables", () => {
  it.each([sizes.wide, sizes.desktop, tablet])("say state and repeat of an alert whole, at %o", async (viewport) => {
    await look({ viewport }, async (page) => {
      await page.getByText("Re-arming").first().waitFor();
      expect(await cutOff(page.locator(".alert-rows .state .short"))).toEqual([]);
      expect(await cutOff(page.locator(".alert-rows .repeat"))).toEqual([]);
    });
  });

  it.each([sizes.wide, sizes.desktop, { width: 1000, height: 800 }, tablet, phone])(
    "say both ends of a range, in letters that are read, at %o",
    async (viewport) => {
      const scene = fullScene(Date.now());
      const range = spec({ kind: "outside", low: "43512.25", high: "45517.75" }, { source: "ask" });
      scene.rules = [ruleOf("r1", range, Date.now())];
      await lookAt(page, scene, { viewport }, async (page) => {
        if (viewport === phone) await page.getByRole("navigation").getByRole("button", { name: "Alerts" }).click();
        const condition = page.locator(".alert-rows .condition > bdi");
        await condition.first().waitFor();
        const cut = await condition.evaluateAll((all) =>
          all.map((each) => Math.max(each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight)),
        );
        // A pixel is what letters reach beyond their line.
        expect(cut).toHaveLength(1);
        expect(Math.max(...cut)).toBeLessThanOrEqual(1);
        const lineHeight = await condition.evaluate((each) => parseFloat(getComputedStyle(each).lineHeight));
        expect(lineHeight, "no line lies over the next").toBeGreaterThan(11);
        expect(parseFloat(await condition.evaluate((each) => getComputedStyle(each).fontSize))).toBeGreaterThanOrEqual(
          11,
        );
      });
    },
  );

  it.each([
    ["a mouse", {}],
    ["a finger", { hasTouch: true, isMobile: true }],
  ])(
    "have the buttons of each alert within reach of %s, and no distance without its last digits, at every width",
    async (_pointer, options) => {
      const scene = fullScene(Date.now());
      scene.rules.push(ruleOf("far", spec({ kind: "at-or-below", level: "43210.98765" }), Date.now()));
      await lookAt(page, scene, { viewport: sizes.wide, ...options }, async (page) => {
        await page.locator(".alert-rows .amount").first().waitFor();
        for (const width of [720, 760, 999, 1000, 1079, 1080, 1119, 1120, 1299, 1300, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          const { beyond, cut } = await page.locator(".alert-rows").evaluate((rows) => {
            const { right } = rows.getBoundingClientRect();
            const tools = [...rows.querySelectorAll(".tools button:last-child")].map((tool) =>
              tool.getBoundingClientRect(),
            );
            const amounts = [...rows.querySelectorAll(".amount")].filter((amount) => {
              const [words, box] = [amount.parentElement?.getBoundingClientRect(), amount.getBoundingClientRect()];
              const isSeen = box.top < (words?.bottom ?? 0);
              return isSeen && (amount.scrollWidth > amount.clientWidth || box.right > (words?.right ?? 0) + 1);
            });
            return {
              beyond: tools.map((tool) => tool.right - right),
              cut: amounts.map((amount) => amount.textContent),
            };
          });
          expect(beyond.length).toBeGreaterThan(2);
          expect(Math.max(...beyond), `at ${width} px`).toBeLessThanOrEqual(0);
          expect(cut, `at ${width} px`).toEqual([]);
        }
      });
    },
  );

  it.each([sizes.desktop, phone])("write no condition over the rows beside it, at %o", async (viewport) => {
    const scene = fullScene(Date.now());
    const range = spec({ kind: "outside", low: "43512.25", high: "45517.75" }, { holdForMs: 5_400_000, source: "ask" });
    scene.rules = [ruleOf("r1", range, Date.now())];
    await lookAt(page, scene, { viewport }, async (page) => {
      if (viewport === phone) await page.getByRole("navigation").getByRole("button", { name: "Alerts" }).click();
      const condition = page.locator(".alert-rows .condition");
      await condition.waitFor();
      const [row, words] = [await page.locator(".alert-rows [data-rule]").boundingBox(), await condition.boundingBox()];
      expect(words?.height).toBeLessThan(row?.height ?? 0);
    });
  });

  it.each([sizes.desktop, { width: 1200, height: 800 }])("cut off no filter of the alerts, at %o", async (viewport) => {
    await look({ viewport }, async (page) => {
      const dock = await page.locator(".dock").boundingBox();
      const filters = page.locator(".dock .top .chip");
      expect(await filters.count()).toBeGreaterThan(8);
      expect(await page.locator(".dock .chips").evaluate((part) => part.scrollWidth - part.clientWidth)).toBe(0);
      for (const filter of await filters.all()) {
        const box = await filter.boundingBox();
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((dock?.x ?? 0) + (dock?.width ?? 0));
      }
      for (const width of [1150, 1220, 1260, 1300, 1340]) {
        await page.setViewportSize({ width, height: 800 });
        const tops = await filters.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
        expect([tops.length, new Set(tops).size], `on one line at ${width} px`).toEqual([tops.length, 1]);
      }
    });
  });

  it("say whole where something was told and at which price, in a wide window", async () => {
    await look({ viewport: sizes.wide }, async (page) => {
      await page.locator("#tab-history").click();
      await page.getByText("failed: no notification service").waitFor();
      expect(await cutOff(page.locator(".event-rows .where"))).toEqual([]);
      expect(await cutOff(page.locator(".event-rows .price"))).toEqual([]);
    });
  });
});

it.each(["en-US", "de-DE"])("all keys are seen at once, and none is scrolled to: %s", async (locale) => {
  await look({ viewport: sizes.desktop, locale }, async (page) => {
    await page.keyboard.press("?");
    const keys = page.locator("dialog .keys");
    await keys.waitFor();
    expect(await keys.evaluate((part) => part.scrollHeight - part.clientHeight)).toBe(0);
    expect(await keys.evaluate((part) => part.scrollWidth - part.clientWidth)).toBe(0);
  });
});

describe("what has just fired", () => {
  it.each([
    ["in one row of buttons", tablet, 1],
    ["on a phone in two rows of two, each as wide", phone, 2],
  ])("is answered %s", async (_how, viewport, rows) => {
    const scene = fullScene(Date.now());
    await lookAt(page, scene, { viewport }, async (page, host) => {
      const [event] = scene.events;
      if (event === undefined) throw new Error("no event");
      host.push("history.changed", { ...event, id: "now", seq: 99, receivedAt: new Date().toISOString() });
      const buttons = page.getByRole("region", { name: "Just fired" }).locator(".actions button");
      await buttons.first().waitFor();
      const boxes = await buttons.evaluateAll((all) => all.map((button) => button.getBoundingClientRect().toJSON()));
      expect(boxes).toHaveLength(4);
      expect(new Set(boxes.map(({ y }) => y as number)).size).toBe(rows);
      if (rows === 2) expect(new Set(boxes.map(({ width }) => width as number)).size).toBe(1);
    });
  });
});

it("on a phone a table without rows has no empty bar above it", async () => {
  await lookAt(page, emptyScene(Date.now()), { viewport: phone }, async (page) => {
    await page.getByRole("navigation").getByRole("button", { name: "Alerts" }).click();
    await page.getByText("No alerts yet").waitFor();
    expect(await page.locator(".dock .top").isVisible()).toBe(false);
  });
});

it("what the candle has left is written in the digits of all other numbers", async () => {
  await look({ viewport: sizes.desktop, locale: "ar-EG" }, async (page) => {
    const left = page.locator(".stage .now .left");
    await left.waitFor();
    expect(await left.textContent()).toMatch(/[٠-٩]:[٠-٩]{2}/);
    expect(await left.textContent()).not.toMatch(/\d/);
  });
});
