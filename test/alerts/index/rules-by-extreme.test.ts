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
function reached<T extends number | string>(rules: RulesByExtreme<T>, n: number): Map<T, number> {
  const taken = new Map<T, number>();
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

  test("what is far enough follows the extreme, and goes with the rule that was nearest", () => {
    const rules = new RulesByExtreme<string>(side, "last");
    rules.attach("near", 8, false, extremeAt(100));
    rules.attach("far", 16, false, extremeAt(100));
    const isReached = (...steps: number[]): boolean[] => steps.map((step) => rules.isReached(100 + step * away));
    expect(isReached(7, 8)).toEqual([false, true]);
    rules.takePrice(extremeAt(100 - 2 * away));
    expect(isReached(5, 6)).toEqual([false, true]);
    expect([...reached(rules, 100 + 6 * away).keys()]).toEqual(["near"]);
    expect(isReached(6, 13, 14)).toEqual([false, false, true]);
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
    expect(rules.moved).toBe(false);
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

  describe("what is gone is cleared up once it is more than a thousand, and more than what stands", () => {
    /** Rules at an extreme near to the price, of which all go, and at one further out, which stay. */
    function standing(near: number, far: number) {
      const rules = new RulesByExtreme<number>(side, "last");
      const attach = (count: number, extreme: number, by: number): Member<number>[] =>
        Array.from({ length: count }, (_, owner) => rules.attach(owner, by, false, extremeAt(extreme)));
      const [going, staying] = [attach(near, 100, 40), attach(far, 100 - 8 * away, 60)];
      // Only while the extreme that has no rules any more is known does it keep a price from being quiet.
      const isCleared = (): boolean => isQuiet(rules, 100 - away);
      return { rules, attach, going, staying, isCleared };
    }
    const takeOut = (rules: RulesByExtreme<number>, members: readonly Member<number>[]): void => {
      for (const member of members) rules.detach(member);
    };

    test.each([
      [3, 1, false],
      [1_000, 0, false],
      [1_001, 1_001, false],
      [1_001, 1_000, true],
      [1_001, 0, true],
    ])("%i gone, %i stay: %s", (near, far, cleared) => {
      const { rules, going, isCleared } = standing(near, far);
      takeOut(rules, going);
      expect(isCleared()).toBe(cleared);
    });

    test("one that goes twice counts once, and one that was handed over not at all", () => {
      const { rules, attach, going, isCleared } = standing(600, 0);
      const handedOver = attach(700, 100, 4);
      expect(reached(rules, 100 + 4 * away).size).toBe(700);
      takeOut(rules, [...going, ...going, ...handedOver]);
      expect(isCleared()).toBe(false);
      // They stand no more.
      const more = attach(1_001, 100, 41);
      takeOut(rules, more.slice(0, 400));
      expect(isCleared()).toBe(false);
      takeOut(rules, more.slice(400));
      expect(isCleared()).toBe(true);
    });

    test("what was handed over stands no more", () => {
      const { rules, attach, going, isCleared } = standing(1_001, 1_000);
      attach(600, 100, 4);
      expect(reached(rules, 100 + 4 * away).size).toBe(600);
      takeOut(rules, going);
      expect(isCleared()).toBe(true);
    });

    test("what was forgotten at the top of its extreme, and what was cleared up, counts no more", () => {
      const { rules, attach, going, staying, isCleared } = standing(600, 1);
      takeOut(rules, going);
      // One that comes has the nearest looked up.
      takeOut(rules, attach(501, 100, 41));
      expect(isCleared()).toBe(false);
      takeOut(rules, attach(1_001, 100, 42));
      expect(isCleared()).toBe(true);
      takeOut(rules, attach(1_000, 100, 43));
      expect(isCleared()).toBe(false);
      takeOut(rules, staying);
      expect(isCleared()).toBe(true);
    });

    test("those that stay keep all of theirs, and are handed over each once, the nearest first", () => {
      const rules = new RulesByExtreme<number>(side, "last");
      const members = Array.from({ length: 2_400 }, (_, owner) =>
        rules.attach(owner, 8 + ((owner * 7) % 50), false, extremeAt(100)),
      );
      takeOut(
        rules,
        members.filter((_, owner) => owner % 2 === 1),
      );
      takeOut(rules, members.slice(0, 100));
      const stays = members.flatMap((_, owner) => (owner % 2 === 0 && owner >= 100 ? [owner] : []));
      const byOf = (owner: number): number => 8 + ((owner * 7) % 50);
      const taken: number[] = [];
      for (let steps = 8; steps < 60; steps++) {
        const owners = [...reached(rules, 100 + steps * away).keys()];
        expect(owners.every((owner) => byOf(owner) === steps)).toBe(true);
        taken.push(...owners);
      }
      expect(taken.sort((a, b) => a - b)).toEqual(stays);
    });
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

test.each([
  [4, 300, false],
  [40, 300, true],
])("at the very price of more than the price itself a rule is looked at (%s, %s)", (by, distance, percent) => {
  const rules = new RulesByExtreme<string>("low", "last");
  rules.attach("r", percent ? distance : distance * by, percent, extremeAt(100));
  const at = percent ? 400 : 100 + distance * by;
  expect([rules.isReached(at - 1), rules.isReached(at)]).toEqual([false, true]);
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
