/** What the built window says of prices, alerts and events, and what happens when an alert's line is dragged. */
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fail } from "../../preload/contract/result.ts";
import { wordsEveryMs } from "../../renderer/chart/level-drag.svelte.ts";
import { hostOf } from "./host-double.ts";
import { eventually } from "./next-task.ts";
import { chartAtRest } from "./chart-draws.ts";
import { look, openSettings } from "./look.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { brokenScene, refusedScene } from "./scene-faults.ts";
import { quote } from "./scene-quotes.ts";
import { venueStatus } from "./scene-venues.ts";
import { fullScene } from "./scenes.ts";

let harness: PageHarness;
beforeAll(async () => {
  harness = await startPageHarness();
});
afterAll(() => harness.end());

/**
 * Notes from now on each colour that this row's price flashes in. A flash lasts 400 ms: on a busy machine it may be over before
 * anyone outside the page has looked.
 */
async function flashesOf(page: Page, row: string): Promise<() => Promise<string[]>> {
  const seen = await page.locator(`[id="${row}"]`).evaluateHandle((element) => {
    const colours: string[] = [];
    new MutationObserver(() => {
      const flashing = element.querySelector(".price.up, .price.down");
      const colour = flashing === null ? null : getComputedStyle(flashing).color;
      if (colour !== null && !colours.includes(colour)) colours.push(colour);
    }).observe(element, { subtree: true, attributes: true, attributeFilter: ["class"] });
    return colours;
  });
  return () => seen.jsonValue();
}

