/** The project's own lint, run on code that a test writes: as many pieces at once as it has, for a start takes half a second. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Refusal {
  /** As oxlint names it: `eslint(no-restricted-imports)`. */
  readonly rule: string;
  /** What is refused, and what to do about it. */
  readonly message: string;
}

/**
 * What the rules named like `rule` say of each file: `files` are code by path in the project. Only rules that need no types.
 * Throws where oxlint does not answer with its JSON.
 */
export function refusalsOf(files: Readonly<Record<string, string>>, rules: RegExp): Map<string, Refusal[]> {
  const folder = mkdtempSync(join(tmpdir(), "pricebell-lint-"));
  try {
    copyFileSync(join(root, "oxlint.config.ts"), join(folder, "oxlint.config.ts"));
    for (const name of [".ci", "node_modules", "package.json"]) symlinkSync(join(root, name), join(folder, name));
    for (const [file, code] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), code);
    }
    const { stdout, stderr } = spawnSync("oxlint", ["--format", "json", "main", "preload", "renderer"], {
      cwd: folder,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (!stdout.startsWith("{")) throw new Error(`oxlint said: ${stdout}${stderr}`);
    const { diagnostics } = JSON.parse(stdout) as {
      readonly diagnostics: readonly {
        readonly code: string;
        readonly message: string;
        readonly help?: string;
        readonly filename: string;
      }[];
    };
    const found = new Map<string, Refusal[]>(Object.keys(files).map((file) => [file, []]));
    for (const { code, message, help, filename } of diagnostics)
      if (rules.test(code)) found.get(filename)?.push({ rule: code, message: [message, help].join(" ") });
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
