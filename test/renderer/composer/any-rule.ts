/** Any rule that there may be, for what must hold for all of them. */
import fc from "../../doubles/generated.ts";
import { ruleSounds } from "../../../preload/contract/destination.ts";
import { parseRule } from "../../../preload/contract/parse-rule.ts";
import type { Condition, ConditionKind, RuleSpec } from "../../../preload/contract/rule.ts";
import { conditionKindNames } from "../../../preload/contract/condition-kinds.ts";
import { nowMs } from "../state-harness.ts";

export const anyDecimal = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 14n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, places]) => {
    const digits = units.toString().padStart(places + 1, "0");
    return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  });
const percent = fc.integer({ min: 1, max: 99_999 }).map((thousandths) => String(thousandths / 1000));
const by = fc.oneof(
  anyDecimal.map((amount) => ({ amount })),
  percent.map((share) => ({ percent: share })),
);
const windowMs = fc.integer({ min: 1_000, max: 86_400_000 });
const range = fc.tuple(anyDecimal, fc.bigInt({ min: 1n, max: 10n ** 6n })).map(([low, more]) => ({
  low,
  high: low.includes(".")
    ? `${(BigInt(low.split(".")[0] ?? "0") + more).toString()}.5`
    : (BigInt(low) + more).toString(),
}));

function conditionFor(kind: ConditionKind): fc.Arbitrary<unknown> {
  switch (kind) {
    case "inside":
    case "outside":
    case "enters":
    case "leaves":
      return range.map((bounds) => ({ kind, ...bounds }));
    case "rises":
    case "falls":
    case "moves":
      return fc.tuple(by, windowMs).map(([distance, lengthMs]) => ({ kind, by: distance, windowMs: lengthMs }));
    case "pulls-back":
    case "rebounds":
    case "spread-at-least":
      return by.map((distance) => ({ kind, by: distance }));
    case "trade-size-at-least":
      return anyDecimal.map((size) => ({ kind, size }));
    default:
      return anyDecimal.map((level) => ({ kind, level }));
  }
}

/** Rules as main would have stored them, whoever made them: whatever `parseRule` takes. */
export const anyRule: fc.Arbitrary<RuleSpec> = fc
  .record({
    condition: fc.constantFrom(...conditionKindNames).chain(conditionFor),
    source: fc.constantFrom("last", "bid", "ask", "mid"),
    holdForMs: fc.integer({ min: 0, max: 31_536_000_000 }),
    repeat: fc.constantFrom("once", "always"),
    rearmBy: fc.option(by),
    cooldownMs: fc.integer({ min: 0, max: 31_536_000_000 }),
    expiresAt: fc.option(
      fc.integer({ min: nowMs + 1, max: nowMs + 5 * 31_536_000_000 }).map((ms) => new Date(ms).toISOString()),
    ),
    note: fc.string({ maxLength: 500, unit: "binary" }),
    notify: fc.record({
      sound: fc.constantFrom("default", ...ruleSounds),
      to: fc.oneof(
        fc.constant("default"),
        fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/u), { minLength: 1, maxLength: 4 }),
      ),
      urgency: fc.constantFrom("normal", "critical"),
    }),
    venue: fc.constantFrom("demo", "securitypro"),
    symbol: fc.constantFrom("BTC-USD", "ETH-USD"),
  })
  .map(({ venue, symbol, ...given }) => {
    const { kind } = given.condition as Condition;
    const takesRearm = given.repeat === "always" && !/rises|falls|moves|pulls-back|rebounds|at-least/.test(kind);
    return parseRule(
      {
        ...given,
        instrument: { venue, symbol },
        rearmBy: takesRearm ? given.rearmBy : null,
        cooldownMs: given.repeat === "always" ? given.cooldownMs : 0,
      },
      { nowMs, defaultVenue: "demo" },
    );
  })
  .filter((parsed) => parsed.ok)
  .map((parsed) => parsed.value);
