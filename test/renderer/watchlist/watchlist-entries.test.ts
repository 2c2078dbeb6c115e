import { describe, expect, it } from "vitest";
import { changeOver } from "../../../renderer/watchlist/change-span.ts";
import { QuoteTable } from "../../../renderer/watchlist/quotes.svelte.ts";
import {
  groupOf,
  inGroups,
  putInGroup,
  renameGroup,
  withoutGroup,
} from "../../../renderer/watchlist/watchlist-entries.ts";
import { quote } from "../scene-quotes.ts";

const nowMs = Date.parse("2026-03-01T12:00:00Z");

describe("groups of the watchlist", () => {
  const table = new QuoteTable();
  table.replace(
    ["A-USD", "B-USD", "C-USD", "D-USD"].map((symbol) => quote(symbol, 10, 2, 0, nowMs)),
    nowMs,
  );
  const shown = (groups: Parameters<typeof inGroups>[1]): string[] =>
    inGroups(table.cells, groups).map((entry) => (entry.kind === "group" ? entry.name : entry.cell.instrument.symbol));

  it("come after what is in none, each under its name and in the order of the list", () => {
    expect(
      shown([
        { name: "Majors", keys: ["demo:D-USD", "demo:B-USD"] },
        { name: "Empty", keys: ["demo:GONE-USD"] },
      ]),
    ).toEqual(["A-USD", "C-USD", "Majors", "B-USD", "D-USD"]);
  });

  it("take an instrument from one to another, and go with their last", () => {
    const one = putInGroup([], "demo:A-USD", " Majors ");
    expect(one).toEqual([{ name: "Majors", keys: ["demo:A-USD"] }]);
    const two = putInGroup(putInGroup(one, "demo:B-USD", "Majors"), "demo:A-USD", "Small");
    expect(two).toEqual([
      { name: "Majors", keys: ["demo:B-USD"] },
      { name: "Small", keys: ["demo:A-USD"] },
    ]);
    expect(groupOf(two, "demo:A-USD")).toBe("Small");
    expect(putInGroup(two, "demo:A-USD", "")).toEqual([{ name: "Majors", keys: ["demo:B-USD"] }]);
    expect(one, "what was given stays as it was").toEqual([{ name: "Majors", keys: ["demo:A-USD"] }]);
  });
});

describe("a group of the watchlist", () => {
  const groups = [
    { name: "Majors", keys: ["demo:A-USD"] },
    { name: "Small", keys: ["demo:B-USD", "demo:C-USD"] },
  ];
  it.each([
    ["gets another name in its place", "Majors", "Big", [{ ...groups[0], name: "Big" }, groups[1]]],
    [
      "becomes part of one that is called so",
      "Majors",
      "Small",
      [{ name: "Small", keys: ["demo:B-USD", "demo:C-USD", "demo:A-USD"] }],
    ],
    ["keeps its name", "Small", "Small", groups],
    ["that is gone has none", "Gone", "Small", groups],
  ])("%s", (_what, from, to, wanted) => {
    expect(renameGroup(groups, from, to)).toEqual(wanted);
  });

  it("ends, and no other", () => {
    expect(withoutGroup(groups, "Majors")).toEqual([groups[1]]);
  });
});

describe("a change", () => {
  // The sparkline's newest point is some seconds behind the price.
  const spark = Array.from({ length: 60 }, (_, index) => 100 + (index === 59 ? 50 : index));
  const price = { last: "159", bid: null, ask: null, receivedMs: 0, lastMs: 0, stale: false };
  it.each([
    ["day", 1.5, 1.5],
    ["1h", 1.5, 59],
    ["15min", 1.5, (159 / 144 - 1) * 100],
  ] as const)("over %s is told from what was then", (span, changePercent, expected) => {
    expect(changeOver({ changePercent, spark, price }, span)).toBeCloseTo(expected, 10);
  });

  it("over more than is known is not told", () => {
    expect(changeOver({ changePercent: 1, spark: spark.slice(-59), price }, "1h")).toBeNull();
    expect(changeOver({ changePercent: 1, spark: [], price }, "15min")).toBeNull();
  });
});
