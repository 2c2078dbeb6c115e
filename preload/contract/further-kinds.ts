/**
 * Kinds of condition beside those of the table, for whoever starts the app with some of their own (`AppOptions.conditionKinds`).
 * They are built of what the table is built of: families, fields, quantities and ways to re-arm; one of the family `own` decides by
 * itself. One for the whole process, because a rule is read and told of in many places that know nothing of an app.
 */
import { addConditionKind, type ConditionField, type ConditionKindRow, type OwnKind } from "./condition-kinds.ts";
import type { Condition } from "./rule.ts";
import type { Way } from "./text/condition.ts";

/** What its sentences are made of: whose price, and its fields as a person reads them. */
export type KindParts = Readonly<Partial<Record<ConditionField, string>>> & { readonly subject: string };

/** A price of the rule's source: its digits, the double nearest to them, and when it came by the monotonic clock. */
export interface OwnPrice {
  readonly text: string;
  readonly n: number;
  readonly monoMs: number;
}

/** Takes the next price and answers whether the condition is true at it. Each price once, in order. */
export type OwnPrices = (price: OwnPrice) => boolean;

/**
 * Begins to evaluate a rule's condition; whatever that has to remember is the answer's own. It is begun anew where a window is (G3,
 * H11): as the rule is armed, and after every time that was not watched. At the price at which it begins the rule never fires.
 */
export type KindEvaluation = (condition: Condition) => OwnPrices;

interface DescribedKind {
  /** As in `{"kind": "..."}`: lower case, digits and `-`, never changed once a rule has been stored with it. */
  readonly id: string;
  /** After `Tell me once when`. */
  when(parts: KindParts): string;
  /** As the title of an event. */
  fired(parts: KindParts & { readonly way: Way }): string;
}

/** A kind with the evaluation of a family that there is, or with its own. */
export type FurtherKind = DescribedKind &
  (
    | { readonly row: Exclude<ConditionKindRow, OwnKind>; readonly begin?: never }
    | { readonly row: OwnKind; readonly begin: KindEvaluation }
  );

const kinds = new Map<string, FurtherKind>();
const idShape = /^[a-z][a-z0-9-]{0,39}$/;

/** Known from now on, before any rule is read. Throws where an id is none, or another kind has it. */
export function registerConditionKinds(further: readonly FurtherKind[]): void {
  for (const kind of further) {
    if (kinds.get(kind.id) === kind) continue;
    if (!idShape.test(kind.id)) throw new Error(`${kind.id} cannot be the id of a kind of condition.`);
    addConditionKind(kind.id, kind.row);
    kinds.set(kind.id, kind);
  }
}

/** Those that this process knows, in the order in which it was told of them. */
export function furtherKinds(): readonly FurtherKind[] {
  return [...kinds.values()];
}

/** Undefined for the kinds of the table. */
export function furtherKindOf(id: string): FurtherKind | undefined {
  return kinds.get(id);
}
