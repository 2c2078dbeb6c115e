import path from "node:path";
import { fileURLToPath } from "node:url";
import svelte from "eslint-plugin-svelte";
import tseslint from "typescript-eslint";
import { wordsInMessages } from "./.ci/lint/words-in-messages.js";

/** `from` may not be imported by `target`: the folders import only downward (main/README.md), and this holds the line. */
const zones = [
  { target: "./preload", from: ["./main", "./renderer", "./test"] },
  { target: "./renderer", from: ["./main", "./test"] },
  { target: "./main", from: ["./renderer", "./test"] },
  { target: "./main/lib", from: ["./main"], except: ["./lib"] },
  { target: "./main/network", from: ["./main"], except: ["./network", "./lib"] },
  { target: "./main/alerts", from: ["./main"], except: ["./alerts"] },
  { target: "./main/market", from: ["./main"], except: ["./market", "./network", "./lib"] },
  { target: "./main/store", from: ["./main"], except: ["./store", "./alerts/decision.ts", "./lib"] },
  { target: "./main/delivery", from: ["./main"], except: ["./delivery", "./store", "./network", "./lib"] },
  { target: "./main/app", from: ["./main/desktop", "./main/electron.ts", "./main/headless", "./main/headless.ts"] },
  { target: "./main/bridge", from: ["./main/desktop", "./main/electron.ts", "./main/headless", "./main/headless.ts"] },
];

const root = fileURLToPath(new URL(".", import.meta.url));
const isUnder = (file, folder) =>
  file === path.join(root, folder) || file.startsWith(path.join(root, folder) + path.sep);

/** Which folder may import which: relative imports, resolved and held against {@link zones}. */
const downwardOnly = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const mine = zones.filter(({ target }) => isUnder(context.filename, target));
    const check = (node) => {
      if (typeof node.source?.value !== "string" || !node.source.value.startsWith(".")) return;
      const imported = path.resolve(path.dirname(context.filename), node.source.value);
      for (const { target, from, except = [] } of mine) {
        const allowed = except.some((name) => isUnder(imported, path.join(from[0], name)));
        if (allowed || !from.some((folder) => isUnder(imported, folder))) continue;
        context.report({
          node,
          message: `${target} may not import ${path.relative(root, imported)}: folders import only downward.`,
        });
      }
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

const outwards =
  "Connections outwards are made in main/network (httpGet, dialWebSocket): past it they take no proxy, and a bad certificate has no words.";

// The rules that need types are in .oxlintrc.json: oxlint reads the program once, natively, in a quarter of the time.
export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "test-results/", "**/*.d.ts"] },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    plugins: { house: { rules: { "downward-only": downwardOnly, "words-in-messages": wordsInMessages } } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/ban-ts-comment": [
        "error",
        { "ts-expect-error": "allow-with-description", "ts-ignore": true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-empty": ["error", { allowEmptyCatch: false }],
      "no-console": "off",
      // A file does one job that its name says: one that grows past this does several.
      "max-lines": ["error", 300],
      "house/downward-only": "error",
    },
  },
  {
    // What a person reads is read in their language.
    files: ["main/**/*.ts", "preload/**/*.ts", "renderer/**/*.ts", "renderer/**/*.svelte"],
    ignores: [
      "preload/contract/messages/**",
      // SQL alone, and parts of it.
      "main/store/migrations/**",
      // Run by whoever packs the app.
      "main/desktop/packaging/**",
      // What the simulated exchange says over its wire, as a real one would say it.
      "main/market/venues/demo/{rest,session,http-listener,price-simulator,tick-generator}.ts",
      // What is wrong with bytes of D-Bus, quoted within a message's brackets for whoever mends the service.
      "main/delivery/dbus/{decode,encode,message,message-reader,signature}.ts",
      // The English names of assets, by which they are searched for as well.
      "main/market/instruments/asset-names.ts",
    ],
    rules: { "house/words-in-messages": "error" },
  },
  {
    // Servers are made of the same modules, and types are harmless: what is refused is what connects.
    files: ["main/**/*.ts"],
    ignores: ["main/network/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        {
          globals: ["fetch", "WebSocket", "EventSource"].map((name) => ({ name, message: outwards })),
          checkGlobalObject: true,
        },
      ],
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          paths: [
            ...["ws", "node:http", "http"].map((name) => ({
              name,
              importNames: ["default", "WebSocket", "request", "get", "Agent", "ClientRequest", "globalAgent"],
              allowTypeImports: true,
              message: outwards,
            })),
            ...["node:https", "https", "node:http2", "http2", "undici"].map((name) => ({
              name,
              allowTypeImports: true,
              message: outwards,
            })),
            { name: "electron", importNames: ["net"], message: outwards },
          ],
        },
      ],
    },
  },
  {
    // The raw channel is for the one registrar that checks sender, origin and schema.
    files: ["main/**/*.ts"],
    ignores: ["main/desktop/ipc.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "electron",
              importNames: ["ipcMain"],
              message: "Use main/desktop/ipc.ts, which checks the sender.",
            },
          ],
        },
      ],
    },
  },
  {
    // Only the desktop host knows Electron.
    files: ["main/**/*.ts", "renderer/**/*.ts", "preload/contract/**/*.ts", "preload/api.ts"],
    ignores: ["main/desktop/**", "main/electron.ts", "main/launch.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "electron", message: "Only main/desktop and main/electron.ts know Electron." }] },
      ],
    },
  },
);
