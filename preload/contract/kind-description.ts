/**
 * A kind of condition from outside (further-kinds.ts) as a window learns of it: over the bridge no function can come, so its
 * sentences come as texts with the names of its fields in braces.
 */
import * as Type from "typebox";
import type { ConditionField, ConditionKindRow } from "./condition-kinds.ts";
import {
  furtherKindOf,
  furtherKinds,
  registerConditionKinds,
  type FurtherKind,
  type KindParts,
} from "./further-kinds.ts";
import type { Way } from "./text/condition.ts";

export const KindDescription = Type.Object({
  id: Type.String(),
  /** Its row of the table of kinds: family, fields, quantity. */
  row: Type.Unsafe<ConditionKindRow>(Type.Object({})),
  /** As `{subject} reaches {level}`. */
  when: Type.String(),
  /** The title of an event, by which way the price went. */
  fired: Type.Object({ up: Type.String(), down: Type.String(), unknown: Type.String() }),
});
export type KindDescription = Type.Static<typeof KindDescription>;

/** Every name that a sentence is given a text for. */
const names = ["subject", "level", "low", "high", "by", "windowMs", "size"] as const satisfies readonly (
  | ConditionField
  | "subject"
)[];
const blanks = Object.fromEntries(names.map((name) => [name, `{${name}}`])) as Record<(typeof names)[number], string>;

/** Those that this process was started with. Each is asked once for its sentences, with names in place of values. */
export function describedKinds(): KindDescription[] {
  return furtherKinds().map((kind) => {
    const fired = (way: Way): string => kind.fired({ ...blanks, way });
    return {
      id: kind.id,
      row: kind.row,
      when: kind.when(blanks),
      fired: { up: fired("up"), down: fired("down"), unknown: fired("unknown") },
    };
  });
}

/** From here on this process tells of these kinds as the app does. What it knows already it keeps: in one process both are one. */
export function learnKinds(descriptions: readonly KindDescription[]): void {
  registerConditionKinds(descriptions.filter(({ id }) => furtherKindOf(id) === undefined).map(learnt));
}

function learnt({ id, row, when, fired }: KindDescription): FurtherKind {
  const told = {
    id,
    when: (parts: KindParts) => filled(when, parts),
    fired: ({ way, ...parts }: KindParts & { readonly way: Way }) => filled(fired[way], parts),
  };
  // A window decides nothing: an evaluation that is nowhere asked.
  return row.family === "own" ? { ...told, row, begin: () => () => false } : { ...told, row };
}

function filled(text: string, parts: KindParts): string {
  return text.replaceAll(
    /\{(\w+)\}/g,
    (blank, name: string) => (parts as Record<string, string | undefined>)[name] ?? blank,
  );
}
