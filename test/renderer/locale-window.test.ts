/** The built window in locales that write numbers in other ways, with other digits, and from right to left. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composingOn, type } from "./composing.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type PageHarness } from "./page.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
});
afterAll(() => page.end());
const at = composingOn(() => page);

describe("numbers in the locale in which they are shown", () => {
  it.each([
    ["de-DE", ">54.000", { kind: "at-or-above", level: "54000" }, "54.000"],
    ["de-DE", ">1.234,5", { kind: "at-or-above", level: "1234.5" }, "1.234,5"],
    ["de-DE", "+1,5% 10m", { kind: "rises", by: { percent: "1.5" }, windowMs: 600_000 }, "1,5\u00a0%"],
    ["fr-FR", "44 000-46 000,5", { kind: "leaves", low: "44000", high: "46000.5" }, "44\u202f000 to 46\u202f000,5"],
    ["ja-JP", "＞５４，０００", { kind: "at-or-above", level: "54000" }, "54,000"],
    ["hi-IN", ">1,00,000", { kind: "at-or-above", level: "100000" }, "1,00,000"],
    ["ar-EG", ">٥٤٬٠٠٠٫٥", { kind: "at-or-above", level: "54000.5" }, "٥٤٬٠٠٠٫٥"],
    ["de-CH", ">54’000.5", { kind: "at-or-above", level: "54000.5" }, "54'000.5"],
  ] as const)("in %s: %s", async (locale, text, condition, chip) => {
    await at(
      async (composing) => {
        await type(composing, text);
        const plain = (shown: string): string => shown.replace(/[\u2066-\u2069]/g, "").replace(/’/g, "'");
        await eventually(async () => (await composing.chips()).map(plain)).toContain(chip);
        await composing.page.keyboard.press("Enter");
        await eventually(composing.made).toMatchObject([{ condition }]);
      },
      { locale },
    );
  });

  it("a field shows them as it reads them", async () => {
    await at(
      async (composing) => {
        const { page, entry } = composing;
        await type(composing, ">54.000,5");
        await page.getByRole("button", { name: /^Level: / }).press("Enter");
        const field = page.getByRole("textbox", { name: "Level", exact: true });
        expect(await field.inputValue()).toBe("54000,5");
        await field.fill("1.234,25");
        await eventually(() => entry.inputValue()).toBe(">1234,25");
      },
      { locale: "de-DE" },
    );
  });

  it("asks what can be read in two ways, and saves nothing until that is answered", async () => {
    await at(
      async (composing) => {
        const { page, entry, made } = composing;
        await type(composing, ">44,388");
        await page.keyboard.press("Enter");
        const question = page.getByRole("group", { name: "“44,388” can be read in two ways. Which is meant?" });
        await eventually(() => question.getByRole("button").allTextContents()).toEqual(["44,388", "44.388"]);
        expect(await page.locator(".entry .question").textContent()).toBe("44,388");
        expect(made()).toEqual([]);
        await question.getByRole("button", { name: "44.388" }).press("Enter");
        await eventually(() => entry.inputValue()).toBe(">44388");
        await page.keyboard.press("Enter");
        await eventually(made).toMatchObject([{ condition: { level: "44388" } }]);
      },
      { locale: "de-DE" },
    );
  });
});

describe("where numbers run from right to left", () => {
  it("a spread and its percent stay in the order in which they are told", async () => {
    await at(
      async ({ page }) => {
        const spread = page.locator("dl > div").filter({ hasText: "Spread" }).locator("dd");
        await eventually(() => spread.textContent()).toMatch(/\p{Nd}٫\p{Nd}+.*٪/u);
        // Two runs of Arabic digits beside one another would be one, and the second be read first.
        const edges = (isIsolated: boolean): Promise<number[]> =>
          spread.evaluate((element, keepsIsolation) => {
            const parts = [element.querySelector(".number"), element.querySelector(".faint")];
            if (!keepsIsolation) {
              // As bare words, without the marks and without the boxes that hold each number together.
              const bare = parts.map((part) => (part?.textContent ?? "").replace(/[\u2066-\u2069]/g, ""));
              element.replaceChildren(...bare.map((words) => document.createTextNode(words)));
            }
            return [...(keepsIsolation ? parts : element.childNodes)].map((part) => {
              const range = document.createRange();
              if (part !== null) range.selectNodeContents(part);
              return range.getBoundingClientRect().left;
            });
          }, isIsolated);
        const [amount = 0, percent = 0] = await edges(true);
        expect(amount).toBeLessThan(percent);
        // Without what isolates them it is so: this test would see it.
        const [second = 0, first = 0] = await edges(false);
        expect(first).toBeLessThan(second);
      },
      { locale: "ar-EG" },
    );
  });
});
