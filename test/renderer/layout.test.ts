/** Nothing that is read is cut off, covered or moved: with prices of every size, long names, and a window that has little room. */
import type { BrowserContextOptions, Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FakeTransport } from "../doubles/transport.ts";
import { look as lookAt } from "./look.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { brokenScene } from "./scene-faults.ts";
import { quote } from "./scene-quotes.ts";
import { emptyScene, fullScene, ruleOf, spec, type Scene } from "./scenes.ts";
import { eventually } from "./next-task.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
}, 180_000);
afterAll(() => page.end());

const desktop = { width: 1100, height: 720 };
const twoColumns = { width: 820, height: 720 };
const narrow = { width: 380, height: 720 };
const tablet = { width: 760, height: 800 };
const touch = { hasTouch: true, isMobile: true };

const look = (
  scene: Scene,
  viewport: { width: number; height: number },
  act: (page: Page, host: FakeTransport) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => lookAt(page, scene, { viewport, ...options }, act);

/** From a price with eleven zeros after the point to one of twelve digits, each with an alert near it. */
function extremeScene(nowMs: number): Scene {
  const scene = fullScene(nowMs);
  const extremes: [symbol: string, price: number, decimals: number, level: string][] = [
    ["TINY-BTC", 0.000000001234, 12, "0.000000001235"],
    ["BTC-IDR", 1_034_567_890.12, 2, "1034567900"],
    ["GIGA-VND", 123_456_789_012.5, 1, "123456800000"],
    ["1000000MOGWHATEVER-USDTPERP_260327", 0.00001234, 8, "0.0000122"],
  ];
  scene.quotes = extremes.map(([symbol, price, decimals]) => quote(symbol, price, decimals, 1, nowMs));
  for (const each of scene.quotes) each.receivedAt = new Date(nowMs - 3_600_000).toISOString();
  scene.rules = extremes.map(([symbol, , , level]) =>
    ruleOf(symbol, spec({ kind: "at-or-above", level }, { instrument: { venue: "demo", symbol } }), nowMs),
  );
  return scene;
}

async function boxOf(part: Locator): Promise<{ left: number; right: number; top: number; bottom: number }> {
  const box = await part.boundingBox();
  if (box === null) throw new Error("It is not there to be seen");
  return { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height };
}

/** The extent of what is written, which may be more than that of its box. */
const inkOf = (part: Locator): Promise<{ left: number; right: number }> =>
  part.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, right } = range.getBoundingClientRect();
    return { left, right };
  });

/** So many pixels of what is written do not fit into its box. */
const cutOff = (part: Locator): Promise<number> =>
  part.evaluate((element) => element.scrollWidth - element.clientWidth);

/** No box around it clips it. */
const isWhole = (part: Locator): Promise<boolean> =>
  part.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const around: Element[] = [];
    for (let each = element.parentElement; each !== null; each = each.parentElement) around.push(each);
    return around
      .filter((each) => getComputedStyle(each).overflowX !== "visible")
      .map((each) => each.getBoundingClientRect())
      .every(({ left, right }) => box.left >= left - 0.5 && box.right <= right + 0.5);
  });

describe("prices of every size", () => {
  it.each([desktop, twoColumns, narrow])("are whole in the watchlist, at %o", async (viewport) => {
    await look(extremeScene(Date.now()), viewport, async (page) => {
      for (const row of await page.locator(".rows .row").all()) {
        const price = await inkOf(row.locator(".price"));
        const text = await row.locator(".price").textContent();
        expect(price.right, text ?? "").toBeLessThanOrEqual((await inkOf(row.locator(".aside"))).left);
        expect((await inkOf(row.locator(".aside"))).right).toBeLessThanOrEqual((await boxOf(row)).right - 4);
        const spark = row.locator(".spark");
        const neighbour = (await spark.count()) > 0 ? await boxOf(spark) : await boxOf(row.locator(".name"));
        expect(price.left, text ?? "").toBeGreaterThanOrEqual(neighbour.right);
      }
    });
  });

  it.each([
    ["TINY-BTC", "0.000000001235"],
    ["GIGA-VND", "123,456,800,000.0"],
    ["1000000MOGWHATEVER-USDTPERP_260327", "0.00001220"],
  ])("stand whole beside their lines in the chart: %s", async (symbol, words) => {
    await look(extremeScene(Date.now()), desktop, async (page) => {
      await page.locator(`[id="row-demo:${symbol}"]`).click();
      const label = page.locator(".stage .level .price");
      await eventually(() => label.textContent()).toBe(words);
      const [ink, chart] = [await inkOf(label), await boxOf(page.locator(".stage"))];
      expect(ink.right).toBeLessThanOrEqual(chart.right);
      expect(await page.locator(".stage .summary").textContent()).not.toMatch(/\de[+-]?\d/);
    });
  });

  it("and a long name leave the alerts' bar on one line", async () => {
    await look(extremeScene(Date.now()), desktop, async (page) => {
      const bar = page.locator(".dock .top");
      const before = await boxOf(bar);
      await page.locator('[id="row-demo:1000000MOGWHATEVER-USDTPERP_260327"]').click();
      await page.getByRole("button", { name: "Only 1000000MOGWHATEVER" }).waitFor();
      const after = await boxOf(bar);
      expect(after.bottom - after.top).toBe(before.bottom - before.top);
      expect(after.right).toBeLessThanOrEqual(desktop.width);
    });
  });
});

