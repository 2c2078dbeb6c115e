/** A kind of condition from outside, told to a process that has nothing of it but its description. */
import { beforeEach, expect, it, vi } from "vitest";
import type { ConditionKind } from "../../preload/contract/condition-kinds.ts";
import type { FurtherKind } from "../../preload/contract/further-kinds.ts";
import type { KindDescription } from "../../preload/contract/kind-description.ts";
import { toyKind } from "./toy-kind.ts";
import { toyOwnKind } from "./toy-own-kind.ts";

/** As another process: modules of its own, which know of no further kind. */
async function otherProcess() {
  vi.resetModules();
  const [further, kinds, description, text] = await Promise.all([
    import("../../preload/contract/further-kinds.ts"),
    import("../../preload/contract/condition-kinds.ts"),
    import("../../preload/contract/kind-description.ts"),
    import("../../preload/contract/text/condition.ts"),
  ]);
  return { ...further, ...kinds, ...description, ...text };
}

const lasting: FurtherKind = {
  id: "lasts",
  row: {
    family: "threshold",
    fields: ["level", "windowMs"],
    quantity: "price",
    farSide: "above",
    needsPrevious: false,
    measuredFrom: [],
    rearm: "when-false",
    group: "level",
    place: 8,
  },
  when: ({ subject, windowMs }) => `${subject} lasts ${windowMs ?? "?"}`,
  fired: ({ way }) => `it went ${way}`,
};

let told: KindDescription[];
beforeEach(async () => {
  const app = await otherProcess();
  app.registerConditionKinds([toyKind, toyOwnKind, lasting]);
  // As it comes over the bridge.
  told = JSON.parse(JSON.stringify(app.describedKinds())) as KindDescription[];
});

const subject = { subject: "BALL", symbol: "BALL", since: "" };
const reaches = "reaches" as ConditionKind;

it("tells of the kind in its own words, and what its fields are", async () => {
  const window = await otherProcess();
  expect(window.formatWhen(reaches, { level: "100" }, subject, {}), "before").toBe("BALL reaches");
  window.learnKinds(told);
  expect(window.formatWhen(reaches, { level: "1000" }, subject, {})).toBe("BALL reaches 1,000");
  expect(window.formatFired(reaches, { level: "100" }, { ...subject, way: "up" }, {})).toBe("BALL has reached 100");
  expect(window.formatWhen("climbs-to" as ConditionKind, { level: "7" }, subject, {})).toBe("BALL climbs to 7");
  expect(window.formatWhen("lasts" as ConditionKind, { windowMs: 60_000 }, subject, {})).toBe("BALL lasts 1 min");
  expect(window.formatFired("lasts" as ConditionKind, {}, { ...subject, way: "down" }, {})).toBe("it went down");
  expect(window.conditionKindOf(reaches)).toEqual(toyKind.row);
  expect(window.canRearm(reaches)).toBe(false);
});

it("is learnt once, and never in place of the kind itself", async () => {
  const window = await otherProcess();
  window.registerConditionKinds([toyKind]);
  window.learnKinds(told);
  window.learnKinds(told);
  expect(window.furtherKindOf("reaches")).toBe(toyKind);
  expect(window.furtherKinds().map(({ id }) => id)).toEqual(["reaches", "climbs-to", "lasts"]);
});
