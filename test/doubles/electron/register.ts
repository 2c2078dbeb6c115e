/** Preloaded into the app's process (`node --import`): puts the double in the place of the `electron` module. */
import { createRequire, registerHooks } from "node:module";
import type DatabaseClass from "better-sqlite3";
import type { DoubleConfig } from "./wire.ts";

const require = createRequire(import.meta.url);
const { platform } = JSON.parse(process.env["ELECTRON_DOUBLE"] ?? "{}") as Partial<DoubleConfig>;
if (platform !== undefined && platform !== process.platform) {
  // Native code is of this machine's system, whichever one the app is to take itself to be on: loaded while it still says so.
  const Database = require("better-sqlite3") as typeof DatabaseClass;
  new Database(":memory:").close();
  Object.defineProperty(process, "platform", { value: platform });
}

const double = new URL("module.ts", import.meta.url).href;
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === "electron" || specifier === "electron/main"
      ? { url: double, shortCircuit: true }
      : nextResolve(specifier, context),
});