describe("with little room", () => {
  it("the state of the watching is whole, and the search gives way", async () => {
    await look(brokenScene(Date.now()), twoColumns, async (page) => {
      const words = page.locator("header .state .words");
      expect(await words.textContent()).toMatch(/^Blind for .*, cannot remember$/);
      expect(await words.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    });
  });

  it("the entry of a new alert is not covered by what it means", async () => {
    await look(brokenScene(Date.now()), twoColumns, async (page) => {
      const entry = page.locator("#composer-entry");
      const covered = await entry.evaluate((element) => {
        const box = element.getBoundingClientRect();
        return document.elementFromPoint(box.x + box.width / 2, box.bottom - 4) !== element;
      });
      expect(covered).toBe(false);
    });
  });

  it.each([desktop, narrow])("what can be undone covers no button, at %o", async (viewport) => {
    await look(fullScene(Date.now()), viewport, async (page) => {
      if (viewport === narrow) await page.getByRole("navigation").getByRole("button", { name: "Alerts" }).click();
      await page
        .getByRole("button", { name: /^More for: / })
        .first()
        .click();
      await page.getByRole("menuitem", { name: "Remove" }).click();
      await page.getByText("Alert on BTC-USD removed.").waitFor();
      if (viewport === narrow) await page.getByRole("navigation").getByRole("button", { name: "Instrument" }).click();
      if (viewport !== narrow) await page.locator("#composer-entry").fill(">45k");
      const [notice, make] = [
        await boxOf(page.locator(".notice")),
        await boxOf(page.getByRole("button", { name: viewport === narrow ? "New alert" : /Make alert/ })),
      ];
      const apart =
        notice.right <= make.left ||
        make.right <= notice.left ||
        notice.bottom <= make.top ||
        make.bottom <= notice.top;
      expect(apart).toBe(true);
    });
  });
});

describe("with a finger", () => {
  it.each([tablet, narrow, { width: 1180, height: 820 }])(
    "the menu of an instrument lies beside its change, and its name is whole, at %o",
    async (viewport) => {
      const act = async (page: Page): Promise<void> => {
        if (viewport === narrow) await page.getByRole("navigation").getByRole("button", { name: "Prices" }).click();
        // What stands above them leaves the line below it free, which is 1 px.
        for (const choice of await page.locator(".prices select").all()) {
          const line = await choice.evaluate((select) => select.parentElement?.getBoundingClientRect().bottom);
          expect((await boxOf(choice)).bottom).toBeLessThanOrEqual((line ?? 0) - 1);
        }
        for (const row of await page.locator(".rows .row").all()) {
          expect((await inkOf(row.locator(".aside"))).right).toBeLessThanOrEqual(
            (await boxOf(row.locator(".more"))).left,
          );
          expect(await cutOff(row.locator(".symbol")), (await row.textContent()) ?? "").toBe(0);
        }
      };
      await look(fullScene(Date.now()), viewport, act, touch);
    },
  );

  it.each([
    ["history", tablet],
    ["history", narrow],
    ["alerts", tablet],
    ["alerts", narrow],
  ] as const)("no filter and no button of the %s is cut off, at %o", async (side, viewport) => {
    const act = async (page: Page): Promise<void> => {
      const name = new RegExp(`^${side}`, "i");
      const way =
        viewport === narrow ? page.getByRole("navigation").getByRole("button", { name }) : page.locator(`#tab-${side}`);
      await way.click();
      const chips = await page.locator(".dock .chip").all();
      expect(chips.length).toBeGreaterThan(4);
      for (const chip of chips) expect(await isWhole(chip), (await chip.textContent()) ?? "").toBe(true);
      if (side === "history") await page.locator(".dock [data-event]").first().click();
      const tools = page.locator(".dock .tools button:visible");
      await tools.first().waitFor();
      for (const tool of await tools.all()) expect(await isWhole(tool), (await tool.textContent()) ?? "").toBe(true);
    };
    await look(fullScene(Date.now()), viewport, act, touch);
  });
});

describe("what comes and goes", () => {
  it("an age of the price moves neither the chart nor the composer", async () => {
    const scene = fullScene(Date.now());
    const [first] = scene.quotes;
    if (first === undefined) throw new Error("no quote");
    first.receivedAt = new Date(Date.now() - 300_000).toISOString();
    await look(scene, desktop, async (page, host) => {
      const chart = page.locator(".stage");
      await page.getByText("Price of 5 min ago").waitFor();
      const before = await boxOf(chart);
      const [last, bid, ask] = [first.last ?? "", first.bid, first.ask];
      host.push("market.ticks", {
        keys: ["demo:BTC-USD"],
        last: [last],
        bid: [bid],
        ask: [ask],
        receivedMs: [Date.now()],
      });
      await page.getByText("Price of 5 min ago").waitFor({ state: "detached" });
      expect(await boxOf(chart)).toEqual(before);
    });
  });

  it("an empty window asks for one thing, and offers nothing to filter or to sort", async () => {
    await look(emptyScene(Date.now()), desktop, async (page) => {
      expect(await page.getByRole("button", { name: "Add an instrument", exact: true }).count()).toBe(1);
      for (const none of ["Filter the watchlist", "Sort by", "Whose alerts"])
        expect(await page.getByLabel(none).count()).toBe(0);
    });
  });
});

it.each([
  ["nothing is watched", "one line", emptyScene, 1],
  ["much stops the watching", "two", brokenScene, 2],
])("on a phone the state of the feed is read whole where %s, on %s", async (_what, _lines, scene, lines) => {
  await look(scene(Date.now()), narrow, async (page) => {
    const words = page.locator("header .state .words");
    expect(await words.evaluate((part) => part.scrollWidth - part.clientWidth)).toBe(0);
    const { top, bottom } = await boxOf(words);
    expect(bottom - top).toBeLessThan((lines + 0.5) * 16);
    expect(bottom).toBeLessThanOrEqual((await boxOf(page.locator("header").first())).bottom);
  });
});

it("on a phone the history's prices end within the window, and nothing takes room that is not shown", async () => {
  await look(fullScene(Date.now()), narrow, async (page) => {
    await page.getByRole("button", { name: /^History/ }).click();
    const row = page.locator('[data-event="e6"]');
    expect((await inkOf(row.locator(".price .now"))).right).toBeLessThanOrEqual(narrow.width);
    expect((await boxOf(row.locator(".what"))).left).toBeLessThan(160);
  });
});

it.each([
  ["1440 x 900", { width: 720, height: 450 }],
  ["1100 x 720", { width: 550, height: 360 }],
])(
  "at twice its size in %s the chart is as high as it can be read, and all else is scrolled to",
  async (_of, viewport) => {
    await look(fullScene(Date.now()), viewport, async (page) => {
      if (viewport.width < 720) await page.locator('[id="row-demo:BTC-USD"]').click();
      const stage = page.locator(".stage");
      expect((await boxOf(stage)).bottom - (await boxOf(stage)).top).toBeGreaterThanOrEqual(200);
      if (viewport.width < 720) return;
      const last = page.locator(".dock .row").first();
      await last.scrollIntoViewIfNeeded();
      expect((await boxOf(last)).bottom).toBeLessThanOrEqual(viewport.height);
      expect((await boxOf(page.locator(".dock"))).top).toBeGreaterThan(0);
    });
  },
);

it.each([desktop, { width: 1440, height: 900 }])(
  "what the marks of the past are, and whose chart it is, is covered by nothing, at %o",
  async (viewport) => {
    await look(fullScene(Date.now()), viewport, async (page) => {
      await page.locator("#composer-entry").fill(">44500");
      await page.locator(".notes .past").waitFor();
      const below = await boxOf(page.locator(".beyond.below"));
      for (const note of await page.locator(".notes > *").all())
        expect((await boxOf(note)).right).toBeLessThanOrEqual(below.left);
    });
  },
);
