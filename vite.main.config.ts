import http from "node:http";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { messageProblems } from "./preload/contract/messages/check-messages.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The last one is a peer that the proxy agent asks for where it is installed, and does without here.
const external = ["electron", "better-sqlite3", "kerberos"];

/**
 * Takes `node:http` as an object instead of importing it. An import reads every export at once, also `WebSocket`, `CloseEvent` and
 * `MessageEvent`, and these load all of Node's fetch: some 85 ms of each start, for what the app never uses.
 */
function plainHttp(): Plugin {
  const id = "\0plain-http";
  const names = Object.entries(Object.getOwnPropertyDescriptors(http))
    .filter(([, { get }]) => get === undefined)
    .map(([name]) => name);
  return {
    name: "plain-http",
    enforce: "pre",
    resolveId: (source) => (source === "node:http" || source === "http" ? id : null),
    load: (asked) =>
      asked === id
        ? [
            'const http = /* @__PURE__ */ process.getBuiltinModule("node:http");',
            "export default http;",
            ...names.map((name) => `export const ${name} = /* @__PURE__ */ (() => http.${name})();`),
          ].join("\n")
        : null,
  };
}

/** Builds nothing in which a language lacks a message, or a parameter of one: a bundle is made without asking the compiler. */
function wholeMessages(): Plugin {
  return {
    name: "whole-messages",
    buildStart() {
      const problems = messageProblems();
      if (problems.length > 0) this.error(problems.join("\n"));
    },
  };
}

/**
 * Both hosts as ESM files in one folder, with what they share in a third: reading some 250 source files takes longer at a start
 * than everything else. The folder is flat because the hosts find their files from where they lie. Electron comes with the
 * runtime, and better-sqlite3 finds its native file beside its own sources: both stay outside.
 */
export default defineConfig({
  publicDir: at("main/desktop/public"),
  plugins: [plainHttp(), wholeMessages()],
  build: {
    ssr: true,
    outDir: at("dist/main"),
    emptyOutDir: true,
    copyPublicDir: true,
    target: "node24",
    minify: false,
    sourcemap: true,
    license: { fileName: "third-party-notices.md" },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { electron: at("main/electron.ts"), headless: at("main/headless.ts") },
      external,
      output: {
        format: "es",
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        // The sources are in them by name alone: a start reads the maps, and their text would double what it reads.
        sourcemapExcludeSources: true,
        codeSplitting: { groups: [{ name: "app", minShareCount: 2 }] },
      },
    },
  },
  ssr: { noExternal: true, external },
});
