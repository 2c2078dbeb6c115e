/** Mutants that change nothing in main/alerts/dry-run. */
import { because } from "./because.ts";
import type { Equivalent } from "./index.ts";

export const ofDryRun: readonly Equivalent[] = [
  ...because(
    "main/alerts/dry-run/bar-matters.ts",
    "at the end of the doubt doubles are right, and it is not far enough",
    [
      'return trailingSide(rule) === "high" ? price <= nearestFrom(rule, extreme) : price >= nearestFrom(rule, extreme);',
      "<=",
      ["<"],
    ],
    [
      'return trailingSide(rule) === "high" ? price <= nearestFrom(rule, extreme) : price >= nearestFrom(rule, extreme);',
      ">=",
      [">"],
    ],
  ),
  ...because("main/alerts/dry-run/rule-states.ts", "there is no other rule that comes before or after it", [
    'this.first = newRule({ id: "", order: 0, createdMs: beforeAll.wallMs }, spec);',
    "0",
    ["1"],
  ]),
  ...because(
    "main/alerts/dry-run/rule-states.ts",
    "the exact threshold says the same: only the time differs",
    ["if (!mayReach(compiled, trailing.extreme.n, tick.lastNumber)) return;", "return;", [";"]],
    [
      "if (!mayReach(compiled, trailing.extreme.n, tick.lastNumber)) return;",
      "!mayReach(compiled, trailing.extreme.n, tick.lastNumber)",
      ["false"],
    ],
  ),
  ...because(
    "main/alerts/dry-run/rule-states.ts",
    "nothing is due: it takes longer to find that",
    ["if (this.#transitions.holds.nextMs > now.monoMs) return;", "return;", [";"]],
    [
      "if (this.#transitions.holds.nextMs > now.monoMs) return;",
      "this.#transitions.holds.nextMs > now.monoMs",
      ["false"],
    ],
  ),
  ...because(
    "main/alerts/dry-run/rule-states.ts",
    "it is decided by a price at which it surely does not fire: only the time differs",
    ["if (this.#followsAlone(rule, tick)) continue;", "continue;", [";"]],
  ),
  ...because("main/alerts/dry-run/rule-states.ts", "how long a decision took is no part of a dry run", [
    "readonly #transitions = new Transitions(() => 0);",
    "0",
    ["1"],
  ]),
  ...because(
    "main/alerts/dry-run/rule-states.ts",
    "a rule is decided twice at one price, and the second time nothing is new",
    [
      ".filter((stop): stop is Bound => stop !== null && stop.n > Math.min(from, to) && stop.n < Math.max(from, to))",
      ">",
      [">="],
    ],
    [
      ".filter((stop): stop is Bound => stop !== null && stop.n > Math.min(from, to) && stop.n < Math.max(from, to))",
      "<",
      ["<="],
    ],
  ),
  ...because("main/alerts/dry-run/rule-states.ts", "between equal prices there is nothing to sort", [
    ".sort((a, b) => (from < to ? a.n - b.n : b.n - a.n));",
    "<",
    ["<="],
  ]),
  ...because("main/alerts/dry-run/tick-run.ts", "there is no other rule that comes before or after it", [
    'this.#rule = newRule({ id: "", order: 0, createdMs: beforeAll.wallMs }, spec);',
    "0",
    ["1"],
  ]),
  ...because("main/alerts/dry-run/tick-run.ts", "how long a decision took is no part of a dry run", [
    "readonly #transitions = new Transitions(() => 0);",
    "0",
    ["1"],
  ]),
  ...because(
    "main/alerts/dry-run/run-states.ts",
    "where it cannot fire every way leads to the same extreme: only the time differs",
    ["if (isTrailing && !trailingMayFire(rule, range)) {", "isTrailing && !trailingMayFire(rule, range)", ["false"]],
  ),
  ...because(
    "main/alerts/dry-run/run-states.ts",
    "a way on which a trailing rule does not fire either is gone as well, and becomes one with the other",
    ["if (passedOver === null || !isTrailing || countOf(passedOver.most) > countOf(state.most))", "===", ["!=="]],
    ["if (passedOver === null || !isTrailing || countOf(passedOver.most) > countOf(state.most))", ">", [">="]],
  ),
  ...because(
    "main/alerts/dry-run/run-states.ts",
    "what is before the first candle has no price: nothing can be crossed from it",
    ["const previous = at === 0 ? null : closeTick(bars, at - 1);", "at === 0", ["false"]],
  ),
  ...because(
    "main/alerts/dry-run/bars.ts",
    "they are sorted afterwards",
    ["ranges.push((highNumber[at] as number) - (lowNumber[at] as number));", "push", ["unshift"]],
    ["closes.push(closeNumber[at] as number);", "push", ["unshift"]],
  ),
  ...because("main/alerts/dry-run/states.ts", "one state is joined with none: only the time differs", [
    "if (states.length < 2) return states;",
    "states.length < 2",
    ["false"],
  ]),
  ...because("main/alerts/dry-run/states.ts", "undefined is NaN as soon as it is subtracted from", [
    "return rule.trailing?.extreme?.n ?? Number.NaN;",
    "rule.trailing?.extreme?.n ?? Number.NaN",
    ["(rule.trailing?.extreme?.n)!"],
  ]),
  ...because(
    "main/alerts/dry-run/window-matters.ts",
    "there is no candle: NaN is far enough from nothing",
    ["for (let at = 0; at < openMs.length; at++) {", "<", ["<="]],
    ["for (let at = mayFire.length - 1; at >= 0; at--) {", "-", ["+"]],
  ),
  ...because(
    "main/alerts/dry-run/window-matters.ts",
    "of two equal extremes the older one is left behind by a window sooner: that both are kept takes memory alone",
    [
      "const isBeyond = (isLow: boolean, n: number, other: number): boolean => (isLow ? n <= other : n >= other);",
      "<=",
      ["<"],
    ],
    [
      "const isBeyond = (isLow: boolean, n: number, other: number): boolean => (isLow ? n <= other : n >= other);",
      ">=",
      [">"],
    ],
  ),
  ...because(
    "main/alerts/dry-run/window-matters.ts",
    "at the end of the doubt doubles are right, and it is not far enough",
    ["return isLow ? to >= (from + distance) * (1 - doubt) : to <= (from - distance) * (1 + doubt);", ">=", [">"]],
    ["return isLow ? to >= (from + distance) * (1 - doubt) : to <= (from - distance) * (1 + doubt);", "<=", ["<"]],
  ),
];
