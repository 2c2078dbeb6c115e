/** Which alerts are told again, what a database that fails or is changed does to them, and when the next look is. */
import { beforeEach, describe, expect, test } from "vitest";
import type { StoredReminders } from "../../../main/store/reminders-table.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { atMs } from "../delivery-rows.ts";
import { isoOf, minuteMs, RemindersDouble } from "./reminders-double.ts";

const storeRetryMs = 2_000;

let h: RemindersDouble;
beforeEach(() => {
  h = new RemindersDouble();
});

describe("which alerts", () => {
  test.each<[string, Partial<AlertEvent>, boolean]>([
    ["a critical one that fired", {}, true],
    ["one that is not critical", { rule: { notify: { to: "default", urgency: "normal" } } as never }, false],
    ["one whose rule is known no more", { rule: null }, false],
    ["the end of a critical one", { kind: "expired" }, false],
    ["one that somebody has acknowledged", { acknowledgedAt: isoOf(atMs) }, false],
  ])("%s", (_what, change, isKept) => {
    h.reminders.start();
    h.reminders.update(h.fire("a", ["desktop"], change));
    expect(h.open()).toEqual(isKept ? ["a"] : []);
    expect(h.changes, "windows are told of nothing that is not").toBe(isKept ? 1 : 0);
    h.clock.advance(minuteMs);
    expect(h.written).toEqual(isKept ? ["a desktop 2"] : []);
  });

  test("until somebody acknowledges them, which windows are told", () => {
    h.reminders.start();
    const event = h.fire("a");
    h.reminders.update(event);
    h.reminders.update({ ...event, acknowledgedAt: isoOf(atMs) });
    expect([h.open(), h.changes]).toEqual([[], 2]);
    h.clock.advance(10 * minuteMs);
    expect(h.written).toEqual([]);
    expect(h.clock.pending).toBe(0);
  });

  test("of one rule", () => {
    h.reminders.start();
    for (const id of ["a", "b"]) h.reminders.update(h.fire(id));
    h.reminders.update(h.fire("c", ["desktop"], { ruleId: "rule of a" }));
    expect(h.reminders.openOf("rule of a").map(({ id }) => id)).toEqual(["a", "c"]);
    expect(h.reminders.openOf("rule of d")).toEqual([]);
  });

  test("those of the last run, with what is left of their time", () => {
    h.fire("a");
    h.clock.advance(40_000);
    h.reminders.start();
    expect(h.reminders.all().map(({ next }) => next.map(({ dueMs }) => dueMs - h.clock.now().monoMs))).toEqual([
      [20_000],
    ]);
    h.clock.advance(19_999);
    expect(h.written).toEqual([]);
    h.clock.advance(1);
    expect(h.written).toEqual(["a desktop 2"]);
  });

  test("none before it is begun, nor after it is stopped", () => {
    h.reminders.update(h.fire("a"));
    h.clock.advance(2 * minuteMs);
    expect(h.written).toEqual([]);
    h.reminders.start();
    expect(h.written).toEqual(["a desktop 2"]);
    h.reminders.stop();
    h.reminders.check();
    h.reminders.update(h.fire("b"));
    h.clock.advance(10 * minuteMs);
    expect(h.written).toEqual(["a desktop 2"]);
    expect(h.clock.pending).toBe(0);
    h.reminders.start();
    expect(h.written, "and goes on when it is begun again").toEqual(["a desktop 2", "a desktop 3", "b desktop 2"]);
  });

  test("those of another database that takes the place of the first", () => {
    h.reminders.start();
    h.reminders.update(h.fire("a"));
    h.stored.clear();
    h.fire("b");
    h.changes = 0;
    h.reminders.reload();
    expect([h.open(), h.changes]).toEqual([["b"], 1]);
    h.clock.advance(minuteMs);
    expect(h.written).toEqual(["b desktop 2"]);
  });
});

