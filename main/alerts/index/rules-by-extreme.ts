/**
 * Rules that wait for a price to come away from an extreme by so much: trailing rules, and rules about a move within a
 * window. Those with the same extreme stand in one group, ordered by how far is far enough. A new extreme takes over every
 * group that it goes beyond, in one step each, so that 10,000 trailing rules follow a falling market at the cost of one.
 *
 * For a window the extreme of the group may have left the window since. The true one is then less far out and the
 * rule's threshold further away: the group only wakes it too early, never too late, and whoever wakes it looks up the truth.
 */
import { compareExtremes, isBeyond, type Extreme, type Side } from "../conditions/extreme.ts";
import type { Quantity } from "../conditions/quantity.ts";

/** One rule in a group; a node of a pairing heap, the nearest on top. */
export interface Member<T> {
  readonly owner: T;
  readonly by: number;
  readonly percent: boolean;
  /** Follow `into` to the group it is in now. */
  group: Group<T>;
  gone: boolean;
  child: Member<T> | null;
  next: Member<T> | null;
}

interface Group<T> {
  extreme: Extreme;
  amounts: Member<T> | null;
  percents: Member<T> | null;
  into: Group<T> | null;
}

/** Doubles are right to about 1e-16 here; this much early is early enough. */
const slack = 1e-12;

export class RulesByExtreme<T> {
  readonly #side: Side;
  readonly #quantity: Quantity;
  /** Furthest out first, the one nearest to the price last. */
  #groups: Group<T>[] = [];
  #reach: number;
  #members = 0;
  #gone = 0;
  /** An extreme has moved since this was last set to false. */
  moved = false;

  constructor(side: Side, quantity: Quantity) {
    this.#side = side;
    this.#quantity = quantity;
    this.#reach = this.#never();
  }

  /** A price above this and below {@link quietBelow} can neither be a new extreme nor far enough from one. */
  get quietAbove(): number {
    return this.#side === "low" ? this.#nearestExtreme() : this.#reach;
  }

  get quietBelow(): number {
    return this.#side === "low" ? this.#reach : this.#nearestExtreme();
  }

  /** Whether a price with this double may be far enough for any rule. */
  isReached(n: number): boolean {
    return this.#reached(n, this.#reach);
  }

  attach(owner: T, by: number, percent: boolean, extreme: Extreme): Member<T> {
    const group = this.#groupAt(extreme);
    const member: Member<T> = { owner, by, percent, group, gone: false, child: null, next: null };
    this.#put(group, member);
    this.#members++;
    this.moved = true;
    this.#reach = this.#nearer(this.#reach, this.#reachOf(group));
    return member;
  }

