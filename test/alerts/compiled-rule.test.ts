/** What is worked out from a rule once: bounds, distance, window and end, and nothing where its kind has none. */
import { expect, test } from "vitest";
import { CompiledRule } from "../../main/alerts/compiled-rule.ts";
import { spec } from "./engine-harness.ts";

const none = { low: null, high: null, byNumber: 0, byIsPercent: false, windowMs: 0 };

test.each<[object, object]>([
  [
    { kind: "crosses", level: "100.50" },
    { quantity: "last", low: { n: 100.5, text: "100.50" } },
  ],
  [
    { kind: "inside", low: "1", high: "2" },
    { quantity: "last", low: { n: 1, text: "1" }, high: { n: 2, text: "2" } },
  ],
  [
    { kind: "trade-size-at-least", size: "5" },
    { quantity: "size", low: { n: 5, text: "5" } },
  ],
  [
    { kind: "spread-at-least", by: { amount: "3" } },
    { quantity: "spread", low: { n: 3, text: "3" }, byNumber: 3 },
  ],
  [
    { kind: "spread-at-least", by: { percent: "3" } },
    { quantity: "spread-percent", low: { n: 3, text: "3" }, byNumber: 3, byIsPercent: true },
  ],
  [
    { kind: "rises", by: { percent: "3" }, windowMs: 5_000 },
    { byNumber: 3, byIsPercent: true, windowMs: 5_000 },
  ],
  [{ kind: "pulls-back", by: { amount: "7" } }, { byNumber: 7 }],
])("%j", (condition, expected) => {
  expect(new CompiledRule(spec(condition))).toMatchObject({
    ...none,
    ...expected,
    expiresMs: Number.POSITIVE_INFINITY,
  });
});

test("a rule's end is read where it has one", () => {
  const expiresAt = "2026-01-05T12:10:00.000Z";
  expect(new CompiledRule(spec({ kind: "crosses", level: "1" }, { expiresAt })).expiresMs).toBe(Date.parse(expiresAt));
});

test("a rule's note and where it is told may change, and nothing else does", () => {
  const rule = new CompiledRule(spec({ kind: "crosses", level: "1" }));
  const before = rule.spec;
  rule.setDetails({ note: "the desk", notify: { to: ["phone"], urgency: "critical" } });
  expect(rule.spec).toEqual({ ...before, note: "the desk", notify: { to: ["phone"], urgency: "critical" } });
});
