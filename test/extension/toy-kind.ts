/** A kind of condition as a stranger would add one, in one file: the price has reached a level, told again each time it does. */
import type { FurtherKind } from "../../preload/contract/further-kinds.ts";

/** As `at-or-above`, but that it re-arms with the first price below the level, and not at a distance from it. */
export const toyKind: FurtherKind = {
  id: "reaches",
  row: {
    family: "threshold",
    fields: ["level"],
    quantity: "price",
    farSide: "above",
    needsPrevious: false,
    measuredFrom: [],
    rearm: "when-false",
    group: "level",
    place: 9,
  },
  when: ({ subject, level }) => `${subject} reaches ${level ?? ""}`,
  fired: ({ subject, level }) => `${subject} has reached ${level ?? ""}`,
};
