/**
 * A process of its own on a data folder, for tests that kill or confine it: `node child.ts DIR hold|try|commit|burst`.
 * `commit` prints the number of each commit that was acknowledged; `burst` commits 300 fires at once for each line it is
 * given, and prints what came of it.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { openStore } from "../../main/store/store.ts";
import { fired, snapshot, t0 } from "./sample-values.ts";

const [dataDir = "", doing = ""] = process.argv.slice(2);
const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs: t0 });
if (doing === "try") {
  writeSync(1, JSON.stringify(opened.ok ? { ok: true } : { ok: false, code: opened.error.code }));
} else if (!opened.ok) {
  throw new Error(opened.error.message);
} else if (doing === "hold") {
  opened.value.rules.save(snapshot("held"));
  writeSync(1, "held\n");
  // Held by something that lasts: a timer keeps the process alive.
  setInterval(() => opened.value.health(), 1_000);
} else if (doing === "burst") {
  const { value: store } = opened;
  const lives = Array.from({ length: 300 }, (_, i) => snapshot(`r${i}`));
  store.rules.save(...lives);
  writeSync(1, `${JSON.stringify(store.health())}\n`);
  for await (const _line of createInterface({ input: process.stdin })) {
    const result = store.commit(
      lives.map((rule) => fired(rule)),
      ["desktop", "history"],
      t0,
    );
    const events = store.events.unread();
    writeSync(
      1,
      `${JSON.stringify({ ok: result.ok, events: events.ok ? events.value : null, health: store.health() })}\n`,
    );
  }
} else {
  const { value: store } = opened;
  for (let i = 1; ; i += 1) {
    const rule = snapshot("r", { generation: i });
    store.rules.save(rule);
    const result = store.commit([fired(rule)], ["desktop", "history"], t0 + i);
    if (!result.ok) throw new Error(result.error.message);
    writeSync(1, `${i}\n`);
  }
}
