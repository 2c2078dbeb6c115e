/** How the parts of the window share its room: the chart has most of it, and the tables as much as they were given. */
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FakeTransport } from "../doubles/transport.ts";
import { look } from "./look.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { quote } from "./scene-quotes.ts";
import { fullScene, type Scene } from "./scenes.ts";
import { showEveryMs } from "../../renderer/watchlist/quotes.svelte.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
});
afterAll(() => page.end());

const at = (
  viewport: { width: number; height: number },
  scene: Scene,
  act: (page: Page, host: FakeTransport) => Promise<void>,
): Promise<void> => look(page, scene, { viewport }, act);

const heightOf = (page: Page, part: string): Promise<number> =>
  page.locator(part).evaluate((element) => element.getBoundingClientRect().height);

describe("room", () => {
  it.each([
    { width: 1440, height: 900 },
    { width: 1100, height: 720 },
  ])("is the chart's for three fifths of the height at least, at %o", async (viewport) => {
    await at(viewport, fullScene(Date.now()), async (page) => {
      expect(await heightOf(page, "section.instrument")).toBeGreaterThanOrEqual(viewport.height * 0.6);
      expect(await heightOf(page, "header >> nth=0")).toBe(40);
      expect(await page.locator("section.prices").evaluate((element) => element.getBoundingClientRect().width)).toBe(
        240,
      );
    });
  });

  it("goes to the tables by keys and by pointer, and is remembered", async () => {
    await at({ width: 1100, height: 720 }, fullScene(Date.now()), async (page, host) => {
      const edge = page.getByRole("separator", { name: "Height of the alerts and the history" });
      const before = await heightOf(page, ".dock");
      await edge.press("ArrowUp");
      await eventually(() => host.inputs("settings.set").at(-1)).toEqual({ dockPercent: 27 });
      expect(await heightOf(page, ".dock")).toBeGreaterThan(before);
      await edge.press("End");
      await eventually(() => edge.getAttribute("aria-valuenow")).toBe("80");
      await edge.press("Enter");
      await eventually(() => edge.getAttribute("aria-valuenow")).toBe("25");
      const box = await edge.boundingBox();
      if (box === null) throw new Error("no edge");
      await page.mouse.move(box.x + 200, box.y);
      await page.mouse.down();
      await page.mouse.move(box.x + 200, 360, { steps: 3 });
      expect(await edge.getAttribute("aria-valuenow")).toBe("50");
      expect(host.inputs("settings.set").at(-1)).toEqual({ dockPercent: 25 });
      await page.mouse.up();
      await eventually(() => host.inputs("settings.set").at(-1)).toEqual({ dockPercent: 50 });
    });
  });

  it("is a phone's for the chart, and the composer is a sheet that Escape lets down", async () => {
    await at({ width: 380, height: 720 }, fullScene(Date.now()), async (page) => {
      await page.getByRole("navigation").getByRole("button", { name: "Instrument" }).click();
      expect(await page.locator("form.composer").isVisible()).toBe(false);
      const opener = page.getByRole("button", { name: "New alert" });
      expect((await opener.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      await opener.press("Enter");
      await eventually(() => page.evaluate(() => document.activeElement?.closest("form")?.className ?? "")).toContain(
        "composer",
      );
      await page.getByRole("button", { name: "Close" }).press("Escape");
      await eventually(() => page.locator("form.composer").isVisible()).toBe(false);
      await eventually(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
    });
  });
});

describe("the watchlist", () => {
  const wide = { width: 1100, height: 720 };

  it("puts an instrument into a group by keyboard, and takes it out again", async () => {
    await at(wide, fullScene(Date.now()), async (page, host) => {
      const list = page.getByRole("listbox");
      await list.focus();
      await page.keyboard.press("End");
      await page.keyboard.press("Shift+F10");
      await page.getByRole("menuitem", { name: "Move to a group …" }).press("Enter");
      await page.getByRole("combobox", { name: "Group of SHIB-USD" }).fill("Small ones");
      await page.keyboard.press("Enter");
      await eventually(() => host.inputs("settings.set").at(-1)).toEqual({
        watchlistGroups: [{ name: "Small ones", keys: ["demo:SHIB-USD"] }],
      });
      await list.getByText("Small ones").waitFor();
      await page.locator('[id="row-demo:SHIB-USD"]').click({ button: "right" });
      await page.getByRole("menuitem", { name: /^Take out of .?Small ones.?$/ }).click();
      await eventually(() => host.inputs("settings.set").at(-1)).toEqual({ watchlistGroups: [] });
    });
  });

  it("renames a group, deletes one and moves a row by keyboard, and takes each back", async () => {
    const scene = fullScene(Date.now());
    scene.settings.watchlistGroups = [{ name: "Majors", keys: ["demo:SHIB-USD", "demo:BTC-USD"] }];
    await at(wide, scene, async (page) => {
      const list = page.getByRole("listbox");
      const groups = () => scene.settings.watchlistGroups.map(({ name, keys }) => [name, keys.length]);
      await list.focus();
      await page.keyboard.press("End");
      await page.keyboard.press("F2");
      await page.getByRole("textbox", { name: "Name of the group" }).fill("Coins");
      await page.keyboard.press("Enter");
      await list.getByText("Coins", { exact: true }).waitFor();
      await page.getByText("Majors is called Coins now.").waitFor();
      await page.keyboard.press("Control+z");
      await list.getByText("Majors", { exact: true }).waitFor();
      await page.keyboard.press("Shift+F10");
      await page.getByRole("menuitem", { name: /^Rename or delete .?Majors.? …$/ }).press("Enter");
      await page.getByRole("button", { name: "Delete the group" }).press("Enter");
      await eventually(groups).toEqual([]);
      expect(await list.getByRole("option").count()).toBe(13);
      await page.getByRole("button", { name: "Undo" }).press("Enter");
      await eventually(groups).toEqual([["Majors", 2]]);
      await page.locator('[id="row-demo:ETH-USD"]').dragTo(list.getByText("Majors", { exact: true }));
      await eventually(groups).toEqual([["Majors", 3]]);
    });
  });

  it("tells what is known of an instrument beside its price: in its row, to who points at it or hears it, and in its header", async () => {
    const scene = fullScene(Date.now());
    const detail = "What was traded from 2026-01-05T12:00:00.000Z to 2026-01-05T12:00:12.000Z is still being read.";
    const why = "What was traded from Jan 5, 2026, 12:00 to Jan 5, 2026, 12:00 is still being read.";
    scene.status.venues[0]?.instruments.forEach((health) => {
      if (health.symbol === "BTC-USD") Object.assign(health, { health: "live", detail });
    });
    await at(wide, scene, async (page) => {
      const plain = (text: string | null): string => (text ?? "").replace(/[\u2066-\u2069]/gu, "");
      const row = (symbol: string) => page.locator(`[id="row-demo:${symbol}"]`);
      expect(plain(await row("BTC-USD").locator(".cells:has(.mark)").getAttribute("title"))).toBe(why);
      expect(plain(await row("BTC-USD").textContent())).toContain(why);
      expect(plain(await page.locator(".since .health").textContent())).toContain("is still being read.");
      expect(await page.locator(".cells .mark").count()).toBe(1);
    });
  });

  it("tells its change over the span that is chosen, labelled once", async () => {
    await at(wide, fullScene(Date.now()), async (page, host) => {
      const change = page.locator('[id="row-demo:BTC-USD"] .change');
      const before = await change.textContent();
      await page.getByLabel("Change over").selectOption("15min");
      await eventually(() => host.inputs("settings.set").at(-1)).toEqual({ changeSpan: "15min" });
      await eventually(() => change.textContent()).not.toBe(before);
    });
  });

  it("shows the newest price of what comes into view, and those that follow it", async () => {
    const scene = fullScene(Date.now());
    scene.quotes = Array.from({ length: 80 }, (_, index) => quote(`C${index}-USD`, 100, 2, 1, Date.now()));
    await at({ width: 1100, height: 720 }, scene, async (page, host) => {
      const price = page.locator('[id="row-demo:C70-USD"] .price');
      const tick = (last: string): void =>
        host.push("market.ticks", {
          keys: ["demo:C70-USD"],
          last: [last],
          bid: [null],
          ask: [null],
          receivedMs: [Date.now()],
        });
      const scrollTo = (top: number): Promise<void> =>
        page.locator(".rows").evaluate((rows, top) => rows.scrollTo({ top }), top);
      await page.locator('[id="row-demo:C0-USD"]').waitFor();
      for (const last of ["101.00", "102.00"]) tick(last);
      expect(await price.count()).toBe(0);
      for (const [unseen, seen] of [
        ["103.00", "104.00"],
        ["105.00", "106.00"],
      ] as const) {
        tick(unseen);
        await scrollTo(70 * 32);
        await eventually(() => price.textContent()).toBe(unseen);
        tick(seen);
        await eventually(() => price.textContent()).toBe(seen);
        await scrollTo(0);
        await eventually(() => price.count()).toBe(0);
      }
    });
  });

  it("writes a price no more often than it can be read and the last one always, the same wherever it stands", async () => {
    await at({ width: 1100, height: 720 }, fullScene(Date.now()), async (page) => {
      const price = page.locator('[id="row-demo:BTC-USD"] .price');
      await price.waitFor();
      const { writes, tookMs, seen } = await price.evaluate(async (element) => {
        const { playedPush } = globalThis as unknown as { playedPush: (name: string, value: unknown) => void };
        let writes = 0;
        new MutationObserver(() => writes++).observe(element, { characterData: true, subtree: true });
        const parts = [".row.selected", ".numbers"].map((part) => document.querySelector(part));
        const seen = new Set<string>();
        const beganMs = performance.now();
        for (let turn = 0; turn < 40; turn++) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          playedPush("market.ticks", {
            keys: ["demo:BTC-USD"],
            last: [`${50_000 + turn * 100}.00`],
            bid: [null],
            ask: [null],
            receivedMs: [Date.now()],
          });
          const numbers = parts.flatMap((part) => [...(part?.querySelectorAll(".price, .change:not(p)") ?? [])]);
          seen.add(numbers.map(({ textContent }) => /[\d.,%]+/.exec(textContent)?.[0]).join(" "));
        }
        return { writes, tookMs: performance.now() - beganMs, seen: [...seen] };
      });
      await eventually(() => price.textContent()).toBe("53,900.00");
      expect(writes).toBeGreaterThan(0);
      // At once the first time, then so often, and with each second of the clock.
      expect(writes).toBeLessThanOrEqual(Math.ceil(tookMs / showEveryMs) + Math.ceil(tookMs / 1_000));
      // A price has one change, and the row and the header have the same of both.
      const pairs = seen.map((all) => all.split(" "));
      expect(pairs.length).toBeGreaterThan(1);
      for (const [price, change, ...header] of pairs) expect(header).toEqual([price, change]);
      expect(new Set(pairs.map(([, change]) => change)).size).toBe(new Set(pairs.map(([price]) => price)).size);
    });
  });

  it("does not change its order under the pointer", async () => {
    await at(wide, fullScene(Date.now()), async (page, host) => {
      await page.clock.install();
      await page.getByLabel("Sort by").selectOption("change");
      const first = page.getByRole("listbox").getByRole("option").first();
      const before = await first.getAttribute("id");
      await first.hover();
      host.push("market.ticks", {
        keys: ["demo:LTC-USD"],
        last: ["710.50"],
        bid: [null],
        ask: [null],
        receivedMs: [Date.now() + 60_000],
      });
      await page.locator('[id="row-demo:LTC-USD"]').getByText("710.50").waitFor();
      await page.clock.runFor(10_000);
      expect(await first.getAttribute("id")).toBe(before);
      await page.mouse.move(600, 300);
      await page.clock.runFor(4_000);
      await eventually(() => first.getAttribute("id")).toBe("row-demo:LTC-USD");
    });
  });
});

it("a table that is scrolled writes its rows anew, and a button that had the focus acts on none of them", async () => {
  const scene = fullScene(Date.now());
  const [rule] = scene.rules;
  if (rule === undefined) throw new Error("no rule");
  scene.rules = Array.from({ length: 300 }, (_, index) => ({ ...rule, id: `many-${index}` }));
  await at({ width: 1100, height: 720 }, scene, async (page, host) => {
    const rows = page.locator(".alert-rows");
    await page.locator("[data-rule]").first().waitFor();
    const first = page.locator("[data-rule]").first();
    await first.hover();
    await first.getByRole("button").first().focus();
    const made = await rows.evaluate(async (list) => {
      const before = new Set(list.querySelectorAll("[data-slot]"));
      for (const top of [28 * 100, 28 * 200, 28 * 103]) {
        list.scrollTo({ top });
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }
      return [...list.querySelectorAll("[data-slot]")].filter((row) => !before.has(row)).length;
    });
    // In the middle there are rows ready above those that are seen too; at the beginning there are none.
    expect(made).toBeLessThanOrEqual(4);
    expect(await rows.evaluate((list) => list.contains(document.activeElement))).toBe(false);
    await page.keyboard.press("Space");
    expect(host.calls.filter(({ name }) => /^rules\.(pause|resume|snooze|remove)/.test(name))).toEqual([]);
    const ids = await page.locator("[data-rule]").evaluateAll((all) => all.map((row) => row.getAttribute("data-rule")));
    expect(new Set(ids).size).toBe(ids.length);
    const places = await page.locator("[data-rule]").evaluateAll((all) => all.map((row) => row.ariaRowIndex));
    expect(places).toEqual([...places].sort((a, b) => Number(a) - Number(b)));
  });
});

it("the quick search knows what the window can do", async () => {
  await at({ width: 1100, height: 720 }, fullScene(Date.now()), async (page, host) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("theme dark");
    await page.getByRole("option", { name: "Theme: Dark", selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await eventually(() => host.inputs("settings.set").at(-1)).toEqual({ theme: "dark" });
  });
});

it("a sound that is chosen is played, and a browser that keeps it back is asked once", async () => {
  await at({ width: 1100, height: 720 }, fullScene(Date.now()), async (page, host) => {
    await page.keyboard.press("Control+,");
    await page.getByRole("radiogroup", { name: "Sound when an alert fires" }).getByText("Bell").click();
    await eventually(() => host.inputs("settings.set").at(-1)).toEqual({ fireSound: "bell" });
    // It was asked for by a click, so that it is heard.
    await eventually(() => page.getByRole("button", { name: "Enable sound" }).count()).toBe(0);
  });
});
