/** What the composer shows of an alert that is being made: its chips, and the example that a kind begins with. */
import { describe, expect, it } from "vitest";
import { parseRule } from "../../../preload/contract/parse-rule.ts";
import { chipsOf, partOfField } from "../../../renderer/composer/chips.ts";
import { exampleOf, withKind } from "../../../renderer/composer/examples.ts";
import { conditionKindNames } from "../../../preload/contract/condition-kinds.ts";
import { nowMs } from "../state-harness.ts";
import { startComposer } from "./composer-harness.ts";
import { spec } from "../scenes.ts";

describe("an example of a kind", () => {
  it.each(conditionKindNames)("%s is a rule that main takes, and not true already", async (kind) => {
    await startComposer();
    for (const price of ["44388.12", "0.00000932", "1", "123456789012.5", null]) {
      const rule = spec(exampleOf(kind, price, 8));
      expect(parseRule(rule, { nowMs, defaultVenue: null }), price ?? "none").toMatchObject({ ok: true });
      if (price === null) continue;
      const { condition } = rule;
      if (kind === "at-or-above" && "level" in condition)
        expect(Number(condition.level)).toBeGreaterThan(Number(price));
      if (kind === "inside" && "low" in condition) expect(Number(condition.low)).toBeGreaterThan(Number(price));
      if (kind === "outside" && "low" in condition) expect(Number(condition.low)).toBeLessThan(Number(price));
    }
  });

  it("takes over the numbers that both kinds have", async () => {
    await startComposer();
    const level = { kind: "at-or-above", level: "12345" } as const;
    expect(withKind(level, "crosses", "44388.12", 2)).toEqual({ kind: "crosses", level: "12345" });
    expect(withKind(level, "rises", "44388.12", 2)).toEqual({ kind: "rises", by: { percent: "2" }, windowMs: 600_000 });
    const move = { kind: "rises", by: { amount: "5" }, windowMs: 1_000 } as const;
    expect(withKind(move, "pulls-back", "44388.12", 2)).toEqual({ kind: "pulls-back", by: { amount: "5" } });
  });
});

describe("the chips", () => {
  const texts = (more: Parameters<typeof chipsOf>[0]): string[] => chipsOf(more, nowMs).map(({ text }) => text);

  it("say every part, and the defaults that hold where nothing is said", async () => {
    await startComposer();
    expect(texts(spec({ kind: "at-or-above", level: "53800" }))).toEqual([
      "BTC-USD",
      "rises to",
      "53,800",
      "once",
      "no expiry",
      "to default",
      "more",
    ]);
    const rule = spec(
      { kind: "leaves", low: "44000", high: "46000" },
      {
        source: "bid",
        holdForMs: 30_000,
        repeat: "always",
        rearmBy: { percent: "0.5" },
        cooldownMs: 600_000,
        expiresAt: new Date(nowMs + 60_000).toISOString(),
        notify: { to: ["phone", "desk"], urgency: "critical" },
        note: "lunch",
      },
    );
    expect(texts(rule)).toEqual([
      "BTC-USD",
      "leaves",
      "44,000 to 46,000",
      "bid",
      "for 30 s",
      "every time",
      "again after 0.5% back",
      "at most once in 10 min",
      expect.stringMatching(/^until \d\d:\d\d$/),
      "to phone, desk",
      "critical",
      "lunch",
      "more",
    ]);
    // What can be left out leaves a rule that main takes.
    for (const { part, without } of chipsOf(rule, nowMs)) {
      if (without === null) continue;
      const less = { ...rule, ...without };
      expect(less, part).not.toEqual(rule);
      expect(parseRule(less, { nowMs, defaultVenue: null }), part).toMatchObject({ ok: true });
    }
    expect(texts({})).toEqual(["once", "no expiry", "to default", "more"]);
  });

  it.each([
    ["condition.level", "level"],
    ["condition.by.percent", "by"],
    ["condition.high", "range"],
    ["rearmBy", "rearm"],
    ["notify.to.0", "notify"],
    ["notify.urgency", "urgency"],
    ["notable", null],
    [undefined, null],
  ])("know which of them a refusal of %s is about", (field, part) => {
    expect(partOfField(field)).toBe(part);
  });

  it.each(conditionKindNames)("name the kind and the numbers of %s", async (kind) => {
    await startComposer();
    const shown = texts(spec(exampleOf(kind, "44388.12", 2)));
    expect(shown.length).toBeGreaterThanOrEqual(6);
    for (const text of shown) expect(text).not.toMatch(/^(composer|condition)\.|undefined|\{/);
  });
});
