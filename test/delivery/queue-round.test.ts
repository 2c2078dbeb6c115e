/** One look at what is due at a destination: what is handed over, what is not, and when the next look is. */
import { beforeEach, describe, expect, test } from "vitest";
import { maxRetryMs } from "../../main/delivery/retry.ts";
import type { Deliveries } from "../../main/store/delivery-types.ts";
import { at } from "./delivery-rows.ts";
import { RoundHarness } from "./round-harness.ts";

const storeRetryMs = 2_000;
const hourMs = 3_600_000;
let h: RoundHarness;
beforeEach(() => {
  h = new RoundHarness();
});

describe("how long until the next look", () => {
  test.each<[string, number[], number | null, number | null]>([
    ["nothing waits", [], null, null],
    ["something waits", [5_000], null, 5_000],
    ["several wait: the first", [9_000, 5_000], null, 5_000],
    ["never at once", [1], null, 1_000],
    ["never longer than the longest pause", [maxRetryMs], null, maxRetryMs],
    ["it is quiet, and nothing waits", [], 3_000, 3_000],
    ["it is quiet for long", [], 10 * hourMs, maxRetryMs],
    ["it is quiet for a moment", [], 1, 1_000],
  ])("%s", async (_what, waits, quietForMs, expected) => {
    for (const dueInMs of waits) h.wait(1, dueInMs);
    if (quietForMs !== null) h.quietUntilMs = h.clock.now().wallMs + quietForMs;
    // What waits in quiet hours is kept back, and is no reason to look.
    expect(await h.round.run()).toBe(expected);
    expect(h.shown).toEqual([]);
  });

  test("of the end of the quiet and what waits the one that is first", async () => {
    const { wallMs } = h.clock.now();
    h.wait(1, 4_000, { kind: "blind", blind: { from: at, to: null, because: "asleep" } });
    h.quietUntilMs = wallMs + 9_000;
    expect(await h.round.run()).toBe(4_000);
    h.quietUntilMs = wallMs + 3_000;
    expect(await h.round.run()).toBe(3_000);
  });

  test("the same where it was told when it ends at a destination that has no quiet hours", async () => {
    h.wait();
    expect(await h.round.run()).toBeNull();
    expect(h.shown).toEqual([["event-1"]]);
    expect(h.told).toEqual(["event-1"]);
  });
});

describe("a database that fails is asked again after two seconds, and nothing is shown meanwhile", () => {
  test.each<[keyof Deliveries]>([["recover"], ["shownBetween"], ["kept"], ["due"], ["begin"]])(
    "at %s",
    async (call) => {
      h.wait();
      h.fails.add(call);
      expect(await h.round.run()).toBe(storeRetryMs);
      expect(h.shown).toEqual([]);
      h.fails.clear();
      expect(await h.round.run()).toBeNull();
      expect(h.shown).toEqual([["event-1"]]);
    },
  );

  test("where it is let go after quiet hours", async () => {
    h.wait();
    h.quietUntilMs = h.clock.now().wallMs + hourMs;
    await h.round.run();
    h.quietUntilMs = null;
    for (const call of ["release", "releaseDue"] as const) {
      h.fails.add(call);
      expect(await h.round.run(), call).toBe(storeRetryMs);
      h.fails.clear();
    }
    expect(h.shown).toEqual([]);
    expect(await h.round.run()).toBeNull();
    expect(h.shown).toEqual([["event-1"]]);
  });

  test("where what is turned off, or needless, cannot be written as skipped", async () => {
    h.fails.add("end");
    const [needless] = h.wait(1, 0, { acknowledgedAt: "2026-01-05T12:00:00.000Z", acknowledgementUnsaved: true });
    expect(await h.round.run()).toBe(storeRetryMs);
    h.fails.clear();
    expect(await h.round.run()).toBeNull();
    expect(h.endings).toEqual([[[needless?.id], { state: "skipped", error: "acknowledged-before" }]]);
    h.isEnabled = false;
    const [off] = h.wait();
    h.fails.add("end");
    expect(await h.round.run()).toBe(storeRetryMs);
    h.fails.clear();
    expect(await h.round.run()).toBeNull();
    expect(h.endings.at(-1)).toEqual([[off?.id], { state: "skipped", error: "turned-off" }]);
    expect(h.told).toEqual(["event-1", "event-2"]);
    expect(h.shown).toEqual([]);
  });

  test("where it cannot say what comes next, or what was shown cannot be written: that is not shown again", async () => {
    h.wait(2);
    h.fails.add("nextDueMs");
    expect(await h.round.run()).toBe(storeRetryMs);
    expect(h.shown).toEqual([["event-1"], ["event-2"]]);
    h.fails.clear();
    h.wait(2);
    h.fails.add("end");
    expect(await h.round.run()).toBe(storeRetryMs);
    expect(h.shown.slice(2)).toEqual([["event-3"]]);
    expect(await h.round.run(), "first what was shown is written").toBe(storeRetryMs);
    expect(h.shown.slice(2)).toEqual([["event-3"]]);
    h.fails.clear();
    expect(await h.round.run()).toBeNull();
    expect(h.shown.slice(2)).toEqual([["event-3"], ["event-4"]]);
    expect(h.rows.map(({ state }) => state)).toEqual(Array(4).fill("shown"));
  });
});

