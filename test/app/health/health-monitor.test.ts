/** What is looked at each second: seconds asleep, and a moment's backlog, are no standstill. */
import { expect, it } from "vitest";
import { HealthMonitor, type HealthMonitorOptions } from "../../../main/app/health/health-monitor.ts";
import { ManualClock } from "../../doubles/clock.ts";

function monitorWith(facts: Partial<HealthMonitorOptions> = {}) {
  const clock = new ManualClock();
  const monitor = new HealthMonitor({
    clock,
    unwatched: () => [],
    undecidedTick: () => null,
    overdueSinceMs: () => null,
    store: () => ({ state: "ok", message: null }),
    unwritten: () => null,
    sendable: () => [],
    nameOf: (id) => id,
    ...facts,
  });
  const look = (seconds: number): string[] => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      monitor.check();
    }
    return monitor.current.reasons.map(({ code }) => code);
  };
  return { clock, monitor, look };
}

it("before the first look it is not well, and says that it starts", () => {
  expect(monitorWith().monitor.current).toMatchObject({ isWell: false, reasons: [{ code: "starting" }] });
});

it("tells a change once", () => {
  let isFull = false;
  const { monitor, look } = monitorWith({
    store: () => ({ state: isFull ? "failing" : "ok", message: isFull ? "The disk is full." : null }),
  });
  const told: boolean[] = [];
  monitor.changed.listen(({ isWell }) => told.push(isWell));
  look(3);
  isFull = true;
  look(3);
  isFull = false;
  look(3);
  expect(told).toEqual([true, false, true]);
});

it("the same delivery for a minute is stuck; a long queue that moves is not", () => {
  let row = 7;
  const { look } = monitorWith({
    sendable: () => [
      { destination: "mail", row: 7 },
      { destination: "phone", row: (row += 1) },
    ],
    nameOf: (id) => `my ${id}`,
  });
  expect(look(62)).toEqual(["delivery-stuck"]);
});

it("a delivery that was away for a moment begins anew", () => {
  let isAway = false;
  const { look } = monitorWith({ sendable: () => (isAway ? [] : [{ destination: "phone", row: 7 }]) });
  expect(look(50)).toEqual([]);
  isAway = true;
  look(1);
  isAway = false;
  expect(look(50)).toEqual([]);
  expect(look(11)).toEqual(["delivery-stuck"]);
});

it.each([
  ["undecidedTick", "engine-behind"],
  ["unwritten", "store-failing"],
] as const)("%s stays the same for ten seconds", (fact, code) => {
  const same = {};
  const { look } = monitorWith({ [fact]: () => same });
  expect(look(10)).toEqual([]);
  expect(look(1)).toEqual([code]);
});

it("a timer of the rules that is due all the while has been lost", () => {
  const { look } = monitorWith({ overdueSinceMs: () => 5 });
  expect(look(11)).toEqual(["engine-behind"]);
});

it("a timer that is overdue because the computer slept is not lost", () => {
  const { clock, look } = monitorWith({ overdueSinceMs: () => 5 });
  look(3);
  clock.sleep(3_600_000);
  expect(look(3)).toEqual([]);
});

it("one long pause is a sleep; two in a row are a computer without time", () => {
  const { clock, look } = monitorWith();
  look(3);
  clock.sleep(60_000);
  expect(look(1)).toEqual([]);
  clock.sleep(6_000);
  expect(look(1)).toEqual(["engine-late"]);
  expect(look(1)).toEqual([]);
});
