/** What happens, in the real page: what has just fired, the history of it, and what stops the watching. By keyboard. */
import { readFile } from "node:fs/promises";
import type { BrowserContextOptions, Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { FakeTransport } from "../doubles/transport.ts";
import { look } from "./look.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { brokenScene } from "./scene-faults.ts";
import { venueStatus } from "./scene-venues.ts";
import { fullScene, type Scene } from "./scenes.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
});
afterAll(() => page.end());

const at = (
  scene: Scene,
  act: (page: Page, host: FakeTransport) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => look(page, scene, { viewport: { width: 1440, height: 900 }, ...options }, act);

function firedNow(scene: Scene, more: Partial<AlertEvent> = {}): AlertEvent {
  const [first] = scene.events;
  if (first === undefined) throw new Error("no event");
  return { ...first, id: "now", seq: 99, tick: { price: "53800.00", at: first.decidedAt, tradeId: null }, ...more };
}

describe("an alert that fires", () => {
  it("is told at the top with what can be done about it, in the title, and in its row", async () => {
    const scene = fullScene(Date.now());
    await at(scene, async (page, host) => {
      host.push("history.changed", firedNow(scene));
      const toast = page.getByRole("region", { name: "Just fired" }).getByRole("group");
      await toast.getByText("53,800.00", { exact: true }).waitFor();
      await eventually(() => page.title()).toBe("BTC 53,800.00 · (2) Pricebell");
      await page.locator('[data-rule="r2"].flash').waitFor();
      await toast.getByRole("button", { name: "Snooze 15 min" }).press("Enter");
      await eventually(() => host.inputs("rules.snooze")).toEqual([{ id: "r2", forMs: 900_000 }]);
      await eventually(() => toast.count()).toBe(0);
      await eventually(() => page.title()).toBe("(2) Pricebell");

      host.push("history.changed", firedNow(scene, { id: "next", seq: 100 }));
      await toast.getByRole("button", { name: "Acknowledge" }).press("Enter");
      await eventually(() => host.inputs("history.acknowledge")).toEqual([{ id: "next" }]);
      await eventually(() => toast.count()).toBe(0);

      host.push("history.changed", firedNow(scene, { id: "third", seq: 101 }));
      await toast.getByRole("button", { name: "Show" }).press("Enter");
      const detail = page.getByRole("region", { name: "Details of what happened" });
      await detail.getByText("Price that fired").waitFor();
      expect(await toast.count()).toBe(0);
      // To open it is to have seen it.
      await detail.getByText("Acknowledged").waitFor();
      expect(host.inputs("history.acknowledge").at(-1)).toEqual({ id: "third" });
    });
  });

  it("is told no longer once it was acknowledged elsewhere", async () => {
    const scene = fullScene(Date.now());
    await at(scene, async (page, host) => {
      const toast = page.getByRole("region", { name: "Just fired" }).getByRole("group");
      host.push("history.changed", firedNow(scene));
      // Pointed at, it does not go by having been told for long enough.
      await toast.hover();
      const acknowledgedBy = { destination: "telegram", name: "My phone", person: "Ada" };
      host.push("history.changed", firedNow(scene, { acknowledgedAt: new Date().toISOString(), acknowledgedBy }));
      await eventually(() => toast.count()).toBe(0);

      // What was pointed at is gone: the next one is not held by it.
      await page.clock.install();
      await page.mouse.move(400, 700);
      host.push("history.changed", firedNow(scene, { id: "next", seq: 100 }));
      await toast.waitFor();
      await page.clock.runFor(31_000);
      await eventually(() => toast.count()).toBe(0);
    });
  });

  it("goes by itself after it was seen for a while, and not while somebody is at it", async () => {
    const scene = fullScene(Date.now());
    await at(scene, async (page, host) => {
      const toast = page.getByRole("region", { name: "Just fired" }).getByRole("group");
      await page.clock.install();
      host.push("history.changed", firedNow(scene));
      await toast.hover();
      await page.clock.runFor(60_000);
      expect(await toast.count()).toBe(1);
      await page.mouse.move(400, 700);
      await page.clock.runFor(31_000);
      await eventually(() => toast.count()).toBe(0);
    });
  });

  it("moves nothing under reduced motion", async () => {
    const scene = fullScene(Date.now());
    await at(
      scene,
      async (page, host) => {
        host.push("history.changed", firedNow(scene));
        await page.locator('[data-rule="r2"].flash').waitFor();
        for (const part of [".toast", '[data-rule="r2"]'])
          expect(await page.locator(part).evaluate((element) => getComputedStyle(element).animationName)).toBe("none");
      },
      { reducedMotion: "reduce" },
    );
  });
});

describe("the history", () => {
  const grid = (page: Page): Locator => page.getByRole("grid", { name: /^History/ });

  it("says when it happened, when and where it was told, and what came back", async () => {
    await at(fullScene(Date.now()), async (page) => {
      await page.getByRole("tab", { name: /History/ }).click();
      const row = (id: string): Locator => grid(page).locator(`[data-event="${id}"]`);
      expect(await row("e6").textContent()).toMatch(/43,999\.87\s*after 44,000\.50/);
      expect(await row("e6").locator(".where").textContent()).toContain("Notification: shown");
      expect(await row("e5").locator(".kind").textContent()).toContain("Late");
      expect(await row("e5").locator(".happened").textContent()).toMatch(/\d\d:\d\d – \d\d:\d\d/);
      expect(await row("e5").locator(".where").textContent()).toContain("no notification service answered");
      expect(await row("e4").locator(".kind").textContent()).toContain("Blind");
      expect(await row("e3").locator(".kind").textContent()).toContain("Expired");
    });
  });

  it("acknowledges what is opened, which is unread no longer, and tells its times apart", async () => {
    const scene = fullScene(Date.now());
    const [fired] = scene.events;
    if (fired === undefined) throw new Error("no event");
    fired.decisionMicros = 1_729;
    fired.decidedAt = new Date(Date.parse(fired.decidedAt) + 548).toISOString();
    await at(scene, async (page, host) => {
      // Nothing is read merely by having been on screen for a while.
      host.handlers["history.markRead"] = () => new Promise(() => undefined);
      await page.getByRole("tab", { name: /History/ }).click();
      expect(host.inputs("history.acknowledge")).toEqual([]);
      await grid(page).locator('[data-event="e6"]').click();
      const detail = page.getByRole("region", { name: "Details of what happened" });
      await detail.getByText("in Pricebell").waitFor();
      await eventually(() => page.title()).toBe("(1) Pricebell");
      expect(await detail.textContent()).toMatch(
        /\.\d{3}\s+worked out in 1,729 µs, 548 ms after the price was received/,
      );
      await page.keyboard.press("ArrowDown");
      await eventually(() => host.inputs("history.acknowledge")).toEqual([{ id: "e6" }, { id: "e5" }]);
    });
  });

  it("is sorted at the heads of its columns, without its days then, and newest first again", async () => {
    await at(fullScene(Date.now()), async (page) => {
      await page.getByRole("tab", { name: /History/ }).click();
      const head = grid(page).getByRole("columnheader", { name: "Price" });
      const ids = (): Promise<(string | undefined)[]> =>
        grid(page)
          .locator("[data-event]")
          .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset["event"]));
      await eventually(ids).toEqual(["e6", "e5", "e4", "e3", "e2", "e1"]);
      await head.getByRole("button").click();
      await eventually(ids).toEqual(["e2", "e6", "e5", "e4", "e3", "e1"]);
      expect(await grid(page).locator(".day").count()).toBe(0);
      await head.getByRole("button").press("Enter");
      await eventually(ids).toEqual(["e5", "e6", "e2", "e4", "e3", "e1"]);
      expect(await head.getAttribute("aria-sort")).toBe("descending");
      await head.getByRole("button").press("Enter");
      await eventually(ids).toEqual(["e6", "e5", "e4", "e3", "e2", "e1"]);
      expect(await grid(page).locator(".day").count()).toBeGreaterThan(0);
    });
  });

  it("is gone through by keyboard, searched, filtered, and saved as what is shown", async () => {
    const scene = fullScene(Date.now());
    const [, late] = scene.events;
    if (late?.rule == null) throw new Error("no event");
    late.rule = { ...late.rule, note: '=HYPERLINK("http://example.com"), "quoted"' };
    await at(scene, async (page) => {
      await page.getByRole("tab", { name: "Alerts" }).focus();
      await page.keyboard.press("ArrowRight");
      await grid(page).focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      const detail = page.getByRole("region", { name: "Details of what happened" });
      await detail.getByText("Price that fired").waitFor();
      await page.keyboard.press("Escape");
      await detail.waitFor({ state: "detached" });

      await page.keyboard.press("/");
      await page.keyboard.type("hyperlink");
      const ids = (): Promise<(string | undefined)[]> =>
        grid(page)
          .locator("[data-event]")
          .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset["event"]));
      await eventually(ids).toEqual(["e5"]);
      const saving = page.waitForEvent("download");
      await page.getByRole("button", { name: "Save as CSV" }).press("Enter");
      const file = await (await saving).path();
      const lines = (await readFile(file, "utf8")).trim().split("\r\n");
      expect(lines).toHaveLength(2);
      expect(lines[1]).toContain(`"'=HYPERLINK(""http://example.com""), ""quoted"""`);

      await page.getByRole("searchbox", { name: "Search the history" }).fill("");
      await page.getByRole("button", { name: "Blind", exact: true }).press("Enter");
      await eventually(ids).toEqual(["e4", "e1"]);

      // Within the last hour no day begins that is not today's or yesterday's: of long ago there is nothing.
      const days = page.getByRole("button", { name: "Days", exact: true });
      await days.press("Enter");
      await page.getByLabel("Last day").fill("2020-02-29");
      await page.getByText("Nothing like that has happened").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: /^to .*Feb 29, 2020/ }).press("Enter");
      await page.getByRole("button", { name: "All days" }).press("Enter");
      await eventually(ids).toEqual(["e4", "e1"]);
    });
  });
});

