/** The window in German: no English word of ours is left in any view, none is too narrow for it, and a change needs no new start. */
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { takeLanguageFrom } from "../../preload/contract/messages/language.ts";
import { message, messagesOf } from "../../preload/contract/messages/message.ts";
import type { Message } from "../../preload/contract/messages/message-types.ts";
import { look as lookAt } from "./look.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { brokenScene, refusedScene } from "./scene-faults.ts";
import { fullScene, type Scene } from "./scenes.ts";

let harness: PageHarness;
beforeAll(async () => {
  // What the host says is in German too: labels of venues and channels.
  takeLanguageFrom(() => ({ language: "de", locale: "de" }));
  harness = await startPageHarness();
});
afterAll(async () => {
  takeLanguageFrom(() => ({ language: "en", locale: undefined }));
  await harness.end();
});

function inGerman(scene: Scene): Scene {
  return {
    ...scene,
    info: { ...scene.info, language: { inUse: "de", locale: "de", isFixed: false } },
    settings: { ...scene.settings, language: "de" },
    status: {
      ...scene.status,
      channels: scene.status.channels.map((one) => ({
        ...one,
        label: message(one.channel === "history" ? "channel.history" : "channel.desktop"),
        // A name of the system's own, which the scene has in an English sentence.
        detail: one.state === "ok" ? "GNOME Shell 47" : one.detail,
      })),
    },
  };
}

const look = (scene: Scene, width: number, act: (page: Page) => Promise<void>): Promise<void> =>
  lookAt(harness, scene, { viewport: { width, height: 800 }, locale: "de-DE" }, act);

const textsOf = (found: Message): readonly string[] => (typeof found === "string" ? [found] : Object.values(found));
/** The text between the parameters, without signs at its ends: `was at {price}, fell` gives `was at` and `fell`. */
const piecesOf = (text: string): readonly string[] =>
  text.split(/\{\w+\}/u).flatMap((part) => /\p{L}.*\p{L}/su.exec(part)?.[0] ?? []);

const german = Object.values(messagesOf.de).flatMap(textsOf).join("\n").toLowerCase();
/** Every piece of an English message that German never says, as part of another word neither. */
const english = [...new Set(Object.values(messagesOf.en).flatMap(textsOf).flatMap(piecesOf))].filter(
  (piece) => piece.length > 1 && !german.includes(piece.toLowerCase()),
);
const asWord = (piece: string): RegExp =>
  new RegExp(`(?<!\\p{L})${piece.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&")}(?!\\p{L})`, "u");
const englishWords = english.map((piece) => [piece, asWord(piece)] as const);

/** Everything that a person or a screen reader finds in the page, a text each. */
const wordsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found = [document.title, ...document.body.innerText.split("\n")];
    for (const name of ["aria-label", "aria-description", "title", "placeholder", "alt"])
      for (const element of document.querySelectorAll(`[${name}]`)) found.push(element.getAttribute(name) ?? "");
    for (const hidden of document.querySelectorAll(".visually-hidden")) found.push(hidden.textContent ?? "");
    return found.map((text) => text.trim()).filter((text) => text !== "");
  });

async function expectGerman(page: Page): Promise<void> {
  const words = await wordsOf(page);
  expect(words.length).toBeGreaterThan(5);
  const left = words.flatMap((text) =>
    englishWords.filter(([, pattern]) => pattern.test(text)).map(([piece]) => `${piece} -- ${text}`),
  );
  expect(left).toEqual([]);
  // Nothing is cut off at the side, however long its words are.
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBe(0);
  // Neither is the state of the feed, which stands in few words and has to be read whole.
  const cut = await page.evaluate(() => {
    const words = document.querySelector("header .words");
    const bar = document.querySelector("header");
    if (words === null || bar === null) return "there is no bar";
    const [inner, outer] = [words.getBoundingClientRect(), bar.getBoundingClientRect()];
    return inner.top >= outer.top && inner.bottom <= outer.bottom ? null : words.textContent;
  });
  expect(cut).toBeNull();
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

it("knows the pieces of English that would be a fault", () => {
  expect(english.length).toBeGreaterThan(500);
  expect(english).toContain("Settings");
  expect(englishWords.filter(([, pattern]) => pattern.test("Make alert")).length).toBeGreaterThan(0);
});

it.each([1280, 380])("every view of it, %i wide", async (width) => {
  await look(inGerman(fullScene(Date.now())), width, async (page) => {
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
    const panes = page.getByRole("navigation").getByRole("button");
    for (let at = 0; at < (await panes.count()); at++) {
      await panes.nth(at).click();
      await expectGerman(page);
    }
    for (const tab of await page.getByRole("tab").filter({ visible: true }).all()) {
      await tab.click();
      await expectGerman(page);
    }
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Symbol" }).fill("UNI");
    await expectGerman(page);
    await page.keyboard.press("Escape");
    await button(page, message("settings.title")).click();
    await page.getByRole("heading", { name: message("settings.title"), level: 1 }).waitFor();
    await expectGerman(page);
  });
});

it.each([
  ["a refused key", refusedScene],
  ["everything broken", brokenScene],
])("with %s", async (_what, sceneAt) => {
  await look(inGerman(sceneAt(Date.now())), 380, async (page) => {
    await expectGerman(page);
    await button(page, message("settings.title")).click();
    await page.getByRole("heading", { name: message("settings.title"), level: 1 }).waitFor();
    await expectGerman(page);
  });
});
