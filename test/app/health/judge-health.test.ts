/** The rule of "well" as main/README.md has it, row by row. */
import { expect, it } from "vitest";
import { judgeHealth, type HealthFacts, type Unwatched } from "../../../main/app/health/judge-health.ts";

const fine: HealthFacts = {
  unwatched: [],
  undecidedSeconds: 0,
  overdueSeconds: 0,
  lateMs: 0,
  store: { state: "ok", message: null },
  unwrittenSeconds: 0,
  waiting: [],
};
const blind: Unwatched = { name: "Kraken", isKeyRefused: false, fromMs: 0, isTold: false, wasWatched: true };
const full = { state: "failing", message: "The disk is full." } as const;

it.each<[row: string, facts: Partial<HealthFacts>, codes: readonly string[]]>([
  ["everything works", {}, []],
  ["a feed reconnects, and people are not told yet", { unwatched: [blind] }, []],
  ["a feed is blind, and people are told", { unwatched: [{ ...blind, isTold: true }] }, ["feed-blind"]],
  ["a feed has not been connected yet since the start", { unwatched: [{ ...blind, wasWatched: false }] }, ["starting"]],
  [
    "a feed has not been connected since the start, and people are told",
    { unwatched: [{ ...blind, wasWatched: false, isTold: true }] },
    ["feed-blind"],
  ],
  ["a venue refuses the key, at once", { unwatched: [{ ...blind, isKeyRefused: true }] }, ["key-refused"]],
  ["a tick waits for a decision for a moment", { undecidedSeconds: 9 }, []],
  ["a tick waits for a decision", { undecidedSeconds: 10 }, ["engine-behind"]],
  ["a timer of the rules is late", { overdueSeconds: 9 }, []],
  ["a timer of the rules does not run", { overdueSeconds: 10 }, ["engine-behind"]],
  ["the process is somewhat late", { lateMs: 4_999 }, []],
  ["the process is late again and again", { lateMs: 5_000 }, ["engine-late"]],
  ["the database refuses, at once", { store: full }, ["store-failing"]],
  ["a decision is being written", { unwrittenSeconds: 9 }, []],
  ["a decision is not written", { unwrittenSeconds: 10 }, ["store-failing"]],
  ["a delivery waits for a moment", { waiting: [{ name: "Phone", seconds: 59 }] }, []],
  ["a delivery could be sent and is not", { waiting: [{ name: "Phone", seconds: 60 }] }, ["delivery-stuck"]],
  [
    "several at once, each with its own reason",
    { unwatched: [{ ...blind, isTold: true }, blind], store: full, waiting: [{ name: "Phone", seconds: 90 }] },
    ["feed-blind", "store-failing", "delivery-stuck"],
  ],
])("%s", (_row, facts, codes) => {
  const { isWell, reasons } = judgeHealth({ ...fine, ...facts });
  expect({ isWell, codes: reasons.map(({ code }) => code) }).toEqual({ isWell: codes.length === 0, codes });
});

it("says what it is about", () => {
  const { reasons } = judgeHealth({
    ...fine,
    unwatched: [
      { ...blind, isTold: true },
      { ...blind, name: null, isTold: true },
    ],
    store: full,
    waiting: [{ name: "Phone", seconds: 60 }],
  });
  const said = reasons.map(({ words }) => words);
  expect(said[0]).toMatch(/^Kraken: not watched since /);
  expect(said[1]).toMatch(/^Everything that alerts wait for: /);
  // The database's own words name a file of the person's, and these go out to services.
  expect(said[2]).toBe("The database cannot be written. Alerts still fire, but are not remembered.");
  expect(said[3]).toMatch(/^Phone: /);
});
