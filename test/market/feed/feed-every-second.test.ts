/** What looks at a feed once a second, and what it looks at: the sleep of the machine, the venue's own words, what is new to be shown. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Connections } from "../../../main/market/feed/connections.ts";
import { FeedCounters } from "../../../main/market/feed/counters.ts";
import { PeriodicCheck } from "../../../main/market/feed/periodic-check.ts";
import type { RestPrices } from "../../../main/market/feed/rest-prices.ts";
import { SleepMonitor } from "../../../main/market/feed/sleep-monitor.ts";
import type { StallDetector } from "../../../main/market/feed/stall-detector.ts";
import { VenueNotice } from "../../../main/market/feed/venue-notice.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { WatchedInstruments } from "../../../main/market/feed/watched-instruments.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { tickOf } from "./tick-of.ts";

let clock: ManualClock;
let told: string[];
beforeEach(() => {
  clock = new ManualClock();
  told = [];
});
const heard = (): string[] => told.splice(0);

describe("sleep", () => {
  let monitor: SleepMonitor;
  /** The machine sleeps: its clock has moved on when it is looked at next, and no timer has run. */
  let offsetMs: number;
  beforeEach(() => {
    offsetMs = 0;
    const late = {
      now: () => ({ wallMs: clock.now().wallMs + offsetMs, monoMs: clock.now().monoMs + offsetMs }),
      after: clock.after.bind(clock),
      every: clock.every.bind(clock),
    };
    monitor = new SleepMonitor({
      clock: late,
      onSlept: () => told.push("slept"),
      onCheck: (monoMs) => told.push(`check ${monoMs - clock.now().monoMs - offsetMs}`),
    });
  });
  afterEach(() => monitor.stop());

  test("is told once by the look of a second, and every other look says when it was", () => {
    monitor.start();
    clock.advance(1_000);
    expect(heard()).toEqual(["check 0"]);
    offsetMs = 15_001;
    clock.advance(1_000);
    clock.advance(1_000);
    expect(heard()).toEqual(["slept", "check 0"]);
  });

  test("is told by a look in between, once", () => {
    monitor.start();
    expect(monitor.noticeSleep()).toBe(false);
    offsetMs = 16_001;
    expect([monitor.noticeSleep(), monitor.noticeSleep(), heard()]).toEqual([true, false, ["slept"]]);
  });

  test("is nothing while nobody looks: before the start, and after the end", () => {
    offsetMs = 60_000;
    expect(monitor.noticeSleep()).toBe(false);
    monitor.start();
    expect(monitor.noticeSleep()).toBe(false);
    monitor.stop();
    offsetMs = 120_000;
    clock.advance(5_000);
    expect([monitor.noticeSleep(), heard()]).toEqual([false, []]);
  });

  test("before a read: what it brings is not of now; else all of one read is of one moment", async () => {
    monitor.start();
    const first = monitor.readMoment();
    offsetMs = 10;
    expect([monitor.readMoment(), first]).toEqual([first, clock.now()]);
    await Promise.resolve();
    expect(monitor.readMoment()?.monoMs).toBe(clock.now().monoMs + 10);
    await Promise.resolve();
    expect(heard()).toEqual([]);
    offsetMs = 60_000;
    expect([monitor.readMoment(), heard()]).toEqual([null, ["slept"]]);
  });
});

describe("the venue's own words", () => {
  const state = (state: "online" | "maintenance", from: number | null = null) =>
    ({ state, from, message: "Closed." }) as const;

  test("on its state weigh more than a complaint, and say why no prices come", () => {
    const notice = new VenueNotice();
    expect([notice.shown, notice.notTrading]).toEqual([null, null]);
    const error = { code: "e", message: "Slow down." };
    notice.setError(error);
    expect([notice.shown, notice.notTrading]).toEqual([error, null]);
    notice.setState(state("maintenance"), clock.now());
    expect([notice.shown, notice.notTrading]).toEqual([{ code: "venue-maintenance", message: "Closed." }, "Closed."]);
    notice.setState(state("online"), clock.now());
    expect([notice.shown, notice.notTrading]).toEqual([error, null]);
  });

  test("that it will close are shown, and in force from then on", () => {
    const notice = new VenueNotice();
    const { wallMs } = clock.now();
    notice.setState(state("maintenance", wallMs + 1), clock.now());
    expect([notice.shown?.code, notice.notTrading]).toEqual(["venue-maintenance", null]);
    notice.setState(state("maintenance", wallMs), clock.now());
    expect(notice.notTrading).toBe("Closed.");
  });

  test("are of one socket", () => {
    const notice = new VenueNotice();
    notice.setError({ code: "e", message: "Slow down." });
    notice.setState(state("maintenance"), clock.now());
    notice.newSocket();
    expect([notice.shown, notice.notTrading]).toEqual([null, null]);
    // What is announced next is told of a venue that trades.
    notice.setState(state("maintenance"), clock.now());
    expect(notice.notTrading).toBe("Closed.");
  });
});

describe("the look of every second", () => {
  const watched = new Watched("demo:A-USD", "A-USD");
  let counts: FeedCounters;
  let notice: VenueNotice;
  let connection: { live: boolean; unproven: boolean; status: () => { state: "live" | "reconnecting" } };
  let look: PeriodicCheck;
  beforeEach(() => {
    counts = new FeedCounters();
    notice = new VenueNotice();
    connection = { live: true, unproven: false, status: () => ({ state: "live" }) };
    look = new PeriodicCheck({
      clock,
      watching: [watched] as unknown as WatchedInstruments,
      connections: { of: () => connection } as unknown as Connections,
      notice,
      rest: {
        check: () => told.push("rest"),
        takeEarly: () => told.push("early"),
      } as unknown as RestPrices,
      stallDetector: { check: () => told.push("stall") } as unknown as StallDetector,
      counts,
      onStatus: () => told.push("status"),
    });
  });
  afterEach(() => look.stop());
  /** One second later. */
  const second = (): string[] => {
    clock.advance(1_000);
    return heard();
  };

  test("looks at REST and at silence, and says nothing where nothing is new; ended, it looks no more", () => {
    look.start();
    expect([second(), second()]).toEqual([
      ["rest", "stall"],
      ["rest", "stall"],
    ]);
    look.stop();
    expect([second(), clock.pending]).toEqual([[], 0]);
  });

  test.each<[string, boolean, boolean, boolean, string[]]>([
    ["live", true, false, true, ["rest", "stall"]],
    ["live, and the venue does not trade", true, false, false, ["rest"]],
    ["not live", false, false, true, ["rest"]],
    ["not live yet", false, true, true, ["rest", "early"]],
  ])("of a connection that is %s", (_what, live, unproven, trades, expected) => {
    Object.assign(connection, { live, unproven });
    if (!trades) notice.setState({ state: "maintenance", from: null, message: "Closed." }, clock.now());
    look.start();
    expect(second()).toEqual(expected);
  });

  test("says that there is something new where something was counted, and where the health of one has changed", () => {
    look.start();
    second();
    counts.reject("frame-binary");
    expect([second(), second()]).toEqual([
      ["rest", "stall", "status"],
      ["rest", "stall"],
    ]);
    watched.subscription.begin(clock.now().monoMs);
    watched.subscription.confirm();
    const { wallMs, monoMs } = clock.now();
    watched.prices.accept(tickOf({ receivedWallMs: wallMs, receivedMonoMs: monoMs }));
    expect([second(), second()]).toEqual([
      ["rest", "stall", "status"],
      ["rest", "stall"],
    ]);
  });
});
