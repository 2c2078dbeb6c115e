/** The messages themselves: the same in every language, and taken by key, parameters and number. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { messageProblems } from "../../../preload/contract/messages/check-messages.ts";
import {
  languageFor,
  languages,
  systemLanguage,
  takeLanguageFrom,
} from "../../../preload/contract/messages/language.ts";
import { message, messagesOf } from "../../../preload/contract/messages/message.ts";
import { translationOf } from "../../../preload/contract/messages/message-types.ts";

const useLanguage = (language: (typeof languages)[number]): void =>
  takeLanguageFrom(() => ({ language, locale: undefined }));
afterEach(() => useLanguage("en"));

it("has every message in every language, with the same parameters", () => {
  expect(messageProblems()).toEqual([]);
  expect(Object.keys(messagesOf)).toEqual([...languages]);
});

it.each(languages)("tells of trouble with notifications without the names of what carries them (%s)", (language) => {
  const about = Object.entries(messagesOf[language]).filter(([key]) => /^(?:notify|bus|destination)\./.test(key));
  expect(about.length).toBeGreaterThan(20);
  const named = about.filter(([, text]) => /D-?Bus|message bus|Nachrichtenbus|_ADDRESS/i.test(JSON.stringify(text)));
  expect(named).toEqual([]);
});

it.each(languages)("%s has the messages of every file of its folder, each key in one of them", async (language) => {
  const folder = path.join(import.meta.dirname, "../../../preload/contract/messages", language);
  const files = readdirSync(folder).filter((name) => name !== "index.ts");
  const parts = await Promise.all(files.map((name) => import(path.join(folder, name)) as Promise<object>));
  const keys = parts.flatMap((part) => Object.values(part).flatMap((messages: object) => Object.keys(messages)));
  expect(keys.sort()).toEqual(Object.keys(messagesOf[language]).sort());
});

it("names what is missing, what is too much, and what takes other parameters", () => {
  const en = { a: "A", b: "{x} and {y}", c: { one: "{count} c", other: "{count} cs" } };
  expect(messageProblems({ en, de: { b: "{x}", c: "{count} c", d: "D" } }, ["en", "de"])).toEqual([
    'de: English has no message "d"',
    'de: the message "a" is missing',
    'de: "b" takes {x}, and in English {x}, {y}',
  ]);
});

it("does not compile with a key, a parameter or a translation that there is not", () => {
  type English = { readonly greeting: "Good {time}, {name}"; readonly empty: "Nothing" };
  const whole = translationOf<English>()({ greeting: "{name}, guten {time}", empty: "Nichts" });
  expect(whole.empty).toBe("Nichts");
  // @ts-expect-error a message is missing
  translationOf<English>()({ empty: "Nichts" });
  // @ts-expect-error a parameter is missing
  translationOf<English>()({ greeting: "Guten {time}", empty: "Nichts" });
  // @ts-expect-error a parameter is not one of English
  translationOf<English>()({ greeting: "{name}, guten {time} {day}", empty: "Nichts" });
  // @ts-expect-error English has no such message
  translationOf<English>()({ greeting: "{name}, guten {time}", empty: "Nichts", other: "Anderes" });
  // @ts-expect-error the message takes a parameter
  message("event.alert");
  // @ts-expect-error it takes another
  message("event.alert", { venue: "BTC-USD" });
  // @ts-expect-error the number that decides the form is a number
  message("group.fired", { count: "3" });
});

it("puts parameters in where the language wants them, and leaves other braces alone", () => {
  expect(message("group.line", { title: "A {detail} $&", detail: "b" })).toBe("A {detail} $& (b)");
  expect(message("state.expired-fired", { at: "at 14:02", firedAt: "at 13:00" })).toBe(
    "expired at 14:02, last fired at 13:00",
  );
  useLanguage("de");
  expect(message("state.expired-fired", { at: "um 14:02", firedAt: "um 13:00" })).toBe(
    "um 14:02 abgelaufen, zuletzt um 13:00 ausgelöst",
  );
});

it("takes the form that the language has for a number", () => {
  expect([0, 1, 2].map((count) => message("group.fired", { count }))).toEqual([
    "0 alerts fired",
    "1 alert fired",
    "2 alerts fired",
  ]);
  useLanguage("de");
  expect([1, 2].map((count) => message("age.d", { count }))).toEqual(["vor 1 Tag", "vor 2 Tagen"]);
});

it("writes how many in the digits of the locale, as prices are, and leaves alone what only looks like a number", () => {
  const inArabic = (): readonly string[] => [
    message("alerts.removed", { count: 1 }),
    message("alerts.removed", { count: 12_345 }),
    message("dry-run.between", { min: 7, max: 9 }),
    message("duration.min", { n: 15 }),
    message("lost.http", { status: 1011 }),
    message("folder.other-owner", { path: "/data", owner: 1000 }).slice(0, 44),
  ];
  takeLanguageFrom(() => ({ language: "en", locale: "ar-EG" }));
  expect(inArabic().map((text) => text.replace(/[\u2068\u2069]/gu, ""))).toEqual([
    "١ alert removed.",
    "١٢٬٣٤٥ alerts removed.",
    "٧ to ٩ times",
    "١٥ min",
    "The venue answered HTTP 1011.",
    "/data belongs to another user (number 1000),",
  ]);
  // Beside other Arabic digits each stays where it stands.
  expect(inArabic()[2]).toBe("\u2068٧\u2069 to \u2068٩\u2069 times");
});

it.each(languages)("has no number of its own in the form for one: the digits are the locale's (%s)", (language) => {
  const withOwn = Object.entries(messagesOf[language]).filter(
    ([, text]) => typeof text !== "string" && /\b1\b/u.test(text.one ?? ""),
  );
  expect(withOwn).toEqual([]);
});

// What the system wants, and which language that comes to.
const systems: readonly (readonly [readonly string[], string])[] = [
  [["de-AT", "en-US"], "de"],
  [["de_DE.UTF-8"], "de"],
  [["DE"], "de"],
  [["fr-FR", "de-CH", "en"], "de"],
  [["en-GB", "de"], "en"],
  [["fr-FR"], "en"],
  [["den"], "en"],
  [["C.UTF-8"], "en"],
  [[], "en"],
];
it.each(systems)("takes from %o the language %s", (tags, language) => {
  expect(systemLanguage(tags)).toBe(language);
});

it("writes numbers as the system does, unless another language than the system's is asked for", () => {
  expect(languageFor("system", ["de-AT"])).toEqual({ language: "de", locale: undefined });
  expect(languageFor("de", ["de-AT"])).toEqual({ language: "de", locale: undefined });
  expect(languageFor("de", ["en-US"])).toEqual({ language: "de", locale: "de" });
  expect(languageFor("en", ["de-AT"])).toEqual({ language: "en", locale: "en" });
  expect(languageFor("en", ["fr-FR"])).toEqual({ language: "en", locale: undefined });
});
