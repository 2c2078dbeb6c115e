/** One outage is one blind time: of the venue, however many instruments wait for their first price when it is over. */
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { Engine } from "../../../main/alerts/engine.ts";
import { CoverageMonitor } from "../../../main/app/coverage/coverage-monitor.ts";
import { SharedBlindTime } from "../../../main/app/coverage/shared-blind-time.ts";
import { InMemoryFallback } from "../../../main/app/persistence/in-memory-fallback.ts";
import type { Store } from "../../../main/store/store.ts";
import type { HealthState, VenueStatus } from "../../../preload/contract/feed.ts";
import { fail } from "../../../preload/contract/result.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { spec } from "../../alerts/engine-harness.ts";
import { openIn, tempDir, tick, value } from "../app-harness.ts";

const limitMs = 120_000;
const symbols = ["BTC-USD", "ETH-USD"] as const;
const other = "securitypro";

function setUp(lastRunEndedMs: number | null, dataDir = tempDir(), wrap = (store: Store): Store => store) {
  const clock = new ManualClock();
  const startMs = clock.now().wallMs;
  const store = wrap(openIn(dataDir, startMs));
  const engine = new Engine({ micros: () => 0 });
  const condition = { kind: "crosses-up", level: "100" };
  for (const symbol of symbols) {
    engine.add(symbol, spec(condition, { instrument: { symbol } }), clock.now(), null);
  }
  engine.add("other", spec(condition, { instrument: { venue: other, symbol: "BTC-USD" } }), clock.now(), null);
  const statuses = new Map<string, VenueStatus>();
  const shownAt = (ms: number): string => new Date(ms).toISOString();
  const set = (
    state: VenueStatus["state"],
    blindSinceMs: number | null,
    health: readonly HealthState[],
    venue = "demo",
  ): void => {
    statuses.set(venue, {
      venue,
      demo: venue === "demo",
      state,
      since: shownAt(clock.now().wallMs),
      blindSince: blindSinceMs === null ? null : shownAt(blindSinceMs),
      attempt: 0,
      nextDialAt: null,
      lastFrameAt: null,
      lastError: null,
      url: "ws://127.0.0.1/",
      heartbeatIntervalMs: 1_000,
      watchdogMs: 3_000,
      counts: { frames: 0, ticks: 0, rejected: {}, late: 0, duplicate: 0, heldBack: 0, absurd: 0, dials: 1 },
      instruments: symbols.map((symbol, index) => ({
        symbol,
        subscription: "live",
        health: health[index] ?? "stale",
        lastTickAt: shownAt(startMs - 60_000),
        detail: null,
        dropping: null,
        heldBack: [],
        dropped: null,
      })),
    });
  };
  const coverageMonitor = new CoverageMonitor({
    clock,
    store,
    inMemoryFallback: new InMemoryFallback({
      clock,
      store,
      destinationsOf: () => [{ destination: "desktop", name: null }],
      written: () => undefined,
    }),
    engine,
    limitMs: () => limitMs,
    destinations: () => ["desktop", "history"],
    feeds: () => Array.from(statuses.values(), (status) => ({ status, lastWatchedMs: lastRunEndedMs })),
    recorded: () => undefined,
    toTell: () => undefined,
  });
  const look = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      coverageMonitor.look();
    }
  };
  const alreadyDelivered = () =>
    value(store.events.list({})).map(({ instrument, blind, deliveries }) => [
      instrument?.symbol ?? null,
      Date.parse(blind?.from ?? "") - startMs,
      blind?.to === null ? null : Date.parse(blind?.to ?? "") - startMs,
      deliveries.length,
    ]);
  const off = (venue: string): void => {
    statuses.delete(venue);
    coverageMonitor.switchedOff(venue);
  };
  return { clock, startMs, store, set, off, look, alreadyDelivered, coverageMonitor };
}

it("an outage over the limit is told of the venue alone, though an instrument is stale until its first price", () => {
  const { set, look, alreadyDelivered, coverageMonitor, startMs } = setUp(null);
  set("live", null, ["live", "live"]);
  look(1);
  coverageMonitor.lost("demo", "disconnected");
  set("reconnecting", startMs, ["disconnected", "disconnected"]);
  look(200);
  set("live", null, ["live", "stale"]);
  look(5);
  set("live", null, ["live", "live"]);
  look(1);
  expect(alreadyDelivered()).toEqual([[null, 0, 202_000, 4]]);
});

