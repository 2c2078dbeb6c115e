/** Where an alert belongs by each column of the table. */
import { conditionKindNames } from "../../preload/contract/condition-kinds.ts";
import { ruleStates, type Rule } from "../../preload/contract/rule.ts";
import type { SortKey } from "../lib/table-sort.svelte.ts";

export const alertColumns = [
  "state",
  "symbol",
  "condition",
  "distance",
  "repeat",
  "expiry",
  "told",
  "fired",
  "note",
] as const;
type AlertColumn = (typeof alertColumns)[number];

interface Needs {
  /** Percent; null where there is none. */
  readonly distanceOf: (rule: Rule) => number | null;
  readonly labelOfInstrument: (rule: Rule) => string;
  readonly toldAt: (rule: Rule) => string;
}

export function alertSortKey(
  column: AlertColumn,
  { distanceOf, labelOfInstrument, toldAt }: Needs,
): (rule: Rule) => SortKey {
  switch (column) {
    case "state":
      return ({ state, notWatched }) => ruleStates.indexOf(state) + (notWatched === undefined ? 0 : ruleStates.length);
    case "symbol":
      return labelOfInstrument;
    case "condition":
      return conditionKey;
    case "distance":
      return distanceOf;
    case "repeat":
      return ({ repeat, cooldownMs }) => (repeat === "once" ? -1 : cooldownMs);
    case "expiry":
      return ({ expiresAt }) => timeOf(expiresAt);
    case "told":
      return toldAt;
    case "fired":
      return ({ lastFiredAt }) => timeOf(lastFiredAt);
    case "note":
      return ({ note }) => (note === "" ? null : note.toLowerCase());
  }
}

/** By kind, and within a kind by its number: no kind has more than this. */
const kindGap = 1e30;

function conditionKey({ condition }: Rule): number {
  const kind = conditionKindNames.indexOf(condition.kind);
  return kind * kindGap + Math.min(numberOf(condition), kindGap / 2);
}

function numberOf(condition: Rule["condition"]): number {
  if ("level" in condition) return Number(condition.level);
  if ("low" in condition) return Number(condition.low);
  if ("size" in condition) return Number(condition.size);
  return Number("percent" in condition.by ? condition.by.percent : condition.by.amount);
}

function timeOf(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}
