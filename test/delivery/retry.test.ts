/** What is written of a hand-over that did not work: when it is tried again, and when it is given up. */
import { expect, test } from "vitest";
import type { Outcome } from "../../main/delivery/channel.ts";
import { endingsOf, expired, maxRetryMs, waitsAtService } from "../../main/delivery/retry.ts";
import { at, atMs, eventOf, rowOf } from "./delivery-rows.ts";

const dayMs = 24 * 3_600_000;
const failed: Outcome = { state: "failed", reason: "away", retryable: true };
const outcomesOf = (...given: Parameters<typeof endingsOf>) => endingsOf(...given).map(({ outcome }) => outcome);

test("what was shown or sent ends all of its rows at once, with what the destination calls it", () => {
  const rows = [rowOf(), rowOf({ attempts: 40 })];
  for (const state of ["shown", "sent"] as const)
    expect(endingsOf(rows, { state, externalId: "7" }, atMs, atMs)).toEqual([
      { rows, outcome: { state, externalId: "7" } },
    ]);
});

test("what is refused for good ends at its first try", () => {
  const refused = { ...failed, retryable: false };
  expect(outcomesOf([rowOf()], refused, atMs, atMs)).toEqual([{ state: "failed", error: "away" }]);
});

test.each([
  [0, 1_000],
  [1, 5_000],
  [2, 30_000],
  [3, 120_000],
  [4, 600_000],
  [5, 600_000],
  [40, 600_000],
])("after %i tries before this one it is tried again in %i ms", (attempts, delayMs) => {
  expect(maxRetryMs).toBe(600_000);
  expect(outcomesOf([rowOf({ attempts })], failed, atMs + 5, atMs + 5)).toEqual([
    { state: "pending", error: "away", nextAttemptMs: atMs + 5 + delayMs, maybeSeen: false },
  ]);
});

test("rows that are to be tried again at the same time are one ending", () => {
  const rows = [rowOf(), rowOf({ attempts: 1 }), rowOf()];
  expect(endingsOf(rows, failed, atMs, atMs).map((ending) => ending.rows)).toEqual([[rows[0], rows[2]], [rows[1]]]);
});

test.each([
  ["an unknown end", { state: "unknown", reason: "silent" } as const, null, true],
  ["an earlier try of it", failed, "event-x", true],
  ["neither", failed, null, false],
])("may have been seen by %s: the next one is the same message", (_what, outcome, messageId, maybeSeen) => {
  expect(outcomesOf([rowOf({ messageId }), rowOf()], outcome, atMs, atMs)).toMatchObject([{ maybeSeen }]);
});

test.each([
  ["after five tries and a day", 4, dayMs + 1, 0, "pending"],
  ["after six tries and a day to the millisecond", 5, dayMs, 0, "pending"],
  ["after six tries and more than a day", 5, dayMs + 1, 0, "failed"],
  ["with the clock set forward by a day", 5, dayMs + 1, -2, "pending"],
])("%s: %s", (_what, attempts, laterMs, steadyMs, state) => {
  const nowMs = atMs + laterMs;
  expect(outcomesOf([rowOf({ attempts })], failed, nowMs, nowMs + steadyMs)).toMatchObject([{ state }]);
  expect(outcomesOf([rowOf({ attempts })], { state: "later", reason: "away" }, nowMs, nowMs + steadyMs)).toMatchObject([
    { state },
  ]);
});

test("what quiet hours kept back waits since they were over, what they let go before it happened since it happened", () => {
  const nowMs = atMs + dayMs + 1;
  const stateOf = (keptUntilMs: number): unknown =>
    outcomesOf([rowOf({ attempts: 5, keptUntilMs })], failed, nowMs, nowMs)[0]?.state;
  expect([atMs - 1, atMs, atMs + 1].map(stateOf)).toEqual(["failed", "failed", "pending"]);
});

test("at a service outside the row stays due: as it was, and no later than now", () => {
  const rows = [rowOf({ nextAttemptMs: atMs - 10 }), rowOf({ nextAttemptMs: atMs + 10 })];
  expect(outcomesOf(rows, { state: "later", reason: "away" }, atMs, atMs)).toEqual([
    { state: "pending", error: "away", nextAttemptMs: atMs - 10, maybeSeen: false, isAgain: false },
  ]);
  expect(outcomesOf([rows[1]!], { state: "later", reason: "away" }, atMs, atMs)).toMatchObject([
    { nextAttemptMs: atMs },
  ]);
});

test("at a service outside those that may have been seen in a message are an ending of their own", () => {
  const rows = [rowOf(), rowOf({ messageId: "joined:x" }), rowOf()];
  const endings = endingsOf(rows, { state: "later", reason: "away" }, atMs, atMs);
  expect(endings.map((ending) => [ending.rows, ending.outcome])).toMatchObject([
    [[rows[0], rows[2]], { maybeSeen: false }],
    [[rows[1]], { maybeSeen: true }],
  ]);
});

test("what may have been taken and would be shown twice is sent once more, marked so, and no further time", () => {
  const [first, again] = [rowOf(), rowOf({ isAgain: true })];
  const unknown = { state: "unknown", reason: "silent", showsRepeats: true } as const;
  expect(endingsOf([first, again], unknown, atMs, atMs)).toMatchObject([
    { rows: [first], outcome: { state: "pending", maybeSeen: true, isAgain: true } },
    { rows: [again], outcome: { state: "unknown", error: "silent" } },
  ]);
  // One that drops what it is sent twice can be sent it as often as it takes.
  expect(endingsOf([first, again], { ...unknown, showsRepeats: false }, atMs, atMs)).toMatchObject([
    { rows: [first, again], outcome: { state: "pending", maybeSeen: true, isAgain: false } },
  ]);
});

test.each<[Outcome, boolean]>([
  [{ state: "later", reason: "" }, true],
  [{ state: "unknown", reason: "", showsRepeats: false }, true],
  [{ state: "unknown", reason: "", showsRepeats: true }, true],
  [{ state: "unknown", reason: "" }, false],
  [failed, false],
  [{ state: "sent", externalId: null }, false],
])("%j waits at the service: %s", (outcome, waits) => {
  expect(waitsAtService(outcome)).toBe(waits);
});

test.each([
  ["tried five times", { readyInMs: 1, failures: 5 }, false],
  ["tried six times", { readyInMs: 1, failures: 6 }, true],
  ["that only a person can mend", { readyInMs: Infinity, failures: 0 }, true],
])("what waited for more than a day for a destination %s is given up: %s", (_what, destination, isOver) => {
  const rows = [rowOf(), rowOf({ event: eventOf("young", { decidedAt: new Date(atMs + 1).toISOString() }) })];
  const nowMs = Date.parse(at) + dayMs + 1;
  expect(expired(rows, destination, nowMs, nowMs)).toEqual(isOver ? [rows[0]] : []);
});
