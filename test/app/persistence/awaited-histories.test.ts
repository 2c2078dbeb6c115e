/** A gap whose history has not come when the process ends: the next one decides it once, by the rules as they were told of it. */
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import fc from "../../doubles/generated.ts";
import { Engine } from "../../../main/alerts/engine.ts";
import { AwaitedHistories } from "../../../main/app/persistence/awaited-histories.ts";
import type { Decision } from "../../../main/alerts/decision.ts";
import type { Store } from "../../../main/store/store-interface.ts";
import { ok } from "../../../preload/contract/result.ts";
import { Tick, type TickGap } from "../../../preload/contract/tick.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { key, spec } from "../../alerts/engine-harness.ts";
import { openIn, tempDir, value } from "../../store/store-harness.ts";

/** One process: what the app does of a gap, without its sockets. Without a folder it lasts, and no database is needed. */
class Process {
  readonly engine = new Engine({ micros: () => 0 });
  readonly awaited: AwaitedHistories;
  readonly #store: Store | null;
  readonly #clock: ManualClock;
  readonly #fired: string[] = [];

  constructor(dir: string | null, clock: ManualClock) {
    this.#clock = clock;
    const store = dir === null ? null : openIn(dir, clock.now().wallMs);
    this.#store = store;
    const none = ok(null);
    const awaitedHistories = store?.awaitedHistories ?? { all: () => ok([]), save: () => none, remove: () => none };
    this.awaited = new AwaitedHistories({ store: { awaitedHistories }, engine: this.engine });
    if (store !== null) this.commit(this.engine.load(value(store.rules.all()), clock.now()));
  }

