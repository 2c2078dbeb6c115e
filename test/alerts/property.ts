/** Runs generated lives of rules; `PRICEBELL_RUNS` scales how many (1 is the full number). */
import fc from "../doubles/generated.ts";
import { runScenario } from "./generated-scenario.ts";
import type { Focus } from "./generated-values.ts";

/** At the full scale all files together run at least 200,000 sequences. */
export const runsPerFile = Math.ceil(42_000 * Number(process.env["PRICEBELL_RUNS"] ?? "1"));

/** Fails with the shrunk case, its seed and a script of what was done. Returns how many decisions were compared. */
export function checkProperty(focus: Focus, runs: number): number {
  let decisions = 0;
  const row = fc.array(fc.nat(0xffff), { minLength: 20, maxLength: focus.trends === true ? 420 : 240, size: "max" });
  fc.assert(
    fc.property(row, (numbers) => {
      decisions += runScenario(numbers, focus);
    }),
    { numRuns: runs },
  );
  return decisions;
}
