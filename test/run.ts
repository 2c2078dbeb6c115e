/**
 * `npm test`: lint, types, and every test under test/, one after the other; the last line is `N passed, N failed`.
 * Lint and types count as one test each, so that a red one can never hide behind a green suite.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";

const results = "test-results/vitest.json";

function run(title: string, command: string, args: string[]): boolean {
  const startedMs = performance.now();
  console.log(`\n== ${title}: ${command} ${args.join(" ")}`);
  const { status } = spawnSync(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  console.log(
    `== ${title}: ${status === 0 ? "passed" : "FAILED"} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
  );
  return status === 0;
}

rmSync(results, { force: true });
mkdirSync("test-results", { recursive: true });
const outcomes = [
  run("Lint", "eslint", [".", "--max-warnings", "0"]),
  run("Format", "prettier", ["--check", "--log-level", "warn", "."]),
  run("Types", "tsc", ["-p", "tsconfig.json"]),
  run("Types of the window", "svelte-check", ["--tsconfig", "./renderer/tsconfig.json", "--fail-on-warnings"]),
];
const suite = run("Tests", "vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile=${results}`]);

let passed = outcomes.filter(Boolean).length;
let failed = outcomes.length - passed;
let skipped = 0;
if (existsSync(results)) {
  const report = JSON.parse(readFileSync(results, "utf8")) as Record<
    "numPassedTests" | "numFailedTests" | "numPendingTests",
    number
  >;
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped = report.numPendingTests;
}
// A suite that could not be collected, or an error outside of any test, fails the run without a failed test.
if (!suite && failed === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;
