/** Rules that wait for a price to come away from an extreme, against a plain list of them, through thousands of prices. */
import { describe, expect, test } from "vitest";
import type { Extreme, Side } from "../../../main/alerts/conditions/extreme.ts";
import { RulesByExtreme, type Member } from "../../../main/alerts/index/rules-by-extreme.ts";
import { Random } from "../../../main/market/venues/demo/random.ts";

interface Plain {
  readonly member: Member<number>;
  readonly by: number;
  readonly percent: boolean;
  extreme: number;
}

const extremeAt = (n: number): Extreme => ({ n, tick: null, text: String(n) });
/** The price that is far enough. All numbers here are eighths and powers of two, which doubles hold exactly. */
function thresholdOf(side: Side, { by, percent, extreme }: Plain): number {
  const distance = percent ? (extreme * by) / 100 : by;
  return side === "low" ? extreme + distance : extreme - distance;
}
const isReachedBy = (side: Side, rule: Plain, n: number): boolean =>
  side === "low" ? n >= thresholdOf(side, rule) : n <= thresholdOf(side, rule);
const isBeyond = (side: Side, n: number, extreme: number): boolean => (side === "low" ? n < extreme : n > extreme);

const isQuiet = (
  { quietAbove, quietBelow }: Pick<RulesByExtreme<number>, "quietAbove" | "quietBelow">,
  n: number,
): boolean => n > quietAbove && n < quietBelow;

/** What a price does: the rules that it is far enough for are handed over, with the extreme that each is measured from. */
function reached(rules: RulesByExtreme<number>, n: number): Map<number, number> {
  const taken = new Map<number, number>();
  rules.takeReached(n, (owner, extreme) => {
    if (taken.has(owner)) throw new Error(`${String(owner)} is handed over twice.`);
    taken.set(owner, extreme.n);
  });
  return taken;
}

