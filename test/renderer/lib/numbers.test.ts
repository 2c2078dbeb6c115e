import { describe, expect, it } from "vitest";
import fc from "../../doubles/generated.ts";
import { formatPrice } from "../../../preload/contract/format.ts";
import { readNumber, writeNumber, zeroDigits } from "../../../renderer/lib/numbers.ts";

const valueOf = (text: string, locale: string, near?: string): string | readonly string[] | null => {
  const reading = readNumber(text, { locale, near });
  return reading.kind === "number" ? reading.value : reading.kind === "ambiguous" ? reading.values : null;
};

describe("a number that is typed", () => {
  it.each([
    ["de-DE", "54.000", "54000"],
    ["de-DE", "1.234,5", "1234.5"],
    ["de-DE", "1,5", "1.5"],
    ["de-DE", "1.234.567,89", "1234567.89"],
    ["de-DE", "0,00000932", "0.00000932"],
    ["de-DE", "54000", "54000"],
    ["de-DE", ",5", "0.5"],
    ["en-US", "54,000", "54000"],
    ["en-US", "1,234.5", "1234.5"],
    ["en-US", "1.084", "1.084"],
    ["en-US", "45000.10", "45000.10"],
    ["en-US", "44_000", "44000"],
    ["en-US", ".5", "0.5"],
    ["en-US", "45000.", "45000"],
    ["en-US", "007", "7"],
    ["fr-FR", "54 000,5", "54000.5"],
    ["fr-FR", "54\u202f000,5", "54000.5"],
    ["fr-FR", "54\u00a0000", "54000"],
    ["de-CH", "1’234’567.5", "1234567.5"],
    ["de-CH", "54'000", "54000"],
    ["fr-CH", "54’000,5", "54000.5"],
    ["ar-EG", "٥٤٬٠٠٠", "54000"],
    ["ar-EG", "١٬٢٣٤٫٥", "1234.5"],
    ["ar-EG", "\u200f١٫٥\u061c", "1.5"],
    ["ar-EG", "54000.5", "54000.5"],
    ["fa-IR", "۵۴٬۰۰۰٫۵", "54000.5"],
    ["ja-JP", "５４，０００．５", "54000.5"],
    ["ja-JP", "５４０００", "54000"],
    ["hi-IN", "12,34,567.5", "1234567.5"],
    ["mr-IN", "१२,३४,५६७.५", "1234567.5"],
  ])("in %s, %s is %s", (locale, text, value) => {
    expect(valueOf(text, locale)).toBe(value);
  });

  it.each([
    // A sign that cannot be the locale's own here is the other one: only one reading is left.
    ["de-DE", "1.5", "1.5"],
    ["de-DE", "1,234.5", "1234.5"],
    ["de-DE", "0.123", "0.123"],
    ["en-US", "1,5", "1.5"],
    ["en-US", "1.234,5", "1234.5"],
    ["en-US", "1.234.567", "1234567"],
    ["en-US", "1,00,000", "100000"],
  ])("in %s, %s can be nothing but %s", (locale, text, value) => {
    expect(valueOf(text, locale)).toBe(value);
  });

  it.each([
    "",
    " ",
    "x",
    "1x",
    "-5",
    "+5",
    "1e5",
    ".",
    ",",
    "1..2",
    "1,2,3",
    "1.2,3.4",
    "12 34",
    "1,,000",
    "1'00",
    "1,000_000",
  ])("%j is none", (text) => {
    for (const locale of ["en-US", "de-DE", "fr-FR"]) expect(valueOf(text, locale), locale).toBeNull();
  });

  it.each([
    // Beside a price the reading that is a thousandfold off is not taken for meant.
    ["en-US", "1.234", "1200", ["1.234", "1234"]],
    ["en-US", "1.234", "1.2", "1.234"],
    ["de-DE", "1.234", "1.084", ["1234", "1.234"]],
    ["de-DE", "1.234", "1200", "1234"],
    ["de-DE", "1,234", "1200", ["1.234", "1234"]],
    ["de-DE", "1,234", "1.2", "1.234"],
    ["de-DE", "54.000", "53800", "54000"],
    ["de-DE", "54.000", "53.8", ["54000", "54.000"]],
    ["de-CH", "1.234", "1200", ["1.234", "1234"]],
    ["ar-EG", "1.234", "1200", ["1.234", "1234"]],
    // What only one reading makes sense of is not asked, however far from the price.
    ["en-US", "1.2345", "1200", "1.2345"],
    ["en-US", "0.123", "1200", "0.123"],
    ["de-DE", "1,5", "1200", "1.5"],
    ["ar-EG", "١٫٢٣٤", "1200", "1.234"],
    ["en-US", "1.234", "", "1.234"],
  ] as const)("in %s, %s beside %s is %j", (locale, text, near, value) => {
    expect(valueOf(text, locale, near)).toEqual(value);
  });
});

