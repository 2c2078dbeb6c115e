/** Blind times that the run before left open. */
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { fail } from "../../../preload/contract/result.ts";
import { setUp } from "./coverage-harness.ts";
import { openIn, tempDir, tick, value } from "../app-harness.ts";

it("what the run before left open is closed, except what still goes on", () => {
  const endedMs = Date.parse("2026-01-05T09:00:00Z");
  const { startMs, store, set, check, alreadyDelivered } = setUp(endedMs);
  const left = { venue: "demo", instrument: null, fromMs: endedMs, toMs: null, because: "disconnected" } as const;
  value(store.recordBlind(left, [], endedMs));
  value(store.recordBlind({ ...left, instrument: "demo:ETH-USD", fromMs: endedMs - 1_000 }, ["history"], endedMs));
  value(store.recordBlind({ ...left, venue: "securitypro", fromMs: endedMs - 9_000 }, [], endedMs));
  set("connecting", null, ["waiting", "waiting"]);
  check(1);
  const before = (ms: number): number => endedMs - ms - startMs;
  expect(alreadyDelivered()).toEqual([
    [null, before(9_000), 1_000, 0],
    ["ETH-USD", before(1_000), 1_000, 1],
    [null, before(0), null, 0],
  ]);
  check(5);
  set("live", null, ["live", "live"]);
  check(1);
  expect(alreadyDelivered().at(-1)).toEqual([null, before(0), 7_000, 2]);
});

it("what the run before left open though it watched again ended by when it is known to have watched, not at this start", () => {
  const dataDir = tempDir();
  const fromMs = Date.parse("2026-01-05T09:00:00Z");
  const left = { venue: "demo", instrument: null, fromMs, toMs: null, because: "disconnected" } as const;
  const before = openIn(dataDir, fromMs - 60_000);
  value(before.recordBlind(left, [], fromMs));
  value(before.recordBlind({ ...left, instrument: "demo:ETH-USD", because: "venue-silent" }, [], fromMs));
  value(before.recordBlind({ ...left, instrument: "demo:BTC-USD", because: "venue-silent" }, [], fromMs));
  const priced = { ...tick("100", { wallMs: fromMs + 20_000, monoMs: 0 }), instrument: "demo:ETH-USD" } as const;
  value(before.ticks.save([{ tick: priced, seen: null }]));
  value(before.heartbeat.beat(new Map([["demo", fromMs + 40_000]])));
  before.close();
  const { startMs, set, check, alreadyDelivered } = setUp(fromMs + 40_000, dataDir);
  set("live", null, ["live", "live"]);
  check(1);
  const ends = alreadyDelivered().map(([symbol, , toMs]) => [symbol, (toMs as number) + startMs - fromMs]);
  expect(ends).toEqual([
    ["BTC-USD", startMs + 1_000 - fromMs],
    ["ETH-USD", 20_000],
    [null, 40_000],
  ]);
});

it("what the run before left open and the database refuses to close at first is closed when it is back, with the same end", () => {
  const endedMs = Date.parse("2026-01-05T09:00:00Z");
  const { clock, startMs, store, set, check, alreadyDelivered } = setUp(endedMs);
  const left = { venue: "demo", instrument: null, fromMs: endedMs, toMs: null, because: "disconnected" } as const;
  value(store.recordBlind(left, [], endedMs));
  const other = new Database(store.file);
  other.exec("BEGIN IMMEDIATE");
  set("live", null, ["live", "live"]);
  check(2);
  expect(alreadyDelivered()).toEqual([[null, endedMs - startMs, null, 0]]);
  other.exec("COMMIT");
  other.close();
  check(1);
  expect(alreadyDelivered(), "only once a write has worked is anything offered").toEqual([
    [null, endedMs - startMs, null, 0],
  ]);
  value(store.keep({ ticks: [], rules: [], watchedUntil: new Map([["securitypro", clock.now().wallMs]]) }));
  check(1);
  expect(alreadyDelivered()).toEqual([[null, endedMs - startMs, 1_000, 0]]);
});

it("what the run before left open and the database refuses to read at first is closed as well, and none of this run", () => {
  const endedMs = Date.parse("2026-01-05T09:00:00Z");
  const dataDir = tempDir();
  const before = openIn(dataDir, endedMs);
  const left = { venue: "demo", instrument: null, fromMs: endedMs, toMs: null, because: "disconnected" } as const;
  value(before.recordBlind(left, [], endedMs));
  before.close();
  let isReadable = false;
  const { startMs, set, check, alreadyDelivered } = setUp(null, dataDir, (store) => ({
    ...store,
    events: {
      ...store.events,
      openBlind: () => (isReadable ? store.events.openBlind() : fail("store-failed", "The disk answers nothing.")),
    },
  }));
  set("live", null, ["live", "live"]);
  check(1);
  set("reconnecting", startMs + 1_000, []);
  check(40);
  expect(alreadyDelivered().map(([, , toMs]) => toMs)).toEqual([null, null]);
  isReadable = true;
  check(1);
  expect(alreadyDelivered()).toEqual([
    [null, 1_000, null, 0],
    [null, endedMs - startMs, 1_000, 0],
  ]);
});
