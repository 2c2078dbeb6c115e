/** Gaps whose history is awaited while the database takes nothing. */
import { beforeEach, expect, it } from "vitest";
import type { RuleSnapshot } from "../../../main/alerts/decision.ts";
import { Engine } from "../../../main/alerts/engine.ts";
import { AwaitedHistories } from "../../../main/app/persistence/awaited-histories.ts";
import { Tick, type TickGap } from "../../../preload/contract/tick.ts";
import { key, spec } from "../../alerts/engine-harness.ts";
import { ManualClock } from "../../doubles/clock.ts";

const noFields = { last: null, lastNumber: Number.NaN, bid: null, ask: null, size: null, tradeId: null, at: null };
const after = new Tick(key, { ...noFields, last: "1", lastNumber: 1 }, { wallMs: 2, monoMs: 2 }, null);
const gapFrom = (fromWallMs: number): TickGap => ({
  ...{ fromWallMs, toWallMs: 2, because: "disconnected", before: null, candles: [], seen: null },
});
let refuses: boolean;
let saved: unknown[];
/** The beginnings of the gaps of each batch. */
let removed: number[][];
let awaited: AwaitedHistories;
beforeEach(() => {
  refuses = true;
  saved = [];
  removed = [];
  const engine = new Engine({ micros: () => 0 });
  engine.add("r", spec({ kind: "crosses-up", level: "5" }), new ManualClock().now(), null);
  const armed = engine.get("r") as RuleSnapshot;
  const refused = { ok: false, error: { code: "store-failed", message: "full" } } as const;
  const done = { ok: true, value: null } as const;
  awaited = new AwaitedHistories({
    engine: { rulesTold: () => new Map([["r", 3]]), get: (id) => ({ ...armed, id, generation: 3 }) },
    store: {
      awaitedHistories: {
        all: () => ({ ok: true, value: [] }),
        save: (batch) => (refuses ? refused : (saved.push(...batch), done)),
        remove: (batch) =>
          refuses ? refused : (removed.push(batch.map(({ gap: { fromWallMs } }) => fromWallMs)), done),
      },
    },
  });
});

it("keeps what it refuses, and writes it as soon as that can be", () => {
  const gap = gapFrom(1);
  awaited.note(gap, after);
  awaited.keep();
  expect(
    awaited.recall("demo").map(({ gap: { fromWallMs } }) => fromWallMs),
    "its venue is opened anew meanwhile",
  ).toEqual([1]);
  expect(saved).toEqual([]);
  refuses = false;
  awaited.keep();
  awaited.keep();
  expect(saved).toEqual([{ gap, after, told: new Map([["r", 3]]) }]);
  awaited.settle(gap, after);
  awaited.keep();
  expect(removed).toEqual([[1]]);
});

it("forgets what is decided before it was ever written, and removes the rest afterwards, once", () => {
  refuses = false;
  awaited.note(gapFrom(0), after);
  refuses = true;
  awaited.settle(gapFrom(0), after);
  for (let from = 1; from < 2; from += 0.01) {
    awaited.note(gapFrom(from), after);
    awaited.settle(gapFrom(from), after);
    awaited.keep();
  }
  refuses = false;
  awaited.keep();
  awaited.keep();
  expect(removed).toEqual([[0]]);
});
