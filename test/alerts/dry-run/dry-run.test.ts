/** What a dry run answers: the rule that is tried, the candles of its fires, and why there is no number. */
import { describe, expect, test } from "vitest";
import { dryRun, maxFires, repeating } from "../../../main/alerts/dry-run/dry-run.ts";
import { spec } from "../engine-harness.ts";
import { barsFrom, never } from "./bars-from.ts";

const minuteMs = 60_000;
const always = { repeat: "always" } as const;

describe("the rule that is tried", () => {
  const once = (condition: object, rest: object = {}) => repeating(spec(condition, rest));

  test("fires once: as if it were armed anew each time, by the usual way back where its kind has one, and without an end", () => {
    const level = once({ kind: "crosses-up", level: "100" }, { expiresAt: "2027-01-05T12:00:00.000Z" });
    expect(level).toMatchObject({ repeat: "always", rearmBy: { percent: "0.1" }, cooldownMs: 0, expiresAt: null });
    expect(once({ kind: "pulls-back", by: { amount: "5" } })).toMatchObject({ repeat: "always", rearmBy: null });
  });

  test("fires again and again: as it is, without an end", () => {
    const rest = { ...always, rearmBy: { amount: "7" }, cooldownMs: 60_000 };
    const rule = spec({ kind: "crosses-up", level: "100" }, { ...rest, expiresAt: "2027-01-05T12:00:00.000Z" });
    expect(repeating(rule)).toEqual({ ...rule, expiresAt: null });
  });
});

test("a distance that is gone many times within a candle is put to closes alone, for a number that it surely reached", () => {
  const tiny = spec({ kind: "pulls-back", by: { amount: "0.5" } }, always);
  const stays = Array.from({ length: 5 }, () => "100 105 95 100");
  expect(dryRun(tiny, barsFrom(...stays), never)).toMatchObject({
    count: { min: 0, max: null },
    reason: "move-too-small",
  });
});

describe("the answer", () => {
  const up = spec({ kind: "crosses-up", level: "100" }, { ...always, rearmBy: { amount: "5" } });

  test("has the candles of the fires, oldest first, each certain or not", () => {
    // Low first, the rule is not armed again by the end of the fourth candle, and does not fire in the fifth.
    const bars = barsFrom("99", "101", "94", "99 101 94 96", "96 101 96 101");
    expect(dryRun(up, bars, never)).toEqual({
      count: { min: 2, max: 3 },
      reason: null,
      fires: [
        { candleMs: 60_000, isCertain: true },
        { candleMs: 180_000, isCertain: true },
        { candleMs: 240_000, isCertain: false },
      ],
    });
  });

  test("is none where nobody wants it any more", () => {
    expect(dryRun(up, barsFrom("99"), () => true)).toBe(null);
  });

  test.each([
    ["no-candles", up, barsFrom()],
    ["no-sizes", spec({ kind: "trade-size-at-least", size: "1" }), barsFrom("99")],
    ["no-quotes", spec({ kind: "crosses-up", level: "100" }, { source: "bid" }), barsFrom("99")],
  ] as const)("is why there is no number: %s", (reason, rule, bars) => {
    expect(dryRun(rule, bars, never)).toEqual({ count: null, reason, fires: [] });
  });

  test("has no upper bound where the way back lies within a usual candle, unless the level was never met", () => {
    const narrow = spec({ kind: "crosses-up", level: "100" }, { ...always, rearmBy: { amount: "0.1" } });
    expect(dryRun(narrow, barsFrom("99", "99 101 99 101", "101 103 101 101"), never)).toMatchObject({
      count: { min: 1, max: null },
      reason: "rearm-too-small",
    });
    expect(dryRun(narrow, barsFrom("90", "90 92 90 91"), never)).toMatchObject({
      count: { min: 0, max: 0 },
      reason: null,
    });
  });

  test("has no upper bound where a move is too small for candles, and is counted by their closes", () => {
    const small = spec({ kind: "rises", by: { amount: "1" }, windowMs: 300_000 }, always);
    const answer = dryRun(
      small,
      barsFrom("100 110 90 100", "100 110 90 101", "101 111 91 100", "100 110 90 101"),
      never,
    );
    expect(answer).toMatchObject({ count: { min: 2, max: null }, reason: "move-too-small" });
    // The last candle went to its high either before its low or after it.
    const large = spec({ kind: "rises", by: { amount: "60" }, windowMs: 300_000 }, always);
    expect(dryRun(large, barsFrom("100 101 99 100", "100", "100", "100 165 99 161"), never)).toMatchObject({
      count: { min: 1, max: 2 },
      reason: null,
    });
  });

  test("tells the last 500 fires", () => {
    const prices = Array.from({ length: 1_204 }, (_, at) => (at % 2 === 0 ? "90" : "101"));
    const answer = dryRun(up, barsFrom(...prices), never);
    expect(answer?.count).toEqual({ min: 602, max: 602 });
    expect(answer?.fires).toHaveLength(maxFires);
    expect(answer?.fires.at(-1)?.candleMs).toBe(1_203 * minuteMs);
  });
});
