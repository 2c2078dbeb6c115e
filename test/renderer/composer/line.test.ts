/** The grammar of the line as a table, and what always holds: nothing typed is guessed or breaks it, what it writes it reads again. */
import { afterEach, describe, expect, it } from "vitest";
import type { Instrument } from "../../../preload/contract/instrument.ts";
import { takeLanguageFrom } from "../../../preload/contract/messages/language.ts";
import type { RuleSpec } from "../../../preload/contract/rule.ts";
import type { LineContext } from "../../../renderer/composer/line/cursor.ts";
import { parseLine } from "../../../renderer/composer/line/parse-line.ts";
import { spec } from "../scenes.ts";

const btc: Instrument = { venue: "demo", symbol: "BTC-USD" };
const eth: Instrument = { venue: "demo", symbol: "ETH-USD" };
const others: Instrument[] = [
  { venue: "kraken", symbol: "XRP-USD" },
  { venue: "demo", symbol: "XRP-USD" },
  { venue: "demo", symbol: "1INCH-USD" },
  { venue: "demo", symbol: "V-USD" },
];
const nowMs = new Date(2026, 0, 31, 15, 0).getTime();
const prices: Record<string, string> = { "BTC-USD": "44388.12", "ETH-USD": "3150.20", "XRP-USD": "0.52318" };

const context = (more: Partial<LineContext> = {}): LineContext => ({
  locale: "en-US",
  nowMs,
  selected: btc,
  instruments: [btc, eth, ...others],
  marketOf: ({ symbol }) => ({ price: prices[symbol] ?? null, decimals: symbol === "XRP-USD" ? 5 : 2 }),
  ...more,
});
const read = (text: string, more: Partial<LineContext> = {}) => parseLine(text, context(more));
const at = (day: number, hour: number, minute = 0): string => new Date(2026, 0, day, hour, minute).toISOString();

afterEach(() => takeLanguageFrom(() => ({ language: "en", locale: undefined })));

