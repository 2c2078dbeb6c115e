/** Rules for the pipeline benchmark: none of them fires on its frames, whose prices stay between 45,000 and 45,200. */
import type { By, Condition, RuleSpec } from "../../preload/contract/rule.ts";
import { symbolAt } from "./feed-frames.ts";

function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function spec(instrument: number, condition: Condition, venue: string): RuleSpec {
  return {
    instrument: { venue, symbol: symbolAt(instrument) },
    source: "last",
    condition,
    holdForMs: 0,
    repeat: "once",
    rearmBy: null,
    cooldownMs: 0,
    expiresAt: null,
    note: "",
    notify: { to: "default", urgency: "normal" },
  };
}

/** Levels up to a tenth away on either side. */
const above = (next: () => number): string => (45_300 + next() * 4_500).toFixed(2);
const below = (next: () => number): string => (44_900 - next() * 4_500).toFixed(2);
/** More than the prices ever move. */
const far = (next: () => number): By =>
  next() < 0.5 ? { amount: (300 + next() * 4_000).toFixed(2) } : { percent: (1 + next() * 20).toFixed(3) };

/** Levels to be reached, touched or crossed, spread evenly over the instruments. */
export function levelRules(count: number, instruments: number, venue = "securitypro"): RuleSpec[] {
  const next = random(11);
  const kinds: ((next: () => number) => Condition)[] = [
    (n) => ({ kind: "at-or-above", level: above(n) }),
    (n) => ({ kind: "at-or-below", level: below(n) }),
    (n) => ({ kind: "crosses-up", level: above(n) }),
    (n) => ({ kind: "crosses-down", level: below(n) }),
    (n) => ({ kind: "crosses", level: n() < 0.5 ? above(n) : below(n) }),
  ];
  return Array.from({ length: count }, (_, index) => spec(index % instruments, pick(kinds, index)(next), venue));
}

/** All sixteen kinds in turn. */
export function mixedRules(count: number, instruments: number): RuleSpec[] {
  const next = random(13);
  const windowMs = (): number => 60_000 * (1 + Math.floor(next() * 10));
  const kinds: ((next: () => number) => Condition)[] = [
    (n) => ({ kind: "at-or-above", level: above(n) }),
    (n) => ({ kind: "at-or-below", level: below(n) }),
    (n) => ({ kind: "crosses-up", level: above(n) }),
    (n) => ({ kind: "crosses-down", level: below(n) }),
    (n) => ({ kind: "crosses", level: above(n) }),
    (n) => ({ kind: "inside", low: "50500", high: (51_000 + n() * 4_500).toFixed(2) }),
    (n) => ({ kind: "outside", low: below(n), high: above(n) }),
    (n) => ({ kind: "enters", low: "50500", high: (51_000 + n() * 4_500).toFixed(2) }),
    (n) => ({ kind: "leaves", low: below(n), high: above(n) }),
    (n) => ({ kind: "rises", by: far(n), windowMs: windowMs() }),
    (n) => ({ kind: "falls", by: far(n), windowMs: windowMs() }),
    (n) => ({ kind: "moves", by: far(n), windowMs: windowMs() }),
    (n) => ({ kind: "pulls-back", by: far(n) }),
    (n) => ({ kind: "rebounds", by: far(n) }),
    (n) => ({ kind: "spread-at-least", by: far(n) }),
    (n) => ({ kind: "trade-size-at-least", size: (100 + n() * 1_000).toFixed(3) }),
  ];
  return Array.from({ length: count }, (_, index) =>
    spec(Math.floor(index / kinds.length) % instruments, pick(kinds, index)(next), "securitypro"),
  );
}

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("There is nothing to pick from");
  return item;
}
