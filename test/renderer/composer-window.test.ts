/** The composer in the built window, by keyboard: it takes what it understands, says what it does not, and nothing false. */
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VenueStatus } from "../../preload/contract/feed.ts";
import { composingOn, type } from "./composing.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { venueStatus } from "./scene-venues.ts";
import { fullScene, type Scene } from "./scenes.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
});
afterAll(() => page.end());
const at = composingOn(() => page);

const focused = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.id);

describe("the line", () => {
  it("makes an alert with Enter alone, says what it means meanwhile, and that it is watched then", async () => {
    await at(async (composing) => {
      const { page, chips, made } = composing;
      await type(composing, "<44k always");
      await page.getByText("Tell me every time BTC-USD falls to 44,000 or less").first().waitFor();
      expect(await chips()).toEqual(["BTC-USD", "falls to", "44,000", "every time", "no expiry", "to default", "more"]);
      await page.keyboard.press("Enter");
      await page.getByText("Saved and watching").waitFor();
      expect(made()).toMatchObject([{ condition: { kind: "at-or-below", level: "44000" }, repeat: "always" }]);
      // The next one is typed at once.
      expect(await focused(page)).toBe("Alert in a few keystrokes");
    });
  });

  it("does nothing on Enter with what was not understood, underlines it, and says why", async () => {
    await at(async (composing) => {
      const { page, entry, made } = composing;
      await type(composing, ">45k");
      await page.getByText("rises to 45,000 or more.").waitFor();
      await type(composing, ">45k allways for 30s");
      for (const key of ["Enter", "Control+Enter"]) await page.keyboard.press(key);
      await eventually(() => page.locator(".entry .problem").allTextContents()).toEqual(["allways"]);
      expect(await entry.getAttribute("aria-invalid")).toBe("true");
      const why = page.locator(`[id="${(await entry.getAttribute("aria-describedby")) ?? ""}"]`);
      expect(await why.textContent()).toContain("“allways” is not understood");
      expect(await entry.inputValue()).toBe(">45k allways for 30s");
      expect(await page.getByRole("button", { name: /^Make alert/ }).isDisabled()).toBe(true);
      expect([made(), await page.getByText("Saved").count()]).toEqual([[], 0]);
      // The underline is where the word is, to the pixel: the field's text and the one below it are one.
      const shift = await page.locator(".entry").evaluate((part) => {
        const [marks, input] = [part.querySelector(".marks"), part.querySelector("input")];
        if (marks === null || input === null) return "missing";
        const differing = ["fontSize", "fontFamily", "paddingLeft", "borderLeftWidth", "letterSpacing", "lineHeight"];
        const [a, b] = [getComputedStyle(marks), getComputedStyle(input)] as unknown as Record<string, string>[];
        return differing.filter((name) => a?.[name] !== b?.[name]).join();
      });
      expect(shift).toBe("");
    });
  });

  it("forgets what was taken out of its text", async () => {
    await at(async (composing) => {
      const { page, chips, made } = composing;
      await type(composing, ">45k always for 30s");
      await eventually(chips).toContain("every time");
      for (let count = 0; count < " always for 30s".length; count++) await page.keyboard.press("Backspace");
      await eventually(chips).toEqual(["BTC-USD", "rises to", "45,000", "once", "no expiry", "to default", "more"]);
      await page.keyboard.press("Enter");
      await eventually(made).toMatchObject([{ repeat: "once", holdForMs: 0 }]);
    });
  });

  it("says before it is saved what is true already, is there already, or is far away", async () => {
    await at(async (composing) => {
      const { page } = composing;
      for (const [text, words] of [
        [">44000", "Already true now, will fire at once."],
        [">45000", "The same alert is there already."],
        [">450000", "914% away from the price now."],
      ] as const) {
        await type(composing, text);
        await page.locator(".rule-preview").getByText(words).waitFor();
      }
    });
  });

  it("says what makes no sense, as what is wrong with the field itself, and asks for nothing", async () => {
    await at(async (composing) => {
      const { page, entry, made } = composing;
      await type(composing, ">0");
      await page.keyboard.press("Control+Enter");
      await page.getByText("This must be greater than 0.").first().waitFor();
      expect(await entry.getAttribute("aria-invalid")).toBe("true");
      expect(made()).toEqual([]);
    });
  });

  it("begins with a distance from the price, or any kind, by an example in the instrument's own prices", async () => {
    await at(async ({ page, entry, chips }) => {
      await page.getByRole("button", { name: "+1%", exact: true }).press("Enter");
      await eventually(() => entry.inputValue()).toBe(">44832");
      await eventually(() => page.evaluate(() => getSelection()?.toString())).toBe("44832");
      await page.getByRole("button", { name: "Kinds of alert" }).press("Enter");
      const list = page.getByRole("listbox", { name: "Kinds of alert" });
      await eventually(() => list.getByRole("option").count()).toBe(16);
      await page.keyboard.type("pull");
      await eventually(() => list.getByRole("option").allTextContents()).toEqual(["Pulls back from hightrail 3%"]);
      await page.keyboard.press("Enter");
      await eventually(() => entry.inputValue()).toBe("trail 3%");
      expect(await chips()).toContain("falls from its high by");
      await eventually(() => focused(page)).toBe("Alert in a few keystrokes");
    });
  });
});

