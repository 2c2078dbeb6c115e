import { expect, test } from "vitest";
import type { By, Condition } from "../../preload/contract/rule.ts";
import { draftSentence, ruleSentence } from "../../preload/contract/text.ts";
import { sampleRule } from "./sample-rule.ts";

const now = Date.parse("2026-01-05T12:00:00Z");
const options = { locale: "en", timeZone: "UTC", now };

const range = { low: "44000", high: "46000" };
const tenth: By = { percent: "0.1" };
const strictly: By = { amount: "0" };

const once: readonly (readonly [Condition, string])[] = [
  [{ kind: "at-or-above", level: "45000" }, "BTC-USD rises to 45,000 or more"],
  [{ kind: "at-or-below", level: "45000" }, "BTC-USD falls to 45,000 or less"],
  [{ kind: "crosses-up", level: "45000" }, "BTC-USD crosses above 45,000"],
  [{ kind: "crosses-down", level: "45000" }, "BTC-USD crosses below 45,000"],
  [{ kind: "crosses", level: "45000" }, "BTC-USD crosses 45,000 either way"],
  [{ kind: "inside", ...range }, "BTC-USD is between 44,000 and 46,000"],
  [{ kind: "outside", ...range }, "BTC-USD is below 44,000 or above 46,000"],
  [{ kind: "enters", ...range }, "BTC-USD comes into the range 44,000 to 46,000"],
  [{ kind: "leaves", ...range }, "BTC-USD leaves the range 44,000 to 46,000"],
  [{ kind: "rises", by: { percent: "5" }, windowMs: 600_000 }, "BTC-USD rises by 5% or more within 10 min"],
  [{ kind: "falls", by: { amount: "1500.5" }, windowMs: 90_000 }, "BTC-USD falls by 1,500.5 or more within 1 min 30 s"],
  [{ kind: "moves", by: { percent: "5" }, windowMs: 3_600_000 }, "BTC-USD rises or falls by 5% or more within 1 h"],
  [{ kind: "pulls-back", by: { percent: "2" } }, "BTC-USD falls by 2% from its highest price since this alert was set"],
  [{ kind: "rebounds", by: { amount: "500" } }, "BTC-USD rises by 500 from its lowest price since this alert was set"],
  [{ kind: "spread-at-least", by: { amount: "5" } }, "the spread of BTC-USD is 5 or more"],
  [{ kind: "spread-at-least", by: { percent: "0.5" } }, "the spread of BTC-USD is 0.5% of the mid price or more"],
  [{ kind: "trade-size-at-least", size: "10" }, "a single trade in BTC-USD has a size of 10 or more"],
];

test.each(once)("once: %o", (condition, words) => {
  expect(ruleSentence(sampleRule(condition), options)).toBe(`Tell me once when ${words}`);
});

// Kind, how far back, and what the sentence says must happen before it can fire again (null: nothing).
const again: readonly (readonly [Condition, By | null, string | null])[] = [
  [{ kind: "at-or-above", level: "45000" }, tenth, "after it has come back to 44,955"],
  [{ kind: "at-or-above", level: "45000" }, null, "after it has come back to 44,955"],
  [{ kind: "at-or-above", level: "45000" }, { amount: "25" }, "after it has come back to 44,975"],
  [{ kind: "at-or-above", level: "45000" }, strictly, "after it has been below 45,000"],
  [{ kind: "at-or-below", level: "45000" }, tenth, "after it has come back to 45,045"],
  [{ kind: "crosses-up", level: "0.00001234" }, tenth, "after it has come back to 0.00001232766"],
  [
    { kind: "crosses-up", level: "12345678901234567.8" },
    { amount: "0.1" },
    "after it has come back to 12,345,678,901,234,567.7",
  ],
  [{ kind: "crosses-down", level: "45000" }, strictly, "after it has been above 45,000"],
  [{ kind: "crosses", level: "45000" }, tenth, "after it has been at 44,955 or less, or at 45,045 or more"],
  [{ kind: "crosses", level: "45000" }, strictly, "after it has been away from 45,000"],
  [{ kind: "inside", ...range }, tenth, "after it has been at 43,956 or less, or at 46,046 or more"],
  [{ kind: "enters", ...range }, strictly, "after it has been below 44,000 or above 46,000"],
  [{ kind: "outside", ...range }, tenth, "after it has been between 44,044 and 45,954"],
  [{ kind: "leaves", ...range }, { amount: "1500" }, "after it has been between 44,000 and 46,000"],
  [{ kind: "rises", by: { percent: "5" }, windowMs: 600_000 }, null, "once that is no longer so"],
  [{ kind: "pulls-back", by: { percent: "2" } }, null, null],
  [{ kind: "spread-at-least", by: { amount: "5" } }, null, "once that is no longer so"],
];

