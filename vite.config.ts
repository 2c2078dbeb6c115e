import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/**
 * The window, as files that any host can serve: no inline script, no inline style and no data URL, so that it runs under
 * `script-src 'self'; style-src 'self'`.
 */
export default defineConfig({
  root: fileURLToPath(new URL("renderer", import.meta.url)),
  // Relative addresses: the same files are served under Electron's own scheme and by the headless host.
  base: "./",
  plugins: [svelte()],
  build: {
    outDir: fileURLToPath(new URL("dist/renderer", import.meta.url)),
    emptyOutDir: true,
    target: "chrome130",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
