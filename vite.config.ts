import { svelte } from "@sveltejs/vite-plugin-svelte";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const noticesFile = "third-party-notices.md";

// The page is built before anything is started, so this is the first of our code to run. Node is an optional dependency that may
// be missing (its download failed, a system that has none), and npm says nothing of it.
if (Number(process.versions.node.split(".", 1)[0]) < 24)
  throw new Error(
    `Pricebell needs Node 24 or newer, and this is ${process.version}. The dependencies bring it on Linux, macOS and Windows ` +
      "(x64 and arm64): run `npm ci` again. On other systems install it first.",
  );

/** What the licence of the chart library asks to be passed on (its NOTICE file, which its package leaves out). */
const chartNotice = `
### Notice of lightweight-charts

TradingView Lightweight Charts™
Copyright (с) 2025 TradingView, Inc. https://www.tradingview.com/
`;

/** Adds it to the notices that are gathered from the packages. */
function withChartNotice(): Plugin {
  return {
    name: "chart-notice",
    apply: "build",
    enforce: "post",
    writeBundle: ({ dir = "" }) => appendFileSync(join(dir, noticesFile), chartNotice),
  };
}

/**
 * The window, as files that any host can serve: no inline script, no inline style and no data URL, so that it runs under
 * `script-src 'self'; style-src 'self'`.
 */
export default defineConfig({
  root: fileURLToPath(new URL("renderer", import.meta.url)),
  // Relative addresses: the same files are served under Electron's own scheme and by the headless host.
  base: "./",
  plugins: [svelte(), withChartNotice()],
  build: {
    outDir: fileURLToPath(new URL("dist/renderer", import.meta.url)),
    emptyOutDir: true,
    target: "chrome130",
    assetsInlineLimit: 0,
    license: { fileName: noticesFile },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Kilobytes. It is read from the disk, where the usual limit is for a network: its warning would stand at each start.
    chunkSizeWarningLimit: 1_000,
  },
});
