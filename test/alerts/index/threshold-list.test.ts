/** The list of prices against a plain sorted array, through thousands of changes: pieces are split, emptied and searched. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ThresholdList, type Threshold } from "../../../main/alerts/index/threshold-list.ts";
import { Random } from "../../../main/market/venues/demo/random.ts";

type Item = Threshold<number>;

const item = (n: number, order: number): Item => ({ at: { n, text: String(n) }, order, owner: order, piece: null });
const inOrder = (a: Item, b: Item): number => a.at.n - b.at.n || a.order - b.order;

/** Everything that can be asked of it, at a price on, between and beyond those that there are. */
function expectSame(list: ThresholdList<number>, plain: readonly Item[], at: number): void {
  const sorted = [...plain].sort(inOrder);
  const prices = sorted.map((one) => one.at.n);
  const all: number[] = [];
  list.between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, (owner) => all.push(owner));
  expect(all).toHaveLength(plain.length);
  expect(list.below(at)).toBe(prices.filter((n) => n <= at).at(-1) ?? Number.NEGATIVE_INFINITY);
  expect(list.above(at)).toBe(prices.find((n) => n >= at) ?? Number.POSITIVE_INFINITY);
  const between: number[] = [];
  list.between(at - 5, at + 5, (owner) => between.push(owner));
  expect(between).toEqual(sorted.filter(({ at: { n } }) => n >= at - 5 && n <= at + 5).map(({ owner }) => owner));
}

test.each([
  ["spread out", 10_000],
  ["with many at the same price", 20],
])("prices %s: added one by one, found, and taken out again in any order", (_what, prices) => {
  const random = new Random("threshold-list", prices);
  const list = new ThresholdList<number>();
  const plain: Item[] = [];
  const price = (): number => Math.floor(random.unit() * prices);
  for (let order = 0; order < 2_500; order++) {
    const added = item(price(), order);
    list.add(added);
    plain.push(added);
    if (order % 50 === 0) for (const at of [price(), price() + 0.5, -10, prices + 10]) expectSame(list, plain, at);
  }
  // Never put in: nothing is taken out.
  list.remove(item(price(), 9_999));
  list.remove(item(prices + 1, 0));
  expectSame(list, plain, price());
  while (plain.length > 0) {
    const [taken] = plain.splice(Math.floor(random.unit() * plain.length), 1) as [Item];
    list.remove(taken);
    if (plain.length % 50 === 0)
      for (const at of [price(), price() + 0.5, -10, prices + 10]) expectSame(list, plain, at);
  }
  list.remove(item(1, 1));
  expectSame(list, [], 1);
});

test("filled in one go it is the same as one by one, and holds nothing of before", () => {
  const random = new Random("threshold-list", "fill");
  const items = Array.from({ length: 1_000 }, (_, order) => item(Math.floor(random.unit() * 300), order));
  const list = new ThresholdList<number>();
  list.add(item(5, 5_000));
  list.fill([...items]);
  for (let at = -1; at <= 301; at += 7) expectSame(list, items, at);
  list.clear();
  expectSame(list, [], 5);
  list.add(items[0] as Item);
  expectSame(list, items.slice(0, 1), items[0]?.at.n ?? 0);
});

test("one put in at the price and order of one that was just taken out leaves nothing of that behind", () => {
  const list = new ThresholdList<string>();
  const at = (owner: string): Threshold<string> => ({ at: { n: 5, text: "5" }, order: 1, owner, piece: null });
  const first = at("first");
  list.add(first);
  list.remove(first);
  const second = at("second");
  list.add(second);
  const owners: string[] = [];
  list.between(0, 10, (owner) => owners.push(owner));
  expect(owners).toEqual(["second"]);
  list.remove(second);
  expect(list.above(0)).toBe(Number.POSITIVE_INFINITY);
});

test("what was in it before it was cleared or filled anew takes nothing out any more, and can be put in again", () => {
  const list = new ThresholdList<number>();
  const [first, second, third] = [item(1, 1), item(2, 2), item(3, 3)];
  list.add(first);
  list.clear();
  list.add(second);
  list.remove(first);
  expectSame(list, [second], 2);
  list.add(first);
  list.fill([third, second]);
  list.remove(first);
  expectSame(list, [second, third], 2);
  list.remove(second);
  list.remove(second);
  expectSame(list, [third], 2);
  list.add(second);
  expectSame(list, [second, third], 2);
});

