/** The kinds of condition by what a person has in mind, in the order in which they are offered. */
import {
  conditionGroups,
  conditionKindNames,
  conditionKindOf,
  type ConditionGroup,
  type ConditionKind,
} from "../../preload/contract/condition-kinds.ts";

export const kindGroups: readonly { readonly id: ConditionGroup; readonly kinds: readonly ConditionKind[] }[] =
  conditionGroups.map((id) => ({
    id,
    kinds: conditionKindNames
      .filter((kind) => conditionKindOf(kind).group === id)
      .sort((a, b) => conditionKindOf(a).place - conditionKindOf(b).place),
  }));