describe("a chip", () => {
  it("changes its part, and with it the text; Escape and Enter give the focus back", async () => {
    await at(async (composing) => {
      const { page, entry } = composing;
      await type(composing, ">45k for 30s");
      const level = page.getByRole("button", { name: "Level: 45,000. Change" });
      await level.press("Enter");
      await eventually(() => page.evaluate(() => document.activeElement?.closest(".field")?.textContent)).toContain(
        "Level",
      );
      await page.keyboard.type("45500.5");
      await eventually(() => entry.inputValue()).toBe(">45500.5 for 30s");
      await page.keyboard.press("ArrowUp");
      await eventually(() => entry.inputValue()).toBe(">45510.0 for 30s");
      await page.keyboard.press("Enter");
      await eventually(() => focused(page)).toBe("Level: 45,510. Change");

      await page.getByRole("button", { name: /^How often: once/ }).press("Enter");
      await page.getByRole("radio", { name: "Every time" }).press("Space");
      await page.getByRole("textbox", { name: "At most once in", exact: true }).fill("1.5");
      await page.keyboard.press("Escape");
      await eventually(() => entry.inputValue()).toBe(">45510.0 always cooldown 90s for 30s");
      await eventually(() => focused(page)).toMatch(/^How often: every time/);

      // What may be left out is left out with one key.
      await page.getByRole("button", { name: /^Must stay true for: / }).press("Delete");
      await eventually(() => entry.inputValue()).toBe(">45510.0 always cooldown 90s");
    });
  });

  it("keeps what it had while its field has no number, and asks where a number can be read in two ways", async () => {
    await at(async (composing) => {
      const { page, entry } = composing;
      await type(composing, ">45k");
      await page.getByRole("button", { name: /^Level: / }).press("Enter");
      const field = page.getByRole("textbox", { name: "Level", exact: true });
      await field.fill("forty");
      await eventually(() => field.getAttribute("aria-invalid")).toBe("true");
      expect(await entry.inputValue()).toBe(">45k");
      await field.fill("44.388");
      await page
        .getByRole("group", { name: /two ways/ })
        .getByRole("button", { name: "44,388" })
        .press("Enter");
      await eventually(() => entry.inputValue()).toBe(">44388");
      expect(await field.inputValue()).toBe("44388");
    });
  });
});

describe("an alert that was saved is said to be watched only while it is", () => {
  const scene = (change: Partial<VenueStatus>): Scene => {
    const all = fullScene(Date.now());
    all.status = { ...all.status, venues: [venueStatus(Date.now(), change)] };
    return all;
  };
  const rejected = venueStatus(Date.now()).instruments.map((each) => ({ ...each, health: "rejected" as const }));
  it.each([
    ["never answered", { state: "connecting", lastFrameAt: null }, "Demo exchange has not answered yet"],
    ["refuses the symbol", { instruments: rejected }, "Demo exchange sends no prices of BTC-USD"],
    ["refuses the key", { state: "key-refused" }, "Demo exchange refuses the API key"],
  ] as const)("not where the venue %s", async (_name, change, reason) => {
    await at(
      async (composing) => {
        const { page, host } = composing;
        await type(composing, ">46k");
        await page.getByText(`It would be saved, but not watched: ${reason}.`).waitFor();
        await page.keyboard.press("Enter");
        await page.getByText(`Saved, not watched: ${reason}`).waitFor();
        expect(await page.getByText("Saved and watching").count()).toBe(0);
        // It is said as soon as it is true, and no longer.
        host.push("feed.changed", { ...fullScene(Date.now()).status });
        await page.getByText("Saved and watching").waitFor();
        host.push("feed.changed", scene(change).status);
        await page.getByText(`Saved, not watched: ${reason}`).waitFor();
      },
      {},
      scene(change),
    );
  });
});

describe("at 380 wide", () => {
  it("every target of the sheet is as large as a finger, and nothing scrolls sideways", async () => {
    await at(
      async (composing) => {
        const { page } = composing;
        await page.getByRole("navigation").getByRole("button", { name: "Instrument" }).click();
        await page.getByRole("button", { name: "New alert" }).click();
        const small = (): Promise<string[]> =>
          page
            .locator("form.composer")
            .evaluate((form) =>
              [...form.querySelectorAll("button, input")]
                .filter((each) => each.getBoundingClientRect().height < 44)
                .map((each) => each.outerHTML.slice(0, 80)),
            );
        expect(await small()).toEqual([]);
        await type(composing, ">45k always for 30s until 23:59 note Lunch with the broker on the roof");
        await page.getByRole("button", { name: /^Make alert/ }).waitFor();
        expect(await small()).toEqual([]);
        const wide = await page
          .locator("form.composer, form.composer *:not(input):not(.marks)")
          .evaluateAll((all) => all.filter((each) => each.getBoundingClientRect().right > innerWidth + 1).length);
        expect(wide).toBe(0);
      },
      { viewport: { width: 380, height: 720 } },
    );
  });
});
