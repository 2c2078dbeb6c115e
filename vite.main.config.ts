import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The desktop's main process as one ESM file. Electron comes with the runtime, and better-sqlite3 finds its native file
 * beside its own sources: both stay outside.
 */
export default defineConfig({
  publicDir: at("main/desktop/public"),
  build: {
    ssr: at("main/electron.ts"),
    outDir: at("dist/main"),
    emptyOutDir: true,
    copyPublicDir: true,
    target: "node24",
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      external: ["electron", "better-sqlite3"],
      output: { format: "es", entryFileNames: "electron.js", codeSplitting: false },
    },
  },
  ssr: { noExternal: true, external: ["electron", "better-sqlite3"] },
});
