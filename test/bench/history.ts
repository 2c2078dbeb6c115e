/** What a history of years costs: a page of it, a start with it, and deleting its oldest end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { openStore, type Store } from "../../main/store/store.ts";
import { fillHistory } from "../store/full-history.ts";
import { t0 } from "../store/sample-values.ts";
import { median, printRows, type Row } from "./print-rows.ts";

const events = 1_000_000;
const rounds = 9;

export function benchHistory(): Row[] {
  const dir = mkdtempSync(join(tmpdir(), "pricebell-bench-"));
  try {
    const [empty, full] = [join(dir, "empty"), join(dir, "full")];
    for (const folder of [empty, full]) open(folder).close();
    const db = new Database(join(full, "pricebell.db"));
    db.pragma("synchronous = OFF");
    fillHistory(db, { events, rules: 100 });
    db.pragma("wal_checkpoint(TRUNCATE)");
    db.close();
    return [...pages(full), ...starts(empty, full), pruning(full)];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function pages(folder: string): Row[] {
  const store = open(folder);
  const page = (name: string, query: { beforeSeq?: number; ruleId?: string }): Row => ({
    name: `500 events of 1,000,000, ${name}`,
    value: medianMs(() => must(store.events.list({ limit: 500, ...query }))),
    unit: "ms",
    target: 30,
  });
  const rows = [
    page("the newest", {}),
    page("from the middle", { beforeSeq: events / 2 }),
    page("of one alert", { ruleId: "rule-7" }),
  ];
  store.close();
  return rows;
}

/** Turn by turn: on a machine that is busy for a while, both are slower. */
function starts(empty: string, full: string): Row[] {
  const times: { empty: number[]; full: number[] } = { empty: [], full: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.empty.push(timed(() => startAndRead(empty)));
    times.full.push(timed(() => startAndRead(full)));
  }
  const floor = median(times.empty);
  return [
    { name: "a start with no history", value: floor, unit: "ms", target: null },
    { name: "a start with 1,000,000 events", value: median(times.full) / floor, unit: "x", target: 1.2 },
  ];
}

/** What a start asks of the database before prices are watched. */
function startAndRead(folder: string): void {
  const store = open(folder);
  must(store.rules.all());
  must(store.ticks.all());
  must(store.events.openBlind());
  must(store.events.unread());
  must(store.deliveries.due("desktop", t0, 500));
  store.close();
}

function pruning(folder: string): Row {
  const store = open(folder);
  let afterSeq = 0;
  const step = (): void => {
    const nowMs = t0 + events * 1_000;
    const query = { beforeMs: nowMs, nowMs, afterSeq, reachedMs: Number.NEGATIVE_INFINITY, limit: 200 };
    afterSeq = must(store.events.prune(query)).next?.afterSeq ?? 0;
  };
  const value = medianMs(step);
  store.close();
  return { name: "one step of deleting old events, 200 of them", value, unit: "ms", target: 30 };
}

function open(dataDir: string): Store {
  const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs: t0 });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function medianMs(run: () => unknown): number {
  return median(Array.from({ length: rounds }, () => timed(run)));
}

function timed(run: () => unknown): number {
  const begin = performance.now();
  run();
  return performance.now() - begin;
}

function must<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

if (import.meta.main) printRows("A history of a million events", benchHistory());
