/**
 * Rules about a move within a window whose move is true now, waiting for it to end. In a trend the extreme of every window moves
 * with every tick, so nothing is kept of it: a rule stands by its window and its distance alone, in a search tree in order of
 * windows, where every node knows the shortest window and the greatest distance below it. If the shortest of these windows
 * still holds the greatest of these distances, so does every other one, and a tick need not look below that node.
 *
 * Only for rules whose window is limited by time alone, not by the tick at which they were armed.
 */
import type { Side } from "./extreme.ts";
import type { RunningExtremes } from "./running-extremes.ts";

/** One rule; a node of a treap. */
export interface LastingMove<T> {
  readonly owner: T;
  readonly side: Side;
  readonly windowMs: number;
  readonly by: number;
  readonly percent: boolean;
  /** Ties are kept in this order, which makes each one findable. */
  readonly order: number;
  readonly weight: number;
  left: LastingMove<T> | null;
  right: LastingMove<T> | null;
  shortestMs: number;
  furthest: number;
}

type Node<T> = LastingMove<T> | null;

/** Doubles are right to about 1e-16 here; a rule this near to its end is looked at exactly. */
const doubt = 1e-12;

export class LastingMoves<T> {
  readonly #side: Side;
  readonly #extremes: RunningExtremes;
  #amounts: Node<T> = null;
  #percents: Node<T> = null;
  #seed = 1;
  /** How many nodes have been looked at, ever: what a tick costs. */
  looks = 0;

  constructor(side: Side, extremes: RunningExtremes) {
    this.#side = side;
    this.#extremes = extremes;
  }

  add(owner: T, windowMs: number, by: number, percent: boolean, order: number): LastingMove<T> {
    // Any spread will do for the balance of the tree, and the same one each time makes a run repeatable.
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    const node = { owner, side: this.#side, windowMs, by, percent, order, weight: this.#seed, left: null, right: null, shortestMs: windowMs, furthest: by };
    if (percent) this.#percents = inserted(this.#percents, node);
    else this.#amounts = inserted(this.#amounts, node);
    return node;
  }

  remove(node: LastingMove<T>): void {
    if (node.percent) this.#percents = without(this.#percents, node);
    else this.#amounts = without(this.#amounts, node);
  }

  /** Whether a price with this double, at this time, may end the move of any rule. It need not be remembered yet. */
  mayEnd(n: number, monoMs: number): boolean {
    return this.#anyEnds(this.#amounts, n, monoMs) || this.#anyEnds(this.#percents, n, monoMs);
  }

  /** Takes out every rule whose move such a price may end, and hands it over. */
  takeEnded(n: number, monoMs: number, visit: (owner: T) => void): void {
    const ended: LastingMove<T>[] = [];
    this.#collect(this.#amounts, n, monoMs, ended);
    this.#collect(this.#percents, n, monoMs, ended);
    for (const node of ended) {
      this.remove(node);
      visit(node.owner);
    }
  }

  #anyEnds(node: Node<T>, n: number, monoMs: number): boolean {
    if (node === null || this.#lasts(node.shortestMs, node.furthest, node.percent, n, monoMs)) return false;
    if (!this.#lasts(node.windowMs, node.by, node.percent, n, monoMs)) return true;
    return this.#anyEnds(node.left, n, monoMs) || this.#anyEnds(node.right, n, monoMs);
  }

  #collect(node: Node<T>, n: number, monoMs: number, into: LastingMove<T>[]): void {
    if (node === null || this.#lasts(node.shortestMs, node.furthest, node.percent, n, monoMs)) return;
    if (!this.#lasts(node.windowMs, node.by, node.percent, n, monoMs)) into.push(node);
    this.#collect(node.left, n, monoMs, into);
    this.#collect(node.right, n, monoMs, into);
  }

  /** Whether the price is surely far enough from the extreme of this window. */
  #lasts(windowMs: number, by: number, percent: boolean, n: number, monoMs: number): boolean {
    this.looks++;
    const extreme = this.#extremes.of(0, monoMs - windowMs);
    if (extreme === null) return false;
    const distance = percent ? (extreme.n * by) / 100 : by;
    const ahead = this.#side === "low" ? n - extreme.n - distance : extreme.n - distance - n;
    return ahead > (extreme.n + distance) * doubt;
  }
}

function isBefore<T>(a: LastingMove<T>, b: LastingMove<T>): boolean {
  return a.windowMs !== b.windowMs ? a.windowMs < b.windowMs : a.order < b.order;
}

/** Works out what a node knows of those below it. */
function summed<T>(node: LastingMove<T>): LastingMove<T> {
  const { left, right } = node;
  node.shortestMs = left === null ? node.windowMs : left.shortestMs;
  node.furthest = Math.max(node.by, left?.furthest ?? 0, right?.furthest ?? 0);
  return node;
}

function inserted<T>(root: Node<T>, node: LastingMove<T>): LastingMove<T> {
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
function split<T>(root: Node<T>, at: LastingMove<T>): [Node<T>, Node<T>] {
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

function without<T>(root: Node<T>, node: LastingMove<T>): Node<T> {
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
