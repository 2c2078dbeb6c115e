/** What a person is told of a rule before it is made: whether it is true already, and the nearest price that it waits for. */
import { expect, test } from "vitest";
import { previewOf } from "../../main/alerts/preview.ts";
import { EngineHarness, spec } from "./engine-harness.ts";

const tick = (last: string) => new EngineHarness().tick(last, { bid: "99" });
const range = { kind: "inside", low: "40000", high: "44000" };

test.each<[object, string, string | null]>([
  [range, "41000", "40000"],
  [range, "43000", "44000"],
  [range, "42000", "40000"],
  [{ kind: "moves", by: { amount: "500" }, windowMs: 60_000 }, "40000", "40500"],
  [{ kind: "falls", by: { amount: "500" }, windowMs: 60_000 }, "40000", "39500"],
  // No price is zero or less.
  [{ kind: "falls", by: { amount: "40000" }, windowMs: 60_000 }, "40000", null],
  [{ kind: "falls", by: { amount: "39999" }, windowMs: 60_000 }, "40000", "1"],
  [{ kind: "pulls-back", by: { amount: "50000" } }, "40000", null],
  [{ kind: "moves", by: { amount: "50000" }, windowMs: 60_000 }, "40000", "90000"],
])("%j at %s waits for %s", (condition, price, level) => {
  expect(previewOf(spec(condition), tick(price)).distance?.level ?? null).toBe(level);
});

test("where the price of its source is not known there is nothing to tell", () => {
  const above = { kind: "at-or-above", level: "1" };
  expect(previewOf(spec(above, { source: "ask" }), tick("100"))).toEqual({ alreadyTrue: false, distance: null });
  expect(previewOf(spec(above, { source: "bid" }), tick("100"))).toMatchObject({ alreadyTrue: true });
});