  /** Takes a rule out; the heap forgets it when it comes to the top, or at the next clearing up. */
  detach(member: Member<T>): void {
    if (member.gone) return;
    member.gone = true;
    this.#members--;
    this.#gone++;
    if (this.#gone > 1_000 && this.#gone > this.#members) this.#clearUp();
  }

  extremeOf(member: Member<T>): Extreme {
    return settled(member).extreme;
  }

  /** Takes in a price: it becomes the extreme of every group that it goes beyond. */
  takePrice(price: Extreme): void {
    let last = this.#groups[this.#groups.length - 1];
    if (last === undefined || !isBeyond(this.#side, this.#quantity, price, last.extreme)) return;
    this.moved = true;
    const into = last;
    this.#groups.pop();
    last = this.#groups[this.#groups.length - 1];
    while (last !== undefined && isBeyond(this.#side, this.#quantity, price, last.extreme)) {
      into.amounts = meld(into.amounts, last.amounts);
      into.percents = meld(into.percents, last.percents);
      last.into = into;
      last.amounts = null;
      last.percents = null;
      this.#groups.pop();
      last = this.#groups[this.#groups.length - 1];
    }
    into.extreme = price;
    if (last !== undefined && compareExtremes(this.#quantity, last.extreme, price) === 0) {
      last.amounts = meld(into.amounts, last.amounts);
      last.percents = meld(into.percents, last.percents);
      into.into = last;
    } else this.#groups.push(into);
    this.#reach = this.#nearer(this.#reach, this.#reachOf(this.#groups[this.#groups.length - 1] as Group<T>));
  }

  /** Takes out every rule for which a price with this double may be far enough, and hands it over. */
  takeReached(n: number, visit: (owner: T, extreme: Extreme) => void): void {
    if (!this.isReached(n)) return;
    let kept = 0;
    let reach = this.#never();
    for (const group of this.#groups) {
      for (;;) {
        const near = this.#nearest(group);
        if (near === null || !this.#reached(n, this.#distanceOf(group, near))) break;
        this.#dropTop(group, near);
        near.gone = true;
        this.#members--;
        visit(near.owner, group.extreme);
      }
      if (group.amounts === null && group.percents === null) continue;
      this.#groups[kept++] = group;
      reach = this.#nearer(reach, this.#reachOf(group));
    }
    this.#groups.length = kept;
    this.#reach = reach;
  }

  #nearestExtreme(): number {
    const nearest = this.#groups[this.#groups.length - 1];
    return nearest === undefined ? -this.#never() : nearest.extreme.n;
  }

  #groupAt(extreme: Extreme): Group<T> {
    let low = 0;
    let high = this.#groups.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBeyond(this.#side, this.#quantity, (this.#groups[middle] as Group<T>).extreme, extreme)) low = middle + 1;
      else high = middle;
    }
    const found = this.#groups[low];
    if (found !== undefined && compareExtremes(this.#quantity, found.extreme, extreme) === 0) return found;
    const group: Group<T> = { extreme, amounts: null, percents: null, into: null };
    this.#groups.splice(low, 0, group);
    return group;
  }

  #put(group: Group<T>, member: Member<T>): void {
    if (member.percent) group.percents = meld(group.percents, member);
    else group.amounts = meld(group.amounts, member);
  }

  /** The member whose threshold is nearest, having dropped what is gone from the tops. */
  #nearest(group: Group<T>): Member<T> | null {
    while (group.amounts?.gone === true) this.#forgetTop(group, group.amounts);
    while (group.percents?.gone === true) this.#forgetTop(group, group.percents);
    const { amounts, percents } = group;
    if (amounts === null) return percents;
    if (percents === null) return amounts;
    const one = this.#distanceOf(group, amounts);
    const other = this.#distanceOf(group, percents);
    return this.#nearer(one, other) === one ? amounts : percents;
  }

  #forgetTop(group: Group<T>, top: Member<T>): void {
    this.#gone--;
    this.#dropTop(group, top);
  }

  #dropTop(group: Group<T>, top: Member<T>): void {
    if (top.percent) group.percents = meldAll(top.child);
    else group.amounts = meldAll(top.child);
  }

  /** The price, a little early, from which `member` has to be looked at. */
  #distanceOf(group: Group<T>, member: Member<T>): number {
    const from = group.extreme.n;
    const distance = member.percent ? (from * member.by) / 100 : member.by;
    const early = (from + distance) * slack;
    return this.#side === "low" ? from + distance - early : from - distance + early;
  }

  #reachOf(group: Group<T>): number {
    const near = this.#nearest(group);
    return near === null ? this.#never() : this.#distanceOf(group, near);
  }

  #reached(n: number, limit: number): boolean {
    return this.#side === "low" ? n >= limit : n <= limit;
  }

  #nearer(a: number, b: number): number {
    return this.#side === "low" ? Math.min(a, b) : Math.max(a, b);
  }

  #never(): number {
    return this.#side === "low" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  #clearUp(): void {
    for (const group of this.#groups) {
      group.amounts = withoutGone(group.amounts);
      group.percents = withoutGone(group.percents);
    }
    this.#groups = this.#groups.filter((group) => group.amounts !== null || group.percents !== null);
    this.#gone = 0;
  }
}

function settled<T>(member: Member<T>): Group<T> {
  let group = member.group;
  while (group.into !== null) {
    // Halves the way for the next one who asks.
    if (group.into.into !== null) group.into = group.into.into;
    group = group.into;
  }
  member.group = group;
  return group;
}

function meld<T>(a: Member<T> | null, b: Member<T> | null): Member<T> | null {
  if (a === null) return b;
  if (b === null) return a;
  const [top, under] = b.by < a.by ? [b, a] : [a, b];
  under.next = top.child;
  top.child = under;
  return top;
}

/** Melds a list of siblings, first in pairs and then from the back: that is what keeps the heap flat. */
function meldAll<T>(first: Member<T> | null): Member<T> | null {
  const pairs: (Member<T> | null)[] = [];
  for (let at = first; at !== null;) {
    const one: Member<T> = at;
    const other: Member<T> | null = one.next;
    at = other?.next ?? null;
    one.next = null;
    if (other !== null) other.next = null;
    pairs.push(meld(one, other));
  }
  return pairs.reduceRight<Member<T> | null>((all, pair) => meld(all, pair), null);
}

function withoutGone<T>(top: Member<T> | null): Member<T> | null {
  const open = top === null ? [] : [top];
  let kept: Member<T> | null = null;
  for (let member = open.pop(); member !== undefined; member = open.pop()) {
    for (let child = member.child; child !== null; child = child.next) open.push(child);
    member.child = null;
    if (!member.gone) kept = meld(kept, member);
  }
  return kept;
}
