import { expect, test } from "vitest";
import { conditionKindNames } from "../../preload/contract/condition-kinds.ts";
import { checkProperty, runsPerFile } from "./property.ts";

test("engine and naive agree: every kind and every source", { timeout: 600_000 }, () => {
  const decisions = checkProperty(
    { kinds: conditionKindNames, sources: ["last", "bid", "ask", "mid"], interruptionPercent: 20, maxRules: 5 },
    runsPerFile,
  );
  // Sequences in which nothing happens compare nothing.
  expect(decisions).toBeGreaterThan(runsPerFile);
});
