import { expect, test } from "vitest";
import { checkProperty, runsPerFile } from "./property.ts";

test("engine and naive agree: levels and ranges", { timeout: 600_000 }, () => {
  const decisions = checkProperty(
    {
      kinds: [
        "at-or-above",
        "at-or-below",
        "crosses-up",
        "crosses-down",
        "crosses",
        "inside",
        "outside",
        "enters",
        "leaves",
      ],
      sources: ["last"],
      interruptionPercent: 20,
      maxRules: 5,
    },
    runsPerFile,
  );
  // Sequences in which nothing happens compare nothing.
  expect(decisions).toBeGreaterThan(runsPerFile);
});
