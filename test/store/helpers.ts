/** What the store's tests share: a folder of their own, and small honest values. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { Decision, RuleLife } from "../../main/alerts/decision.ts";
import { openStore, type Store, type StoreError } from "../../main/store/store.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Tick } from "../../preload/contract/tick.ts";

/** 2026-01-05T12:00:00.000Z */
export const t0 = Date.parse("2026-01-05T12:00:00.000Z");

const folders: string[] = [];
const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function tempDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "pricebell-store-"));
  folders.push(folder);
  return join(folder, "data");
}

/** Opens, and closes after the test. */
export function openIn(dataDir: string, nowMs = t0): Store {
  const opened = openStore({ dataDir, nowMs });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
  stores.push(opened.value);
  return opened.value;
}

export function errorOf(dataDir: string): StoreError {
  const opened = openStore({ dataDir, nowMs: t0 });
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

export const spec: RuleSpec = {
  instrument: { venue: "demo", symbol: "BTC-USD" },
  source: "last",
  condition: { kind: "crosses-up", level: "45000" },
  holdForMs: 0,
  repeat: "once",
  rearmBy: null,
  cooldownMs: 0,
  expiresAt: null,
  note: "",
};

export function life(id: string, changes: Partial<RuleLife> = {}): RuleLife {
  return {
    id,
    spec,
    generation: 1,
    state: "armed",
    createdMs: t0,
    stateMs: t0,
    armedMs: t0,
    lastFiredMs: null,
    cooldownUntilMs: null,
    rearmAt: null,
    holdingSinceMs: null,
    snoozedUntilMs: null,
    extreme: null,
    ...changes,
  };
}

export function tick(last: string, changes: Partial<Tick> = {}): Tick {
  return {
    instrument: "demo:BTC-USD",
    last,
    lastNumber: Number(last),
    bid: null,
    ask: null,
    size: null,
    tradeId: null,
    exchangeAt: "2026-01-05T12:00:01.000Z",
    receivedWallMs: t0 + 1_010,
    receivedMonoMs: 2_010,
    ...changes,
  };
}

type Fired = Extract<Decision, { kind: "fired" }>;

export function fired(rule: RuleLife, changes: Partial<Fired> = {}): Fired {
  return {
    kind: "fired",
    rule: { ...rule, state: "done", lastFiredMs: t0 + 1_010 },
    generation: rule.generation,
    previous: tick("44999.99", { exchangeAt: "2026-01-05T12:00:00.500Z", receivedWallMs: t0 + 510 }),
    tick: tick("45000.12", { tradeId: "t-7" }),
    gap: null,
    decidedWallMs: t0 + 1_011,
    decisionMicros: 38.5,
    ...changes,
  };
}
