/** A kind of condition that is added from outside alone, made in the window: offered, typed, written, shown as chips and saved. */
import { expect, test } from "vitest";
import type { ConditionField, ConditionKind } from "../../preload/contract/condition-kinds.ts";
import { registerConditionKinds, type FurtherKind } from "../../preload/contract/further-kinds.ts";
import { describedKinds } from "../../preload/contract/kind-description.ts";
import type { Condition } from "../../preload/contract/rule.ts";
import { shortCondition } from "../../renderer/alerts/short-condition.ts";
import { chipsOf } from "../../renderer/composer/chips.ts";
import { exampleOf } from "../../renderer/composer/examples.ts";
import { kindGroups } from "../../renderer/composer/kind-groups.ts";
import { kindLabel, kindSearchText } from "../../renderer/composer/format-kind.ts";
import type { LineContext } from "../../renderer/composer/line/cursor.ts";
import { parseLine } from "../../renderer/composer/line/parse-line.ts";
import { writeCondition, writeLine } from "../../renderer/composer/line/write-line.ts";
import { fullScene } from "../renderer/scenes.ts";
import { nowMs, startState } from "../renderer/state-harness.ts";
import { toyKind } from "./toy-kind.ts";
import { toyOwnKind } from "./toy-own-kind.ts";

/** With every other field that a kind can have. */
const withFields = (id: string, fields: readonly ConditionField[]): FurtherKind => {
  if (toyOwnKind.row.family !== "own" || toyOwnKind.begin === undefined) throw new Error("It decides by itself.");
  return { ...toyOwnKind, id, row: { ...toyOwnKind.row, fields }, begin: toyOwnKind.begin };
};
registerConditionKinds([
  toyKind,
  toyOwnKind,
  withFields("bounces-between", ["low", "high"]),
  withFields("calms-down", ["by", "windowMs", "size"]),
]);

const instrument = { venue: "demo", symbol: "BTC-USD" };
const context: LineContext = {
  nowMs,
  selected: instrument,
  instruments: [instrument],
  marketOf: () => ({ price: "44388.12", decimals: 2 }),
};
const as = (condition: object): Condition => condition as Condition;

test.each([
  ["reaches 45k", { kind: "reaches", level: "45000" }, "reaches 45000"],
  ["Climbs-to 45000.5 always", { kind: "climbs-to", level: "45000.5" }, "climbs to 45000.5 always"],
  ["climbs to 45000.5", { kind: "climbs-to", level: "45000.5" }, "climbs to 45000.5"],
  ["bounces between 46k-44k", { kind: "bounces-between", low: "44000", high: "46000" }, "bounces between 44000-46000"],
  [
    "calms down 2% in 10m 5",
    { kind: "calms-down", by: { percent: "2" }, windowMs: 600_000, size: "5" },
    "calms down 2% 10m 5",
  ],
])("%s", (text, condition, written) => {
  const { rule, problems } = parseLine(text, context);
  expect(problems).toEqual([]);
  expect(rule?.condition).toEqual(condition);
  if (rule === null) throw new Error("no rule");
  expect(writeLine(rule, context)).toBe(written);
  expect(parseLine(written, context).rule, "read again").toEqual(rule);
});

test.each([
  ["reaches", "A number is missing after “reaches”."],
  ["bounces between 44k", "The other end of the range is missing, as in 44k-46k."],
  ["calms down 2%", "Within what time is missing, such as 10m."],
  ["reachest 45k", "“reachest” is not understood: it is no word of this line, and not in the watchlist."],
])("%s is not understood, and why is said", (text, why) => {
  expect(parseLine(text, context)).toMatchObject({ rule: null, problems: [{ why }] });
});

test("it is offered among those of its group, by its name, with an example in this instrument's prices", () => {
  const kind = "reaches" as ConditionKind;
  expect(
    kindGroups()
      .find(({ id }) => id === "level")
      ?.kinds.at(-1),
  ).toBe(kind);
  expect([kindLabel(kind), kindLabel("climbs-to" as ConditionKind)]).toEqual(["Reaches", "Climbs to"]);
  expect(kindSearchText(kind)).toContain("reaches");
  const example = exampleOf(kind, "44388.12", 2);
  expect(parseLine(writeCondition(example, {}, "44388.12"), context).rule?.condition).toEqual(example);
});

test("its chips, its row in the table and its draft are those of any alert; it is saved and edited", async () => {
  const scene = fullScene(nowMs);
  scene.info = { ...scene.info, furtherKinds: describedKinds() };
  const { appState, host, session } = startState(scene);
  await session.resync();
  const { composer } = appState;
  composer.type("reaches 45k always");
  expect(
    chipsOf(composer.line.understood, nowMs)
      .map(({ part }) => part)
      .slice(0, 3),
  ).toEqual(["instrument", "kind", "level"]);
  expect(await composer.save()).toBe(true);
  expect(host.inputs("rules.create")).toMatchObject([{ condition: { kind: "reaches", level: "45000" } }]);
  const made = appState.rules.get(composer.savedId ?? "");
  if (made === undefined) throw new Error("not made");
  expect(shortCondition(made, 4).replace(/[\u2066-\u2069]/gu, "")).toBe("reaches 45,000");
  composer.edit(made);
  expect(composer.text).toBe("reaches 45000 always");
  composer.moveLevel("level", "46000");
  expect(composer.rule?.condition).toEqual(as({ kind: "reaches", level: "46000" }));
  session.end();
});
