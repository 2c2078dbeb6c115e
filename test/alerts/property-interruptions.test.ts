import { expect, test } from "vitest";
import { conditionKinds } from "../../preload/contract/parse-rule.ts";
import { checkProperty, runsPerFile } from "./property.ts";

test("engine and naive agree: outages, restarts, clock steps and edits all the time", { timeout: 600_000 }, () => {
  const decisions = checkProperty(
    { kinds: conditionKinds, sources: ["last", "last", "bid", "mid"], unrest: 50, maxRules: 5 },
    runsPerFile,
  );
  // Sequences in which nothing happens compare nothing.
  expect(decisions).toBeGreaterThan(runsPerFile);
});
