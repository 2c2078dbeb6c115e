/**
 * Rules about a move within a window whose move is true now, waiting for it to end. In a trend the extreme of every window moves
 * with every tick, so nothing is kept of it: a rule stands by its window and its distance alone, in a search tree in order of
 * windows, where every node knows the shortest window and the greatest distance below it. If the shortest of these windows
 * still holds the greatest of these distances, so does every other one, and a tick need not look below that node. What a node
 * has found it keeps, with the time and the price up to which it is sure, so that most ticks look at few windows at all.
 *
 * Only for rules whose window is limited by time alone, not by the tick at which they were armed.
 */
import type { Side } from "../conditions/extreme.ts";
import type { WindowExtremes } from "./window-extremes.ts";

/** A move by at least this much in at least this window is sure until then, while the price is not nearer than that. */
interface Certainty {
  windowMs: number;
  by: number;
  untilMs: number;
  price: number;
  /** It was not sure, and is not asked again before this. */
  againMs: number;
}

/** One rule; a node of a treap. */
export interface SatisfiedMove<T> {
  readonly owner: T;
  readonly side: Side;
  readonly windowMs: number;
  readonly by: number;
  readonly percent: boolean;
  /** Of equal windows, which most rules have: without it all of them would stand on one side, in a tree as deep as there are rules. */
  readonly order: number;
  readonly weight: number;
  left: SatisfiedMove<T> | null;
  right: SatisfiedMove<T> | null;
  /** Of this rule alone. */
  readonly own: Certainty;
  /** Of the shortest window and the greatest distance among this rule and all below it. */
  readonly all: Certainty;
}

type Node<T> = SatisfiedMove<T> | null;

/** Doubles are right to about 1e-16 here; a rule this near to its end is looked at exactly. */
const doubt = 1e-12;

export class SatisfiedMoves<T> {
  readonly #side: Side;
  readonly #extremes: WindowExtremes;
  #amounts: Node<T> = null;
  #percents: Node<T> = null;
  #seed = 1;

  constructor(side: Side, extremes: WindowExtremes) {
    this.#side = side;
    this.#extremes = extremes;
  }

  get isEmpty(): boolean {
    return this.#amounts === null && this.#percents === null;
  }

  /** `order`: no two that stand here at once have the same one. */
  add(owner: T, windowMs: number, by: number, percent: boolean, order: number): SatisfiedMove<T> {
    // Any spread will do for the balance of the tree, and the same one each time makes a run repeatable.
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    const node = {
      owner,
      side: this.#side,
      windowMs,
      by,
      percent,
      order,
      weight: this.#seed,
      left: null,
      right: null,
      own: noCertainty(windowMs, by),
      all: noCertainty(windowMs, by),
    };
    if (percent) this.#percents = inserted(this.#percents, node);
    else this.#amounts = inserted(this.#amounts, node);
    return node;
  }

  /** Does nothing where it was taken out before. */
  remove(node: SatisfiedMove<T>): void {
    if (node.percent) this.#percents = without(this.#percents, node);
    else this.#amounts = without(this.#amounts, node);
  }

  /** Whether a price with this double, at this time, may end the move of any rule. It need not be remembered yet. */
  mayEnd(n: number, monoMs: number): boolean {
    return this.#anyEnds(this.#amounts, n, monoMs) || this.#anyEnds(this.#percents, n, monoMs);
  }

  /** Takes out every rule whose move such a price may end, and hands it over. */
  takeEnded(n: number, monoMs: number, visit: (owner: T) => void): void {
    const ended: SatisfiedMove<T>[] = [];
    this.#collect(this.#amounts, n, monoMs, ended);
    this.#collect(this.#percents, n, monoMs, ended);
    for (const node of ended) {
      this.remove(node);
      visit(node.owner);
    }
  }