/** One or more of every way in which CLDR's locales write numbers. */
const locales = [
  "en-US en-GB en-IN en-ZA de-DE de-AT de-CH de-LI fr-FR fr-CA fr-CH it-IT it-CH es-ES es-MX es-CR pt-BR pt-PT nl-NL sv-SE nb-NO",
  "da-DK fi-FI pl-PL cs-CZ sk-SK hu-HU ro-RO bg-BG hr-HR sl-SI sr-RS ru-RU uk-UA el-GR tr-TR he-IL ar-EG ar-AE ar-MA fa-IR ur-PK",
  "ps-AF ckb-IQ hi-IN mr-IN ne-NP bn-BD as-IN gu-IN ta-IN te-IN kn-IN ml-IN pa-IN my-MM km-KH lo-LA th-TH-u-nu-thai dz-BT vi-VN",
  "id-ID ms-MY ja-JP ja-JP-u-nu-fullwide ko-KR zh-CN zh-TW ka-GE hy-AM az-AZ kk-KZ uz-UZ et-EE lv-LV lt-LT is-IS sw-KE am-ET af-ZA",
]
  .join(" ")
  .split(" ");

const decimal = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, places]) => {
    const digits = units.toString().padStart(places + 1, "0");
    return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  });
/** As many digits as a rule takes; one whole digit to three with three places are what can be mistaken. */
const mistakable = fc.integer({ min: 1_000, max: 999_999 }).map((units) => (units / 1000).toFixed(3));

describe("in every locale", () => {
  it("what is shown is read as what it is", () => {
    fc.assert(
      fc.property(fc.constantFrom(...locales), fc.oneof(decimal, mistakable), (locale, value) => {
        const shown = formatPrice(value, { locale, decimals: value.split(".")[1]?.length ?? 0 });
        expect(valueOf(shown, locale), `${locale} ${shown}`).toBe(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it("what is put into a field is read as what it is, beside whatever price, and never asked", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...locales),
        fc.oneof(decimal, mistakable),
        fc.option(decimal),
        (locale, value, near) => {
          const written = writeNumber(value, { locale, near });
          const reading = readNumber(written, { locale, near });
          if (reading.kind !== "number") throw new Error(`${locale} ${written}: ${reading.kind}`);
          // A zero may have been added, to leave one reading alone.
          expect([value, `${value}0`], `${locale} ${written}`).toContain(reading.value);
          if (near === null) expect(reading.value).toBe(value);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("any text at all is read without an error, as plain digits or as nothing", () => {
    const signs = fc.constantFrom(..."0123456789.,'’_٫٬،．，５٣ \u00a0\u202fx-");
    fc.assert(
      fc.property(
        fc.constantFrom(...locales),
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(signs).map((all) => all.join("")),
        ),
        (locale, text) => {
          const read = valueOf(text, locale, "1200");
          for (const value of read === null ? [] : [read].flat()) expect(value).toMatch(/^(?:0|[1-9]\d*)(?:\.\d+)?$/);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("anything that is no plain decimal is written as it is", () => {
    for (const text of ["", "x", "1e5", "-1", ".5", "1."]) expect(writeNumber(text, { locale: "de-DE" })).toBe(text);
    expect(writeNumber("45000.5", { locale: "de-DE" })).toBe("45000,5");
    expect(writeNumber("1.234", { locale: "en-US", near: "1200" })).toBe("1.2340");
    expect(writeNumber("1234", { locale: "en-US", near: "1.2" })).toBe("1234");
  });
});

it.each([
  ["1,234.56", "0,000.00"],
  ["١٬٢٣٤٫٥٦", "٠٬٠٠٠٫٠٠"],
  ["۵۴", "۰۰"],
  ["５４％", "００％"],
  ["no price", "no price"],
])("%s is as wide as %s, in its own digits", (text, zeros) => {
  expect(zeroDigits(text)).toBe(zeros);
});