describe.each<Side>(["low", "high"])("measured from the %s", (side) => {
  const away = side === "low" ? 1 : -1;

  test("each rule follows its own extreme, and is handed over by the first price that is far enough, and by none before", () => {
    const random = new Random("rules-by-extreme", side);
    const rules = new RulesByExtreme<number>(side, "last");
    const plain = new Map<number, Plain>();
    let made = 0;
    let handedOver = 0;
    for (let step = 0, n = 1_024; step < 500; step++) {
      n = Math.max(64, n + (Math.floor(random.unit() * 65) - 32) / 8 + 3 * away * Math.sin(step / 40));
      n = Math.round(n * 8) / 8;
      const standing = [...plain.values()];
      const isNews = standing.some((rule) => isReachedBy(side, rule, n) || isBeyond(side, n, rule.extreme));
      // It may look once in vain where a rule was taken out, and must look where there is something to see.
      if (isNews && isQuiet(rules, n)) expect.fail(`Step ${String(step)} is taken for quiet.`);
      const before = new Map([...plain].map(([owner, rule]) => [owner, rule.extreme]));
      rules.takePrice(extremeAt(n));
      for (const rule of standing) if (isBeyond(side, n, rule.extreme)) rule.extreme = n;
      const expected = [...plain].filter(([, rule]) => isReachedBy(side, rule, n)).map(([owner]) => owner);
      if (expected.length > 0 && !rules.isReached(n)) expect.fail(`Step ${String(step)} is taken to reach no rule.`);
      const taken = reached(rules, n);
      expect([...taken.keys()].sort((a, b) => a - b)).toEqual(expected);
      expect([...taken.values()]).toEqual([...taken.keys()].map((owner) => before.get(owner)));
      for (const owner of expected) plain.delete(owner);
      handedOver += expected.length;
      const followed = [...plain.values()].every(({ member, extreme }) => rules.extremeOf(member).n === extreme);
      if (!followed) expect.fail(`A rule measures from another extreme after step ${String(step)}.`);
      for (let count = 0; count < 3; count++) {
        const percent = random.chance(0.5);
        const by = (percent ? 1 : 8) * 2 ** Math.floor(random.unit() * 3);
        // From this price, or from one of before that is further out.
        const extreme = random.chance(0.5) ? n : n - away * Math.floor(random.unit() * 4);
        const member = rules.attach(made, by, percent, extremeAt(extreme));
        plain.set(made++, { member, by, percent, extreme });
      }
      for (const [owner, { member }] of plain)
        if (random.chance(0.02)) {
          rules.detach(member);
          plain.delete(owner);
        }
    }
    expect(handedOver).toBeGreaterThan(300);
  });

  test("between the extreme nearest to the price and the nearest threshold it is quiet, at both of them not", () => {
    const rules = new RulesByExtreme<string>(side, "last");
    expect([-1e9, 0, 1e9].map((n) => isQuiet(rules, n))).toEqual([true, true, true]);
    expect(rules.isReached(1e9 * away)).toBe(false);
    rules.attach("far", 16, false, extremeAt(100));
    rules.attach("near", 8, false, extremeAt(100 + 2 * away));
    const at = [1, 2, 3, 9, 10, 11].map((steps) => 100 + steps * away);
    expect(at.map((n) => isQuiet(rules, n))).toEqual([false, false, true, true, false, false]);
    expect(at.map((n) => rules.isReached(n))).toEqual([false, false, false, false, true, true]);
  });

  test("an amount and a percentage of the same extreme: whichever is nearer comes first, and alone", () => {
    const rules = new RulesByExtreme<string>(side, "last");
    rules.attach("8", 8, false, extremeAt(100));
    rules.attach("4 %", 4, true, extremeAt(100));
    rules.attach("16 %", 16, true, extremeAt(100));
    const taken: string[][] = [];
    for (const steps of [3, 4, 8, 16]) {
      const owners: string[] = [];
      rules.takeReached(100 + steps * away, (owner) => owners.push(owner));
      taken.push(owners);
    }
    expect(taken).toEqual([[], ["4 %"], ["8"], ["16 %"]]);
    expect(isQuiet(rules, 100)).toBe(true);
  });

  test("whether an extreme has moved is told of a rule that came, and of a price further out, and of no other price", () => {
    const rules = new RulesByExtreme<string>(side, "last");
    const movedBy = (change: () => void): boolean => {
      rules.moved = false;
      change();
      return rules.moved;
    };
    expect(movedBy(() => rules.takePrice(extremeAt(100)))).toBe(false);
    expect(movedBy(() => rules.attach("r", 50, false, extremeAt(100)))).toBe(true);
    expect(movedBy(() => rules.takePrice(extremeAt(100 + away)))).toBe(false);
    expect(movedBy(() => rules.takePrice(extremeAt(100)))).toBe(false);
    expect(movedBy(() => rules.takePrice(extremeAt(100 - away)))).toBe(true);
  });

  test("of thousands that were taken out none is handed over, and those that stay are, each once", () => {
    const rules = new RulesByExtreme<number>(side, "last");
    const members = Array.from({ length: 3_000 }, (_, owner) =>
      rules.attach(owner, 8 + (owner % 16), owner % 3 === 0, extremeAt(100 - away * (owner % 4))),
    );
    for (const [owner, member] of members.entries()) if (owner % 5 !== 0) rules.detach(member);
    // Twice is once.
    for (const [owner, member] of members.entries()) if (owner % 5 === 1) rules.detach(member);
    const stays = members.flatMap((_, owner) => (owner % 5 === 0 ? [owner] : []));
    expect([...reached(rules, 100 + 60 * away).keys()].sort((a, b) => a - b)).toEqual(stays);
    expect([...reached(rules, 100 + 90 * away).keys()]).toEqual([]);
  });

  test.each([false, true])(
    "an extreme whose rules were all taken out keeps no price from being quiet (percent: %s)",
    (percent) => {
      const rules = new RulesByExtreme<number>(side, "last");
      const attached = (count: number, extreme: number): Member<number>[] =>
        Array.from({ length: count }, (_, owner) => rules.attach(owner, 40, percent, extremeAt(extreme)));
      const [near, far] = [attached(600, 100), attached(1_200, 100 - 8 * away)];
      expect(isQuiet(rules, 100 - away)).toBe(false);
      for (const member of [...near, ...far.slice(0, 500)]) rules.detach(member);
      expect([isQuiet(rules, 100 - away), isQuiet(rules, 100 - 8 * away)]).toEqual([true, false]);
      expect([...reached(rules, 100 + 60 * away).keys()].sort((x, y) => x - y)).toEqual(
        Array.from({ length: 700 }, (_, at) => 500 + at),
      );
    },
  );
});

test("prices with the same double are told apart by their digits", () => {
  const rules = new RulesByExtreme<string>("low", "last");
  const least = { n: 1, tick: null, text: "1.00000000000000000001" };
  const member = rules.attach("r", 1, false, least);
  rules.takePrice({ n: 1, tick: null, text: "1.00000000000000000002" });
  expect(rules.extremeOf(member)).toBe(least);
  rules.takePrice({ n: 1, tick: null, text: "1.00000000000000000000" });
  expect(rules.extremeOf(member).text).toBe("1.00000000000000000000");
});