test.each(again)("every time: %o, back by %o", (condition, rearmBy, words) => {
  const sentence = ruleSentence(sampleRule(condition, { repeat: "always", rearmBy }), options);
  expect(sentence.startsWith("Tell me every time ")).toBe(true);
  expect(sentence.split(", and again ")[1] ?? null).toBe(words);
});

test("trailing alerts that repeat say what they are measured from each time", () => {
  expect(ruleSentence(sampleRule({ kind: "pulls-back", by: { percent: "2" } }, { repeat: "always" }), options)).toBe(
    "Tell me every time BTC-USD falls by 2% from its highest price since this alert was set or last fired",
  );
});

test("source, hold, cooldown, re-arm and expiry all stand in one sentence, in the order in which they act", () => {
  const all = sampleRule(
    { kind: "crosses-up", level: "45000" },
    {
      source: "bid",
      holdForMs: 90_000,
      repeat: "always",
      rearmBy: tenth,
      cooldownMs: 300_000,
      expiresAt: "2026-02-12T14:00:00.000Z",
    },
  );
  expect(ruleSentence(all, options)).toBe(
    "Tell me every time the bid of BTC-USD crosses above 45,000 and stays there for 1 min 30 s, at most once in 5 min, " +
      "and again after it has come back to 44,955, until Feb 12, 14:00",
  );
});

test.each([
  ["last", "BTC-USD"],
  ["bid", "the bid of BTC-USD"],
  ["ask", "the ask of BTC-USD"],
  ["mid", "the mid price of BTC-USD"],
] as const)("source %s reads %s", (source, words) => {
  expect(ruleSentence(sampleRule({ kind: "crosses-up", level: "1" }, { source }), options)).toBe(
    `Tell me once when ${words} crosses above 1`,
  );
});

test.each([
  [{ kind: "crosses", level: "1" }, "and stays on the side it crossed to"],
  [{ kind: "leaves", ...range }, "and stays outside"],
  [{ kind: "outside", ...range }, "and stays outside"],
  [{ kind: "enters", ...range }, "and stays there"],
  [{ kind: "spread-at-least", by: { amount: "5" } }, "and that stays so"],
] as const)("hold of %o", (condition, words) => {
  expect(ruleSentence(sampleRule(condition, { holdForMs: 60_000 }), options)).toMatch(
    new RegExp(`${words} for 1 min$`),
  );
});

test("numbers follow the reader's locale", () => {
  expect(ruleSentence(sampleRule({ kind: "crosses-up", level: "45000.5" }), { ...options, locale: "de" })).toBe(
    "Tell me once when BTC-USD crosses above 45.000,5",
  );
});

test.each([
  [{}, "Tell me once when … …"],
  [
    { instrument: { symbol: "BTC-USD" }, condition: { kind: "at-or-above" } },
    "Tell me once when BTC-USD rises to … or more",
  ],
  [
    { instrument: { symbol: "" }, condition: { kind: "at-or-above", level: "45000." } },
    "Tell me once when … rises to 45,000 or more",
  ],
  [
    { instrument: { symbol: "X" }, condition: { kind: "crosses-up", level: ".5" } },
    "Tell me once when X crosses above 0.5",
  ],
  [
    { instrument: { symbol: "X" }, condition: { kind: "crosses-up", level: "abc" } },
    "Tell me once when X crosses above …",
  ],
  [{ instrument: { symbol: "X" }, condition: { kind: "inside", low: "1" } }, "Tell me once when X is between 1 and …"],
  [
    { instrument: { symbol: "X" }, condition: { kind: "rises", by: { percent: "" } } },
    "Tell me once when X rises by … or more within …",
  ],
  [
    { instrument: { symbol: "X" }, condition: { kind: "crosses-up" }, repeat: "always", rearmBy: { percent: "" } },
    "Tell me every time X crosses above …, and again after it has come back to …",
  ],
] as const)("half made: %o", (draft, words) => {
  expect(draftSentence(draft, options)).toBe(words);
});
