/** "Would it have fired?" in words, English and German. */
import { afterEach, describe, expect, it } from "vitest";
import { dryRunReasons, type DryRun } from "../../preload/contract/dry-run.ts";
import { formatFireCount, formatDryRun } from "../../preload/contract/text/dry-run.ts";
import { takeLanguageFrom } from "../../preload/contract/messages/language.ts";
import { aDryRun } from "../renderer/dry-run-sample.ts";

// A Thursday.
const now = Date.parse("2026-01-08T12:00:00.000Z");
const dayMs = 86_400_000;
const options = { now, timeZone: "UTC", locale: "en-US" };
const textOf = (part: Partial<DryRun>) => formatDryRun({ ...aDryRun(now), ...part }, options);
afterEach(() => takeLanguageFrom(() => ({ language: "en", locale: undefined })));

describe("The line of a dry run", () => {
  it("says how often in how long, when last, and how often with a hold", () => {
    expect(textOf({})).toEqual({
      line: "7 times in 30 days, last on Tuesday 12:00; with a hold of 1 min: 4 times",
      notes: [],
    });
    expect(textOf({ alternative: { holdForMs: 0, count: { min: 1, max: 2 } } }).line).toMatch(
      /; without the hold: 1 to 2 times$/,
    );
  });

  it("names the last certain fire, by its day where that is long ago or today", () => {
    const fires = [12, 11].map((days) => ({ candleMs: now - days * dayMs, isCertain: days === 12 }));
    expect(textOf({ fires, alternative: null }).line).toBe("7 times in 30 days, last on Dec 27, 2025, 12:00");
    const today = [{ candleMs: now - 3_600_000, isCertain: true }];
    expect(textOf({ fires: today, alternative: null }).line).toBe("7 times in 30 days, last today at 11:00");
    expect(textOf({ count: { min: 0, max: 0 }, fires: [], alternative: null }).line).toBe("Never in 30 days");
  });

  it("says what of the time is not known, and why", () => {
    const coveredMs = 1.26 * dayMs;
    expect(textOf({ coveredMs }).notes).toEqual(["1.3 days of 30 days are known."]);
    const failure = { code: "venue-unreachable", message: "The venue is away." } as const;
    expect(textOf({ coveredMs, isFetching: true, failure }).notes).toEqual([
      "1.3 days of 30 days are known, more is being fetched.",
      "The venue is away.",
    ]);
    expect(textOf({ coveredMs, source: "recorded" }).notes[0]).toMatch(/were recorded here/);
    // The last minutes are always missing.
    expect(textOf({ coveredMs: 29.9 * dayMs }).notes).toEqual([]);
  });

  it.each(["en", "de"] as const)("has words for every reason, in %s", (language) => {
    takeLanguageFrom(() => ({ language, locale: undefined }));
    for (const reason of dryRunReasons) {
      const { line } = textOf({ count: null, reason, fires: [] });
      expect(line, reason).toMatch(/[a-z].*\.$/);
      expect(line).not.toMatch(/dry-run\.|\{/);
    }
  });
});

it.each([
  [{ min: 0, max: 0 }, "never"],
  [{ min: 1, max: 1 }, "once"],
  [{ min: 7, max: 7 }, "7 times"],
  [{ min: 7, max: 8 }, "7 to 8 times"],
  [{ min: 1, max: null }, "at least once"],
  [{ min: 0, max: null }, "unknown how often"],
])("%j is %s", (count, words) => {
  expect(formatFireCount(count)).toBe(words);
});
