import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { patienceMs, startPatienceMs } from "./test/doubles/patience.ts";
import { LongestFirst } from "./test/longest-first.ts";

/** Files that change what a process has once and cannot give back: kinds of condition from outside, modules, what Node itself is made of. */
const alone = [
  "test/{extension,mutation}/**/*.test.ts",
  "test/app/dry-run/dry-run-service.test.ts",
  "test/store/file-order.test.ts",
];

/** Everything under test/ that ends in .test.ts. */
export default defineConfig({
  plugins: [svelte()],
  test: {
    environment: "node",
    // Whatever this machine speaks: the tests read English, and German where they ask for it.
    env: { LANGUAGE: "en" },
    pool: "forks",
    // Half of the time of these tests is waiting, for processes, browsers and services.
    maxWorkers: 5,
    sequence: { sequencer: LongestFirst },
    setupFiles: "test/end-each-test.ts",
    // Several waits may each take what a busy machine needs: what waits in vain is to be named by its own limit, not by this.
    testTimeout: 4 * patienceMs,
    hookTimeout: 2 * startPatienceMs,
    expect: { poll: { timeout: patienceMs, interval: 20 } },
    projects: [
      { extends: true, test: { name: "alone", include: alone } },
      // Starting a process and reading every module anew takes longer than most of these files. Whoever writes one leaves no
      // clock, language or other state of a module behind; what would show elsewhere only is asked for after each file.
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: alone,
          isolate: false,
          setupFiles: ["test/end-each-test.ts", "test/nothing-left-behind.ts"],
        },
      },
    ],
  },
});
