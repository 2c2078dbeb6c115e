import { describe, expect, test } from "vitest";
import { conditionKindNames } from "../../preload/contract/condition-kinds.ts";
import { mergeRule, parseRule } from "../../preload/contract/parse-rule.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";

const nowMs = Date.parse("2026-01-05T12:00:00.000Z");
const context = { nowMs, defaultVenue: "demo", venues: ["demo", "securitypro"] } as const;
const level = { kind: "crosses-up", level: "45000" };
const good = { instrument: { symbol: "BTC-USD" }, condition: level };
const parse = (patch: object): ReturnType<typeof parseRule> => parseRule({ ...good, ...patch }, context);
const refusal = (result: ReturnType<typeof parseRule>): [string, string | undefined] | null =>
  result.ok ? null : [result.error.code, result.error.field];

test("defaults are filled in", () => {
  expect(parseRule(good, context)).toEqual({
    ok: true,
    value: {
      instrument: { venue: "demo", symbol: "BTC-USD" },
      source: "last",
      condition: level,
      holdForMs: 0,
      repeat: "once",
      rearmBy: null,
      cooldownMs: 0,
      expiresAt: null,
      note: "",
      notify: { to: "default", urgency: "normal" },
    },
  });
});

test("always re-arms by 0.1 percent unless it says otherwise, and only where there is something to come back from", () => {
  expect(parse({ repeat: "always" })).toMatchObject({ value: { rearmBy: { percent: "0.1" } } });
  expect(parse({ repeat: "always", rearmBy: { amount: "0" } })).toMatchObject({ value: { rearmBy: { amount: "0" } } });
  expect(parse({ repeat: "always", condition: { kind: "pulls-back", by: { percent: "5" } } })).toMatchObject({
    value: { rearmBy: null },
  });
});

test("zeros before a number are no part of it; those behind the point stay as they were written", () => {
  const level = (text: string) => ({ condition: { kind: "crosses-up", level: text } });
  for (const [written, meant] of [
    ["007", "7"],
    ["00.50", "0.50"],
    ["0.5", "0.5"],
    ["45000.00", "45000.00"],
  ] as const)
    expect(parse(level(written))).toMatchObject({ value: level(meant) });
  expect(parse({ expiresAt: "2028-02-29T00:00:00Z" })).toMatchObject({ ok: true });
});

test("every kind of the truth table parses", () => {
  const fields = { level: "1", low: "1", high: "2", by: { amount: "1" }, windowMs: 60_000, size: "1" };
  const shapes: Record<string, (keyof typeof fields)[]> = {
    inside: ["low", "high"],
    outside: ["low", "high"],
    enters: ["low", "high"],
    leaves: ["low", "high"],
    rises: ["by", "windowMs"],
    falls: ["by", "windowMs"],
    moves: ["by", "windowMs"],
    "pulls-back": ["by"],
    rebounds: ["by"],
    "spread-at-least": ["by"],
    "trade-size-at-least": ["size"],
  };
  expect(conditionKindNames).toHaveLength(16);
  for (const kind of conditionKindNames) {
    const condition = { kind, ...Object.fromEntries((shapes[kind] ?? ["level"]).map((name) => [name, fields[name]])) };
    expect(parse({ condition })).toMatchObject({ ok: true, value: { condition } });
  }
});

