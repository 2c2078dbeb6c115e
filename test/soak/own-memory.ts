/**
 * Loaded into the soaked process before it starts: every few seconds it collects its garbage and writes down what is left. What
 * a process holds from the system says more of how lazy its collector is than of what it keeps.
 */
import { renameSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const everyMs = 5_000;
const file = process.env["PRICEBELL_MEMORY_FILE"];

if (file !== undefined) {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setInterval(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    // Renamed, so that nobody reads half of it.
    writeFileSync(`${file}.new`, JSON.stringify({ pid: process.pid, bytes: heapUsed + external }));
    renameSync(`${file}.new`, file);
  }, everyMs).unref();
}