/** What is read, as the parts that differ from a rule of defaults on BTC-USD. */
const grammar: [text: string, condition: RuleSpec["condition"], more?: Partial<RuleSpec>][] = [
  // A level: by a sign, a word, or the side of the price on which it lies.
  [">45k", { kind: "at-or-above", level: "45000" }],
  [">= 45,000.50", { kind: "at-or-above", level: "45000.50" }],
  ["≥45000", { kind: "at-or-above", level: "45000" }],
  ["above 45000", { kind: "at-or-above", level: "45000" }],
  ["rises to 45000", { kind: "at-or-above", level: "45000" }],
  ["<44k", { kind: "at-or-below", level: "44000" }],
  ["falls to 44k", { kind: "at-or-below", level: "44000" }],
  ["under 44k", { kind: "at-or-below", level: "44000" }],
  ["cross 54k", { kind: "crosses", level: "54000" }],
  ["crosses 54k", { kind: "crosses", level: "54000" }],
  ["x44000", { kind: "crosses", level: "44000" }],
  ["=44000", { kind: "crosses", level: "44000" }],
  ["^44.5k", { kind: "crosses-up", level: "44500" }],
  ["crosses above 44.5k", { kind: "crosses-up", level: "44500" }],
  ["v1.25m", { kind: "crosses-down", level: "1250000" }],
  ["cross down 44k", { kind: "crosses-down", level: "44000" }],
  ["45000", { kind: "at-or-above", level: "45000" }],
  ["43000", { kind: "at-or-below", level: "43000" }],
  [".5", { kind: "at-or-below", level: "0.5" }],
  // A level at a distance from the price.
  ["+1%", { kind: "at-or-above", level: "44832" }],
  ["-500", { kind: "at-or-below", level: "43888.12" }],
  ["−0.5 %", { kind: "at-or-below", level: "44166.18" }],
  ["±1%", { kind: "leaves", low: "43944.24", high: "44832" }],
  // A range.
  ["44000-46000", { kind: "leaves", low: "44000", high: "46000" }],
  ["46k - 44k", { kind: "leaves", low: "44000", high: "46000" }],
  ["45k-46k", { kind: "enters", low: "45000", high: "46000" }],
  ["inside 1 to 2", { kind: "inside", low: "1", high: "2" }],
  ["between 1 and 2", { kind: "inside", low: "1", high: "2" }],
  ["out 1..2", { kind: "outside", low: "1", high: "2" }],
  ["enters 1–2", { kind: "enters", low: "1", high: "2" }],
  ["leaves 1 … 2", { kind: "leaves", low: "1", high: "2" }],
  // A move within a time.
  ["+5% 10m", { kind: "rises", by: { percent: "5" }, windowMs: 600_000 }],
  ["rises 5% in 10 min", { kind: "rises", by: { percent: "5" }, windowMs: 600_000 }],
  ["-250 1h", { kind: "falls", by: { amount: "250" }, windowMs: 3_600_000 }],
  ["falls by 2 percent within 1h 30m", { kind: "falls", by: { percent: "2" }, windowMs: 5_400_000 }],
  ["5% in 30 s", { kind: "moves", by: { percent: "5" }, windowMs: 30_000 }],
  ["±1.5%/90s", { kind: "moves", by: { percent: "1.5" }, windowMs: 90_000 }],
  ["1k 2h", { kind: "moves", by: { amount: "1000" }, windowMs: 7_200_000 }],
  // The rest.
  ["trail 3%", { kind: "pulls-back", by: { percent: "3" } }],
  ["pull back 100", { kind: "pulls-back", by: { amount: "100" } }],
  ["rebound 100", { kind: "rebounds", by: { amount: "100" } }],
  ["spread .1%", { kind: "spread-at-least", by: { percent: "0.1" } }],
  ["size 10", { kind: "trade-size-at-least", size: "10" }],
  // An instrument, by its base, its symbol, or both without a dash.
  ["btc 54000", { kind: "at-or-above", level: "54000" }],
  ["eth >3200", { kind: "at-or-above", level: "3200" }, { instrument: eth }],
  [">3200 ETH-USD", { kind: "at-or-above", level: "3200" }, { instrument: eth }],
  ["ethusd 3000", { kind: "at-or-below", level: "3000" }, { instrument: eth }],
  ["eth +1%", { kind: "at-or-above", level: "3181.7" }, { instrument: eth }],
  ["kraken:xrp-usd >1", { kind: "at-or-above", level: "1" }, { instrument: { venue: "kraken", symbol: "XRP-USD" } }],
  ["1inch >1", { kind: "at-or-above", level: "1" }, { instrument: { venue: "demo", symbol: "1INCH-USD" } }],
  // A word of the line is never taken for a base: `v` is "crosses down", and V-USD has a longer name.
  ["v 44000", { kind: "crosses-down", level: "44000" }],
  ["v-usd >1", { kind: "at-or-above", level: "1" }, { instrument: { venue: "demo", symbol: "V-USD" } }],
  // What follows, in any order.
  [">45k always for 30s", { kind: "at-or-above", level: "45000" }, { repeat: "always", holdForMs: 30_000 }],
  ["every time for 30s >45k", { kind: "at-or-above", level: "45000" }, { repeat: "always", holdForMs: 30_000 }],
  ["+5% 10m for 2 min", { kind: "rises", by: { percent: "5" }, windowMs: 600_000 }, { holdForMs: 120_000 }],
  [">45k once", { kind: "at-or-above", level: "45000" }],
  [">45k until 18:00", { kind: "at-or-above", level: "45000" }, { expiresAt: at(31, 18) }],
  [">45k until 14:59", { kind: "at-or-above", level: "45000" }, { expiresAt: at(32, 14, 59) }],
  [">45k until tomorrow 9:30", { kind: "at-or-above", level: "45000" }, { expiresAt: at(32, 9, 30) }],
  [">45k until 2026-02-03 18:00", { kind: "at-or-above", level: "45000" }, { expiresAt: at(34, 18) }],
  [">45k until 2026-02-03", { kind: "at-or-above", level: "45000" }, { expiresAt: at(35, 0) }],
  [
    ">45k until 2026-02-03T18:00:00.250+02:00",
    { kind: "at-or-above", level: "45000" },
    { expiresAt: "2026-02-03T16:00:00.250Z" },
  ],
  [
    "<44k always cooldown 10m rearm 0.5%",
    { kind: "at-or-below", level: "44000" },
    { repeat: "always", cooldownMs: 600_000, rearmBy: { percent: "0.5" } },
  ],
  [">45k bid", { kind: "at-or-above", level: "45000" }, { source: "bid" }],
  [">45k to phone", { kind: "at-or-above", level: "45000" }, { notify: { to: ["phone"], urgency: "normal" } }],
  [
    ">45k critical to my-phone, desktop always",
    { kind: "at-or-above", level: "45000" },
    { notify: { to: ["my-phone", "desktop"], urgency: "critical" }, repeat: "always" },
  ],
  ["44k to 46k to default", { kind: "leaves", low: "44000", high: "46000" }],
  [">45k note  for 30s, >46k", { kind: "at-or-above", level: "45000" }, { note: " for 30s, >46k" }],
  // Every language's words, whichever is in use.
  [
    "btc fällt auf 44k jedes Mal für 30 Sek bis 18:00 Notiz Mittag",
    { kind: "at-or-below", level: "44000" },
    { repeat: "always", holdForMs: 30_000, expiresAt: at(31, 18), note: "Mittag" },
  ],
  ["ZWISCHEN 44k BIS 46k", { kind: "inside", low: "44000", high: "46000" }],
  // Signs and digits as other keyboards have them.
  ["＞４５０００　ａｌｗａｙｓ", { kind: "at-or-above", level: "45000" }, { repeat: "always" }],
  ["+٥٪ ١٠m", { kind: "rises", by: { percent: "5" }, windowMs: 600_000 }],
];

