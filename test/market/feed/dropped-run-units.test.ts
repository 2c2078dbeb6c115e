/** Ticks dropped for their ids, by themselves: when they are taken for another numbering, and what counts of them then. */
import { expect, test } from "vitest";
import { DroppedRun, type DropReason } from "../../../main/market/feed/dropped-run.ts";
import { tickOf } from "./tick-of.ts";

const tick = (id: number, monoMs = 0) => tickOf({ tradeId: String(id), receivedMonoMs: monoMs });
/** Ids of the run where it has ended. */
const add = (run: DroppedRun, id: number, reason: DropReason = "late", monoMs = 0, isOlder = false) => {
  const end = run.add(tick(id, monoMs), reason, isOlder);
  return end === null ? null : [end.numbering, ...end.ticks.map(({ tradeId }) => Number(tradeId))];
};
const ids = (count: number, from = 1) => Array.from({ length: count }, (_, at) => from + at);

test("20 late ids that rise are not believed, one more is another numbering", () => {
  const run = new DroppedRun();
  for (const id of ids(20)) expect(add(run, id)).toBeNull();
  expect(add(run, 21)).toEqual(["new", ...ids(21)]);
  expect([run.since, run.prices]).toEqual([null, 0]);
});

test("an id that does not rise begins the run anew, one told twice by two streams does not", () => {
  const run = new DroppedRun();
  for (const id of ids(20, 5)) add(run, id);
  expect(add(run, 24)).toBeNull();
  expect(add(run, 3)).toBeNull();
  for (const id of ids(19, 10)) expect(add(run, id)).toBeNull();
  expect(add(run, 30)).toEqual(["new", 3, ...ids(19, 10), 30]);
});

test("another reason begins the run anew; one id at ever other prices means nothing", () => {
  const run = new DroppedRun();
  for (const id of ids(20)) add(run, id);
  for (let nth = 0; nth < 20; nth++) expect(add(run, 50, "contradiction")).toBeNull();
  expect(add(run, 50, "contradiction")).toEqual(["meaningless", ...Array.from({ length: 21 }, () => 50)]);
});

test.each<[string, DropReason, boolean, (string | number)[]]>([
  ["late", "late", false, ["new", 1, 2]],
  ["late and older than the last that counted", "late", true, ["new", 2]],
  ["repeated", "repeated", false, ["meaningless", 2]],
])("30 s after the first the next one counts whatever its id: %s", (_what, reason, isOlder, end) => {
  const run = new DroppedRun();
  add(run, 1, reason, 1_000, isOlder);
  expect(add(run, 1, reason, 30_999, isOlder)).toBeNull();
  expect(add(run, 2, reason, 31_000, isOlder)).toEqual(end);
});

test("those before the last tick that counted are forgotten, and so is when the first of them came", () => {
  const run = new DroppedRun();
  for (const id of ids(20)) add(run, id, "late", 1_000);
  run.clear();
  expect([run.since, run.prices]).toEqual([null, 0]);
  expect(add(run, 21, "late", 31_000)).toBeNull();
  expect(add(run, 22, "late", 31_500)).toBeNull();
  expect(run.since).toBeNull();
  expect(add(run, 23, "late", 32_000)).toBeNull();
  expect([run.since?.tradeId, run.prices]).toEqual(["21", 3]);
});
