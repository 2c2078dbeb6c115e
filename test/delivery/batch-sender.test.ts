/** One message handed over: what it is called, what it takes the place of, what it counts for, and how its end is written. */
import { beforeEach, describe, expect, test } from "vitest";
import { RoundHarness } from "./round-harness.ts";

let h: RoundHarness;
beforeEach(() => {
  h = new RoundHarness();
});
const named = (): number[] => h.shown.map(({ length }) => length);

test("an event's own message is called as the event, a joined one has its own name, and takes the place of those before it", async () => {
  const [first] = h.wait();
  await h.round.run();
  const others = h.wait(5);
  await h.round.run();
  expect(h.begun).toEqual([
    [[first?.id], { messageId: "event-1", supersedes: [] }],
    [others.map(({ id }) => id), { messageId: "joined:event-2", supersedes: ["event-1"] }],
  ]);
  expect(h.channel.messages.map(({ id }) => id)).toEqual(["event-1", "joined:event-2"]);
});

test("what is not the queue's to hand over any more is not shown, and not named", async () => {
  const [gone] = h.wait();
  h.mayBegin = (id) => id !== gone?.id;
  await h.round.run();
  expect([h.shown, h.endings]).toEqual([[], []]);
  h.wait(5);
  await h.round.run();
  expect(h.shown).toEqual([["event-2", "event-3", "event-4", "event-5", "event-6"]]);
});

describe("five that were told count towards one message for the next", () => {
  test.each<["shown" | "sent", number[]]>([
    ["shown", [1, 1, 1, 1, 1, 6]],
    ["sent", [1, 1, 1, 1, 1, 6]],
  ])("that were %s", async (state, expected) => {
    h.channel.answer = () => ({ state, externalId: null });
    h.wait(5);
    await h.round.run();
    h.wait();
    await h.round.run();
    expect(named()).toEqual(expected);
  });

  test("not those that could not be told", async () => {
    h.channel.answer = () => ({ state: "failed", reason: "no", retryable: false });
    h.wait(5);
    await h.round.run();
    h.wait();
    await h.round.run();
    expect(named()).toEqual([1, 1, 1, 1, 1, 1]);
    expect(h.gaveUp.map(([, as, why]) => `${as}: ${why}`)).toEqual(Array(6).fill("failed: no"));
  });

  test.each<[string, object]>([
    ["that were told once more", { nth: 2 }],
    ["that had been kept back", { keptUntilMs: 1, messageId: "x" }],
  ])("not those %s", async (_what, change) => {
    const rows = h.wait(5);
    rows.forEach((row, i) => {
      h.rows[i] = { ...row, ...change, ...("messageId" in change ? { messageId: row.event.id } : {}) };
    });
    await h.round.run();
    expect(named()).toEqual([1, 1, 1, 1, 1]);
    h.wait();
    await h.round.run();
    expect(named().at(-1)).toBe(1);
  });
});

test("what had been kept back says so, and not that it is late", async () => {
  const [row] = h.wait();
  h.rows[0] = { ...row!, keptUntilMs: h.clock.now().wallMs };
  h.clock.advance(600_000);
  await h.round.run();
  expect(h.channel.messages[0]?.body).toMatch(/^While it was quiet: /);
  h.wait();
  h.clock.advance(600_000);
  await h.round.run();
  expect(h.channel.messages[1]?.body).toMatch(/^While you were away: /);
});

test("deliveries of one message that are tried again at different times are all written", async () => {
  h.channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
  h.wait(6).forEach((row, i) => {
    h.rows[i] = { ...row, attempts: i % 2 };
  });
  await h.round.run();
  expect(named()).toEqual([6]);
  expect(h.endings.map(([ids]) => ids.length)).toEqual([3, 3]);
  expect(h.rows.map(({ state }) => state)).toEqual(Array(6).fill("pending"));
});

test("a channel that throws has failed, is tried again, and says what it threw", async () => {
  h.channel.answer = () => {
    throw new Error("a bug");
  };
  const [row] = h.wait();
  await h.round.run();
  expect(h.stateOf(row!)).toBe("pending");
  expect(h.endings[0]?.[1]).toMatchObject({ state: "pending", error: expect.stringContaining("a bug") as string });
});
