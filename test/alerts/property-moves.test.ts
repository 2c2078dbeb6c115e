import { expect, test } from "vitest";
import { checkProperty, runsPerFile } from "./property.ts";

test("engine and naive agree: moves within a window and trailing rules", { timeout: 600_000 }, () => {
  const decisions = checkProperty(
    {
      kinds: ["rises", "falls", "moves", "pulls-back", "rebounds"],
      sources: ["last"],
      interruptionPercent: 20,
      maxRules: 5,
    },
    runsPerFile,
  );
  // Sequences in which nothing happens compare nothing.
  expect(decisions).toBeGreaterThan(runsPerFile);
});