  #anyEnds(node: Node<T>, n: number, monoMs: number): boolean {
    if (node === null || this.#allLast(node, n, monoMs)) return false;
    if (!this.#lasts(node.own, node.percent, n, monoMs)) return true;
    return this.#anyEnds(node.left, n, monoMs) || this.#anyEnds(node.right, n, monoMs);
  }

  #collect(node: Node<T>, n: number, monoMs: number, into: SatisfiedMove<T>[]): void {
    if (node === null || this.#allLast(node, n, monoMs)) return;
    if (!this.#lasts(node.own, node.percent, n, monoMs)) into.push(node);
    this.#collect(node.left, n, monoMs, into);
    this.#collect(node.right, n, monoMs, into);
  }

  /** Whether neither this rule nor any below it can end. Where that is not sure it is not asked at each tick: one looks below. */
  #allLast(node: SatisfiedMove<T>, n: number, monoMs: number): boolean {
    const all = node.all;
    if (monoMs < all.againMs) return false;
    if (this.#lasts(all, node.percent, n, monoMs)) return true;
    all.againMs = monoMs + all.windowMs / 32;
    return false;
  }

  /** Whether the price is surely far enough from the extreme of this window. */
  #lasts(sure: Certainty, percent: boolean, n: number, monoMs: number): boolean {
    if (monoMs < sure.untilMs && (this.#side === "low" ? n >= sure.price : n <= sure.price)) return true;
    // Not the extreme itself, which leaves the window first, nor the last price that will do, which a small step back undoes.
    const mark = this.#extremes.middle(monoMs - sure.windowMs, (from) => {
      const price = this.#endOf(from, sure.by, percent);
      return this.#side === "low" ? n >= price : n <= price;
    });
    if (mark === null) return false;
    sure.untilMs = mark.monoMs + sure.windowMs;
    sure.price = this.#endOf(mark.n, sure.by, percent);
    return true;
  }

  /** The price, a little early, at which a move from `from` ends. */
  #endOf(from: number, by: number, percent: boolean): number {
    const distance = percent ? (from * by) / 100 : by;
    const early = (from + distance) * doubt;
    return this.#side === "low" ? from + distance + early : from - distance - early;
  }
}

function noCertainty(windowMs: number, by: number): Certainty {
  return { windowMs, by, untilMs: Number.NEGATIVE_INFINITY, price: Number.NaN, againMs: Number.NEGATIVE_INFINITY };
}

function isBefore<T>(a: SatisfiedMove<T>, b: SatisfiedMove<T>): boolean {
  return a.windowMs !== b.windowMs ? a.windowMs < b.windowMs : a.order < b.order;
}

/** Works out what a node knows of those below it. */
function summed<T>(node: SatisfiedMove<T>): SatisfiedMove<T> {
  const { left, right } = node;
  node.all.windowMs = left === null ? node.windowMs : left.all.windowMs;
  node.all.by = Math.max(node.by, left?.all.by ?? node.by, right?.all.by ?? node.by);
  node.all.untilMs = Number.NEGATIVE_INFINITY;
  node.all.againMs = Number.NEGATIVE_INFINITY;
  return node;
}

function inserted<T>(root: Node<T>, node: SatisfiedMove<T>): SatisfiedMove<T> {
  if (root === null) return node;
  if (node.weight > root.weight) {
    [node.left, node.right] = split(root, node);
    return summed(node);
  }
  if (isBefore(node, root)) root.left = inserted(root.left, node);
  else root.right = inserted(root.right, node);
  return summed(root);
}

/** Those before `at`, and the others. */
function split<T>(root: Node<T>, at: SatisfiedMove<T>): [Node<T>, Node<T>] {
  if (root === null) return [null, null];
  if (isBefore(root, at)) {
    const [before, after] = split(root.right, at);
    root.right = before;
    return [summed(root), after];
  }
  const [before, after] = split(root.left, at);
  root.left = after;
  return [before, summed(root)];
}

function without<T>(root: Node<T>, node: SatisfiedMove<T>): Node<T> {
  if (root === null) return null;
  if (root === node) return joined(root.left, root.right);
  if (isBefore(node, root)) root.left = without(root.left, node);
  else root.right = without(root.right, node);
  return summed(root);
}

/** All of `before` come before all of `after`. */
function joined<T>(before: Node<T>, after: Node<T>): Node<T> {
  if (before === null) return after;
  if (after === null) return before;
  if (before.weight > after.weight) {
    before.right = joined(before.right, after);
    return summed(before);
  }
  after.left = joined(before, after.left);
  return summed(after);
}
