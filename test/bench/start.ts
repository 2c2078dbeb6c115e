/** How long a person waits: from the start of the headless host to its first price, on a data folder that was used before. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { buildHeadless, headlessNodeArgs, projectRoot } from "../doubles/built-app.ts";
import { median, printRows, type Row } from "./print-rows.ts";

const rounds = 7;
const bundle = path.join(projectRoot, "dist/main/headless.js");
const sources = path.join(projectRoot, "main/headless.ts");

/** What no start can be quicker than: Node itself, and a database that is opened and read. */
const floorScript = `
  const database = new (require("better-sqlite3"))(process.argv[1]);
  database.pragma("journal_mode = WAL");
  database.prepare("SELECT count(*) FROM sqlite_schema").get();
  database.close();
`;

function floorMs(file: string): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["-e", floorScript, file], { cwd: projectRoot });
  if (status !== 0) throw new Error(`The floor could not be measured: ${String(stderr)}`);
  return performance.now() - begin;
}

async function firstPriceMs(entry: string, dataDir: string): Promise<number> {
  const begin = performance.now();
  const nodeArgs = entry === bundle ? headlessNodeArgs : [];
  const app = await HeadlessApp.start({ entry, nodeArgs, dataDir, args: ["--demo"] });
  try {
    // Asked again at once: what is measured is the host, and a push would add up to a tenth of a second of its own rhythm.
    while (!(await app.value("market.snapshot", {})).some(({ last }) => last !== null));
    return performance.now() - begin;
  } finally {
    await app.stop();
  }
}

export async function benchStart(): Promise<Row[]> {
  await buildHeadless();
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-bench-start-"));
  try {
    const dataDir = path.join(folder, "data");
    // Not counted: the folder is made, the database migrated, and the program that measures warm.
    for (const entry of [sources, bundle]) await firstPriceMs(entry, dataDir);
    const floor: number[] = [];
    const bundled: number[] = [];
    const unbundled: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      floor.push(floorMs(path.join(folder, "floor.db")));
      bundled.push(await firstPriceMs(bundle, dataDir));
      unbundled.push(await firstPriceMs(sources, dataDir));
    }
    const [least, start] = [median(floor), median(bundled)];
    return [
      { name: "headless start to the first price", value: start, unit: "ms", target: 500 },
      {
        name: "the same, against Node opening SQLite and nothing else",
        value: start / least,
        unit: "x floor",
        target: null,
      },
      { name: "the same from the sources, as in development", value: median(unbundled), unit: "ms", target: null },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) printRows("From the start to the first price", await benchStart());
