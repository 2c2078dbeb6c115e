/** The table of alerts in the real page, by keyboard and by pointer: search, filters, selection, many at once, and ten thousand. */
import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FakeTransport } from "../../doubles/transport.ts";
import { look } from "../look.ts";
import { eventually } from "../next-task.ts";
import { startPageHarness, type PageHarness } from "../page.ts";
import { fullScene, ruleOf, spec, type Scene } from "../scenes.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
});
afterAll(() => page.end());

const at = (scene: Scene, act: (page: Page, host: FakeTransport, grid: Locator) => Promise<void>): Promise<void> =>
  look(page, scene, { viewport: { width: 1440, height: 900 } }, (shown, host) =>
    act(shown, host, shown.getByRole("grid", { name: /^Alerts/ })),
  );

const idsIn = (grid: Locator): Promise<(string | undefined)[]> =>
  grid.locator("[data-rule]").evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset["rule"]));
const selectedIn = (grid: Locator): Promise<number> => grid.locator('[data-rule][aria-selected="true"]').count();

/** Alerts at these levels, BTC at 44,388.12. */
function manyAlerts(count: number): Scene {
  const nowMs = Date.now();
  const scene = fullScene(nowMs);
  scene.rules = Array.from({ length: count }, (_, index) =>
    ruleOf(`r${index}`, spec({ kind: "at-or-above", level: String(45_000 + index * 10) }), nowMs),
  );
  return scene;
}

