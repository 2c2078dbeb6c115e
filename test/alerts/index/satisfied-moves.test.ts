/** Moves that are true now and have to be watched until they end: what a tick costs, counted and not timed, and that none is missed. */
import { describe, expect, test } from "vitest";
import { Engine } from "../../../main/alerts/engine.ts";
import { SatisfiedMoves, type SatisfiedMove } from "../../../main/alerts/index/satisfied-moves.ts";
import { WindowExtremes, type WindowPrice } from "../../../main/alerts/index/window-extremes.ts";
import { spec, EngineHarness } from "../engine-harness.ts";

class CountedExtremes extends WindowExtremes {
  looks = 0;
  override middle(afterMonoMs: number, isEnough: (n: number) => boolean): WindowPrice | null {
    this.looks++;
    return super.middle(afterMonoMs, isEnough);
  }
}

const markOf = (n: number, monoMs: number): WindowPrice => ({ n, tick: null, text: String(n), monoMs, seq: monoMs });
/** The same numbers each time. */
function random(): () => number {
  let state = 1;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296;
}

test("in a steady trend 10,000 moves of as many windows are watched by looking into a few", () => {
  const extremes = new CountedExtremes("low", "last");
  const moves = new SatisfiedMoves<number>("low", extremes);
  const next = random();
  let rulesLookedAt = 0;
  let monoMs = 0;
  const tick = (): number => {
    monoMs += 100;
    extremes.push(markOf(10_000 + monoMs / 100, monoMs), 60_000);
    return 10_000 + monoMs / 100;
  };
  while (monoMs < 61_000) tick();
  for (let rule = 0; rule < 10_000; rule++) {
    const windowMs = 1_000 + Math.floor(next() * 59_000);
    const move = moves.add(rule, windowMs, (windowMs / 100 - 2) * next() * 0.95, false, rule);
    const { own } = move;
    // Read where a rule is looked at by itself.
    Object.defineProperty(move, "own", { get: () => (rulesLookedAt++, own) });
  }
  moves.mayEnd(tick(), monoMs);
  extremes.looks = rulesLookedAt = 0;
  for (let step = 0; step < 1_000; step++) expect(moves.mayEnd(tick(), monoMs)).toBe(false);
  expect(extremes.looks / 1_000).toBeLessThan(100);
  expect(rulesLookedAt / 1_000).toBeLessThan(200);
});

test("every move that ends is handed over, and none that goes on", () => {
  const next = random();
  for (const side of ["low", "high"] as const) {
    const extremes = new WindowExtremes(side, "last");
    const moves = new SatisfiedMoves<number>(side, extremes);
    const seen: WindowPrice[] = [];
    const standing = new Map<number, SatisfiedMove<number>>();
    let made = 0;
    let ended = 0;
    const isTrue = (windowMs: number, by: number, percent: boolean, n: number, monoMs: number): boolean =>
      seen.some((mark) => {
        const distance = percent ? (mark.n * by) / 100 : by;
        return mark.monoMs > monoMs - windowMs && (side === "low" ? n >= mark.n + distance : n <= mark.n - distance);
      });
    for (let monoMs = 100, n = 1_000; monoMs < 60_000; monoMs += 100) {
      n = Math.max(500, n + (next() - 0.5) * 40 + 15 * Math.sin(monoMs / 3_000));
      const gone = new Set<number>();
      moves.takeEnded(n, monoMs, (rule) => gone.add(rule));
      seen.push(markOf(n, monoMs));
      extremes.push(markOf(n, monoMs), 10_000);
      for (const [rule, move] of standing) {
        if (gone.has(rule) === isTrue(move.windowMs, move.by, move.percent, n, monoMs))
          expect.fail(`rule ${String(rule)} at ${String(monoMs)}`);
        if (gone.has(rule)) {
          standing.delete(rule);
          ended++;
        } else if (next() < 0.02) {
          moves.remove(move);
          standing.delete(rule);
        }
      }
      for (let count = 0; count < 8; count++) {
        const [windowMs, by, percent] = [1_000 + Math.floor(next() * 9_000), 1 + next() * 60, next() < 0.5];
        if (!isTrue(windowMs, percent ? by / 10 : by, percent, n, monoMs)) continue;
        standing.set(made, moves.add(made, windowMs, percent ? by / 10 : by, percent, made));
        made++;
      }
    }
    expect(made).toBeGreaterThan(500);
    expect(ended).toBeGreaterThan(300);
  }
});