describe("when", () => {
  test("a look every 15 s at most, for a timer may stand still while the computer sleeps", () => {
    h.reminders.start();
    expect(h.clock.nextDelayMs).toBeNull();
    h.reminders.update(h.fire("a"));
    expect(h.clock.nextDelayMs).toBe(15_000);
    h.clock.advance(50_000);
    expect(h.clock.nextDelayMs).toBe(10_000);
  });

  test("another duration counts at once", () => {
    h.reminders.start();
    h.reminders.update(h.fire("a"));
    h.clock.advance(30_000);
    h.escalatesAfterMs = 30_000;
    h.changes = 0;
    h.reminders.reschedule();
    expect(h.written).toEqual(["a second"]);
    expect(h.changes).toBeGreaterThan(0);
    h.changes = 0;
    h.escalatesAfterMs = null;
    h.reminders.reschedule();
    expect(h.changes, "windows show what comes next").toBe(1);
  });

  test("what is due within 10 s at the same destination is told with what is due now, and no more", () => {
    h.reminders.start();
    h.reminders.update(h.fire("a"));
    h.clock.advance(9_999);
    h.reminders.update(h.fire("b"));
    h.clock.advance(1);
    h.reminders.update(h.fire("c"));
    h.reminders.update(h.fire("d", ["phone"]));
    h.clock.advance(50_000);
    expect(h.written).toEqual(["a desktop 2", "b desktop 2"]);
    expect(h.added).toEqual(["a", "b"]);
    h.clock.advance(10_000);
    expect(h.written.slice(2)).toEqual(["c desktop 2"]);
  });

  test("each delivery by its own time, and not anew when another one changes", () => {
    h.reminders.start();
    h.reminders.update(h.fire("a", ["desktop", "phone"]));
    h.clock.advance(50_000);
    h.clock.stepWall(3_600_000);
    h.reminders.update(h.stored.get("a")!);
    h.clock.advance(10_000);
    expect(h.written).toEqual(["a desktop 2"]);
    expect(h.reminders.all()[0]?.next).toMatchObject([
      { destination: "desktop", nth: 3, dueMs: h.clock.now().monoMs + minuteMs },
      { destination: "phone", nth: 2, dueMs: h.clock.now().monoMs + 4 * minuteMs },
    ]);
  });
});

describe("a database that fails", () => {
  test.each<[keyof StoredReminders, string]>([
    ["repeat", "a desktop 2"],
    ["escalate", "a second"],
  ])("at %s is asked again after two seconds", (call, expected) => {
    if (call === "escalate") h.escalatesAfterMs = 30_000;
    h.reminders.start();
    h.reminders.update(h.fire("a"));
    h.fails.add(call);
    h.clock.advance(call === "escalate" ? 30_000 : minuteMs);
    expect(h.added).toEqual([]);
    expect(h.clock.nextDelayMs).toBe(storeRetryMs);
    h.fails.clear();
    h.clock.advance(storeRetryMs - 1);
    expect(h.written).toEqual([]);
    h.clock.advance(1);
    expect(h.written).toEqual([expected]);
    expect(h.added).toEqual(["a"]);
  });

  test("at the end of one is asked again then, though another one is due later", () => {
    h.reminders.start();
    h.fails.add("end");
    h.reminders.update(h.fire("over", ["desktop"], { deliveries: [] }));
    h.reminders.update(h.fire("b"));
    expect(h.open()).toEqual(["over", "b"]);
    expect(h.clock.nextDelayMs).toBe(storeRetryMs);
    h.fails.clear();
    h.clock.advance(storeRetryMs);
    expect(h.written).toEqual(["over ended"]);
    expect(h.open()).toEqual(["b"]);
    expect(h.clock.nextDelayMs).toBe(15_000);
  });

  test("at the end of one does not hold up another that is due before", () => {
    h.reminders.start();
    h.reminders.update(h.fire("b"));
    h.clock.advance(minuteMs - 1_000);
    h.fails.add("end");
    h.reminders.update(h.fire("over", ["desktop"], { deliveries: [] }));
    expect(h.clock.nextDelayMs).toBe(1_000);
    h.clock.advance(1_000);
    expect(h.written).toEqual(["b desktop 2"]);
    expect(h.clock.nextDelayMs).toBe(storeRetryMs);
  });

  test("when it is asked what was added: it is kept as it was, and written no second time", () => {
    h.reminders.start();
    h.reminders.update(h.fire("a"));
    h.fails.add("get");
    h.changes = 0;
    h.clock.advance(minuteMs);
    expect(h.written[0]).toBe("a desktop 2");
    expect([h.open(), h.added, h.changes]).toEqual([["a"], [], 0]);
  });

  test("at the start begins with nothing", () => {
    h.fire("a");
    h.fails.add("awaiting");
    h.reminders.start();
    expect(h.open()).toEqual([]);
  });
});

test("what was answered while it was written is told no more, and windows hear of it", () => {
  h.reminders.start();
  h.reminders.update(h.fire("a"));
  h.changes = 0;
  h.stored.set("a", { ...h.stored.get("a")!, acknowledgedAt: isoOf(atMs) });
  h.clock.advance(minuteMs);
  expect([h.open(), h.added, h.changes]).toEqual([[], [], 1]);
  expect(h.clock.pending).toBe(0);
});

test("what is written comes back at once, and is counted: the next is the third", () => {
  h.reminders.start();
  h.reminders.update(h.fire("a"));
  h.clock.advance(2 * minuteMs);
  expect(h.written).toEqual(["a desktop 2", "a desktop 3"]);
  expect(h.added).toEqual(["a", "a"]);
});

test("what is added is kept also where nobody tells of it", () => {
  h.tellsBack = false;
  h.reminders.start();
  h.reminders.update(h.fire("a"));
  h.clock.advance(minuteMs);
  expect(h.reminders.all()[0]?.next).toMatchObject([{ destination: "desktop", nth: 3 }]);
});
