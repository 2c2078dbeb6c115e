/** What the tests of main/app share: a real store in a folder of its own, and a tick. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { openStore, type Store } from "../../main/store/store.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { Moment, Tick } from "../../preload/contract/tick.ts";
import { afterTest } from "../doubles/after-test.ts";

/** A folder that is removed after the test. */
export function tempDir(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-app-"));
  afterTest(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opened now, closed after the test. */
export function openIn(dataDir: string, nowMs: number): Store {
  const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs });
  if (!opened.ok) throw new Error(opened.error.message);
  afterTest(() => opened.value.close());
  return opened.value;
}

/** Another program takes the file: writes are refused, reads work. Answers what lets go of it. */
export function lock(store: Store): () => void {
  const other = new Database(store.file);
  other.exec("BEGIN IMMEDIATE");
  const unlock = (): void => void other.close();
  afterTest(unlock);
  return unlock;
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

export function tick(last: string, now: Moment, symbol = "BTC-USD"): Tick {
  return {
    instrument: instrumentKey({ venue: "securitypro", symbol }),
    last,
    lastNumber: Number(last),
    bid: null,
    ask: null,
    size: null,
    tradeId: null,
    exchangeAt: null,
    receivedWallMs: now.wallMs,
    receivedMonoMs: now.monoMs,
  };
}