it("of two venues each has its own: an outage of one ends by itself, and the other's comes and goes beside it", () => {
  const { set, look, alreadyDelivered, coverageMonitor, startMs, store } = setUp(null);
  set("live", null, ["live", "live"]);
  set("live", null, ["live"], other);
  look(1);
  coverageMonitor.lost("demo", "venue-silent");
  set("reconnecting", startMs, ["disconnected", "disconnected"]);
  look(50);
  coverageMonitor.lost(other, "key-refused");
  set("reconnecting", startMs + 51_000, ["disconnected"], other);
  look(10);
  set("live", null, ["live", "live"]);
  look(40);
  set("live", null, ["live"], other);
  look(1);
  expect(alreadyDelivered()).toEqual([
    [null, 51_000, 102_000, 0],
    [null, 0, 62_000, 0],
  ]);
  const told = value(store.events.list({})).map(({ blind }) => [blind?.venue, blind?.because]);
  expect(told).toEqual([
    [other, "key-refused"],
    ["demo", "venue-silent"],
  ]);
});

it("what is blind of a venue ends when that is switched off, and nobody is told that it is watched again", () => {
  const { set, look, alreadyDelivered, coverageMonitor, startMs, off } = setUp(null);
  set("live", null, ["live", "live"]);
  look(1);
  coverageMonitor.lost("demo", "disconnected");
  set("reconnecting", startMs, ["disconnected", "disconnected"]);
  look(200);
  expect(alreadyDelivered()).toEqual([[null, 0, null, 2]]);
  off("demo");
  look(5);
  expect(alreadyDelivered()).toEqual([[null, 0, 201_000, 2]]);
  // Switched on again, it is not blind since a run before this one.
  set("connecting", null, ["waiting", "waiting"]);
  look(40);
  expect(alreadyDelivered().map(([, fromMs]) => fromMs)).toEqual([206_000, 0]);
});

describe("of several venues", () => {
  const told = ({ store, startMs }: ReturnType<typeof setUp>) =>
    value(store.events.list({})).map(({ blind, deliveries }) => [
      blind?.venue ?? null,
      blind?.because,
      Date.parse(blind?.from ?? "") - startMs,
      blind?.to === null ? null : Date.parse(blind?.to ?? "") - startMs,
      deliveries.length,
    ]);
  const asleep = (): ReturnType<typeof setUp> => {
    const app = setUp(null);
    app.set("live", null, ["live", "live"]);
    app.set("live", null, ["live"], other);
    app.look(1);
    app.clock.advance(600_000);
    for (const venue of ["demo", other]) app.coverageMonitor.lost(venue, "asleep");
    app.set("reconnecting", app.startMs + 1_000, ["disconnected", "disconnected"]);
    app.set("reconnecting", app.startMs + 900, ["disconnected"], other);
    app.look(1);
    return app;
  };

  it("a sleep is one blind time and one message", () => {
    const app = asleep();
    app.set("live", null, ["live", "live"]);
    app.set("live", null, ["live"], other);
    app.look(40);
    expect(told(app)).toEqual([[null, "asleep", 900, 603_000, 2]]);
  });

  it("one that is not back when the sleep is over is blind for itself from then on", () => {
    const app = asleep();
    app.set("live", null, ["live", "live"]);
    app.look(200);
    app.set("live", null, ["live"], other);
    app.look(1);
    expect(told(app)).toEqual([
      [other, "disconnected", 603_000, 803_000, 4],
      [null, "asleep", 900, 603_000, 2],
    ]);
  });

  it("the time before a start is one, but for a venue that had been blind long before", () => {
    const endedMs = Date.parse("2026-01-05T09:00:00Z");
    const app = setUp(endedMs);
    app.set("connecting", null, ["waiting", "waiting"]);
    app.set("connecting", null, ["waiting"], other);
    app.look(1);
    app.set("live", null, ["live", "live"]);
    app.look(1);
    app.set("live", null, ["live"], other);
    app.look(40);
    expect(told(app)).toEqual([[null, "not-running", endedMs - app.startMs, 2_000, 2]]);

    const shared = new SharedBlindTime();
    const since = { instrument: null, because: "not-running" } as const;
    const all = [
      { ...since, venue: "demo", fromMs: 0 },
      { ...since, venue: other, fromMs: 40_000 },
    ];
    expect(shared.join(all, 50_000)).toEqual(all);
  });
});

