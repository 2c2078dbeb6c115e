import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { conditionKinds } from "../every-kind.ts";
import fc from "../../doubles/generated.ts";
import { parseRule } from "../../../preload/contract/parse-rule.ts";
import type { Condition, ConditionKind, RuleSpec } from "../../../preload/contract/rule.ts";
import { usesSource } from "../../../preload/contract/condition-kinds.ts";
import { datetimeStep, draftOf, inputOf, localOf } from "../../../renderer/composer/draft.ts";
import { nowMs, seatState } from "../state-harness.ts";
import { fullScene, ruleOf, spec } from "../scenes.ts";

const zone = process.env["TZ"];
afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

/** Zones in which an hour comes twice a year, at other times of day and by other steps, and one in which none does. */
const zones = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];

const decimal = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 14n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, places]) => {
    const digits = units.toString().padStart(places + 1, "0");
    return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  });
const percent = fc.integer({ min: 1, max: 99_999 }).map((thousandths) => String(thousandths / 1000));
const by = fc.oneof(
  decimal.map((amount) => ({ amount })),
  percent.map((share) => ({ percent: share })),
);
const windowMs = fc.integer({ min: 1_000, max: 86_400_000 });
const range = fc.tuple(decimal, fc.bigInt({ min: 1n, max: 10n ** 6n })).map(([low, more]) => ({
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
      return decimal.map((size) => ({ kind, size }));
    default:
      return decimal.map((level) => ({ kind, level }));
  }
}

/** Rules as main would have stored them, whoever made them: whatever `parseRule` takes. */
const rule: fc.Arbitrary<RuleSpec> = fc
  .record({
    condition: fc.constantFrom(...conditionKinds).chain(conditionFor),
    source: fc.constantFrom("last", "bid", "ask", "mid"),
    holdForMs: fc.integer({ min: 0, max: 31_536_000_000 }),
    repeat: fc.constantFrom("once", "always"),
    rearmBy: fc.option(by),
    cooldownMs: fc.integer({ min: 0, max: 31_536_000_000 }),
    expiresAt: fc.option(
      fc.integer({ min: nowMs + 1, max: nowMs + 5 * 31_536_000_000 }).map((ms) => new Date(ms).toISOString()),
    ),
    note: fc.string({ maxLength: 500, unit: "binary" }),
    venue: fc.constantFrom("demo", "securitypro"),
  })
  .map(({ venue, ...given }) => {
    const { kind } = given.condition as Condition;
    const takesRearm = given.repeat === "always" && !/rises|falls|moves|pulls-back|rebounds|at-least/.test(kind);
    return parseRule(
      {
        ...given,
        instrument: { venue, symbol: "BTC-USD" },
        rearmBy: takesRearm ? given.rearmBy : null,
        cooldownMs: given.repeat === "always" ? given.cooldownMs : 0,
      },
      { nowMs, defaultVenue: "demo" },
    );
  })
  .filter((parsed) => parsed.ok)
  .map((parsed) => parsed.value);

describe("an alert in the fields of the composer", () => {
  it.each(zones)("comes back exactly as it was, of every kind, in %s", (timeZone) => {
    process.env["TZ"] = timeZone;
    const kinds = new Set<string>();
    fc.assert(
      fc.property(rule, (before) => {
        kinds.add(before.condition.kind);
        expect(inputOf(draftOf(before), before.instrument)).toEqual(before);
      }),
      { numRuns: 300 },
    );
    expect([...kinds].sort()).toEqual([...conditionKinds].sort());
  });

  it.each(["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"])(
    "ends at %s still, though the clocks of Berlin show 02:30 twice that night",
    (expiresAt) => {
      process.env["TZ"] = "Europe/Berlin";
      const before = spec({ kind: "crosses", level: "1" }, { expiresAt });
      const draft = draftOf(before);
      expect(draft.expires).toBe("2026-10-25T02:30");
      expect(inputOf(draft, before.instrument)).toEqual(before);
    },
  );

  it("ends at another time where that was changed, and never where it was taken away", () => {
    process.env["TZ"] = "UTC";
    const before = spec({ kind: "crosses", level: "1" }, { expiresAt: "2026-02-03T15:59:59.000Z" });
    const draft = draftOf(before);
    expect(draft.expires).toBe("2026-02-03T15:59:59");
    const endOf = (expires: string): unknown => inputOf({ ...draft, expires }, before.instrument).expiresAt;
    expect(endOf("2026-02-03T16:00")).toBe("2026-02-03T16:00:00.000Z");
    expect(endOf("2026-02-03T15:59")).toBe("2026-02-03T15:59:00.000Z");
    expect(endOf("")).toBeNull();
    expect(endOf("garbled")).toBe("garbled");
  });

  it("of a spread keeps its source, and as another kind uses it", () => {
    const before = spec({ kind: "spread-at-least", by: { percent: "1" } }, { source: "bid" });
    const draft = draftOf(before);
    expect(inputOf(draft, before.instrument).source).toBe("bid");
    expect(inputOf({ ...draft, kind: "trade-size-at-least" }, before.instrument).source).toBe("last");
    expect(inputOf({ ...draft, kind: "crosses" }, before.instrument).source).toBe("bid");
    expect([usesSource("spread-at-least"), usesSource("crosses")]).toEqual([false, true]);
  });
});

describe("a datetime field", () => {
  it.each([
    [Date.UTC(2026, 0, 31, 15, 59), "2026-01-31T15:59", 60],
    [Date.UTC(2026, 0, 31, 15, 59, 59), "2026-01-31T15:59:59", 1],
    [Date.UTC(2026, 0, 31, 15, 59, 0, 7), "2026-01-31T15:59:00.007", 0.001],
    [Date.UTC(2026, 0, 31), "2026-01-31T00:00", 60],
  ])("has %i as %s, by steps of %f s", (ms, local, step) => {
    process.env["TZ"] = "UTC";
    expect(localOf(ms)).toBe(local);
    expect(datetimeStep(local)).toBe(step);
  });
});

describe("editing", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("only the note sends everything else as it was", async () => {
    const { appState, host, session } = seatState(fullScene(nowMs));
    await session.resync();
    const before = spec({ kind: "at-or-above", level: "45000" }, { expiresAt: "2027-02-03T15:59:59.000Z" });
    appState.edit(ruleOf("r1", before, nowMs), "edit");
    appState.composer.draft.note = "for lunch";
    await appState.composer.save();
    expect(host.inputs("rules.update")).toEqual([{ id: "r1", ...before, note: "for lunch" }]);
    session.end();
  });

  it("only the kind keeps the level, also where the same one was suggested for a new alert", async () => {
    const { appState, session } = seatState(fullScene(nowMs));
    await session.resync();
    const suggested = appState.composer.draft.level;
    appState.edit(ruleOf("r1", spec({ kind: "at-or-above", level: suggested }), nowMs), "edit");
    appState.composer.choose("at-or-below");
    expect(appState.composer.draft.level).toBe(suggested);
    session.end();
  });
});
