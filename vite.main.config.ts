import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { messageProblems } from "./preload/contract/messages/check-messages.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The last one is a peer that the proxy agent asks for where it is installed, and does without here.
const external = ["electron", "better-sqlite3", "kerberos"];

/** Of these, an import would load what the app never uses: all of Node's fetch (85 ms of each start), WebCrypto, the streams of files. */
const plain = new Map<string, object>([
  ["http", http],
  ["crypto", crypto],
  ["fs", fs],
]);

/** Takes them as objects instead of importing them. An import reads every export at once, also those that are loaded when they are read. */
function plainBuiltins(): Plugin {
  const prefix = "\0plain-";
  return {
    name: "plain-builtins",
    enforce: "pre",
    resolveId(source) {
      const name = source.replace(/^node:/, "");
      return plain.has(name) ? prefix + name : null;
    },
    load(asked) {
      const name = asked.startsWith(prefix) ? asked.slice(prefix.length) : "";
      const builtin = plain.get(name);
      if (builtin === undefined) return null;
      const exports = Object.entries(Object.getOwnPropertyDescriptors(builtin)).filter(
        ([, { get }]) => get === undefined,
      );
      return [
        `const builtin = /* @__PURE__ */ process.getBuiltinModule("node:${name}");`,
        "export default builtin;",
        ...exports.map(([key]) => `export const ${key} = /* @__PURE__ */ (() => builtin.${key})();`),
      ].join("\n");
    },
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
  plugins: [plainBuiltins(), wholeMessages()],
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
        // Names stay as they are, for stacks; what is left out need not be read, decoded and counted at a start.
        minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
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
