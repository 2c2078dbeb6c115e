import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { patienceMs, startPatienceMs } from "./test/doubles/patience.ts";

/** Everything under test/ that ends in .test.ts. Each file runs in its own process: a crash there is that file's failure. */
export default defineConfig({
  plugins: [svelte()],
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    pool: "forks",
    maxWorkers: 2,
    // Several waits may each take what a busy machine needs: what waits in vain is to be named by its own limit, not by this.
    testTimeout: 4 * patienceMs,
    hookTimeout: 2 * startPatienceMs,
    expect: { poll: { timeout: patienceMs, interval: 20 } },
  },
});