it("so is the time before the start", () => {
  const { set, look, alreadyDelivered, startMs } = setUp(Date.parse("2026-01-05T09:00:00Z"));
  set("connecting", null, ["waiting", "waiting"]);
  look(1);
  set("live", null, ["live", "stale"]);
  look(5);
  set("live", null, ["live", "live"]);
  look(1);
  expect(alreadyDelivered()).toEqual([[null, Date.parse("2026-01-05T09:00:00Z") - startMs, 2_000, 2]]);
});

it("one that goes on without a price is blind for itself from when the connection came back", () => {
  const { clock, set, look, alreadyDelivered, startMs } = setUp(null);
  set("reconnecting", startMs, []);
  look(40);
  set("live", null, ["live", "stale"]);
  const backMs = clock.now().wallMs - startMs;
  look(40);
  expect(alreadyDelivered()).toEqual([
    ["ETH-USD", backMs, null, 0],
    [null, 0, backMs + 1_000, 0],
  ]);
});

it("what the run before left open is closed, except what still goes on", () => {
  const endedMs = Date.parse("2026-01-05T09:00:00Z");
  const { startMs, store, set, look, alreadyDelivered } = setUp(endedMs);
  const left = { venue: "demo", instrument: null, fromMs: endedMs, toMs: null, because: "disconnected" } as const;
  value(store.recordBlind(left, [], endedMs));
  value(store.recordBlind({ ...left, instrument: "demo:ETH-USD", fromMs: endedMs - 1_000 }, ["history"], endedMs));
  value(store.recordBlind({ ...left, venue: "securitypro", fromMs: endedMs - 9_000 }, [], endedMs));
  set("connecting", null, ["waiting", "waiting"]);
  look(1);
  const before = (ms: number): number => endedMs - ms - startMs;
  expect(alreadyDelivered()).toEqual([
    [null, before(9_000), 1_000, 0],
    ["ETH-USD", before(1_000), 1_000, 1],
    [null, before(0), null, 0],
  ]);
  look(5);
  set("live", null, ["live", "live"]);
  look(1);
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
  const { startMs, set, look, alreadyDelivered } = setUp(fromMs + 40_000, dataDir);
  set("live", null, ["live", "live"]);
  look(1);
  const ends = alreadyDelivered().map(([symbol, , toMs]) => [symbol, (toMs as number) + startMs - fromMs]);
  expect(ends).toEqual([
    ["BTC-USD", startMs + 1_000 - fromMs],
    ["ETH-USD", 20_000],
    [null, 40_000],
  ]);
});

it("what the run before left open and the database refuses to close at first is closed when it is back, with the same end", () => {
  const endedMs = Date.parse("2026-01-05T09:00:00Z");
  const { clock, startMs, store, set, look, alreadyDelivered } = setUp(endedMs);
  const left = { venue: "demo", instrument: null, fromMs: endedMs, toMs: null, because: "disconnected" } as const;
  value(store.recordBlind(left, [], endedMs));
  const other = new Database(store.file);
  other.exec("BEGIN IMMEDIATE");
  set("live", null, ["live", "live"]);
  look(2);
  expect(alreadyDelivered()).toEqual([[null, endedMs - startMs, null, 0]]);
  other.exec("COMMIT");
  other.close();
  look(1);
  expect(alreadyDelivered(), "only once a write has worked is anything offered").toEqual([
    [null, endedMs - startMs, null, 0],
  ]);
  value(store.keep({ ticks: [], rules: [], watchedUntil: new Map([["securitypro", clock.now().wallMs]]) }));
  look(1);
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
  const { startMs, set, look, alreadyDelivered } = setUp(null, dataDir, (store) => ({
    ...store,
    events: {
      ...store.events,
      openBlind: () => (isReadable ? store.events.openBlind() : fail("store-failed", "The disk answers nothing.")),
    },
  }));
  set("live", null, ["live", "live"]);
  look(1);
  set("reconnecting", startMs + 1_000, []);
  look(40);
  expect(alreadyDelivered().map(([, , toMs]) => toMs)).toEqual([null, null]);
  isReadable = true;
  look(1);
  expect(alreadyDelivered()).toEqual([
    [null, 1_000, null, 0],
    [null, endedMs - startMs, 1_000, 0],
  ]);
});
