/** What a round offers although it was to wait longer, what it collects, and what ends it early. */
import { beforeEach, describe, expect, test } from "vitest";
import { maxRetryMs } from "../../main/delivery/retry.ts";
import { at } from "./delivery-rows.ts";
import { RoundHarness } from "./round-harness.ts";

const minuteMs = 60_000;
let h: RoundHarness;
beforeEach(() => {
  h = new RoundHarness();
});

describe("what is to wait longer is offered", () => {
  test("once where the destination is well again, and not at a start", async () => {
    h.wait(1, 5_000);
    expect(await h.round.run()).toBe(5_000);
    expect(h.shown).toEqual([]);
    h.round.offerAll();
    expect(await h.round.run()).toBeNull();
    expect(h.shown).toEqual([["event-1"]]);
    h.wait(1, 5_000);
    expect(await h.round.run()).toBe(5_000);
    expect(h.shown).toHaveLength(1);
  });

  test.each([
    [1_000, 1],
    [1_001, 2],
    [60 * minuteMs, 2],
  ])("where the wall clock was set back by %i ms: %i are told", async (setBackMs, count) => {
    h.wait();
    await h.round.run();
    h.clock.advance(5_000);
    h.wait(1, 5 * minuteMs);
    await h.round.run();
    expect(h.shown).toHaveLength(1);
    h.clock.stepWall(-setBackMs);
    await h.round.run();
    expect(h.shown).toHaveLength(count);
  });

  test("and after it was set back no more than before", async () => {
    await h.round.run();
    h.clock.stepWall(-60 * minuteMs);
    await h.round.run();
    h.wait(1, 5_000);
    expect(await h.round.run()).toBe(5_000);
    h.clock.stepWall(3_000);
    expect(await h.round.run(), "set forward, it is due so much sooner").toBe(2_000);
    expect(h.shown).toEqual([]);
  });

  test.each([
    [maxRetryMs, 0],
    [maxRetryMs + 1, 1],
  ])("where it was planned %i ms ahead, by a run whose clock was wrong: %i are told", async (dueInMs, count) => {
    h.wait(1, dueInMs);
    await h.round.run();
    expect(h.shown).toHaveLength(count);
  });
});

describe("at a destination that cannot replace a message, after others were told", () => {
  beforeEach(async () => {
    h = new RoundHarness({ canReplace: false });
    h.wait(5);
    await h.round.run();
    expect(h.shown).toHaveLength(5);
    h.asked.length = 0;
  });

  test.each([
    [49, 2],
    [50, 1],
  ])(
    "%i that are collected are looked at again by the next round, unless they are many: %i looks",
    async (count, looks) => {
      h.wait(count);
      expect(await h.round.run()).toBe(1_000);
      h.clock.advance(400);
      expect(await h.round.run()).toBe(count < 50 ? 1_000 : 600);
      expect(h.count("due")).toBe(looks);
      expect(h.shown).toHaveLength(5);
      if (count < 50) return;
      h.round.offerAll();
      await h.round.run();
      expect(h.count("due"), "at once where the destination is well again").toBe(2);
      h.clock.advance(1_000);
      await h.round.run();
      expect(h.count("due")).toBe(3);
      h.clock.advance(10_000);
      await h.round.run();
      expect(h.shown.slice(5).map(({ length }) => length)).toEqual([count]);
      h.wait(1);
      await h.round.run();
      expect(h.count("due"), "what was told holds up nothing").toBe(5);
    },
  );

  test("a whole look of collected ones is no reason for another at once", async () => {
    h.wait(500);
    expect(await h.round.run()).toBe(1_000);
    expect(h.again).toBe(0);
  });

  test("while the queue is stopped nothing is taken for collected", async () => {
    h.wait(50);
    h.isStarted = false;
    await h.round.run();
    h.isStarted = true;
    await h.round.run();
    expect(h.count("due")).toBe(2);
  });
});

test("where a message can be replaced it grows at once", async () => {
  h.wait(5);
  await h.round.run();
  h.wait(2);
  await h.round.run();
  expect(h.shown.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 7]);
});

test.each([
  [499, 0],
  [500, 1],
])("a look reaches five hundred: of %i there is another at once %i times", async (count, again) => {
  h.wait(count);
  await h.round.run();
  expect(h.shown.map(({ length }) => length)).toEqual([count]);
  expect(h.again).toBe(again);
});

test("five hundred that are turned off are followed by what is behind them at once", async () => {
  h.wait(501);
  h.isEnabled = false;
  await h.round.run();
  expect(h.again).toBe(1);
  await h.round.run();
  expect([h.again, h.count("end"), h.shown]).toEqual([1, 2, []]);
});

test("a channel that has no limits, and is never quiet, is told at once", async () => {
  h = new RoundHarness({ isBare: true });
  h.wait();
  expect(await h.round.run()).toBeNull();
  expect(h.shown).toEqual([["event-1"]]);
});

test("when it becomes quiet meanwhile, what may wait is not told any more, and what is critical is", async () => {
  h.wait(2);
  h.wait(1, 0, { kind: "blind", instrument: null, blind: { from: at, to: null, because: "asleep" } });
  h.channel.answer = () => {
    h.quietUntilMs = h.clock.now().wallMs + minuteMs;
    return { state: "shown", externalId: null };
  };
  await h.round.run();
  expect(h.shown).toEqual([["event-1"], ["event-3"]]);
});

test("a queue that is stopped hands over nothing more", async () => {
  h.wait(2);
  h.channel.answer = () => {
    h.isStarted = false;
    return { state: "shown", externalId: null };
  };
  await h.round.run();
  expect(h.shown).toEqual([["event-1"]]);
});

test("what the system still has after a crash is written as shown, and not shown again", async () => {
  const [row] = h.wait();
  h.interrupted = [row!];
  h.channel.has.add("event-1");
  expect(await h.round.run()).toBeNull();
  expect(h.endings).toEqual([[[row?.id], { state: "shown" }]]);
  expect(h.shown).toEqual([]);
});

test("what was decided while the clock was an hour behind is not late when it is right again", async () => {
  await h.round.run();
  h.clock.stepWall(-60 * minuteMs);
  await h.round.run();
  h.wait(1, 5 * minuteMs);
  h.clock.advance(1_000);
  await h.round.run();
  h.clock.stepWall(60 * minuteMs);
  await h.round.run();
  expect(h.channel.messages.map(({ body }) => body.startsWith("While you were away"))).toEqual([false]);
});
