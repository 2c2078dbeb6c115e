/** Lines and the price over the chart: how a keyboard comes to them, and what is seen of those that are not of now. */
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FakeTransport } from "../doubles/transport.ts";
import { chartAtRest } from "./chart-draws.ts";
import { look as lookAt } from "./look.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { brokenScene } from "./scene-faults.ts";
import { fullScene, type Scene } from "./scenes.ts";

let harness: PageHarness;
beforeAll(async () => {
  harness = await startPageHarness();
});
afterAll(() => harness.end());

const look = (scene: Scene, act: (page: Page, host: FakeTransport) => Promise<void>): Promise<void> =>
  lookAt(harness, scene, { viewport: { width: 1440, height: 900 } }, async (page, host) => {
    await page.locator(".level").nth(1).waitFor();
    await chartAtRest(page);
    await act(page, host);
  });

it("all lines are one stop for Tab, and arrows lead from each to the next", async () => {
  await look(fullScene(Date.now()), async (page) => {
    /** The level of the line that has the focus. */
    const focused = (): Promise<string | null> =>
      page.evaluate(() =>
        document.activeElement?.matches(".level") === true ? document.activeElement.ariaValueNow : null,
      );
    await page.locator('.level[tabindex="0"]').focus();
    for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowLeft");
    const lowest = await focused();
    expect(Number(lowest)).toBe(44_000);
    await page.keyboard.press("ArrowRight");
    const next = await focused();
    expect(Number(next)).toBeGreaterThan(Number(lowest));
    await page.keyboard.press("Tab");
    expect(await focused()).toBeNull();
    await page.keyboard.press("Shift+Tab");
    expect(await focused(), "it is the one that had the focus last").toBe(next);
    await page.keyboard.press("Shift+Tab");
    expect(await focused()).toBeNull();
  });
});

it("a line that goes away hands its focus to the next one, and the last one to the chart", async () => {
  await look(fullScene(Date.now()), async (page, host) => {
    const focused = (): Promise<unknown> =>
      page.evaluate(() => document.activeElement?.ariaValueNow ?? document.activeElement?.role);
    const lines = page.locator(".level");
    const levels = await lines.evaluateAll((all) => all.map((line) => Number(line.ariaValueNow)).sort((a, b) => a - b));
    expect(levels.slice(0, 2)).toEqual([44_000, 45_000]);
    await page.locator('.level[aria-valuenow="44000"]').focus();
    const goAway = async (id: string): Promise<void> => {
      host.push("rules.removed", { id });
      await page.locator(`[data-rule="${id}"]`).waitFor({ state: "detached" });
    };
    await goAway("r2");
    await eventually(focused).toBe("45000");
    for (const id of ["r3", "r9"]) await goAway(id);
    expect(await focused()).toBe("45000");
    await goAway("r1");
    await eventually(focused).toBe("application");
  });
});

it("the line of an alert that is not watched is drawn as one that waits for nothing, and says why", async () => {
  const scene = fullScene(Date.now());
  const why = "Demo exchange is off.";
  scene.rules = scene.rules.map((rule) => (rule.id === "r1" ? { ...rule, notWatched: why } : rule));
  await look(scene, async (page) => {
    const drawn = (level: string): Promise<{ colour: string; line: string; words: string | null }> =>
      page.locator(`.level[aria-valuenow="${level}"]`).evaluate((line) => ({
        colour: getComputedStyle(line).color,
        line: getComputedStyle(line, "::before").borderTopStyle,
        words: `${line.getAttribute("title")} ${line.ariaLabel}`,
      }));
    const [unwatched, watched] = [await drawn("45000"), await drawn("44000")];
    expect([unwatched.line, watched.line]).toEqual(["dashed", "solid"]);
    expect(unwatched.colour).not.toBe(watched.colour);
    expect(unwatched.words?.split(why)).toHaveLength(3);
    expect(unwatched.words).not.toContain("..");
  });
});

it.each([
  ["the price now has the colour of its candle", fullScene, /\b(up|down)\b/],
  ["a price that is old has none", brokenScene, /\bflat\b/],
] as const)("%s", async (_what, scene, colour) => {
  await look(scene(Date.now()), async (page) => {
    const tag = page.locator(".stage .now");
    await tag.waitFor();
    expect(await tag.getAttribute("class")).toMatch(colour);
  });
});
