/** The kinds of condition by what a person has in mind, in the order in which they are offered. */
import {
  conditionGroups,
  conditionKindNames,
  conditionKindOf,
  type ConditionGroup,
  type ConditionKind,
} from "../../preload/contract/condition-kinds.ts";
import { furtherKinds } from "../../preload/contract/further-kinds.ts";

/** Those of the table, and those that the app was started with beside it. */
export function kindGroups(): { readonly id: ConditionGroup; readonly kinds: readonly ConditionKind[] }[] {
  const all = [...conditionKindNames, ...furtherKinds().map(({ id }) => id as ConditionKind)];
  return conditionGroups.map((id) => ({
    id,
    kinds: all
      .filter((kind) => conditionKindOf(kind).group === id)
      .sort((a, b) => conditionKindOf(a).place - conditionKindOf(b).place),
  }));
}