describe("refusals name the field", () => {
  const by = (amount: unknown): object => ({ condition: { kind: "pulls-back", by: amount } });
  const windowed = (windowMs: unknown): object => ({ condition: { kind: "rises", by: { amount: "1" }, windowMs } });
  const range = (low: unknown, high: unknown): object => ({ condition: { kind: "inside", low, high } });
  const at = (value: unknown): object => ({ condition: { kind: "crosses-up", level: value } });
  test.each<[object, string]>([
    [at("0"), "condition.level"],
    [at("0.000"), "condition.level"],
    [at("-1"), "condition.level"],
    [at("abc"), "condition.level"],
    [at(""), "condition.level"],
    [at(" 1"), "condition.level"],
    [at("1e5"), "condition.level"],
    [at("1."), "condition.level"],
    [at(".5"), "condition.level"],
    [at("1,000"), "condition.level"],
    [at("٣"), "condition.level"],
    [at(45000), "condition.level"],
    [at(Number.NaN), "condition.level"],
    [at(null), "condition.level"],
    [at(undefined), "condition.level"],
    [at(["45000"]), "condition.level"],
    [at("1".repeat(31)), "condition.level"],
    [at(`0.${"1".repeat(30)}`), "condition.level"],
    [range("2", "2.0"), "condition.low"],
    [range("3", "2"), "condition.low"],
    [range("1.0000000000000000000002", "1.0000000000000000000001"), "condition.low"],
    [range("0", "2"), "condition.low"],
    [range("1", "x"), "condition.high"],
    [windowed(999), "condition.windowMs"],
    [windowed(86_400_001), "condition.windowMs"],
    [windowed(1000.5), "condition.windowMs"],
    [windowed("1000"), "condition.windowMs"],
    [by({ percent: "0" }), "condition.by.percent"],
    [by({ percent: "-5" }), "condition.by.percent"],
    [by({ amount: "0" }), "condition.by.amount"],
    [by({ amount: 5 }), "condition.by.amount"],
    [by({}), "condition.by"],
    [by({ amount: "1", percent: "1" }), "condition.by"],
    [by({ amount: "1", extra: "1" }), "condition.by.extra"],
    [by("5"), "condition.by"],
    [{ condition: { kind: "trade-size-at-least", size: "0" } }, "condition.size"],
    [{ condition: { kind: "teleports", level: "1" } }, "condition.kind"],
    [{ condition: { kind: "toString" } }, "condition.kind"],
    [{ condition: { level: "1" } }, "condition.kind"],
    [{ condition: { kind: "crosses-up", level: "1", low: "1" } }, "condition.low"],
    [{ condition: undefined }, "condition"],
    [{ condition: [] }, "condition"],
    [{ source: "median" }, "source"],
    [{ repeat: "twice" }, "repeat"],
    [{ rearmBy: { amount: "1" } }, "rearmBy"],
    [{ cooldownMs: 1 }, "cooldownMs"],
    [{ repeat: "always", cooldownMs: -1 }, "cooldownMs"],
    [{ repeat: "always", cooldownMs: 1.5 }, "cooldownMs"],
    [{ repeat: "always", rearmBy: { amount: "-1" } }, "rearmBy.amount"],
    [{ repeat: "always", rearmBy: { percent: "0" } }, "rearmBy.percent"],
    [{ repeat: "always", rearmBy: { amount: "1" }, condition: { kind: "rebounds", by: { amount: "1" } } }, "rearmBy"],
    [
      { repeat: "always", condition: { kind: "crosses-up", level: "50" }, rearmBy: { percent: "100" } },
      "rearmBy.percent",
    ],
    [
      { repeat: "always", condition: { kind: "at-or-above", level: "50" }, rearmBy: { amount: "50.0" } },
      "rearmBy.amount",
    ],
    [{ condition: { kind: "falls", by: { percent: "100.0" }, windowMs: 60_000 } }, "condition.by.percent"],
    [{ condition: { kind: "pulls-back", by: { percent: "250" } } }, "condition.by.percent"],
    [{ condition: { kind: "spread-at-least", by: { percent: "200" } } }, "condition.by.percent"],
    [{ holdForMs: -1 }, "holdForMs"],
    [{ holdForMs: "5" }, "holdForMs"],
    [{ holdForMs: Number.POSITIVE_INFINITY }, "holdForMs"],
    [{ expiresAt: "2026-01-05T12:00:00.000Z" }, "expiresAt"],
    [{ expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
    [{ expiresAt: "tomorrow" }, "expiresAt"],
    [{ expiresAt: "2099-02-30T00:00:00Z" }, "expiresAt"],
    [{ expiresAt: "2099-02-29T00:00:00Z" }, "expiresAt"],
    [{ expiresAt: "2027-01-01T00:00:00" }, "expiresAt"],
    [{ expiresAt: 1_800_000_000_000 }, "expiresAt"],
    [{ note: 5 }, "note"],
    [{ note: "x".repeat(501) }, "note"],
    [{ levle: "1" }, "levle"],
  ])("%j: %s", (patch, field) => expect(refusal(parse(patch))).toEqual(["rule-invalid", field]));

  test.each<[unknown, string]>([
    [undefined, "instrument"],
    ["BTC-USD", "instrument"],
    [{ symbol: "BTC USD" }, "instrument.symbol"],
    [{ symbol: "BTC-USD\u202e" }, "instrument.symbol"],
    [{ symbol: "-USD" }, "instrument.symbol"],
    [{ symbol: "" }, "instrument.symbol"],
    [{ symbol: "A".repeat(41) }, "instrument.symbol"],
    [{ symbol: "BTC-USD", venue: "nowhere" }, "instrument.venue"],
    [{ symbol: "BTC-USD", venue: "a:b" }, "instrument.venue"],
    [{ symbol: "BTC-USD", venue: 1 }, "instrument.venue"],
    [{ symbol: "BTC-USD", exchange: "demo" }, "instrument.exchange"],
  ])("instrument %j: %s", (instrument, field) =>
    expect(refusal(parse({ instrument }))).toEqual(["instrument-invalid", field]),
  );

  test.each([null, undefined, 5, "rule", []])("not an object: %j", (input) =>
    expect(refusal(parseRule(input, context))).toEqual(["rule-invalid", "rule"]),
  );
  test.each([
    { condition: { kind: "falls", by: { percent: "99.99" }, windowMs: 60_000 } },
    { condition: { kind: "moves", by: { percent: "150" }, windowMs: 60_000 } },
    { condition: { kind: "rises", by: { percent: "150" }, windowMs: 60_000 } },
    { condition: { kind: "falls", by: { amount: "1000000" }, windowMs: 60_000 } },
    { condition: { kind: "rebounds", by: { percent: "250" } } },
    { condition: { kind: "spread-at-least", by: { percent: "199" } } },
    { repeat: "always", condition: { kind: "crosses", level: "50" }, rearmBy: { percent: "100" } },
    { repeat: "always", condition: { kind: "crosses-down", level: "50" }, rearmBy: { amount: "70" } },
    { repeat: "always", condition: { kind: "at-or-above", level: "50" }, rearmBy: { amount: "49.99" } },
    { repeat: "always", condition: { kind: "outside", low: "50", high: "60" }, rearmBy: { amount: "70" } },
  ])("what may happen after all is not refused: %j", (patch) => expect(parse(patch).ok).toBe(true));
  test("a venue that there is not, with those that there are", () => {
    expect(parse({ instrument: { venue: "nowhere", symbol: "A" } })).toMatchObject({
      error: { message: "There is no such venue; known are demo, securitypro." },
    });
  });
  test("a JSON number is told that decimal strings are wanted", () => {
    expect(parse(at(45000))).toMatchObject({
      error: { message: expect.stringContaining("decimal string") as unknown },
    });
  });
  test.each([45_000, 0.00012, 1234.56789])("and is shown the number %d as one that is taken", (level) => {
    const refused = parse(at(level));
    const shown = refused.ok ? "" : (/"(.*)"/.exec(refused.error.message)?.[1] ?? "");
    expect(parse(at(shown))).toMatchObject({ value: { condition: { level: String(level) } } });
  });
});

test("thirty digits are taken", () => {
  expect(parse({ condition: { kind: "crosses", level: `1.${"0".repeat(28)}1` } })).toMatchObject({ ok: true });
});

test("an expiry with any time zone is kept in UTC", () => {
  expect(parse({ expiresAt: "2026-02-01T00:00:00+02:00" })).toMatchObject({
    value: { expiresAt: "2026-01-31T22:00:00.000Z" },
  });
});

describe("mergeRule", () => {
  const parsed = parse({ repeat: "always", rearmBy: { amount: "25" }, cooldownMs: 1000, note: "n" });
  const spec = (parsed.ok ? parsed.value : null) as RuleSpec;
  test("what is left out stays", () => {
    expect(parseRule(mergeRule(spec, { note: "m" }), context)).toMatchObject({ value: { ...spec, note: "m" } });
  });
  test("going to once drops what belongs to always", () => {
    expect(parseRule(mergeRule(spec, { repeat: "once" }), context)).toMatchObject({
      value: { repeat: "once", rearmBy: null, cooldownMs: 0 },
    });
  });
  test("another kind of condition does not inherit a distance meant for the old one", () => {
    const merged = mergeRule(spec, { condition: { kind: "pulls-back", by: { percent: "1" } } });
    expect(parseRule(merged, context)).toMatchObject({ ok: true, value: { rearmBy: null, cooldownMs: 1000 } });
  });
});

describe("where it is told", () => {
  const told = (notify: unknown): unknown => parse({ notify });
  test.each([
    [undefined, { to: "default", urgency: "normal" }],
    [{}, { to: "default", urgency: "normal" }],
    [{ urgency: "critical" }, { to: "default", urgency: "critical" }],
    [{ to: ["ntfy-1", "desktop", "ntfy-1"] }, { to: ["ntfy-1", "desktop"], urgency: "normal" }],
  ])("%j is %j", (given, notify) => {
    expect(told(given)).toMatchObject({ ok: true, value: { notify } });
  });
  test.each([
    [{ to: [] }, "notify.to"],
    [{ to: "phone" }, "notify.to"],
    [{ to: ["Phone"] }, "notify.to.0"],
    [{ to: Array.from({ length: 21 }, (_, i) => `d${i}`) }, "notify.to"],
    [{ urgency: "low" }, "notify.urgency"],
    [{ loud: true }, "notify.loud"],
    ["default", "notify"],
  ])("%j is refused at %s", (given, field) => {
    expect(told(given)).toMatchObject({ ok: false, error: { code: "rule-invalid", field } });
  });
});
