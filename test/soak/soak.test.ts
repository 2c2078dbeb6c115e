/**
 * A dozen seconds of the soak. What it does is drawn from a seed, when it happens is not: every expectation is about what the
 * venue's record and the database say in the end, and nothing about how fast the machine was.
 */
import { describe, expect, it } from "vitest";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { runSoak } from "./soak.ts";

const missing = sessionBusMissing();

describe.skipIf(missing !== null)("a short soak", () => {
  it("misses nothing, doubles nothing, and shows everything", { timeout: 400_000 }, async () => {
    const lines: string[] = [];
    const minShown = 6;
    const report = await runSoak({
      seconds: 12,
      ticksPerSecond: 1_000,
      seed: 1,
      kills: 2,
      // The rest of the suite keeps the machine busy enough.
      busyLoops: 0,
      clockSteps: 3,
      minShown,
      log: (line) => lines.push(line),
    });
    expect({
      missed: report.missed,
      doubled: report.doubled,
      unshown: report.unshown,
      wrong: report.wrong,
      problems: report.problems,
    }).toEqual({
      missed: 0,
      doubled: 0,
      unshown: 0,
      wrong: [],
      problems: [],
    });
    // A soak in which nothing happened proves nothing. How much happens in twelve seconds is the machine's affair: it goes on
    // until this much was shown.
    expect(report.kills).toBeGreaterThan(0);
    expect(report.clockSteps).toBeGreaterThan(0);
    expect(report.fired).toBeGreaterThanOrEqual(minShown);
    expect(report.judgedExactly).toBeGreaterThan(0);
    expect(report.connections).toBeGreaterThan(report.kills);
  });
});