describe("a destination that takes nothing now", () => {
  test.each([
    [1, 1],
    [5_000, 5_000],
    [Infinity, maxRetryMs],
  ])("for %i ms is looked at after %i", async (waitMs, expected) => {
    h.wait();
    h.channel.waitMs = waitMs;
    expect(await h.round.run()).toBe(expected);
    expect(h.shown).toEqual([]);
  });

  test("is asked nothing where it is turned off: what comes up is skipped", async () => {
    h.channel.waitMs = Infinity;
    h.isEnabled = false;
    const [row] = h.wait();
    expect(await h.round.run()).toBeNull();
    expect(h.stateOf(row!)).toBe("skipped");
  });

  test("after the first is given no second", async () => {
    h.wait(2);
    h.channel.answer = () => {
      h.channel.waitMs = 7_000;
      return { state: "shown", externalId: null };
    };
    expect(await h.round.run()).toBe(1_000);
    expect(h.shown).toEqual([["event-1"]]);
    h.channel.waitMs = 0;
    h.channel.answer = () => ({ state: "later", reason: "away" });
    h.wait(1);
    expect(await h.round.run()).toBe(1_000);
    expect(h.shown.slice(1), "what it could not take keeps back what is behind it").toEqual([["event-2"]]);
  });
});

describe("what waits longer than a day", () => {
  const dayMs = 24 * hourMs;

  test("at a destination that only a person can mend is given up, and told", async () => {
    const [old] = h.wait();
    h.clock.advance(dayMs);
    h.channel.waitMs = Infinity;
    expect(await h.round.run()).toBe(maxRetryMs);
    expect(h.endings).toEqual([]);
    expect(h.count("end")).toBe(0);
    h.clock.advance(59_999);
    const [fresh] = h.wait();
    expect(await h.round.run()).toBe(maxRetryMs);
    expect(h.count("due"), "looked for once a minute, for each look reads all that waits").toBe(1);
    h.clock.advance(1);
    expect(await h.round.run()).toBe(maxRetryMs);
    expect(h.count("due")).toBe(2);
    expect(h.gaveUp).toEqual([[[old?.id], "failed", "Nothing could reach this destination for 24 hours."]]);
    expect(h.told).toEqual(["event-1"]);
    expect([h.stateOf(old!), h.stateOf(fresh!)]).toEqual(["failed", "pending"]);
    await h.round.run();
    expect(h.count("due"), "there may be more of them than were looked at").toBe(3);
  });

  test.each<[number | undefined, boolean]>([
    [undefined, false],
    [5, false],
    [6, true],
  ])(
    "at one that may be well again soon, not before it was tried often enough: %i times",
    async (failures, isGivenUp) => {
      const [row] = h.wait();
      h.clock.advance(dayMs + 1);
      h.channel.waitMs = 5_000;
      Object.assign(h.channel, { failures });
      expect(await h.round.run()).toBe(5_000);
      expect(h.stateOf(row!)).toBe(isGivenUp ? "failed" : "pending");
    },
  );

  test("by the clock alone, which was set since, is not given up", async () => {
    const [row] = h.wait();
    h.clock.stepWall(2 * dayMs);
    h.channel.waitMs = Infinity;
    await h.round.run();
    expect(h.stateOf(row!)).toBe("pending");
  });

  test.each<[keyof Deliveries]>([["due"], ["end"]])(
    "is looked for again soon where the database fails at %s",
    async (call) => {
      const [row] = h.wait();
      h.clock.advance(dayMs + 1);
      h.channel.waitMs = Infinity;
      h.fails.add(call);
      expect(await h.round.run()).toBe(storeRetryMs);
      expect([h.told, h.gaveUp]).toEqual([[], []]);
      h.fails.clear();
      expect(await h.round.run()).toBe(maxRetryMs);
      expect(h.stateOf(row!)).toBe("failed");
    },
  );
});
