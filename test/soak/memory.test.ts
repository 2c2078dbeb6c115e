import { expect, test } from "vitest";
import type { MemorySample } from "./app-runs.ts";
import { memoryGrowth } from "./memory.ts";

/** A run of `seconds`, sampled every second. */
function sampled(run: number, seconds: number, bytesAt: (second: number) => number, rulesASecond = 0): MemorySample[] {
  return Array.from({ length: seconds }, (_, second) => ({
    run,
    ageMs: second * 1_000,
    bytes: bytesAt(second),
    residentBytes: 200e6,
    rules: 100 + Math.round(second * rulesASecond),
  }));
}
const excess = (samples: readonly MemorySample[]): number => {
  const growth = memoryGrowth(samples);
  if (growth === null) throw new Error("no run was long enough");
  return growth.grownBytes - growth.allowedBytes;
};

test("a leak of 50 bytes a tick is too much, in a run of two minutes already", () => {
  expect(excess(sampled(0, 120, (second) => 37e6 + second * 2_000 * 50))).toBeGreaterThan(0);
  expect(excess(sampled(0, 240, (second) => 37e6 + second * 2_000 * 25))).toBeGreaterThan(0);
});

test("what rules take that are made meanwhile is fair, and so is a start that is still warming up", () => {
  expect(excess(sampled(0, 240, (second) => 37e6 + second * 5 * 4_400, 5))).toBeLessThan(0);
  expect(excess(sampled(0, 240, (second) => 37e6 + Math.min(second, 30) * 1e6))).toBeLessThan(0);
});

test("the longest run is the one that is judged; a short one tells nothing", () => {
  const short = sampled(0, 60, (second) => 37e6 + second * 1e6);
  expect(memoryGrowth(short)).toBeNull();
  expect(memoryGrowth([...short, ...sampled(1, 150, () => 37e6)])).toMatchObject({ run: 1, grownBytes: 0 });
});
