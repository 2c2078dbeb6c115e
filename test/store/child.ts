/**
 * A process of its own on a data folder, for tests that kill it: `node child.ts DIR hold|try|commit`.
 * `commit` prints the number of each commit that was acknowledged.
 */
import { writeSync } from "node:fs";
import { openStore } from "../../main/store/store.ts";
import { fired, life, t0 } from "./values.ts";

const [dataDir = "", doing = ""] = process.argv.slice(2);
const opened = openStore({ dataDir, nowMs: t0 });
if (doing === "try") {
  writeSync(1, JSON.stringify(opened.ok ? { ok: true } : { ok: false, code: opened.error.code }));
} else if (!opened.ok) {
  throw new Error(opened.error.message);
} else if (doing === "hold") {
  opened.value.rules.save(life("held"));
  writeSync(1, "held\n");
  // Held by something that lasts: a timer keeps the process alive.
  setInterval(() => opened.value.health(), 1_000);
} else {
  const { value: store } = opened;
  for (let i = 1; ; i += 1) {
    const rule = life("r", { generation: i });
    store.rules.save(rule);
    const result = store.commit([fired(rule)], ["desktop", "history"], t0 + i);
    if (!result.ok) throw new Error(result.error.message);
    writeSync(1, `${i}\n`);
  }
}
