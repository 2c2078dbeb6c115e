import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The preload as one CommonJS file: a sandboxed preload can require nothing but `electron`, and has Web APIs alone. */
export default defineConfig({
  publicDir: false,
  build: {
    lib: { entry: at("preload/index.ts"), formats: ["cjs"], fileName: () => "index.cjs" },
    outDir: at("dist/preload"),
    emptyOutDir: true,
    target: "chrome130",
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: { external: ["electron"] },
  },
});