describe("what is shown", () => {
  it("says plainly that prices are made up, and only where they are", async () => {
    await look(harness, fullScene(Date.now()), {}, async (page) => {
      await eventually(() => page.locator("header").first().textContent()).toContain("Demo data");
    });
    await look(harness, refusedScene(Date.now()), {}, async (page) => {
      expect(await page.locator("header").first().textContent()).not.toContain("Demo data");
      expect(await page.locator("header").first().textContent()).toContain("Key refused");
    });
  });

  it("renders the rows that are seen and no others", async () => {
    const scene = fullScene(Date.now());
    scene.quotes = Array.from({ length: 500 }, (_, index) => quote(`C${index}-USD`, 100 + index, 2, 1, Date.now()));
    await look(harness, scene, {}, async (page) => {
      const rows = page.getByRole("listbox").getByRole("option");
      expect(await rows.count()).toBeLessThan(25);
      expect(await rows.first().getAttribute("aria-setsize")).toBe("500");
      await page.locator(".rows").evaluate((list) => list.scrollTo(0, list.scrollHeight));
      await page.getByText("C499-USD").waitFor();
      expect(await rows.count()).toBeLessThan(25);
    });
  });

  it("colours a price for a moment when it changes, and tells no live region", async () => {
    await look(harness, fullScene(Date.now()), {}, async (page, host) => {
      const price = page.locator('[id="row-demo:BTC-USD"] .price');
      const still = await price.evaluate((element) => getComputedStyle(element).color);
      const flashes = await flashesOf(page, "row-demo:BTC-USD");
      host.push("market.ticks", {
        keys: ["demo:BTC-USD"],
        last: ["44400.00"],
        bid: [null],
        ask: [null],
        receivedMs: [Date.now() + 1000],
      });
      await eventually(() => price.textContent()).toBe("44,400.00");
      await eventually(flashes).toEqual([expect.not.stringContaining(still)]);
      await page.locator('[id="row-demo:BTC-USD"] .price:not(.up)').waitFor();
      expect(await price.evaluate((element) => element.closest("[aria-live]"))).toBeNull();
    });
  });

  it("does not colour it under reduced motion", async () => {
    await look(harness, fullScene(Date.now()), { reducedMotion: "reduce" }, async (page, host) => {
      const row = page.locator('[id="row-demo:BTC-USD"]');
      const still = await row.locator(".price").evaluate((element) => getComputedStyle(element).color);
      const flashes = await flashesOf(page, "row-demo:BTC-USD");
      host.push("market.ticks", {
        keys: ["demo:BTC-USD"],
        last: ["44400.00"],
        bid: [null],
        ask: [null],
        receivedMs: [Date.now() + 1000],
      });
      await eventually(flashes).toEqual([still]);
    });
  });

  it("swaps its colours and its theme with the settings", async () => {
    await look(harness, fullScene(Date.now()), {}, async (page) => {
      const up = (): Promise<string> =>
        page
          .locator(".change.up")
          .first()
          .evaluate((element) => getComputedStyle(element).color);
      const down = (): Promise<string> =>
        page
          .locator(".change.down")
          .first()
          .evaluate((element) => getComputedStyle(element).color);
      const [green, red] = [await up(), await down()];
      await openSettings(page);
      await page.getByText("Red up, green down").click();
      await page.getByRole("button", { name: "Prices", exact: true }).click();
      await eventually(async () => [await up(), await down()]).toEqual([red, green]);
      await openSettings(page);
      await page.getByText("Dark", { exact: true }).click();
      await eventually(() => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
    });
  });

  it("saves an alert where its line is dropped, and says meanwhile what that would mean", async () => {
    await look(harness, fullScene(Date.now()), {}, async (page, host) => {
      const line = page.getByRole("spinbutton", { name: /rises to 45,000 or more/ });
      await line.waitFor();
      await chartAtRest(page);
      const box = await line.boundingBox();
      if (box === null) throw new Error("no line");
      const [x, y] = [box.x + 80, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x, y - 20, { steps: 4 });
      // What is said follows the line no more often than it can be read: it is of now where it stays the same for longer than that.
      let level: string | null = null;
      const isOfNow = async (): Promise<boolean> => {
        const before = level;
        level = await line.getAttribute("aria-valuenow");
        return level === before;
      };
      await expect.poll(isOfNow, { interval: wordsEveryMs + 50 }).toBe(true);
      expect(Number(level)).toBeGreaterThan(45_000);
      const meaning = page.locator(".stage .meaning");
      expect(await meaning.textContent()).toContain(Number(level).toLocaleString("en-US"));
      expect(host.inputs("rules.update")).toEqual([]);
      const save = host.handlers["rules.update"];
      const { promise: toBeSaved, resolve } = Promise.withResolvers<void>();
      host.handlers["rules.update"] = (asked) => toBeSaved.then(() => save?.(asked) ?? fail("store-failed", ""));
      const place = async (): Promise<unknown> => [await line.boundingBox(), await line.getAttribute("aria-valuenow")];
      const before = await place();
      await page.mouse.up();
      await eventually(() => host.inputs("rules.update")).toEqual([
        { id: "r1", condition: { kind: "at-or-above", level } },
      ]);
      await chartAtRest(page);
      expect(await place(), "it stays where it was let go until the host has saved it").toEqual(before);
      resolve();
      await page.getByText("Alert on BTC-USD moved.").waitFor();
    });
  });

  it("writes the name of a venue, where two have the symbol, over nothing beside it", async () => {
    const nowMs = Date.now();
    const scene = fullScene(nowMs);
    const short = quote("S-USD", 7.213, 3, 0.93, nowMs);
    scene.quotes = [short, { ...short, instrument: { venue: "coinbase", symbol: "S-USD" } }];
    scene.status.venues = [...scene.status.venues, venueStatus(nowMs, { venue: "coinbase", demo: false })];
    await look(harness, scene, { viewport: { width: 1100, height: 720 } }, async (page) => {
      const row = page.locator('[id="row-coinbase:S-USD"]');
      await row.locator(".spark").waitFor();
      const [hidden, overflow] = await row
        .getByText("Coinbase Exchange", { exact: true })
        .evaluate((name) => [name.scrollWidth - name.clientWidth, getComputedStyle(name).overflowX]);
      expect(hidden, "there is less room than it takes").toBeGreaterThan(0);
      expect(overflow).toBe("clip");
    });
  });

  it("says of a line that is moved and left there when the price comes to it", async () => {
    await look(harness, fullScene(Date.now()), {}, async (page, host) => {
      const line = page.getByRole("spinbutton", { name: /rises to 45,000 or more/ });
      await line.press("ArrowDown");
      const meaning = page.locator(".stage .meaning");
      await eventually(() => meaning.textContent()).toContain("44,999.99");
      expect(await meaning.textContent()).not.toContain("Already true");
      const receivedMs = [Date.now()];
      host.push("market.ticks", { keys: ["demo:BTC-USD"], last: ["45100.00"], bid: [null], ask: [null], receivedMs });
      await eventually(() => meaning.textContent()).toContain("Already true now, will fire at once");
    });
  });

  it("puts a dragged line back on Escape, and takes a press that moves by a pixel for none", async () => {
    await look(harness, fullScene(Date.now()), {}, async (page, host) => {
      const line = page.getByRole("spinbutton", { name: /rises to 45,000 or more/ });
      await line.waitFor();
      await chartAtRest(page);
      const box = await line.boundingBox();
      if (box === null) throw new Error("no line");
      const [x, y] = [box.x + 80, box.y + box.height / 2];
      for (const by of [1, 25]) {
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x, y + by);
        if (by > 1) await page.keyboard.press("Escape");
        await page.mouse.up();
        expect(await line.getAttribute("aria-valuenow")).toBe("45000");
      }
      expect(host.inputs("rules.update")).toEqual([]);
    });
  });

  it("says that what is armed cannot fire while nothing is seen", async () => {
    await look(harness, brokenScene(Date.now()), {}, async (page) => {
      expect(await page.getByText("Cannot fire now. Disconnected").count()).toBeGreaterThan(0);
      await page.locator("#composer-entry").fill(">45000");
      await eventually(() => page.locator(".rule-preview").textContent()).toContain(
        "It would be saved, but not watched: no connection to Demo exchange.",
      );
      expect(await page.getByText("3 min ago").count()).toBeGreaterThan(5);
    });
  });

  it("tells what a connected venue says of itself, and not that all is well while another gives no prices", async () => {
    const scene = fullScene(Date.now());
    const lastError = { code: "venue-maintenance", message: "Kraken is down for maintenance." };
    const live = venueStatus(Date.now(), { venue: "kraken", demo: false, lastError });
    scene.status.venues = [live];
    await look(harness, scene, {}, async (page, host) => {
      await page.locator("header .state .words").click();
      const each = page.getByRole("dialog", { name: "Venues" });
      await each.getByText("All is well").waitFor();
      await each.getByText("Kraken is down for maintenance.").waitFor();
      host.push("feed.changed", {
        ...scene.status,
        venues: [live, venueStatus(Date.now(), { state: "reconnecting" })],
      });
      await each.getByText("All is well").waitFor({ state: "detached" });
    });
  });

  it("tells late from now, and a failed notification from a shown one", async () => {
    await look(harness, fullScene(Date.now()), {}, async (page) => {
      await page.getByRole("tab", { name: /History/ }).click();
      const late = page.locator("[data-event]").nth(1);
      expect(await late.textContent()).toMatch(/Late/);
      expect(await late.textContent()).toMatch(/ome time between .* while disconnected/);
      await late.click();
      const detail = page.getByRole("region", { name: "Details of what happened" });
      await detail.waitFor();
      for (const part of [
        "Price before",
        "44,871",
        "Price that fired",
        "45,102.25",
        "worked out in 38 µs",
        "no notification service answered",
        "Not watched",
      ]) {
        expect(await detail.textContent()).toContain(part);
      }
    });
  });

  it("says of an event that only memory holds that it is not saved, until it is", async () => {
    const scene = fullScene(Date.now());
    const [newest] = scene.events;
    if (newest === undefined) throw new Error("no event");
    await look(harness, scene, {}, async (page, host) => {
      await page.getByRole("tab", { name: /History/ }).click();
      const unsaved = page.getByText("Not saved yet: a restart would forget it");
      host.push("history.changed", { ...newest, id: "e7", seq: 7, unsaved: true });
      await eventually(() => unsaved.count()).toBe(1);
      host.push("history.changed", { ...newest, id: "e7", seq: 7 });
      await eventually(() => unsaved.count()).toBe(0);
    });
  });

  it("opens with the reason where the data cannot be read, and with the data once it can", async () => {
    const host = hostOf(fullScene(Date.now()));
    const works = host.handlers["rules.list"];
    host.handlers["rules.list"] = () => fail("store-failed", "The database cannot be read: /data/pricebell.db");
    const shown = await harness.open(host);
    await shown.page.getByText("The database cannot be read: /data/pricebell.db").waitFor();
    await shown.page.getByText(/^Your alerts go on/).waitFor();
    if (works !== undefined) host.handlers["rules.list"] = works;
    await shown.page.getByRole("button", { name: "Try again" }).click();
    await shown.page.locator(".panes").waitFor();
    expect(shown.problems).toEqual([]);
    await shown.close();
  });
});
