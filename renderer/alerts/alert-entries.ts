/** Which alerts the table shows, and in which order. Plain values: the table's state and its rows are elsewhere. */
import { conditionKindOf, type ConditionGroup } from "../../preload/contract/condition-kinds.ts";
import { instrumentKey, type VenueId } from "../../preload/contract/instrument.ts";
import type { Rule, RuleState } from "../../preload/contract/rule.ts";
import { sortedBy, type SortKey } from "../lib/table-sort.svelte.ts";

/** What a person looks for. `unwatched`: it waits, and its venue is off. */
export const alertStages = ["waiting", "unwatched", "paused", "fired", "expired"] as const;
export type AlertStage = (typeof alertStages)[number];

const stageOfState: Record<RuleState, AlertStage> = {
  armed: "waiting",
  holding: "waiting",
  triggered: "waiting",
  paused: "paused",
  done: "fired",
  expired: "expired",
};

export function stageOf(rule: Rule): AlertStage {
  return rule.notWatched === undefined ? stageOfState[rule.state] : "unwatched";
}

/** An empty set chooses all. */
export interface AlertFilter {
  readonly text: string;
  readonly stages: ReadonlySet<AlertStage>;
  readonly kinds: ReadonlySet<ConditionGroup>;
  readonly venues: ReadonlySet<VenueId>;
  /** `venue:symbol`; null: of every instrument. */
  readonly instrument: string | null;
}

export type AlertEntry =
  | { readonly kind: "group"; readonly key: string; readonly label: string; readonly count: number }
  | { readonly kind: "alert"; readonly key: string; readonly id: string };

export interface Arrangement {
  readonly filter: AlertFilter;
  readonly bySymbol: boolean;
  /** What is searched in, in lower case. */
  readonly textOf: (rule: Rule) => string;
  /** How far it is from firing, percent; null where there is no distance. */
  readonly distanceOf: (rule: Rule) => number | null;
  readonly labelOfStage: (stage: AlertStage) => string;
  /** A group by symbol is called by it. */
  readonly labelOfInstrument: (rule: Rule) => string;
  readonly isFolded: (key: string) => boolean;
  /** Chosen at a column's head; null: nearest first. */
  readonly sort: { readonly keyOf: (rule: Rule) => SortKey; readonly isDescending: boolean } | null;
}

export const wordsOf = ({ text }: Pick<AlertFilter, "text">): readonly string[] =>
  text.toLowerCase().split(/\s+/).filter(Boolean);

/** `words` are those of the filter, which are the same for every rule. */
export function matches(
  rule: Rule,
  filter: AlertFilter,
  textOf: (rule: Rule) => string,
  words: readonly string[],
): boolean {
  const { stages, kinds, venues, instrument } = filter;
  if (stages.size > 0 && !stages.has(stageOf(rule))) return false;
  if (kinds.size > 0 && !kinds.has(conditionKindOf(rule.condition.kind).group)) return false;
  if (venues.size > 0 && !venues.has(rule.instrument.venue)) return false;
  if (instrument !== null && instrumentKey(rule.instrument) !== instrument) return false;
  if (words.length === 0) return true;
  const text = textOf(rule);
  return words.every((word) => text.includes(word));
}

/** Nearest first, unless sorted; what has no distance after those that have one; what is over by when it was, the newest first. */
export function arrange(rules: readonly Rule[], how: Arrangement): AlertEntry[] {
  const words = wordsOf(how.filter);
  const found = rules.filter((rule) => matches(rule, how.filter, how.textOf, words));
  const groups = new Map<string, { label: string; rank: number; rules: { rule: Rule; rank: number }[] }>();
  for (const rule of found) {
    const stage = stageOf(rule);
    const key = how.bySymbol ? instrumentKey(rule.instrument) : stage;
    let group = groups.get(key);
    if (group === undefined) {
      const label = how.bySymbol ? how.labelOfInstrument(rule) : how.labelOfStage(stage);
      groups.set(key, (group = { label, rank: alertStages.indexOf(stage), rules: [] }));
    }
    group.rules.push({ rule, rank: rankOf(rule, stage, how.distanceOf) });
  }
  const ordered = [...groups].sort(([, a], [, b]) => (how.bySymbol ? compare(a.label, b.label) : a.rank - b.rank));
  return ordered.flatMap(([key, group]): AlertEntry[] => {
    const head = { kind: "group", key: `group ${key}`, label: group.label, count: group.rules.length } as const;
    if (how.isFolded(head.key)) return [head];
    group.rules.sort((a, b) => a.rank - b.rank || compare(b.rule.createdAt, a.rule.createdAt));
    const { sort } = how;
    const nearest = group.rules.map(({ rule }) => rule);
    const sorted = sort === null ? nearest : sortedBy(nearest, sort.keyOf, sort.isDescending);
    return [head, ...sorted.map((rule) => ({ kind: "alert", key: rule.id, id: rule.id }) as const)];
  });
}

/**
 * The same order with what has changed since: those that are gone are left out, and those that are new stand at the end, where
 * they move nothing that is pointed at.
 */
export function keepOrder(entries: readonly AlertEntry[], now: readonly AlertEntry[]): AlertEntry[] {
  const present = new Map(now.map((entry) => [entry.key, entry]));
  const kept = entries.flatMap((entry) => present.get(entry.key) ?? []);
  const known = new Set(kept.map(({ key }) => key));
  return [...kept, ...now.filter(({ key }) => !known.has(key))];
}

/** The farthest that is told apart; beyond it what is over, and how long ago. */
const farthest = 1e9;
const stageGap = 1e15;

function rankOf(rule: Rule, stage: AlertStage, distanceOf: (rule: Rule) => number | null): number {
  const place = alertStages.indexOf(stage) * stageGap;
  if (stage === "fired" || stage === "expired") return place - Date.parse(rule.lastFiredAt ?? rule.stateAt);
  return place + Math.min(distanceOf(rule) ?? farthest, farthest);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
