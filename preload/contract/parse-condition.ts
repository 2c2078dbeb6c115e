/** The condition of a rule from the outside, and the way back that it repeats by: checked against the table of kinds. */
import { message } from "./messages/message.ts";
import {
  canRearm,
  conditionKindOf,
  defaultRearmBy,
  findConditionKind,
  namesOfConditionKinds,
  type ConditionField,
  type ConditionKindRow,
} from "./condition-kinds.ts";
import { compareDecimal } from "./decimal.ts";
import { decimal, isRecord, positive, record, refuse } from "./parse-values.ts";
import type { By, Condition } from "./rule.ts";

const minWindowMs = 1_000;
const maxWindowMs = 86_400_000;

const fieldParsers: Record<ConditionField, (input: unknown, row: ConditionKindRow) => string | By | number> = {
  level: (input) => positive(input, "condition.level"),
  low: (input) => positive(input, "condition.low"),
  high: (input) => positive(input, "condition.high"),
  by: (input, row) => possible(row, parseBy(input, "condition.by", false)),
  windowMs: parseWindow,
  size: (input) => positive(input, "condition.size"),
};

/** Refuses with the field that is wrong: an unknown kind, a field too many, or one that makes no sense. */
export function parseCondition(input: unknown): Condition {
  if (!isRecord(input)) return refuse("condition", message("refusal.condition"));
  if (input["kind"] === undefined)
    return refuse("condition.kind", message("refusal.kind-missing", { kinds: namesOfConditionKinds() }));
  const kind = findConditionKind(input["kind"]);
  if (kind === null)
    return refuse("condition.kind", message("refusal.kind-unknown", { kinds: namesOfConditionKinds() }));
  const row = conditionKindOf(kind);
  const given = record(input, "condition", ["kind", ...row.fields]);
  // The table says which fields a kind has, and the type is made of the same table: the compiler cannot follow it through a loop.
  const values = row.fields.map((field) => [field, fieldParsers[field](given[field], row)] as const);
  return inOrder({ kind, ...Object.fromEntries(values) } as Condition);
}

function inOrder(condition: Condition): Condition {
  if ("low" in condition && compareDecimal(condition.low, condition.high) >= 0)
    return refuse("condition.low", message("refusal.range-order"));
  return condition;
}

/**
 * Refuses a distance that no price can go, because a price is always more than 0. What may also rise by that much is left alone.
 * An amount is never refused: the price that it is measured from may be as high as it likes.
 */
function possible({ measuredFrom, quantity }: ConditionKindRow, by: By): By {
  if (!("percent" in by)) return by;
  const field = "condition.by.percent";
  const onlyFalls = measuredFrom.length > 0 && measuredFrom.every((side) => side === "high");
  if (onlyFalls && compareDecimal(by.percent, "100") >= 0) refuse(field, message("refusal.falls-too-far"));
  if (quantity === "spread" && compareDecimal(by.percent, "200") >= 0)
    refuse(field, message("refusal.spread-too-wide"));
  return by;
}

/** Null with `once`, and with kinds that have nothing to come back from; the default where it is left out. */
export function parseRearmBy(input: unknown, condition: Condition, repeat: "once" | "always"): By | null {
  const given = input ?? null;
  if (repeat === "once") {
    if (given !== null) refuse("rearmBy", message("refusal.rearm-once"));
    return null;
  }
  if (!canRearm(condition.kind)) {
    if (given !== null) refuse("rearmBy", message("refusal.rearm-kind", { kind: condition.kind }));
    return null;
  }
  return given === null ? defaultRearmBy : reachable(condition, parseBy(given, "rearmBy", true));
}

/** Refuses a way back below a level that ends at 0 or less. All other kinds have a second way back, or one upwards. */
function reachable(condition: Condition, by: By): By {
  if (!("level" in condition) || conditionKindOf(condition.kind).farSide !== "above") return by;
  if ("percent" in by && compareDecimal(by.percent, "100") >= 0)
    refuse("rearmBy.percent", message("refusal.rearm-percent"));
  if ("amount" in by && compareDecimal(by.amount, condition.level) >= 0)
    refuse("rearmBy.amount", message("refusal.rearm-amount"));
  return by;
}

function parseWindow(input: unknown): number {
  if (typeof input !== "number" || !Number.isInteger(input))
    return refuse("condition.windowMs", message("refusal.window-whole"));
  if (input < minWindowMs || input > maxWindowMs) return refuse("condition.windowMs", message("refusal.window-length"));
  return input;
}

function parseBy(input: unknown, field: string, zeroAmount: boolean): By {
  if (!isRecord(input)) return refuse(field, message("refusal.by"));
  const given = record(input, field, ["amount", "percent"]);
  const hasAmount = given["amount"] !== undefined;
  if (hasAmount === (given["percent"] !== undefined)) return refuse(field, message("refusal.by-both"));
  if (!hasAmount) return { percent: positive(given["percent"], `${field}.percent`) };
  if (!zeroAmount) return { amount: positive(given["amount"], `${field}.amount`) };
  const amount = decimal(given["amount"], `${field}.amount`);
  if (compareDecimal(amount, "0") < 0) refuse(`${field}.amount`, message("refusal.amount-negative"));
  return { amount };
}
