/** Numbers and names of right-to-left scripts keep their places in sentences that run from left to right. */
import { describe, expect, it } from "vitest";
import {
  formatDay,
  formatMoment,
  formatPercent,
  formatPrice,
  formatTime,
  isolate,
} from "../../preload/contract/format.ts";
import { ruleSentence } from "../../preload/contract/text.ts";
import { spec } from "../renderer/scenes.ts";

const atMs = Date.UTC(2026, 0, 31, 14, 25);
const zone = { timeZone: "UTC" };

describe("text that runs from right to left", () => {
  it.each(["ar-EG", "fa-IR"])("is isolated wherever a number or a time is formatted in %s", (locale) => {
    for (const text of [
      formatPrice("45000.5", { locale }),
      formatPercent("1.4", { locale }),
      formatTime(atMs, { locale, ...zone }),
      formatDay(atMs, null, { locale, ...zone }),
      formatMoment(atMs, null, { locale, ...zone }),
    ])
      expect(text).toMatch(/^\u2068[^]+\u2069$/);
  });

  it("isolates the name of an instrument", () => {
    const rule = spec({ kind: "at-or-above", level: "1" }, { instrument: { venue: "demo", symbol: "ذهب-USD" } });
    expect(ruleSentence(rule, { locale: "en-US" })).toBe("Tell me once when \u2068ذهب-USD\u2069 rises to 1 or more");
  });

  it.each(["en-US", "de-DE", "ja-JP", "hi-IN"])("is not there in %s, where every text is as it was", (locale) => {
    for (const text of [
      formatPrice("45000.5", { locale }),
      formatPercent("-1.4", { locale, signed: true }),
      formatMoment(atMs, null, { locale, ...zone }),
      isolate("币安人生-USDT"),
    ])
      expect(text).not.toMatch(/[\u2066-\u2069]/);
  });
});
