import { expect, it } from "vitest";
import { historyCsv } from "../../../renderer/history/history-csv.ts";
import { fullScene } from "../scenes.ts";

const nowMs = Date.parse("2026-03-01T12:00:00Z");

it("a history without events is its head alone", () => {
  expect(historyCsv([], {})).toMatch(/^\uFEFFid,kind,venue,.*note\r\n$/);
});

it.each([
  ["=1+1", `"'=1+1"`],
  ["+49 is no number", `"'+49 is no number"`],
  ["-1.5", "-1.5"],
  ["-cmd", `"'-cmd"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ['a "quoted", cell', `"a ""quoted"", cell"`],
  ["two\nlines", `"two\nlines"`],
  ["plain", "plain"],
])("a note %j is written so that no program takes it for a formula", (note, cell) => {
  const [event] = fullScene(nowMs).events;
  if (event?.rule == null) throw new Error("no event");
  const text = historyCsv([{ ...event, rule: { ...event.rule, note } }], { now: nowMs });
  expect(text.endsWith(`,${cell}\r\n`)).toBe(true);
});

it("tells late from on time, and what came back", () => {
  const lines = historyCsv(fullScene(nowMs).events, { now: nowMs }).split("\r\n");
  expect(lines[1]).toContain("e6,fired,demo,BTC-USD");
  expect(lines[2]).toMatch(/^e5,late,.*desktop: failed: no notification service answered/);
});
