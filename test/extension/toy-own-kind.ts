/** A kind of condition with an evaluation of its own, in one file: at a level or above it, by the third price in a row that is higher. */
import { compareDecimal } from "../../preload/contract/decimal.ts";
import type { FurtherKind } from "../../preload/contract/further-kinds.ts";

const inARow = 3;

export const toyOwnKind: FurtherKind = {
  id: "climbs-to",
  row: {
    family: "own",
    fields: ["level"],
    quantity: "price",
    farSide: null,
    needsPrevious: true,
    measuredFrom: [],
    rearm: "when-false",
    group: "move",
    place: 9,
  },
  begin(condition) {
    const level = "level" in condition ? condition.level : "0";
    let last: string | null = null;
    let higher = 0;
    return ({ text }) => {
      higher = last !== null && compareDecimal(text, last) > 0 ? higher + 1 : 0;
      last = text;
      return higher >= inARow && compareDecimal(text, level) >= 0;
    };
  },
  when: ({ subject, level }) => `${subject} climbs to ${level ?? ""}`,
  fired: ({ subject, level }) => `${subject} has climbed to ${level ?? ""}`,
};
