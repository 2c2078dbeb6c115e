/**
 * What durability costs, in fdatasyncs of the same disk in the same run: a figure in milliseconds would say more of the disk
 * than of us. `node test/bench/store.ts` prints the rows.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Decision, RuleSnapshot } from "../../main/alerts/decision.ts";
import { openStore, type Store } from "../../main/store/store.ts";
import { fired, snapshot, t0, tick } from "../store/sample-values.ts";
import { printRows, type Row } from "./print-rows.ts";

const rounds = 300;
const channels = ["desktop", "history"] as const;

export function benchStore(): Row[] {
  const dir = mkdtempSync(join(tmpdir(), "pricebell-bench-"));
  try {
    return measure(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function measure(dir: string): Row[] {
  const store = open(join(dir, "data"));
  const lives = Array.from({ length: 10_000 }, (_, i) => snapshot(`rule-${String(i).padStart(31, "0")}`));
  must(store.rules.save(...lives));

  // Turn by turn, so that a disk that is slower for a while is slower for all of them.
  const sync = syncTimer(join(dir, "sync"));
  const one: number[] = [];
  const hundred: number[] = [];
  const syncs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    syncs.push(sync.once());
    one.push(timed(() => must(store.commit(decisionsOf(lives, round * 7, 1, round), channels, t0))));
    if (round % 10 === 0) {
      hundred.push(timed(() => must(store.commit(decisionsOf(lives, round * 31, 100, 1_000 + round), channels, t0))));
    }
  }
  sync.close();
  store.close();

  const again = open(join(dir, "data"));
  const read: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    read.push(timed(() => new Map(must(again.rules.all()).map((rule) => [rule.id, rule]))));
  }
  again.close();

  const floor = median(syncs);
  return [
    { name: "one fdatasync of 4 KiB, this disk", value: floor, unit: "ms", target: null },
    { name: "decision to committed event", value: median(one) / floor, unit: "fdatasyncs", target: 3.5 },
    { name: "100 fires in one commit", value: median(hundred) / floor, unit: "fdatasyncs", target: 12 },
    { name: "10,000 rules read and indexed", value: median(read), unit: "ms", target: null },
  ];
}

function open(dataDir: string): Store {
  const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs: t0 });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

/** `count` rules, spread over all of them, fire on one tick; each time is a generation of its own. */
function decisionsOf(lives: readonly RuleSnapshot[], from: number, count: number, generation: number): Decision[] {
  const moment = { previous: tick("44999.99"), tick: tick("45000.12") };
  return Array.from({ length: count }, (_, i) => {
    const rule = lives[(from + i * 97) % lives.length];
    if (rule === undefined) throw new Error("no rules");
    return fired({ ...rule, generation: 2 + generation }, moment);
  });
}

/** Appends a page and waits for the disk: what any durable write has to do at the least. */
function syncTimer(path: string): { once(): number; close(): void } {
  const fd = openSync(path, "w");
  const page = Buffer.alloc(4096, 1);
  return {
    once: () =>
      timed(() => {
        writeSync(fd, page);
        fdatasyncSync(fd);
      }),
    close: () => closeSync(fd),
  };
}

function timed(run: () => unknown): number {
  const begin = performance.now();
  run();
  return performance.now() - begin;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function must<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

if (import.meta.main) printRows("From decision to a committed event", benchStore());
