/** One outage is one blind time: of the venue, however many instruments wait for their first price when it is over. */
import { describe, expect, it } from "vitest";
import { SharedBlindTime } from "../../../main/app/coverage/shared-blind-time.ts";
import { other, setUp } from "./coverage-harness.ts";
import { value } from "../app-harness.ts";

it("an outage over the limit is told of the venue alone, though an instrument is stale until its first price", () => {
  const { set, check, alreadyDelivered, coverageMonitor, startMs } = setUp(null);
  set("live", null, ["live", "live"]);
  check(1);
  coverageMonitor.lost("demo", "disconnected");
  set("reconnecting", startMs, ["disconnected", "disconnected"]);
  check(200);
  set("live", null, ["live", "stale"]);
  check(5);
  set("live", null, ["live", "live"]);
  check(1);
  expect(alreadyDelivered()).toEqual([[null, 0, 202_000, 4]]);
});

it("of two venues each has its own: an outage of one ends by itself, and the other's comes and goes beside it", () => {
  const { set, check, alreadyDelivered, coverageMonitor, startMs, store } = setUp(null);
  set("live", null, ["live", "live"]);
  set("live", null, ["live"], other);
  check(1);
  coverageMonitor.lost("demo", "venue-silent");
  set("reconnecting", startMs, ["disconnected", "disconnected"]);
  check(50);
  coverageMonitor.lost(other, "key-refused");
  set("reconnecting", startMs + 51_000, ["disconnected"], other);
  check(10);
  set("live", null, ["live", "live"]);
  check(40);
  set("live", null, ["live"], other);
  check(1);
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
  const { set, check, alreadyDelivered, coverageMonitor, startMs, off } = setUp(null);
  set("live", null, ["live", "live"]);
  check(1);
  coverageMonitor.lost("demo", "disconnected");
  set("reconnecting", startMs, ["disconnected", "disconnected"]);
  check(200);
  expect(alreadyDelivered()).toEqual([[null, 0, null, 2]]);
  off("demo");
  check(5);
  expect(alreadyDelivered()).toEqual([[null, 0, 201_000, 2]]);
  // Switched on again, it is not blind since a run before this one.
  set("connecting", null, ["waiting", "waiting"]);
  check(40);
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
    app.check(1);
    app.clock.advance(600_000);
    for (const venue of ["demo", other]) app.coverageMonitor.lost(venue, "asleep");
    app.set("reconnecting", app.startMs + 1_000, ["disconnected", "disconnected"]);
    app.set("reconnecting", app.startMs + 900, ["disconnected"], other);
    app.check(1);
    return app;
  };

  it("a sleep is one blind time and one message", () => {
    const app = asleep();
    app.set("live", null, ["live", "live"]);
    app.set("live", null, ["live"], other);
    app.check(40);
    expect(told(app)).toEqual([[null, "asleep", 900, 603_000, 2]]);
  });

  it("one that is not back when the sleep is over is blind for itself from then on", () => {
    const app = asleep();
    app.set("live", null, ["live", "live"]);
    app.check(200);
    app.set("live", null, ["live"], other);
    app.check(1);
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
    app.check(1);
    app.set("live", null, ["live", "live"]);
    app.check(1);
    app.set("live", null, ["live"], other);
    app.check(40);
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
  const { set, check, alreadyDelivered, startMs } = setUp(Date.parse("2026-01-05T09:00:00Z"));
  set("connecting", null, ["waiting", "waiting"]);
  check(1);
  set("live", null, ["live", "stale"]);
  check(5);
  set("live", null, ["live", "live"]);
  check(1);
  expect(alreadyDelivered()).toEqual([[null, Date.parse("2026-01-05T09:00:00Z") - startMs, 2_000, 2]]);
});

it("one that goes on without a price is blind for itself from when the connection came back", () => {
  const { clock, set, check, alreadyDelivered, startMs } = setUp(null);
  set("reconnecting", startMs, []);
  check(40);
  set("live", null, ["live", "stale"]);
  const backMs = clock.now().wallMs - startMs;
  check(40);
  expect(alreadyDelivered()).toEqual([
    ["ETH-USD", backMs, null, 0],
    [null, 0, backMs + 1_000, 0],
  ]);
});
