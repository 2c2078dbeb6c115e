import { defineConfig } from "oxlint";

const outwards =
  "Connections outwards are made in main/network (httpGet, dialWebSocket): past it they take no proxy, and a bad certificate has no words.";

const connecting = [
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
];
const electron = { name: "electron", message: "Only main/desktop and main/electron.ts know Electron." };
const electronNet = { name: "electron", importNames: ["net"], message: outwards };
const ipcMain = {
  name: "electron",
  importNames: ["ipcMain"],
  message: "Use main/desktop/ipc.ts, which checks the sender.",
};
/** The files that know Electron. */
const desktop = ["main/desktop/**", "main/electron.ts", "main/launch.ts"];

// Svelte's components are read by ESLint (eslint.config.js).
export default defineConfig({
  plugins: ["typescript"],
  jsPlugins: ["./.ci/lint/house.js"],
  categories: { correctness: "off" },
  ignorePatterns: ["dist/", "node_modules/", "test-results/", "**/*.d.ts", "**/*.svelte"],
  rules: {
    "no-var": "error",
    "prefer-const": "error",
    "prefer-rest-params": "error",
    "prefer-spread": "error",
    "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    "no-unused-expressions": "error",
    "no-array-constructor": "error",
    "no-empty": ["error", { allowEmptyCatch: false }],
    "typescript/ban-ts-comment": ["error", { "ts-expect-error": "allow-with-description", "ts-ignore": true }],
    "typescript/consistent-type-imports": "error",
    "typescript/no-duplicate-enum-values": "error",
    "typescript/no-empty-object-type": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-extra-non-null-assertion": "error",
    "typescript/no-misused-new": "error",
    "typescript/no-namespace": "error",
    "typescript/no-non-null-asserted-optional-chain": "error",
    "typescript/no-require-imports": "error",
    "typescript/no-this-alias": "error",
    "typescript/no-unnecessary-type-constraint": "error",
    "typescript/no-unsafe-declaration-merging": "error",
    "typescript/no-unsafe-function-type": "error",
    "typescript/no-wrapper-object-types": "error",
    "typescript/prefer-as-const": "error",
    "typescript/prefer-namespace-keyword": "error",
    "typescript/triple-slash-reference": "error",
    // By types.
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/await-thenable": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    // A file does one job that its name says: one that grows past this does several.
    "max-lines": ["error", 300],
    "house/downward-only": "error",
  },
  overrides: [
    {
      // What a person reads is read in their language.
      files: ["main/**/*.ts", "preload/**/*.ts", "renderer/**/*.ts"],
      excludeFiles: [
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
      excludeFiles: ["main/network/**"],
      rules: {
        "no-restricted-globals": [
          "error",
          {
            globals: ["fetch", "WebSocket", "EventSource"].map((name) => ({ name, message: outwards })),
            checkGlobalObject: true,
          },
        ],
      },
    },
    // A rule's options are those of the last that names the file: each file is named by one of these.
    {
      files: ["main/**/*.ts"],
      excludeFiles: ["main/network/**", ...desktop],
      rules: { "no-restricted-imports": ["error", { paths: [...connecting, electron] }] },
    },
    {
      files: ["main/network/**/*.ts", "renderer/**/*.ts", "preload/contract/**/*.ts", "preload/api.ts"],
      rules: { "no-restricted-imports": ["error", { paths: [electron] }] },
    },
    {
      // The raw channel is for the one registrar that checks sender, origin and schema.
      files: desktop,
      excludeFiles: ["main/desktop/ipc.ts"],
      rules: { "no-restricted-imports": ["error", { paths: [...connecting, electronNet, ipcMain] }] },
    },
    {
      files: ["main/desktop/ipc.ts"],
      rules: { "no-restricted-imports": ["error", { paths: [...connecting, electronNet] }] },
    },
  ],
});