describe("the table of alerts", () => {
  it("is searched with /, filtered by chips, and says when nothing is like that", async () => {
    await at(fullScene(Date.now()), async (page, _host, grid) => {
      await page.keyboard.press("/");
      await page.keyboard.type("straddle");
      await eventually(() => idsIn(grid)).toEqual(["r3"]);
      await page.keyboard.type(" nothing");
      await page.getByText("No alert is like that").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Fired", exact: true }).press("Enter");
      await eventually(() => idsIn(grid)).toEqual(["r8"]);
    });
  });

  it("is sorted at the heads of its columns, by keyboard too, and stays so", async () => {
    await at(manyAlerts(10_000), async (page, _host, grid) => {
      const head = (name: string): Locator => grid.getByRole("columnheader", { name });
      await eventually(async () => (await idsIn(grid))[0]).toBe("r0");
      await grid.focus();
      await page.keyboard.press("Tab");
      for (let at = 0; at < 2; at++) await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      await eventually(() => head("Condition").getAttribute("aria-sort")).toBe("ascending");
      await page.keyboard.press("Enter");
      await eventually(() => head("Condition").getAttribute("aria-sort")).toBe("descending");
      await eventually(async () => (await idsIn(grid))[0]).toBe("r9999");
      // Enter at a head is the head's, and edits nothing.
      expect(await page.locator("#composer-entry").inputValue()).toBe("");
      await page.reload();
      await eventually(async () => (await idsIn(grid))[0]).toBe("r9999");
      await head("Condition").getByRole("button").click();
      await eventually(async () => (await idsIn(grid))[0]).toBe("r0");
      expect(await grid.locator("[aria-sort]").count()).toBe(0);
    });
  });

  it("tells how far those have come that wait for no level", async () => {
    await at(fullScene(Date.now()), async (_page, host, grid) => {
      const told = (id: string): Locator => grid.locator(`[data-rule="${id}"] .distance`);
      await eventually(() => told("r4").locator(".percent").textContent()).toBe("0.40% of 2%");
      await told("r4").getByTitle("Low 1,000.00, fires at 1,020.00: 0.40% of 2%").waitFor();
      await told("r5").getByTitle("High 1,000.00, fires at 970.00: 0.60% of 3%").waitFor();
      // Only of those is asked that have no level and wait.
      expect(new Set(host.inputs("rules.progress").flatMap(({ ids }) => ids))).toEqual(new Set(["r4", "r5"]));
    });
  });

  it("selects by keyboard, and pauses, removes and brings back all of it at once", async () => {
    await at(manyAlerts(60), async (page, host, grid) => {
      await grid.focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await eventually(() => selectedIn(grid)).toBe(3);
      await page.getByRole("toolbar").getByRole("button", { name: "Pause" }).press("Enter");
      await eventually(() => host.inputs("rules.pauseMany")).toEqual([{ ids: ["r0", "r1", "r2"] }]);
      await page.getByText("3 alerts paused.").waitFor();
      await page.keyboard.press("Control+z");
      await eventually(() => host.inputs("rules.resumeMany")).toEqual([{ ids: ["r0", "r1", "r2"] }]);

      await grid.focus();
      await page.keyboard.press("Control+a");
      await page.getByText("60 selected").waitFor();
      await page.keyboard.press("Delete");
      await eventually(() => host.inputs("rules.removeMany").map(({ ids }) => ids.length)).toEqual([60]);
      await page.getByText("No alerts yet").waitFor();
      await page.getByRole("button", { name: "Undo" }).press("Enter");
      await eventually(() => grid.getAttribute("aria-rowcount")).toBe("62");
    });
  });

  it("acts by keyboard on all that is selected while the keys are on none of it", async () => {
    await at(manyAlerts(3), async (page, host, grid) => {
      await grid.focus();
      await page.keyboard.press("t");
      await page.keyboard.press("Delete");
      await page.keyboard.press("Control+a");
      await page.keyboard.press("t");
      await page.getByRole("dialog", { name: "Where these 3 alerts are told" }).waitFor();
      await page.keyboard.press("Escape");
      await eventually(() => grid.evaluate((part) => part === document.activeElement)).toBe(true);
      await page.keyboard.press("Delete");
      await eventually(() => host.inputs("rules.removeMany").map(({ ids }) => ids.length)).toEqual([3]);
      expect(host.inputs("rules.remove")).toEqual([]);
    });
  });

  it("tells a selection elsewhere by keyboard, in one call that arms none anew, and one undo tells each as before", async () => {
    const scene = manyAlerts(4);
    scene.destinations = { phone: "my phone", desk: "the desk" };
    scene.rules = scene.rules.map((rule, at) =>
      at === 1 ? { ...rule, generation: 3, notify: { to: ["desk"], urgency: "critical" } } : rule,
    );
    await at(scene, async (page, host, grid) => {
      await grid.focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await eventually(() => selectedIn(grid)).toBe(2);
      await page.keyboard.press("t");
      const dialog = page.getByRole("dialog", { name: "Where these 2 alerts are told" });
      await dialog.getByText("They are told in different places now.").waitFor();
      expect(await dialog.locator("input:checked").count()).toBe(0);
      await dialog.getByRole("checkbox", { name: "my phone" }).press("Space");
      await dialog.getByRole("checkbox", { name: "my phone" }).press("Enter");
      await eventually(() => host.inputs("rules.setNotifyMany")).toEqual([
        { changes: [{ ids: ["r0", "r1"], notify: { to: ["phone"] } }] },
      ]);
      await page.getByText("Changed how 2 alerts are told.").waitFor();
      const told = (id: string): Promise<string | null> => grid.locator(`[data-rule="${id}"] .told`).textContent();
      await eventually(() => told("r1")).toBe("critical, my phone");
      // The focus is back where it was, and the rest is as it was.
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("alerts-grid");
      expect(scene.rules.map(({ generation }) => generation)).toEqual([1, 3, 1, 1]);
      await page.keyboard.press("Control+z");
      await eventually(() => told("r1")).toBe("critical, the desk");
      expect(host.inputs("rules.setNotifyMany")[1]).toEqual({
        changes: [
          { ids: ["r0"], notify: { to: "default", urgency: "normal" } },
          { ids: ["r1"], notify: { to: ["desk"], urgency: "critical" } },
        ],
      });
    });
  });

  it("selects by pointer with Shift and Ctrl, and a double click edits", async () => {
    await at(manyAlerts(8), async (page, _host, grid) => {
      const row = (id: string): Locator => grid.locator(`[data-rule="${id}"] .condition`);
      await row("r0").click();
      await row("r2").click({ modifiers: ["Shift"] });
      await eventually(() => selectedIn(grid)).toBe(3);
      await row("r1").click({ modifiers: ["ControlOrMeta"] });
      await eventually(() => selectedIn(grid)).toBe(2);
      await row("r3").dblclick();
      await eventually(() => page.evaluate(() => document.activeElement?.closest("form")?.className ?? "")).toContain(
        "composer",
      );
    });
  });

  it("gives the same menu by right click, by its button and by key", async () => {
    await at(fullScene(Date.now()), async (page, _host, grid) => {
      const items = (): Promise<string[]> =>
        page.getByRole("menuitem").evaluateAll((all) => all.map((item) => item.textContent?.trim() ?? ""));
      const row = grid.locator('[data-rule="r1"]');
      await row.locator(".condition").click({ button: "right" });
      await page.getByRole("menuitem", { name: "Edit" }).waitFor();
      const byPointer = await items();
      await page.keyboard.press("Escape");
      await row.getByRole("button", { name: /^More for/ }).click();
      await page.getByRole("menuitem", { name: "Edit" }).waitFor();
      expect(await items()).toEqual(byPointer);
      await page.keyboard.press("Escape");
      await grid.focus();
      await page.keyboard.press("Shift+F10");
      await page.getByRole("menuitem", { name: "Edit" }).waitFor();
      expect(await items()).toEqual(byPointer);
    });
  });

  it("never moves a row under the pointer, and puts all in its place when that leaves", async () => {
    await at(manyAlerts(4), async (page, host, grid) => {
      await eventually(() => idsIn(grid)).toEqual(["r0", "r1", "r2", "r3"]);
      await grid.locator('[data-rule="r1"]').hover();
      const nearest = ruleOf("new", spec({ kind: "at-or-above", level: "44400" }), Date.now());
      host.push("rules.changed", nearest);
      await eventually(() => idsIn(grid)).toEqual(["r0", "r1", "r2", "r3", "new"]);
      await page.mouse.move(5, 300);
      await eventually(() => idsIn(grid)).toEqual(["new", "r0", "r1", "r2", "r3"]);
    });
  });

  it("says of an alert whose venue is off that it is not watched", async () => {
    const scene = fullScene(Date.now());
    const why = "Kraken is off: nothing is watched for this alert.";
    scene.rules = [
      ruleOf(
        "off",
        spec({ kind: "at-or-above", level: "1" }, { instrument: { venue: "kraken", symbol: "ETH-USD" } }),
        0,
        {
          notWatched: why,
        },
      ),
    ];
    await at(scene, async (_page, _host, grid) => {
      const row = grid.locator('[data-rule="off"]');
      expect(await row.locator(".state").textContent()).toContain("Venue off");
      expect(await row.locator(".state").textContent()).toContain(why);
      expect(await row.textContent()).not.toMatch(/armed/i);
      // Symbol and venue are told whole: by one alone the row could be of another instrument.
      const symbol = row.locator("div.symbol");
      expect(await symbol.locator(".venue").textContent()).toBe("Kraken");
      const room = await symbol.evaluate((cell) => [
        cell.scrollWidth - cell.clientWidth,
        cell.scrollHeight - cell.clientHeight,
      ]);
      expect(room).toEqual([0, 0]);
    });
  });

  it("holds ten thousand with a few rows, and goes through them by keyboard", async () => {
    await at(manyAlerts(10_000), async (page, _host, grid) => {
      await eventually(() => grid.getAttribute("aria-rowcount")).toBe("10002");
      expect(await grid.getByRole("row").count()).toBeLessThan(30);
      await grid.focus();
      await page.keyboard.press("End");
      await grid.locator('[data-rule="r9999"]').waitFor();
      await eventually(async () => grid.getAttribute("aria-activedescendant")).toBe("alert-r9999");
      expect(await grid.locator('[data-rule="r9999"]').getAttribute("aria-rowindex")).toBe("10002");
    });
  });
});
