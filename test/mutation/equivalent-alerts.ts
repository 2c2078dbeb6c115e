/** Mutants of main/alerts that change nothing, as {@link Equivalent} says: by their reason, because many share one. */
import type { Equivalent } from "./equivalent.ts";

/** The line, what stands there, and what may stand there instead. */
type Row = readonly [line: string, original: string, replacements: readonly string[]];

export const ofAlerts: readonly Equivalent[] = [
  ...because("engine-rules.ts", "an extreme that has not moved is found to be written already", [
    "if (!priceIndex.takeMoved()) continue;",
    "!priceIndex.takeMoved()",
    ["false"],
  ]),
  ...because(
    "transitions.ts",
    "one that never expires is never due: only time and memory differ",
    [
      "if (expiresMs < Number.POSITIVE_INFINITY) this.expiries.set(rule, expiresMs);",
      "expiresMs < Number.POSITIVE_INFINITY",
      ["true"],
    ],
    ["if (expiresMs < Number.POSITIVE_INFINITY) this.expiries.set(rule, expiresMs);", "<", ["<="]],
  ),
  ...because("on-feed-lost.ts", "they are sorted before anything is done with them", [
    'if (rule.lifecycle.state === "holding") holding.push({ rule, priceIndex });',
    "push",
    ["unshift"],
  ]),
  ...because("process-tick.ts", "a price that is offered to no rule decides nothing: only the time differs", [
    "if (priceIndex.passQuietly(tick, n, at.monoMs)) continue;",
    "priceIndex.passQuietly(tick, n, at.monoMs)",
    ["false"],
  ]),
  ...because(
    "process-tick.ts",
    "each index by itself takes the price over, and rules are sorted before they are decided",
    ["visits.push(visit);", "push", ["unshift"]],
    ["woken.push({ rule, visit });", "push", ["unshift"]],
  ),
  ...because("sizes-in-gap.ts", "a rule that fires is armed anew before anybody asks", [
    "transitions.sawPrice(rule, false);",
    "false",
    ["true"],
  ]),
  ...because("preview.ts", "neither its place among others nor the time at which it was made is asked of it", [
    'const rule = newRule({ id: "", order: 0, createdMs: 0 }, spec);',
    "0",
    ["1"],
  ]),
  ...because("decide-by-history.ts", "the exact way tells the same", [
    "if (isOutOfReach(compiled, candles, earlierNumber, n)) return;",
    "isOutOfReach(compiled, candles, earlierNumber, n)",
    ["false"],
  ]),
  ...because(
    "index/rules-by-extreme.ts",
    "a rule is looked at exactly where a price is within the doubt: only the time differs",
    ["const slack = 1e-12;", "1e-12", ["2e-12"]],
    ['return this.#side === "low" ? n >= limit : n <= limit;', ">=", [">"]],
    ['return this.#side === "low" ? n >= limit : n <= limit;', "<=", ["<"]],
    ["if (!this.isReached(n)) return;", "!this.isReached(n)", ["false"]],
  ),
  ...because(
    "index/rules-by-extreme.ts",
    "nothing of a group that another one has taken over is read: only what is kept in memory differs",
    ["last.amounts = null;", "last.amounts = null;", [";"]],
    ["last.percents = null;", "last.percents = null;", [";"]],
  ),
  ...because(
    "index/rules-by-extreme.ts",
    "only the members below another one are gone through by it, and it is set where one is put there",
    ["one.next = null;", "one.next = null;", [";"]],
  ),
  ...because(
    "index/rules-by-extreme.ts",
    "how flat the heap is, and how far it is to a group, decides about time alone",
    ["member.group = group;", "member.group = group;", [";"]],
    ["const [top, under] = b.by < a.by ? [b, a] : [a, b];", "<", ["<="]],
    ["pairs.push(meld(one, other));", "push", ["unshift"]],
    ["for (let child = member.child; child !== null; child = child.next) open.push(child);", "push", ["unshift"]],
  ),
  ...because(
    "index/window-extremes.ts",
    "when those that no window holds are dropped decides about time and memory alone",
    ["if (this.#head > 64 && this.#head > this.#marks.length / 2) {", "&&", ["||"]],
    ["if (this.#head > 64 && this.#head > this.#marks.length / 2) {", ">", [">="]],
    ["if (this.#head > 64 && this.#head > this.#marks.length / 2) {", "64", ["128"]],
    ["if (this.#head > 64 && this.#head > this.#marks.length / 2) {", "2", ["3"]],
  ),
  ...because(
    "index/window-extremes.ts",
    "the exact comparison that follows tells the same",
    ['if (older < newer.n) return this.#side === "low";', "older < newer.n", ["false"]],
    ['if (older > newer.n) return this.#side === "high";', "older > newer.n", ["false"]],
  ),
  ...because(
    "index/place-rule.ts",
    "a blind index offers its first price to every rule, wherever that stands",
    [
      'if (priceIndex.blind || priceIndex.tick === null) return "none";',
      "priceIndex.blind || priceIndex.tick === null",
      ["false"],
    ],
    ['if (priceIndex.blind || priceIndex.tick === null) return "none";', "||", ["&&"]],
  ),
  ...because(
    "index/place-rule.ts",
    "a cooldown that ends now wakes the rule at the next tick, which looks at it in any case",
    ['if (lifecycle.cooldownEndMonoMs > priceIndex.monoMs) return "cooling";', ">", [">="]],
  ),
  ...because(
    "index/place-rule.ts",
    "a trailing rule is armed by the first tick that it is compared with: it is none of these",
    ['return compiled.family === "window" ? "break" : "none";', 'compiled.family === "window"', ["true"]],
  ),
  ...because("index/threshold-list.ts", "how long a piece grows decides about time alone", [
    "if (piece.all.length > maxLength)",
    ">",
    [">="],
  ]),
  ...because("index/threshold-list.ts", "where a piece is cut decides about time alone", [
    "this.#pieces.splice(this.#pieces.indexOf(piece) + 1, 0, newPiece(piece.all.splice(maxLength / 2)));",
    "2",
    ["3"],
  ]),
  ...because(
    "index/threshold-list.ts",
    "it asks which of two at the same price and order stands first, and each is found by itself",
    ["if (compare(piece[piece.length - 1] as Threshold<T>, threshold) < 0) low = middle + 1;", "<", ["<="]],
  ),
  ...because("index/price-source-index.ts", "the numbers are compared with each other alone, wherever they begin", [
    "seq = 0;",
    "0",
    ["1"],
  ]),
  ...because("index/price-source-index.ts", "a price between the bounds moves no extreme: only the time differs", [
    "if (!isBetween) {",
    "!isBetween",
    ["true"],
  ]),
  ...because(
    "index/price-source-index.ts",
    "whether thresholds are sorted in one go or put in one by one decides about time alone: the list is filled with all of them",
    ["#isGathering = false;", "false", ["true"]],
    ["this.#list.clear();", "this.#list.clear();", [";"]],
    ["this.#isGathering = true;", "this.#isGathering = true;", [";"]],
    ["this.#isGathering = true;", "true", ["false"]],
    ["if (this.#isGathering) return;", "this.#isGathering", ["false"]],
    ["if (this.#isGathering) return;", "return;", [";"]],
  ),
  ...because(
    "index/price-source-index.ts",
    "in which order the thresholds of a rule are taken out again does not matter",
    ["placement.thresholds.push(threshold);", "push", ["unshift"]],
  ),
  ...because(
    "index/satisfied-moves.ts",
    "a rule is looked at exactly where a price is within the doubt: by an equal price, or twice as much, only the time differs",
    ["const doubt = 1e-12;", "1e-12", ["2e-12"]],
    [
      'if (monoMs < sure.untilMs && (this.#side === "low" ? n >= sure.price : n <= sure.price)) return true;',
      ">=",
      [">"],
    ],
    [
      'if (monoMs < sure.untilMs && (this.#side === "low" ? n >= sure.price : n <= sure.price)) return true;',
      "<=",
      ["<"],
    ],
    ['return this.#side === "low" ? n >= price : n <= price;', ">=", [">"]],
    ['return this.#side === "low" ? n >= price : n <= price;', "<=", ["<"]],
  ),
  ...because(
    "index/satisfied-moves.ts",
    "any numbers that are spread balance the tree: how well decides about time alone",
    ["#seed = 1;", "1", ["2"]],
    ["this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;", "+", ["-"]],
    ["this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;", "1_013_904_223", ["2027808446"]],
    ["this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;", "0", ["1"]],
    ["if (node.weight > root.weight) {", ">", [">=", "<="]],
    ["if (before.weight > after.weight) {", ">", [">=", "<="]],
  ),
  ...because("index/satisfied-moves.ts", "whoever collects rules puts them in their order", [
    "if (!this.#lasts(node.own, node.percent, n, monoMs)) into.push(node);",
    "push",
    ["unshift"],
  ]),
  ...because(
    "index/satisfied-moves.ts",
    "where a node is not known to be sure its rules are looked at one by one: how often it is asked decides about time alone",
    ["if (monoMs < all.againMs) return false;", "<", ["<="]],
    ["all.againMs = monoMs + all.windowMs / 32;", "/", ["*"]],
    ["all.againMs = monoMs + all.windowMs / 32;", "32", ["64"]],
    ["node.all.againMs = Number.NEGATIVE_INFINITY;", "node.all.againMs = Number.NEGATIVE_INFINITY;", [";"]],
  ),
  ...because(
    "index/satisfied-moves.ts",
    "no two that stand here at once are equal, and each is looked for on the side on which it stands",
    ["return a.windowMs !== b.windowMs ? a.windowMs < b.windowMs : a.order < b.order;", "<", ["<="]],
  ),
  ...because("index/window-index.ts", "no window is shorter than a second", ["#maxWindowMs = 0;", "0", ["1"]]),
  ...because("index/window-index.ts", "of no rules none may end: only the time differs", [
    "if (this.#rises.isEmpty && this.#falls.isEmpty) return false;",
    "this.#rises.isEmpty && this.#falls.isEmpty",
    ["false"],
  ]),
  ...because(
    "index/timer-queue.ts",
    "which of those due at the same moment is taken first does not matter: whoever takes them puts them in the order of their rules",
    ["if (parent.atMs <= due.atMs) return;", "<=", ["<"]],
    ["const child = right !== undefined && left !== undefined && right.atMs < left.atMs ? right : left;", "<", ["<="]],
    ["if (child === undefined || child.atMs >= due.atMs) return;", ">=", [">"]],
  ),
];

function because(file: string, why: string, ...rows: readonly Row[]): Equivalent[] {
  return rows.map(([line, original, replacements]) => ({
    file: `main/alerts/${file}`,
    line,
    original,
    replacements,
    why,
  }));
}