describe("what stops the watching", () => {
  it("is one line with its details, and what stops every alert cannot be folded away", async () => {
    await at(brokenScene(Date.now()), async (page) => {
      const problems = page.getByRole("region", { name: "State of the watching" });
      expect(await problems.evaluate((element) => element.getBoundingClientRect().height)).toBe(28);
      expect(await problems.getByRole("button", { name: "Fold away until it changes" }).count()).toBe(0);
      await problems.getByRole("button", { name: "Details, 3 more" }).press("Enter");
      expect(await problems.getByRole("listitem").count()).toBe(4);
      // Each is told once: the line above the list only counts them.
      expect(await problems.getByText("Pricebell cannot remember").count()).toBe(1);
      await problems.getByText("4 notes", { exact: true }).waitFor();
      await problems.getByRole("button", { name: "Fewer details" }).press("Enter");
      expect(await problems.getByRole("listitem").count()).toBe(0);
    });
  });

  it("is folded away until it changes, and gone once it is over", async () => {
    const nowMs = Date.now();
    const scene = fullScene(nowMs);
    const neverAnswered = (reason: string) => ({
      ...scene.status,
      summary: "reconnecting" as const,
      venues: [
        venueStatus(nowMs, {
          venue: "securitypro",
          demo: false,
          state: "reconnecting",
          lastFrameAt: null,
          lastError: { code: "connect-failed", message: reason },
        }),
      ],
    });
    await at(scene, async (page, host) => {
      const problems = page.getByRole("region", { name: "State of the watching" });
      host.push("feed.changed", neverAnswered("The connection was refused"));
      // Never answered is not "reconnecting", and the reason is told at once.
      await problems.getByText("No connection yet. The connection was refused.").waitFor();
      expect(await page.locator("header .state .words").textContent()).toBe("Not connected yet");
      await problems.getByRole("button", { name: "Fold away until it changes" }).press("Enter");
      await page.getByRole("button", { name: "1 note" }).waitFor();
      expect(await problems.textContent()).toBe("");
      host.push("feed.changed", neverAnswered("The name cannot be found"));
      await problems.getByText("The name cannot be found").waitFor();
      host.push("feed.changed", scene.status);
      await eventually(() => problems.textContent()).toBe("");
    });
  });

  it("is told of each venue behind the state in the bar", async () => {
    await at(brokenScene(Date.now()), async (page, host) => {
      await page.locator("header .state .words").click();
      const each = page.getByRole("dialog", { name: "Venues" });
      await each.getByText("The connection was refused.").waitFor();
      await each.getByText(/Last price .* ago|Last price now/).waitFor();
      await each.getByRole("button", { name: "Reconnect Demo exchange" }).press("Enter");
      await eventually(() => host.inputs("feed.reconnect")).toEqual([{ venue: "demo" }]);
    });
  });
});

it("? shows the keys, and Escape puts them away", async () => {
  await at(fullScene(Date.now()), async (page) => {
    await page.keyboard.press("?");
    const keys = page.getByRole("dialog", { name: "Keys" });
    await keys.getByText("Select all").waitFor();
    await page.keyboard.press("Escape");
    await keys.waitFor({ state: "detached" });
  });
});
