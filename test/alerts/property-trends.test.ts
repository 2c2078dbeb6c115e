import { expect, test } from "vitest";
import { checkProperty, runsPerFile } from "./property.ts";

test("engine and naive agree: moves and trailing rules while a price goes one way", { timeout: 600_000 }, () => {
  const decisions = checkProperty(
    {
      kinds: ["rises", "falls", "moves", "moves", "rises", "pulls-back", "rebounds"],
      sources: ["last"],
      interruptionPercent: 8,
      maxRules: 5,
      trends: true,
    },
    runsPerFile,
  );
  // Sequences in which nothing happens compare nothing.
  expect(decisions).toBeGreaterThan(runsPerFile);
});
