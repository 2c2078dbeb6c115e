import { expect, test } from "vitest";
import { conditionKindNames } from "../../preload/contract/condition-kinds.ts";
import { checkProperty, runsPerFile } from "./property.ts";

test("engine and naive agree: outages, restarts, clock steps and edits all the time", { timeout: 600_000 }, () => {
  const decisions = checkProperty(
    { kinds: conditionKindNames, sources: ["last", "last", "bid", "mid"], interruptionPercent: 50, maxRules: 5 },
    runsPerFile,
  );
  // Sequences in which nothing happens compare nothing.
  expect(decisions).toBeGreaterThan(runsPerFile);
});