test("prices less than 1 apart stand in their order on either side of a cut", () => {
  const items = Array.from({ length: 1_200 }, (_, order) => item(100 + (order % 100) / 128, order));
  const list = new ThresholdList<number>();
  for (const one of items) list.add(one);
  for (const at of [99, 100, 100.4, 100.5, 101]) expectSame(list, items, at);
  const within = (low: number, high: number): number => {
    let count = 0;
    list.between(low, high, () => count++);
    return count;
  };
  // Both ends are in it, and nothing beside them.
  expect([within(100.5, 100.5), within(100.499, 100.5), within(100.5, 100.507), within(100.501, 100.507)]).toEqual([
    12, 12, 12, 0,
  ]);
});

test("no change moves more than a few hundred, and each stretch holds some hundreds", () => {
  const lengths = (items: readonly Item[]): readonly number[] =>
    [...new Set(items.map(({ piece }) => piece))].map((piece) => piece?.all.length ?? 0);
  const one = Array.from({ length: 5_000 }, (_, order) => item(order % 7, order));
  const list = new ThresholdList<number>();
  for (const [at, threshold] of one.entries()) {
    list.add(threshold);
    if (at % 500 === 0) expect(Math.max(...lengths(one.slice(0, at + 1)))).toBeLessThanOrEqual(512);
  }
  expect(lengths(one).length).toBeLessThan(40);
  list.fill(one);
  // The first stretch becomes empty, and the one after it stays.
  for (const threshold of one.slice(0, 300)) list.remove(threshold);
  expectSame(list, one.slice(300), 0);
  list.fill(one);
  expect(Math.max(...lengths(one))).toBeLessThanOrEqual(512);
  expect(lengths(one).length).toBeLessThan(40);
});

/** Many at few prices, so that pieces are cut, emptied and hold ties. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), count: fc.constantFrom(1, 3, 40, 700), from: fc.nat(50) }),
  fc.record({
    kind: fc.constant("remove" as const),
    count: fc.constantFrom(1, 3, 16, 17, 40, 700),
    from: fc.nat(2_000),
  }),
  // What pausing and resuming does: another one at the same price and order.
  fc.record({ kind: fc.constant("replace" as const), count: fc.constantFrom(1, 3, 16, 17, 40), from: fc.nat(2_000) }),
  fc.record({ kind: fc.constant("read" as const), at: fc.integer({ min: -1, max: 120 }) }),
  fc.record({ kind: fc.constant("refill" as const) }),
);

test("answers what a sorted array does, however many are taken out between two answers", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const list = new ThresholdList<number>();
      let plain: Item[] = [];
      let made = 0;
      const make = (n: number): Item => item(n, made++);
      for (const one of steps) {
        if (one.kind === "add") {
          for (let nth = 0; nth < one.count; nth++) {
            const threshold = make(((one.from + nth * 7) % 50) * 2);
            list.add(threshold);
            plain.push(threshold);
          }
          plain.sort(inOrder);
        } else if (one.kind === "remove") {
          // Taken from one place on, and every other one: whole pieces go, and parts of others.
          const gone = new Set(
            plain.slice(one.from, one.from + 2 * one.count).filter((_, at) => at % 2 === 0 || one.count > 40),
          );
          for (const threshold of gone) list.remove(threshold);
          plain = plain.filter((threshold) => !gone.has(threshold));
        } else if (one.kind === "replace") {
          plain = plain.map((threshold, at) => {
            if (at < one.from || at >= one.from + one.count) return threshold;
            list.remove(threshold);
            const again = item(threshold.at.n, threshold.order);
            list.add(again);
            return again;
          });
        } else if (one.kind === "refill") {
          plain = plain.map(({ at }) => make(at.n)).sort(inOrder);
          list.fill([...plain].reverse());
        } else {
          expectSame(list, plain, one.at);
        }
      }
    }),
    { numRuns: 300 },
  );
});
