import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { patienceMs, startPatienceMs } from "./test/doubles/patience.ts";
import { LongestFirst } from "./test/longest-first.ts";

/** Files that start processes or browsers, change the environment of their own, or damage what another file may have open. */
const apps = [
  "test/{delivery,desktop,doubles,e2e,extension,headless,mutation,network,packaging,soak,store}/**/*.test.ts",
  "test/app/persistence/database-down.test.ts",
  "test/bridge/cross-site.test.ts",
  "test/renderer/{chart,composer-window,locale-window,keyboard,layout,window}.test.ts",
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
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Several waits may each take what a busy machine needs: what waits in vain is to be named by its own limit, not by this.
    testTimeout: 4 * patienceMs,
    hookTimeout: 2 * startPatienceMs,
    expect: { poll: { timeout: patienceMs, interval: 20 } },
    projects: [
      // Each file runs in its own process: a crash there is that file's failure.
      { extends: true, test: { name: "apps", include: apps } },
      // Starting a process and reading every module anew takes longer than most of these files. Whoever writes one leaves no
      // clock, language or other state of a module behind; what would show elsewhere only is asked for after each file.
      {
        extends: true,
        test: {
          name: "units",
          include: ["test/**/*.test.ts"],
          exclude: apps,
          isolate: false,
          setupFiles: "test/nothing-left-behind.ts",
        },
      },
    ],
  },
});
