/**
 * `npm test`: lint, format, types, and every test under test/; the last line is `N passed, N failed`.
 * Lint, format and types count as one test each, so that a red one can never hide behind a green suite.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

const results = "test-results/vitest.json";
// Every program that this starts, and every one that a test starts, finds its modules compiled by the one before.
const env = {
  ...process.env,
  NODE_COMPILE_CACHE: path.resolve("node_modules/.cache/compiled"),
  // The linter by types is a Go program: it collects its garbage less often, for a seventh less processor time.
  GOGC: "400",
};

interface Command {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
}

const checks: readonly Command[] = [
  { title: "Lint and types", command: "oxlint", args: ["--type-aware", "--type-check", "--deny-warnings"] },
  { title: "Lint of components", command: "eslint", args: [".", "--max-warnings", "0"] },
  { title: "Format", command: "oxfmt", args: ["--check"] },
  {
    title: "Format of components",
    command: "prettier",
    args: ["--check", "--log-level", "warn", "renderer/**/*.svelte"],
  },
  {
    title: "Types of components",
    command: "svelte-check",
    args: ["--tsconfig", "./renderer/tsconfig.json", "--fail-on-warnings"],
  },
];

/** Runs it to its end. What it says is shown at once with `live`, else when it is over, in one piece. */
async function run({ title, command, args }: Command, live: boolean): Promise<boolean> {
  const startedMs = performance.now();
  const heading = `\n== ${title}: ${command} ${args.join(" ")}`;
  if (live) console.log(heading);
  const output = live ? "inherit" : "pipe";
  const child = spawn(command, args, {
    stdio: ["ignore", output, output],
    shell: process.platform === "win32",
    env,
  });
  let said = "";
  child.stdout?.on("data", (data) => (said += String(data)));
  child.stderr?.on("data", (data) => (said += String(data)));
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      said += `${error.message}\n`;
      resolve(null);
    });
    child.once("close", resolve);
  });
  if (!live) process.stdout.write(`${heading}\n${said}`);
  console.log(
    `== ${title}: ${code === 0 ? "passed" : "FAILED"} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
  );
  return code === 0;
}

/** One after the other, each with one processor, beside the tests, which wait for half of their time. */
async function runChecks(): Promise<boolean[]> {
  const outcomes: boolean[] = [];
  for (const check of checks) outcomes.push(await run(check, false));
  return outcomes;
}

rmSync(results, { force: true });
mkdirSync("test-results", { recursive: true });
const running = runChecks();
const suite = await run(
  {
    title: "Tests",
    command: "vitest",
    args: ["run", "--reporter=default", "--reporter=json", `--outputFile=${results}`],
  },
  true,
);
const outcomes = await running;

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