describe.each<"low" | "high">(["low", "high"])("measured from the %s, one by one", (side) => {
  const away = side === "low" ? 1 : -1;
  /** Of these windows, each measured from 1,000 a second ago, and each moves by so much. */
  function standing(rows: readonly (readonly [owner: string, windowMs: number, by: number, percent: boolean])[]) {
    const extremes = new WindowExtremes(side, "last");
    extremes.push(markOf(1_000, 9_000), 60_000);
    const moves = new SatisfiedMoves<string>(side, extremes);
    const nodes = new Map(rows.map(([owner, ...row], order) => [owner, moves.add(owner, ...row, order)]));
    const ended = (n: number, monoMs = 10_000): string[] => {
      const owners: string[] = [];
      const may = moves.mayEnd(n, monoMs);
      moves.takeEnded(n, monoMs, (owner) => owners.push(owner));
      expect(may).toBe(owners.length > 0);
      return owners.sort();
    };
    const remove = (owner: string): void => {
      const node = nodes.get(owner);
      if (node === undefined) throw new Error(`There is no ${owner}.`);
      moves.remove(node);
    };
    return { moves, ended, remove };
  }
  const amounts = ["a", "b", "c", "d", "e"].map(
    (owner, at) => [owner, 2_000 + at * 500, 10 * (at + 1), false] as const,
  );

  test("there are none, of amounts, of percentages, and again none", () => {
    const { moves, remove } = standing([]);
    expect(moves.isEmpty).toBe(true);
    const amount = moves.add("amount", 2_000, 5, false, 0);
    expect(moves.isEmpty).toBe(false);
    moves.remove(amount);
    expect(moves.isEmpty).toBe(true);
    const percent = moves.add("percent", 2_000, 5, true, 0);
    expect(moves.isEmpty).toBe(false);
    moves.remove(percent);
    moves.remove(percent);
    expect(moves.isEmpty).toBe(true);
    expect(() => remove("x")).toThrow("no x");
  });

  test.each([
    ["an amount", 300, false],
    ["a percentage", 30, true],
    ["more than the price itself", side === "low" ? 3_000 : 900, false],
  ])("at the very price of %s a rule is looked at, beyond it not", (_what, by, percent) => {
    const distance = percent ? by * 10 : by;
    expect(standing([["r", 2_000, by, percent]]).ended(1_000 + away * distance)).toEqual(["r"]);
    expect(standing([["r", 2_000, by, percent]]).ended(1_000 + away * (distance + 1))).toEqual([]);
    expect(standing([["r", 2_000, by, percent]]).ended(1_000 + away * (distance - 1))).toEqual(["r"]);
  });

  test("each is handed over when its own move ends, wherever it stands, and once", () => {
    const { ended } = standing(amounts);
    expect([55, 45, 45, 35, 25, 15, 5].map((steps) => ended(1_000 + away * steps))).toEqual([
      [],
      ["e"],
      [],
      ["d"],
      ["c"],
      ["b"],
      ["a"],
    ]);
  });

  test("each ends when its own window has left the price behind", () => {
    const { ended } = standing(amounts);
    const times = [10_999, 11_000, 11_499, 11_500, 12_000, 12_500, 13_000];
    expect(times.map((monoMs) => ended(1_000 + away * 60, monoMs).join(""))).toEqual(["", "a", "", "b", "c", "d", "e"]);
  });

  test.each([...amounts])("%s is taken out, and all others are handed over", (gone) => {
    const { ended, remove } = standing(amounts);
    remove(gone);
    remove(gone);
    expect(ended(1_000)).toEqual(["a", "b", "c", "d", "e"].filter((owner) => owner !== gone));
  });

  test("of equal windows each is found again", () => {
    const rows = ["a", "b", "c", "d", "e", "f", "g"].map((owner, at) => [owner, 2_000, at + 1, at % 3 === 0] as const);
    const { ended, remove } = standing(rows);
    for (const owner of ["d", "c", "f"]) remove(owner);
    expect(ended(1_000)).toEqual(["a", "b", "e", "g"]);
    expect(ended(1_000)).toEqual([]);
  });
});

test.each([
  ["that come in the order of their windows", (at: number) => 1_000 + at],
  ["of one window", () => 300_000],
])("20,000 %s are no deep tree", (_what, windowOf) => {
  const moves = new SatisfiedMoves<number>("low", new WindowExtremes("low", "last"));
  const nodes = Array.from({ length: 20_000 }, (_, at) => moves.add(at, windowOf(at), 5, false, at));
  for (const node of nodes) moves.remove(node);
  expect(moves.isEmpty).toBe(true);
});

test("no rule is looked at while a trend goes on, whether it has fired or holds", () => {
  let reads = 0;
  const harness = new EngineHarness();
  harness.engine = new Engine({ micros: () => ++reads });
  harness.add(spec({ kind: "rises", by: { amount: "3.5" }, windowMs: 1_000 }, { repeat: "always" }), "triggered");
  harness.add(
    spec({ kind: "moves", by: { percent: "0.3" }, windowMs: 2_000 }, { repeat: "always", holdForMs: 86_400_000 }),
    "holding",
  );
  let price = 1_000;
  for (let step = 0; step < 50; step++) harness.ticks(String(++price));
  expect(harness.engine.all().map(({ state }) => state)).toEqual(["triggered", "holding"]);
  reads = 0;
  for (let step = 0; step < 500; step++) harness.ticks(String(++price));
  expect(reads).toBe(0);
  harness.ticks(Array.from({ length: 12 }, () => String(price)).join(" "));
  expect(harness.heard().slice(-1)).toEqual(["armed gen 2"]);
  expect(harness.engine.get("holding")?.state).toBe("holding");
});

test("as many moves of one window as there may be rules stand side by side, come, go and come again", () => {
  const moves = new SatisfiedMoves<number>("low", new WindowExtremes("low", "last"));
  const count = 30_000;
  const added = (order: number): SatisfiedMove<number> => moves.add(order, 60_000, 1, false, order);
  // In a tree as deep as there are rules, going down it would end in an overflow of the stack.
  const standing = Array.from({ length: count }, (_, order) => added(order));
  for (const [order, move] of standing.entries())
    if (order % 2 === 0) {
      moves.remove(move);
      added(count + order);
    }
  let ended = 0;
  moves.takeEnded(100, 0, () => ended++);
  expect([ended, moves.isEmpty]).toEqual([count, true]);
});