describe("a line", () => {
  it.each(grammar.map(([text, condition, more]) => [text, spec(condition, more)] as const))("%s", (text, rule) => {
    expect(read(text)).toMatchObject({ problems: [], questions: [], rule });
  });

  it.each([
    ["de-DE", ">54.000", { kind: "at-or-above", level: "54000" }],
    ["de-DE", ">1.234,5", { kind: "at-or-above", level: "1234.5" }],
    ["de-DE", "+1,5% 10m", { kind: "rises", by: { percent: "1.5" }, windowMs: 600_000 }],
    ["de-DE", "44,25k-46k", { kind: "leaves", low: "44250", high: "46000" }],
    ["fr-FR", ">54 000,5 always", { kind: "at-or-above", level: "54000.5" }],
    ["fr-FR", "44 000-46 000", { kind: "leaves", low: "44000", high: "46000" }],
    ["fr-FR", "+500 100s", { kind: "rises", by: { amount: "500" }, windowMs: 100_000 }],
    ["de-CH", ">54’000", { kind: "at-or-above", level: "54000" }],
    ["ar-EG", ">٥٤٬٠٠٠", { kind: "at-or-above", level: "54000" }],
    ["ja-JP", "＞５４，０００", { kind: "at-or-above", level: "54000" }],
    ["hi-IN", ">1,00,000", { kind: "at-or-above", level: "100000" }],
  ] as const)("in %s: %s", (locale, text, condition) => {
    expect(read(text, { locale }).rule).toMatchObject({ condition });
  });

  it.each([
    ["hello", "hello", /no word of this line/],
    [">45k hello", "hello", /hello/],
    [">45kx", "kx", /kx/],
    ["doge-usd >5", "doge-usd", /not in the watchlist/],
    [">", ">", /number is missing after “>”/],
    ["cross", "cross", /number is missing/],
    [">45k for", "for", /length of time is missing/],
    [">45k for 30", "for", /length of time is missing/],
    [">45k until", "until", /A time is missing/],
    [">45k to", "to", /Where to tell is missing/],
    [">45k to ,", "to", /Where to tell is missing/],
    [">45k until 25:00", "until", /A time is missing/],
    [">45k until 2026-02-30 10:00", "until", /A time is missing/],
    ["rises 5%", "rises 5%", /Within what time/],
    ["5%", "5%", /Begin a percent with/],
    [">5%", ">5%", /A level is a price/],
    ["inside 5", "inside 5", /other end/],
    ["-50000", "-50000", /that far down/],
    [">45k <44k", "<", /waits for one thing/],
    ["btc eth >5", "eth", /on one instrument/],
    [">45k always once", "once", /said twice/],
    [">45k for 30s for 40s", "for 40s", /said twice/],
    [">1,2,3", "1,2,3", /is no number/],
    ["1e5", "e5", /e5/],
    ["always", "", /Say what to wait for/],
    ["btc", "", /Say what to wait for/],
    [">45k 🚀", "🚀", /🚀/],
  ])("%s is not taken, and says so where it stands", (text, span, why) => {
    const { rule, problems, questions } = read(text);
    expect([rule, questions]).toEqual([null, []]);
    const [first] = problems;
    expect(text.slice(first?.start, first?.end)).toBe(span);
    expect(first?.why).toMatch(why);
  });

  it("has neither a rule nor a problem while it is empty", () => {
    for (const text of ["", "  ", "\u00a0"])
      expect(read(text)).toMatchObject({ rule: null, problems: [], questions: [] });
  });

  it("counts nothing from a price that is not there", () => {
    const marketOf = () => ({ price: null, decimals: 2 });
    expect(read("+1%", { marketOf })).toMatchObject({ rule: null, problems: [{ why: /no price yet/ }] });
    expect(read("+1% 10m", { marketOf }).rule).not.toBeNull();
  });

  it.each([
    // What can be read in two ways: a choice is the text that says one of them.
    ["en-US", "eth >1.234", "1.234", ["1.234", "1,234"], ["1.234", "1234"]],
    ["de-DE", "eth >3,150", "3,150", ["3,150", "3.150"], ["3.15", "3150"]],
    ["de-DE", "xrp-usd <1.234", "1.234", null, null],
    ["de-DE", "+1.234% 10m", "1.234", ["1.234", "1,234"], ["1234", "1.234"]],
  ] as const)("in %s, %s is asked", (locale, text, span, labels, values) => {
    const { rule, questions, problems } = read(text, {
      locale,
      instruments: [btc, eth, { venue: "demo", symbol: "XRP-USD" }],
    });
    expect([rule, problems]).toEqual([null, []]);
    const [question] = questions;
    if (question === undefined) throw new Error("Nothing is asked");
    expect(text.slice(question.start, question.end)).toBe(span);
    if (labels === null) return;
    expect(question.choices.map(({ label }) => label)).toEqual(labels);
    const readings = question.choices.map(({ replacement }) => {
      const chosen = read(`${text.slice(0, question.start)}${replacement}${text.slice(question.end)}`, { locale });
      expect(chosen.questions).toEqual([]);
      return numbersOf(chosen.rule);
    });
    expect(readings).toEqual(values);
  });

  it("asks which of several a base stands for, unless it is the selected one", () => {
    const { rule, questions } = read("xrp >1");
    expect(rule).toBeNull();
    expect(questions[0]?.choices.map(({ replacement }) => replacement)).toEqual(["kraken:XRP-USD", "demo:XRP-USD"]);
    const kraken = { venue: "kraken", symbol: "XRP-USD" };
    expect(read("xrp >1", { selected: kraken }).rule?.instrument).toEqual(kraken);
  });

  it("asks which way a bare level or range is meant while there is no price", () => {
    const marketOf = () => ({ price: null, decimals: 2 });
    for (const [text, kinds] of [
      ["54000", ["at-or-above", "at-or-below"]],
      ["44k-46k", ["enters", "leaves"]],
    ] as const) {
      const { rule, questions } = read(text, { marketOf });
      expect(rule).toBeNull();
      const chosen = questions[0]?.choices.map(
        ({ replacement }) => read(replacement, { marketOf }).rule?.condition.kind,
      );
      expect(chosen).toEqual(kinds);
    }
  });

  it("knows the number that is most likely to be changed", () => {
    for (const [text, number] of [
      [">45k always", "45"],
      ["eth inside 1-2", "1"],
      ["for 30s trail 3%", "3"],
      ["5% 10m", "5"],
    ] as const) {
      const { value } = read(text);
      expect(text.slice(value?.start, value?.end), text).toBe(number);
    }
  });
});

function numbersOf(rule: RuleSpec | null): string | null {
  if (rule === null) return null;
  const { condition } = rule;
  const number =
    "level" in condition ? condition.level : "by" in condition && "percent" in condition.by ? condition.by.percent : "";
  // A zero may have been put behind it, so that it is read in one way alone.
  return number.replace(/(\.\d*[1-9])0+$/, "$1");
}
