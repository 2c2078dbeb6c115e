/** What a line writes, it reads again: in every language, locale, time zone, and beside every price. */
import { afterEach, describe, expect, it } from "vitest";
import fc from "../../doubles/generated.ts";
import { languages, takeLanguageFrom } from "../../../preload/contract/messages/language.ts";
import type { Instrument } from "../../../preload/contract/instrument.ts";
import { parseRule } from "../../../preload/contract/parse-rule.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { LineContext } from "../../../renderer/composer/line/cursor.ts";
import { parseLine } from "../../../renderer/composer/line/parse-line.ts";
import { writeLine } from "../../../renderer/composer/line/write-line.ts";
import { conditionKindNames } from "../../../preload/contract/condition-kinds.ts";
import { spec } from "../scenes.ts";
import { nowMs } from "../state-harness.ts";
import { anyDecimal, anyRule } from "./any-rule.ts";

const zone = process.env["TZ"];
afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
  takeLanguageFrom(() => ({ language: "en", locale: undefined }));
});

/** Zones in which an hour comes twice a year, at other times of day and by other steps, and one in which none does. */
const zones = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
const locales = ["en-US", "de-DE", "de-CH", "fr-FR", "ar-EG", "fa-IR", "ja-JP", "hi-IN", "sv-SE", "bn-BD"] as const;
const instruments: Instrument[] = ["demo", "securitypro"].flatMap((venue) =>
  ["BTC-USD", "ETH-USD"].map((symbol) => ({ venue, symbol })),
);

const context = (locale: string, price: string | null, selected: Instrument | null): LineContext => ({
  locale,
  nowMs,
  selected,
  instruments,
  marketOf: () => ({ price, decimals: 2 }),
});

/** As main stores it: the default way back filled in. Decimals without zeros at their end, one of which may have been added. */
function stored(rule: RuleSpec): unknown {
  const parsed = parseRule(rule, { nowMs, defaultVenue: null });
  if (!parsed.ok) throw new Error(`${parsed.error.field ?? ""} ${parsed.error.message}`);
  const { note, ...others } = parsed.value;
  const shortest = (value: string): string => value.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  const plain: unknown = JSON.parse(JSON.stringify(others), (key, value: unknown) =>
    typeof value === "string" && /^\d+\.\d+$/.test(value) && key !== "symbol" ? shortest(value) : value,
  );
  return { note, rule: plain };
}

describe("a rule as a line", () => {
  it.each(zones)("is the same rule again, of every kind, in %s", (timeZone) => {
    process.env["TZ"] = timeZone;
    const kinds = new Set<string>();
    fc.assert(
      fc.property(
        anyRule,
        fc.constantFrom(...locales),
        fc.constantFrom(...languages),
        fc.option(anyDecimal),
        fc.option(fc.constantFrom(...instruments)),
        (rule, locale, language, price, selected) => {
          fc.pre(!/[\u2028\u2029]/.test(rule.note));
          takeLanguageFrom(() => ({ language, locale: undefined }));
          const at = context(locale, price, selected);
          const text = writeLine(rule, at);
          const line = parseLine(text, at);
          if (line.rule === null) throw new Error(`${text}: ${JSON.stringify([line.problems, line.questions])}`);
          kinds.add(rule.condition.kind);
          expect(stored(line.rule), text).toEqual(stored(rule));
          // Where no price casts doubt on a number, not a digit differs.
          if (price === null) expect(line.rule.condition, text).toEqual(rule.condition);
          expect(writeLine(line.rule, at)).toBe(text);
        },
      ),
      { numRuns: 250 },
    );
    expect([...kinds].sort()).toEqual([...conditionKindNames].sort());
  });

  it.each([
    ["en", "en-US", ">45000.5"],
    ["de", "de-DE", ">45000,5"],
    ["en", "ar-EG", ">٤٥٠٠٠٫٥"],
  ] as const)("is written in %s, %s as %s", (language, locale, text) => {
    takeLanguageFrom(() => ({ language, locale: undefined }));
    const rule = spec({ kind: "at-or-above", level: "45000.5" });
    expect(writeLine(rule, context(locale, "44388.12", rule.instrument))).toBe(text);
  });

  it("is written in the words of the language in use, defaults left out", () => {
    const rule = spec(
      { kind: "crosses-down", level: "44000" },
      { repeat: "always", rearmBy: { percent: "0.1" }, cooldownMs: 300_000, holdForMs: 90_000, note: "lunch" },
    );
    const at = context("de-DE", null, { venue: "demo", symbol: "ETH-USD" });
    expect(writeLine(rule, at)).toBe("demo:BTC-USD crosses below 44000 always cooldown 5m for 90s note lunch");
    takeLanguageFrom(() => ({ language: "de", locale: undefined }));
    expect(writeLine(rule, at)).toBe("demo:BTC-USD kreuzt abwärts 44000 immer Wartezeit 5m für 90s Notiz lunch");
  });

  it.each(["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"])(
    "ends at %s still, though the clocks of Berlin show 02:30 twice that night",
    (expiresAt) => {
      process.env["TZ"] = "Europe/Berlin";
      const rule = spec({ kind: "crosses", level: "1" }, { expiresAt });
      const at = context("en-US", null, rule.instrument);
      expect(parseLine(writeLine(rule, at), at).rule).toEqual(rule);
    },
  );
});

describe("any text at all", () => {
  const words = [
    ">",
    "45k",
    "44k-46k",
    "+1.5%",
    "10m",
    "for",
    "30s",
    "until",
    "18:00",
    "2026-02-30",
    "always",
    "btc",
    "note",
    "±",
  ];
  const pieces = fc.oneof(
    fc.constantFrom(...words),
    fc.string({ unit: "binary", maxLength: 4 }),
    fc.constantFrom(..." .,-'%"),
  );
  it("is read without an error: a rule that main takes or refuses with a field, or what is not understood, within the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(pieces, { maxLength: 12 }).map((all) => all.join(" ")),
        ),
        fc.constantFrom(...locales),
        fc.option(anyDecimal),
        (text, locale, price) => {
          const at = context(locale, price, instruments[0] ?? null);
          const { rule, problems, questions } = parseLine(text, at);
          for (const { start, end } of [...problems, ...questions]) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(start).toBeLessThanOrEqual(end);
          }
          for (const { why } of problems) expect(why).not.toBe("");
          for (const { choices } of questions) expect(choices.length).toBeGreaterThan(1);
          if (rule === null) return;
          expect([problems, questions]).toEqual([[], []]);
          const parsed = parseRule(rule, { nowMs, defaultVenue: null });
          if (!parsed.ok) expect(parsed.error.field).toMatch(/./);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("has each of its words used: taken out of the text, it is taken out of the rule", () => {
    const at = context("en-US", "44388.12", instruments[0] ?? null);
    const whole = ">45k always bid cooldown 10m rearm 1% for 30s until 18:00 note lunch";
    const parts = [">45k", "always", "bid", "cooldown 10m", "rearm 1%", "for 30s", "until 18:00", "note lunch"];
    const full = parseLine(whole, at).rule;
    for (const part of parts) {
      const without = parseLine(whole.replace(part, ""), at).rule;
      expect(without, part).not.toEqual(full);
      if (part === ">45k") expect(without).toBeNull();
    }
    expect(parseLine(">45k", at).rule).toEqual(spec({ kind: "at-or-above", level: "45000" }));
  });
});
