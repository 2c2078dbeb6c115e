/** What the store's tests share: a folder of their own, opened and closed for them. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { openStore, type Store, type StoreError } from "../../main/store/store.ts";
import type { Result } from "../../preload/contract/result.ts";
import { afterTest } from "../doubles/after-test.ts";
import { snapshot, t0 } from "./sample-values.ts";

export * from "./sample-values.ts";

export type Child = ChildProcessByStdio<Writable, Readable, null>;

/** The process of `child.ts`. */
export const childFile = join(import.meta.dirname, "child.ts");

export function tempDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "pricebell-store-"));
  afterTest(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "data");
}

/** Starts a process that does not outlive the test. */
export function start(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "inherit"] });
  afterTest(() => void child.kill("SIGKILL"));
  return child;
}

/** Opens, and closes after the test. */
export function openIn(dataDir: string, nowMs = t0): Store {
  const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs, venues: ["demo", "securitypro"] });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
  afterTest(() => opened.value.close());
  return opened.value;
}

/** A store whose monotonic clock the test moves. */
export function openWithClock(dataDir: string): { store: Store; advance: (ms: number) => void } {
  let monoMs = 1_000;
  const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs: t0, monoMs: () => monoMs });
  if (!opened.ok) throw new Error(opened.error.message);
  return { store: opened.value, advance: (ms) => (monoMs += ms) };
}

/** {@link openWithClock} in a folder of its own, with one rule, `r1`. */
export function openWithRule(): { dir: string; store: Store; advance: (ms: number) => void } {
  const dir = tempDir();
  const opened = openWithClock(dir);
  value(opened.store.rules.save(snapshot("r1")));
  return { dir, ...opened };
}

/** The ids of the rules that a start after the end of the process finds. */
export function ruleIdsIn(dataDir: string): string[] {
  const store = openIn(dataDir);
  const ids = value(store.rules.all()).map(({ id }) => id);
  store.close();
  return ids;
}

export function errorOf(dataDir: string): StoreError {
  const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs: t0 });
  if (opened.ok) {
    opened.value.close();
    throw new Error("it opened");
  }
  return opened.error;
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}
