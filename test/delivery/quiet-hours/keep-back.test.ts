/** What waits for the end of quiet hours at one destination is marked in batches, and let go; a database that fails is said to. */
import { describe, expect, test } from "vitest";
import { keepBack, release, type KeepBackOptions } from "../../../main/delivery/quiet-hours/keep-back.ts";
import type { DueDelivery } from "../../../main/store/delivery-types.ts";
import { fail, ok } from "../../../preload/contract/result.ts";
import { eventOf, rowOf } from "../delivery-rows.ts";

const failed = fail("store-failed", "disk full");
const critical = () =>
  rowOf({ event: eventOf("critical", { rule: { notify: { to: "default", urgency: "critical" } } as never }) });

/** The deliveries of a destination, of which some calls fail. */
function queueOf(rows: DueDelivery[], fails: Partial<Record<"due" | "keep" | "kept" | "release", true>> = {}) {
  const kept = new Set<DueDelivery>();
  const told: number[][] = [];
  let looks = 0;
  const options: KeepBackOptions = {
    destination: "phone",
    batchSize: 2,
    tell: (of) => told.push(of.map(({ id }) => id)),
    deliveries: {
      due: (_id, _until, limit) => {
        looks++;
        return fails.due ? failed : ok(rows.filter((row) => !kept.has(row)).slice(0, limit));
      },
      keep(ids) {
        if (fails.keep) return failed;
        const now = rows.filter(({ id }) => ids.includes(id));
        for (const row of now) kept.add(row);
        return ok(now.map(({ id }) => id));
      },
      kept: () => (fails.kept ? failed : ok([...kept])),
      release() {
        if (fails.release) return failed;
        const { size } = kept;
        kept.clear();
        return ok(size);
      },
    },
  };
  return { options, kept, told, looks: () => looks };
}

describe("kept back", () => {
  test("is all that waits, batch by batch, and each is told", () => {
    const rows = Array.from({ length: 5 }, () => rowOf());
    const queue = queueOf(rows);
    expect(keepBack(queue.options)).toBe(true);
    expect(queue.kept.size).toBe(5);
    expect(queue.told.flat()).toEqual(rows.map(({ id }) => id));
    expect(queue.looks()).toBe(3);
  });

  test("is nothing critical", () => {
    const queue = queueOf([critical(), critical()]);
    expect([keepBack(queue.options), queue.kept.size, queue.told, queue.looks()]).toEqual([true, 0, [], 1]);
  });

  test("once nothing more of a full batch can be kept it is not looked again", () => {
    const queue = queueOf([rowOf(), rowOf()]);
    const options = { ...queue.options, deliveries: { ...queue.options.deliveries, keep: () => ok([]) } };
    expect([keepBack(options), queue.told, queue.looks()]).toEqual([true, [[]], 1]);
  });

  test.each(["due", "keep"] as const)("fails where the database does at %s", (call) => {
    const queue = queueOf([rowOf()], { [call]: true });
    expect([keepBack(queue.options), queue.told]).toEqual([false, []]);
  });
});

describe("let go", () => {
  test("is all that was kept, and each is told; of nothing nothing is written", () => {
    const rows = [rowOf(), rowOf()];
    const queue = queueOf(rows, {});
    keepBack(queue.options);
    queue.told.length = 0;
    expect([release(queue.options, 7), queue.told, queue.kept.size]).toEqual([true, [rows.map(({ id }) => id)], 0]);
    const empty = queueOf([], { release: true });
    expect([release(empty.options, 7), empty.told]).toEqual([true, []]);
  });

  test.each(["kept", "release"] as const)("fails where the database does at %s", (call) => {
    const queue = queueOf([rowOf()], { [call]: true });
    keepBack(queue.options);
    queue.told.length = 0;
    expect([release(queue.options, 7), queue.told]).toEqual([false, []]);
  });
});
