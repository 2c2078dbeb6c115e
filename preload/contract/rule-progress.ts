/** How far along alerts are that wait for no fixed level, as `rules.progress` answers it. Decimals. */
import * as Type from "typebox";
import { Decimal } from "./rule.ts";

/** More than any window shows at once. */
export const maxProgressIds = 500;

export const RuleProgress = Type.Object({
  id: Type.String(),
  /** What the alert looks at, as it was last: a price, a spread (in percent where the alert is), the size of a trade. */
  value: Decimal,
  /** From where a move is measured, and the price at which the alert would fire; none for spread and size. */
  sides: Type.Array(Type.Object({ side: Type.Enum(["low", "high"]), extreme: Decimal, firesAt: Decimal })),
});
export type RuleProgress = Type.Static<typeof RuleProgress>;
