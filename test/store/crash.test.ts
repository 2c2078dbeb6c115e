/**
 * A process that commits is killed at any moment. SIGKILL shows that our own order of writing holds; that a power cut loses
 * nothing rests on `synchronous=FULL`, which database.test.ts holds.
 */
import { once } from "node:events";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Store } from "../../main/store/store.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { childFile, start, errorOf, openIn, t0, tempDir, value } from "./store-harness.ts";

/** Runs the committing child until it dies, killing it after so many acknowledged commits; answers how many there were. */
async function run(
  dir: string,
  killAfter: number,
  failpoint?: string,
): Promise<{ acknowledged: number; signal: unknown }> {
  const env: Record<string, string> = failpoint === undefined ? {} : { PRICEBELL_FAILPOINT: failpoint };
  const started = start(process.execPath, [childFile, dir, "commit"], env);
  const ended = once(started, "exit");
  let acknowledged = 0;
  for await (const line of createInterface({ input: started.stdout })) {
    acknowledged = Number(line);
    if (acknowledged >= killAfter) started.kill("SIGKILL");
  }
  const [, signal] = (await ended) as [number | null, unknown];
  return { acknowledged, signal };
}

/** Oldest first. A page at a time: while this process was held up, the other may have committed any number. */
function everyEvent(store: Store): AlertEvent[] {
  const events: AlertEvent[] = [];
  for (;;) {
    const oldest = events.at(-1);
    const page = value(store.events.list({ limit: 500, ...(oldest === undefined ? {} : { beforeSeq: oldest.seq }) }));
    if (page.length === 0) return events.reverse();
    events.push(...page);
  }
}

describe("SIGKILL", () => {
  it.each([1, 3, 17, 40])(
    "after about %i commits: every one that was acknowledged is there, whole",
    async (killAfter) => {
      const dir = tempDir();
      const { acknowledged, signal } = await run(dir, killAfter);
      expect(signal).toBe("SIGKILL");
      const store = openIn(dir, t0 + 1);
      expect(store.heartbeat.last()?.clean).toBe(false);
      const events = everyEvent(store);
      expect(events.length).toBeGreaterThanOrEqual(acknowledged);
      events.forEach((event, i) => {
        expect([event.generation, event.deliveries.map((d) => d.state)]).toEqual([i + 1, ["pending", "shown"]]);
      });
      expect(value(store.rules.all())[0]?.generation).toBeGreaterThanOrEqual(events.length);
      const db = new Database(store.file, { readonly: true });
      expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
      db.close();
    },
  );

  it.each([
    ["committing:3", 2],
    ["committed:3", 3],
  ])("at the failpoint %s: %i events, none of them half", async (failpoint, events) => {
    const dir = tempDir();
    const { acknowledged, signal } = await run(dir, Number.POSITIVE_INFINITY, failpoint);
    expect([acknowledged, signal]).toEqual([2, "SIGKILL"]);
    const store = openIn(dir, t0 + 1);
    expect(value(store.events.list())).toHaveLength(events);
    expect(value(store.deliveries.due("desktop", t0 + 99, 500))).toHaveLength(events);
    expect(value(store.rules.all())[0]).toMatchObject({ generation: 3, state: events === 3 ? "done" : "armed" });
    expect(errorOf(dir).code).toBe("store-locked");
  });
});
