/** Everything by keyboard, in the built window: a mouse is never touched here. */
import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FakeTransport } from "../doubles/transport.ts";
import { look } from "./look.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { fullScene } from "./scenes.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
});
afterAll(() => page.end());

const at = (act: (page: Page, host: FakeTransport) => Promise<void>): Promise<void> =>
  look(page, fullScene(Date.now()), {}, act);

/** Tabs until the focus is on it; fails where it cannot be reached. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`Tab never reaches ${selector}`);
}

/** Chooses from the menu of a row. The menu takes the focus a moment after it has opened: only then do keys reach the entry meant. */
async function pick(page: Page, row: Locator, name: string): Promise<void> {
  await row.getByRole("button", { name: /^More for/ }).press("Enter");
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("menuitem");
  const item = page.getByRole("menuitem", { name });
  for (let step = 0; step < 8; step++) {
    if (await item.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
}

const heading = (page: Page): Promise<string | null> => page.getByRole("heading", { level: 1 }).textContent();

describe("by keyboard", () => {
  it("arrows move in the watchlist and Enter opens", async () => {
    await at(async (page) => {
      await tabTo(page, "[role=listbox]");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      expect(await heading(page)).toBe("BTC-USD");
      await page.keyboard.press("Enter");
      await eventually(() => heading(page)).toBe("SOL-USD");
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      await eventually(() => heading(page)).toBe("SHIB-USD");
    });
  });

  it("a window just opened takes arrows, Enter and A without a Tab before, and gives nothing away", async () => {
    await at(async (page, host) => {
      await page.keyboard.press("Delete");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await eventually(() => heading(page)).toBe("ETH-USD");
      expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("listbox");
      await page.keyboard.press("a");
      await page.keyboard.type("<2300");
      await page.keyboard.press("Enter");
      await page.getByText("Saved and watching").waitFor();
      expect(host.inputs("rules.create")).toMatchObject([
        { instrument: { symbol: "ETH-USD" }, condition: { kind: "at-or-below", level: "2300" } },
      ]);
      expect(host.inputs("market.unwatch")).toEqual([]);
    });
  });

  it("A on a row, a price and Ctrl+Enter is an alert", async () => {
    await at(async (page, host) => {
      await tabTo(page, "[role=listbox]");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("a");
      await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe("composer-entry");
      await page.keyboard.type(">2500 always");
      await page.getByText("Tell me every time ETH-USD rises to 2,500 or more").waitFor();
      await page.keyboard.press("Control+Enter");
      await page.getByText("Saved and watching").waitFor();
      expect(host.inputs("rules.create")).toMatchObject([
        { instrument: { symbol: "ETH-USD" }, condition: { kind: "at-or-above", level: "2500" }, repeat: "always" },
      ]);
    });
  });

  it("arrows move an alert's line in the chart, Enter saves it there, Escape puts it back", async () => {
    await at(async (page, host) => {
      // The chart is loaded when it is first shown.
      await page.locator(".level").first().waitFor();
      await page.locator('.level[aria-label*="45,000 or more"]').focus();
      const line = page.locator(".level:focus");
      const before = await line.getAttribute("aria-valuetext");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("PageUp");
      await page.getByText(/^Tell me once when BTC-USD rises to 45,100 or more/).waitFor();
      await page.keyboard.press("Escape");
      expect(await line.getAttribute("aria-valuetext")).toBe(before);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Enter");
      await eventually(() => host.inputs("rules.update")).toEqual([
        { id: "r1", condition: { kind: "at-or-above", level: "44999.89" } },
      ]);
      await page.getByRole("button", { name: "Undo" }).press("Enter");
      await eventually(() => host.inputs("rules.update").at(-1)?.condition).toEqual({
        kind: "at-or-above",
        level: "45000",
      });
    });
  });

  it("Ctrl+K finds and adds, and goes on with an alert on what was chosen", async () => {
    await at(async (page, host) => {
      for (const [typed, symbol] of [
        ["uni", "UNI-USD"],
        ["sol", "SOL-USD"],
      ] as const) {
        await page.keyboard.press("Control+k");
        await page.keyboard.type(typed);
        await page.getByRole("option", { name: new RegExp(symbol), selected: true }).waitFor();
        await page.keyboard.press("Enter");
        await eventually(() => heading(page)).toBe(symbol);
        await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe("composer-entry");
        await page.keyboard.type(">120");
        await page.keyboard.press("Enter");
        await eventually(() => host.inputs("rules.create").at(-1)).toMatchObject({
          instrument: { symbol },
          condition: { kind: "at-or-above", level: "120" },
        });
      }
      expect(host.inputs("market.watch")).toEqual([{ venue: "demo", symbol: "UNI-USD" }]);
    });
  });

  it("Ctrl+K and Escape give the focus back", async () => {
    await at(async (page) => {
      await tabTo(page, "[role=listbox]");
      await page.keyboard.press("Control+k");
      await page.keyboard.press("Escape");
      await eventually(() => page.locator("dialog").count()).toBe(0);
      await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("listbox");
    });
  });

  it("Ctrl+Z brings back what was taken away, and in a field undoes the typing", async () => {
    await at(async (page, host) => {
      await tabTo(page, "[role=listbox]");
      await page.keyboard.press("Delete");
      // Its four alerts go on watching it: only where nothing does, nothing is watched.
      await page.getByText("BTC-USD is off the watchlist. 4 alerts still watch it.").waitFor();
      await page.locator("#composer-entry").focus();
      await page.keyboard.press("Control+z");
      expect(host.inputs("market.watch")).toEqual([]);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+z");
      await eventually(() => host.inputs("market.watch")).toEqual([{ venue: "demo", symbol: "BTC-USD" }]);
      await page.getByText("BTC-USD is off the watchlist.").waitFor({ state: "detached" });
      await page.locator('[id="row-demo:SHIB-USD"]').click();
      await page.getByRole("listbox").focus();
      await page.keyboard.press("Delete");
      await page.getByText("SHIB-USD is no longer watched.").waitFor();
    });
  });

  it("says why a symbol cannot be added, and stays open", async () => {
    await at(async (page) => {
      await page.keyboard.press("Control+k");
      await page.keyboard.type("nope");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("The venue has no NOPE").waitFor();
      expect(await page.locator("dialog").count()).toBe(1);
    });
  });

  it("Alt with arrows moves a row, Delete takes it away", async () => {
    await at(async (page, host) => {
      await tabTo(page, "[role=listbox]");
      await page.keyboard.press("Alt+ArrowDown");
      await eventually(() => host.inputs("market.reorder").at(-1)?.keys.slice(0, 2)).toEqual([
        "demo:ETH-USD",
        "demo:BTC-USD",
      ]);
      await page.keyboard.press("Delete");
      await eventually(() => page.getByRole("listbox").getByRole("option").count()).toBe(12);
      expect(await heading(page)).toBe("ETH-USD");
    });
  });

  it("an alert is paused, snoozed, edited, duplicated and removed from its row, and brought back", async () => {
    await at(async (page, host) => {
      const row = page.locator("[data-rule]").filter({ hasText: "rises to 45,000 or more" });
      await row.getByRole("button", { name: /^Pause/ }).press("Enter");
      await row.getByText(/paused at/).waitFor();
      await row.getByRole("button", { name: /^Resume/ }).press("Enter");
      await row.getByText("armed", { exact: true }).waitFor();

      await pick(page, row, "Snooze 15 min");
      await row.getByText(/snoozed until/).waitFor();
      await pick(page, row, "Edit");
      await page.getByRole("heading", { name: "Edit alert" }).waitFor();
      // The level is what an edit is mostly about: it is selected, and typing replaces it.
      await eventually(() => page.evaluate(() => getSelection()?.toString())).toBe("45000");
      await page.keyboard.type("46000");
      await page.keyboard.press("Enter");
      await eventually(() => host.inputs("rules.update")[0]).toMatchObject({ id: "r1", condition: { level: "46000" } });

      const edited = page.locator("[data-rule]").filter({ hasText: "rises to 46,000 or more" });
      await pick(page, edited, "Remove");
      await edited.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Undo" }).press("Enter");
      await edited.waitFor();
    });
  });

  it("what can be undone waits under the pointer, and the next one goes by itself all the same", async () => {
    await at(async (page) => {
      const alerts = page.locator("[data-rule]").filter({ hasText: "BTC-USD" });
      const notice = page.getByRole("group", { name: "Can be undone" });
      await page.clock.install();
      await pick(page, alerts.first(), "Remove");
      await notice.hover();
      await page.clock.runFor(60_000);
      expect(await notice.count()).toBe(1);
      await page.keyboard.press("Control+z");
      await notice.waitFor({ state: "detached" });
      await page.mouse.move(0, 0);
      await pick(page, alerts.first(), "Remove");
      await notice.waitFor();
      await page.clock.runFor(5_000);
      expect(await notice.count()).toBe(1);
      await page.clock.runFor(6_000);
      await notice.waitFor({ state: "detached" });
    });
  });

  it("a fired alert is said once, and its event is read with Enter", async () => {
    await at(async (page, host) => {
      const live = page.locator("[aria-live=assertive]");
      const [fired] = fullScene(Date.now()).events;
      if (fired === undefined) throw new Error("no event");
      host.push("history.changed", { ...fired, id: "new", seq: 99 });
      await eventually(() => live.textContent()).toContain("BTC-USD crossed below 44,000");
      await page.getByRole("tab", { name: "Alerts" }).focus();
      await page.keyboard.press("ArrowRight");
      await page.locator('[data-event="new"]').waitFor();
      await page.getByRole("grid", { name: /^History/ }).focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByText("Price that fired").waitFor();
      await eventually(() => host.inputs("history.markRead")).toEqual([{ uptoSeq: 99 }]);
    });
  });

  it("Ctrl+comma opens the settings and Escape leaves them", async () => {
    await at(async (page) => {
      await page.keyboard.press("Control+,");
      await page.getByRole("heading", { name: "Settings" }).waitFor();
      await page.keyboard.press("Escape");
      await page.locator(".panes").waitFor();
    });
  });
});

it("the chart is moved through time and zoomed by keys, and comes back to now", async () => {
  await at(async (page, host) => {
    const chart = page.getByRole("application", { name: "Prices of BTC-USD over time" });
    // The older one of two: near the middle, and in view all the time.
    const mark = page.locator(".stage .fire").last();
    await mark.waitFor();
    await chart.focus();
    expect(await chart.getAttribute("aria-keyshortcuts")).toBe("ArrowLeft ArrowRight Plus - Home End");
    const x = async (): Promise<number> => (await mark.boundingBox())?.x ?? Number.NaN;
    const begin = await x();
    await page.keyboard.press("ArrowLeft");
    await eventually(async () => (await x()) > begin + 50).toBe(true);
    await page.keyboard.press("ArrowRight");
    await eventually(async () => Math.abs((await x()) - begin) < 2).toBe(true);
    await page.keyboard.press("-");
    await eventually(async () => (await x()) < begin - 20).toBe(true);
    await page.keyboard.press("+");
    await eventually(async () => Math.abs((await x()) - begin) < 2).toBe(true);
    // What is older is loaded as one goes there.
    const asked = host.inputs("market.candles").length;
    await page.keyboard.press("Home");
    await eventually(() => host.inputs("market.candles").length).toBeGreaterThan(asked);
    expect(host.inputs("market.candles").at(-1)).toHaveProperty("beforeMs");
    await page.keyboard.press("End");
    await eventually(async () => Math.abs((await x()) - begin) < 2).toBe(true);
    // With a command key they are the browser's.
    const view = await x();
    await page.keyboard.press("Control+ArrowLeft");
    await page.keyboard.press("ArrowUp");
    expect(await x()).toBe(view);
  });
});
