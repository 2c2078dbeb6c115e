import path from "node:path";
import { fileURLToPath } from "node:url";

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

const root = fileURLToPath(new URL("../..", import.meta.url));
const isUnder = (file, folder) =>
  file === path.join(root, folder) || file.startsWith(path.join(root, folder) + path.sep);

/** Which folder may import which: relative imports, resolved and held against {@link zones}. */
export const downwardOnly = {
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
