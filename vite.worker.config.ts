import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The thread of the dry runs as one file beside the hosts (so it is built after them, and empties nothing): what it shares with them is a tenth
 * of their chunk, and a thread that loaded that would begin several times as slowly.
 */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    outDir: at("dist/main"),
    emptyOutDir: false,
    target: "node24",
    minify: false,
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { "dry-run-worker": at("main/app/dry-run/dry-run-worker.ts") },
      external: ["better-sqlite3"],
      output: { format: "es", entryFileNames: "[name].js", sourcemapExcludeSources: true },
    },
  },
  ssr: { noExternal: true, external: ["better-sqlite3"] },
});