  /** Makes or edits a rule. */
  save(decisions: readonly Decision[]): void {
    for (const { rule } of decisions) if (this.#store !== null) value(this.#store.rules.save(rule));
    this.commit(decisions);
  }

  commit(decisions: readonly Decision[]): void {
    for (const one of decisions) if (one.kind === "fired") this.#fired.push(`${one.rule.id} ${String(one.generation)}`);
    if (this.#store !== null && decisions.length > 0)
      value(this.#store.commit(decisions, ["history"], this.#clock.now().wallMs));
  }

  tick(last: string): Tick {
    this.#clock.advance(100);
    const fields = { last, lastNumber: Number(last), bid: null, ask: null, size: null, tradeId: null, at: null };
    return new Tick(key, fields, this.#clock.now(), null);
  }

  /** Of all processes on the same database. */
  fires(): string[] {
    if (this.#store === null) return this.#fired.sort();
    const events = value(this.#store.events.list({ limit: 100 })).filter(({ kind }) => kind === "fired");
    return events.map(({ ruleId, generation }) => `${ruleId ?? ""} ${String(generation)}`).sort();
  }

  kept(): unknown {
    return this.#store === null ? [] : value(this.#store.awaitedHistories.all());
  }

  end(): void {
    this.#store?.close();
  }
}

const noFields = { last: null, lastNumber: Number.NaN, bid: null, ask: null, size: null, tradeId: null, at: null };

/** What is done in the first process after the gap was told. The process ends behind each of them. */
const steps = ["told", "edited", "priced", "decided", "committed", "kept"] as const;
type Step = (typeof steps)[number];

interface Scenario {
  /** Trades that a live feed did not tell; else those of an outage. */
  readonly isMissed: boolean;
  readonly before: number;
  readonly after: number;
  readonly trades: readonly { readonly price: number; readonly size: number }[];
  readonly rules: readonly { readonly condition: object; readonly repeat: string }[];
}

const price = fc.integer({ min: 90, max: 110 });
const condition = fc.oneof(
  fc.record({
    kind: fc.constantFrom("at-or-above", "at-or-below", "crosses-up", "crosses-down"),
    level: price.map(String),
  }),
  fc.integer({ min: 1, max: 9 }).map((size) => ({ kind: "trade-size-at-least", size: String(size) })),
  fc.integer({ min: 1, max: 9 }).map((by) => ({ kind: "pulls-back", by: { amount: String(by) } })),
);
const scenario: fc.Arbitrary<Scenario> = fc.record({
  isMissed: fc.boolean(),
  before: price,
  after: price,
  trades: fc.array(fc.record({ price, size: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 4 }),
  rules: fc.array(fc.record({ condition, repeat: fc.constantFrom("once", "always") }), { minLength: 1, maxLength: 4 }),
});

/** Runs it up to `end`, and on in another process; null: in one process alone. Answers who fired, by generation. */
function run(
  { isMissed, before, after, trades: between, rules }: Scenario,
  edits: boolean,
  end: Step | null,
): string[] {
  // Those that were missed are read with the one that came after them.
  const trades = isMissed ? [...between, { price: after, size: 1 }] : between;
  const clock = new ManualClock();
  const dir = end === null ? null : tempDir();
  const first = new Process(dir, clock);
  const isOver = (step: Step): boolean => end === step;
  const goOn = (): string[] => {
    first.end();
    clock.advance(60_000);
    const second = new Process(dir, clock);
    const recalled = second.awaited.recall("demo");
    const now = second.tick(String(after));
    const down = { fromWallMs: now.receivedWallMs - 60_000, toWallMs: now.receivedWallMs, candles: [], seen: null };
    second.commit(second.engine.onTick(now, { ...down, because: "not-running", before: now }));
    for (const { gap, after: end } of recalled)
      decide(second, gap, isMissed ? { ...end, last: String(after), lastNumber: after } : end);
    second.awaited.keep();
    const fires = second.fires();
    expect(second.kept()).toEqual([]);
    second.end();
    return fires;
  };
  const decide = (process: Process, gap: TickGap, at: Tick): void => {
    process.commit(process.engine.onHistory(told(gap), at, clock.now(), process.awaited.toldOf(gap, at)));
    process.awaited.settle(gap, at);
  };
  const told = (gap: TickGap): TickGap => ({
    ...gap,
    candles: trades.map(({ price: at }, nth) => {
      const text = String(at);
      return { openMs: gap.fromWallMs + nth + 1, lengthMs: 1, open: text, high: text, low: text, close: text };
    }),
    trades: trades.map(({ price: at, size }, nth) => ({
      ...{ tradeId: String(nth), price: String(at), size: String(size) },
      atMs: gap.fromWallMs + nth + 1,
    })),
  });

  const known = first.tick(String(before));
  rules.forEach(({ condition: of, repeat }, nth) => {
    const id = `r${String(nth)}`;
    const made = first.engine.add(id, spec(of, { repeat }), clock.now(), known);
    first.save(made);
  });
  first.commit(first.engine.onTick(first.tick(String(before)), null));
  if (!isMissed) first.commit(first.engine.onLost("demo", clock.now()));
  const fromWallMs = clock.now().wallMs;
  clock.advance(10_000);
  const next = first.tick(String(after));
  const knownMs = clock.now().wallMs;
  const span = { fromWallMs, toWallMs: knownMs, candles: [], seen: null, before: known };
  const missed = { knownMs, missed: { fromId: "0", toId: String(trades.length), waitedSinceMs: null } };
  const gap: TickGap = isMissed
    ? { ...span, because: "venue-silent", ...missed }
    : { ...span, because: "disconnected" };
  const tick = isMissed ? known : next;
  const decisions = isMissed ? [] : first.engine.onTick(tick, gap);
  first.awaited.note(gap, tick);
  first.commit(decisions);
  clock.advance(1);
  if (isOver("told")) return goOn();
  if (edits) {
    const [rule] = rules;
    const made = first.engine.edit("r0", spec(rule?.condition ?? {}, { repeat: rule?.repeat }), clock.now(), tick);
    first.save(made);
  }
  if (isOver("edited")) return goOn();
  first.commit(first.engine.onTick(first.tick(String(after)), null));
  if (isOver("priced")) return goOn();
  const lateTick = first.tick(String(after));
  // In time the trades are told as a gap that ends with the price of then.
  const late = isMissed
    ? [...first.engine.onLost([key], clock.now()), ...first.engine.onTick(lateTick, told(gap))]
    : first.engine.onHistory(told(gap), tick, clock.now(), first.awaited.toldOf(gap, tick));
  first.awaited.settle(gap, tick);
  if (isOver("decided")) return goOn();
  first.commit(late);
  if (isOver("committed")) return goOn();
  first.awaited.keep();
  return end === null ? first.fires() : goOn();
}

describe("a process that ends while the history of a gap is awaited", () => {
  it("wherever it ends, the same rules fire as if it had not, each generation once", () => {
    fc.assert(
      fc.property(scenario, fc.boolean(), fc.constantFrom(...steps), (given, edits, end) => {
        // What the end comes before did not happen: an edit that was not made yet is not made.
        const fires = run(given, edits && end !== "told", end);
        expect(fires).toEqual(run(given, edits && end !== "told", null));
        expect(new Set(fires).size).toBe(fires.length);
      }),
      { numRuns: 20 },
    );
  });

  it("forgets a gap whose rules are gone, or have been armed anew", () => {
    const dir = tempDir();
    const store = openIn(dir);
    const after = { ...new Tick(key, { ...noFields, last: "1", lastNumber: 1 }, { wallMs: 2, monoMs: 2 }, null) };
    const gapFrom = (fromWallMs: number): TickGap => ({
      ...{ fromWallMs, toWallMs: 2, because: "disconnected", before: null, candles: [], seen: null },
    });
    const told = (generation: number) => new Map([["r", generation]]);
    value(
      store.awaitedHistories.save([
        { gap: gapFrom(0), after, told: told(1) },
        { gap: gapFrom(1), after, told: told(2) },
      ]),
    );
    const engine = new Engine({ micros: () => 0 });
    const clock = new ManualClock();
    const rule = spec({ kind: "crosses-up", level: "5" });
    engine.add("r", rule, clock.now(), null);
    engine.edit("r", rule, clock.now(), null);
    const awaited = new AwaitedHistories({ store, engine });
    expect(awaited.recall("demo").map(({ gap }) => gap.fromWallMs)).toEqual([1]);
    awaited.keep();
    expect(value(store.awaitedHistories.all()).map(({ gap }) => gap.fromWallMs)).toEqual([1]);
    engine.remove("r");
    expect(awaited.recall("demo")).toEqual([]);
  });

  it("keeps each range of trades that were missed, of one millisecond too, and leaves out one that cannot be read", () => {
    const dir = tempDir();
    const store = openIn(dir);
    const after = {
      ...new Tick(key, { ...noFields, last: "1", lastNumber: 1 }, { wallMs: 2, monoMs: 2 }, null),
      receivedMonoMs: Number.NEGATIVE_INFINITY,
    };
    const rangeOf = (fromId: string, waitedSinceMs: number | null): TickGap => ({
      ...{ fromWallMs: 1.5, toWallMs: 2, because: "venue-silent", before: after, candles: [], seen: null },
      ...{ knownMs: 2, missed: { fromId, toId: "9", waitedSinceMs } },
    });
    const ranges = [rangeOf("4", null), rangeOf("7", 1.25)].map((gap) => ({ gap, after, told: new Map([["r", 1]]) }));
    value(store.awaitedHistories.save(ranges));
    expect(value(store.awaitedHistories.all())).toEqual(ranges);
    value(store.awaitedHistories.remove(ranges.slice(0, 1)));
    expect(value(store.awaitedHistories.all())).toEqual(ranges.slice(1));
    store.close();
    const db = new Database(store.file);
    db.exec("UPDATE awaited_histories SET missed_to_id = '9n'");
    db.close();
    expect(value(openIn(dir).awaitedHistories.all())).toEqual([]);
  });
});
