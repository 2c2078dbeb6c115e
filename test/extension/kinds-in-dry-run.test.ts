/** What candles say of kinds of condition from outside. */
import { expect, test } from "vitest";
import { whyAtLeast, whyCandlesCannotTell } from "../../main/alerts/dry-run/what-candles-tell.ts";
import { registerConditionKinds } from "../../preload/contract/further-kinds.ts";
import { spec } from "../alerts/engine-harness.ts";
import { toyKind } from "./toy-kind.ts";
import { toyOwnKind } from "./toy-own-kind.ts";

registerConditionKinds([toyKind, toyOwnKind]);
const minuteMs = 60_000;
const typical = { range: 10, price: 100 };
const rule = (kind: string, rest: object = {}) => spec({ kind, level: "100" }, { repeat: "always", ...rest });

test("candles say nothing of a kind that brings its own evaluation, which a dry run does not have", () => {
  expect(whyCandlesCannotTell(rule(toyOwnKind.id), minuteMs)).toBe("own-evaluation");
});

test("of a kind that re-arms as soon as it is false candles say a lower bound, and the number where it cools down for a candle", () => {
  expect(whyCandlesCannotTell(rule(toyKind.id), minuteMs)).toBeNull();
  expect(whyAtLeast(rule(toyKind.id), minuteMs, typical)).toBe("rearm-too-small");
  expect(whyAtLeast(rule(toyKind.id, { cooldownMs: minuteMs }), minuteMs, typical)).toBeNull();
});
