/** Prices that wait for a slow window, joined to one batch: the latest of each side, each with its age. */
import { expect, test } from "vitest";
import { TickBacklog } from "../../main/bridge/tick-backlog.ts";
import type { TickBatch } from "../../preload/contract/market.ts";

const batchOf = (key: string, prices: Partial<Record<"last" | "bid" | "ask", string>>, receivedMs = 1): TickBatch => ({
  keys: [key],
  last: [prices.last ?? null],
  bid: [prices.bid ?? null],
  ask: [prices.ask ?? null],
  receivedMs: [receivedMs],
});

test("the latest of each instrument, in the order in which they first came; empty after it was taken", () => {
  const backlog = new TickBacklog();
  expect(backlog.isEmpty).toBe(true);
  backlog.add(batchOf("a", { last: "1" }));
  backlog.add(batchOf("b", { last: "2" }, 2));
  backlog.add(batchOf("a", { last: "3" }, 3));
  expect(backlog.take()).toEqual({
    keys: ["a", "b"],
    last: ["3", "2"],
    bid: [null, null],
    ask: [null, null],
    receivedMs: [3, 2],
  });
  expect(backlog.isEmpty).toBe(true);
});

test.each(["last", "bid", "ask"] as const)("a later price without a %s leaves the one from before", (side) => {
  const others = (["last", "bid", "ask"] as const).filter((one) => one !== side);
  const backlog = new TickBacklog();
  backlog.add(batchOf("a", { last: "1", bid: "2", ask: "3" }));
  backlog.add(batchOf("a", Object.fromEntries(others.map((one) => [one, "9"]))));
  const taken = backlog.take();
  expect(taken[side]).toEqual([{ last: "1", bid: "2", ask: "3" }[side]]);
  for (const other of others) expect(taken[other]).toEqual(["9"]);
});

test("the age of a price from before, until one of now takes its place", () => {
  const backlog = new TickBacklog();
  const fill = (): void => {
    backlog.add({ ...batchOf("a", { last: "1" }), ageMs: [90_000] });
    backlog.add(batchOf("b", { last: "2" }));
    backlog.add(batchOf("a", { bid: "0.9" }));
  };
  fill();
  expect(backlog.take()).toMatchObject({ keys: ["a", "b"], last: ["1", "2"], ageMs: [90_000, null] });
  fill();
  backlog.add(batchOf("a", { last: "3" }));
  expect(backlog.take()).not.toHaveProperty("ageMs");
});

test("what no price has told is null, and not left out", () => {
  const backlog = new TickBacklog();
  backlog.add({ keys: ["a", "b"], last: ["1", null], bid: [null, "2"], ask: [null, null], receivedMs: [1, 2] });
  expect(backlog.take()).toEqual({
    keys: ["a", "b"],
    last: ["1", null],
    bid: [null, "2"],
    ask: [null, null],
    receivedMs: [1, 2],
  });
});
