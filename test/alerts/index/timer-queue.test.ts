/** What falls due, against a plain map, through thousands of changes. */
import { expect, test } from "vitest";
import { TimerQueue } from "../../../main/alerts/index/timer-queue.ts";
import { Random } from "../../../main/market/venues/demo/random.ts";

interface Owner {
  readonly name: number;
}

test("the soonest comes first, whatever was set anew or taken out before", () => {
  const random = new Random("timer-queue");
  const owners = Array.from({ length: 60 }, (_, name): Owner => ({ name }));
  const queue = new TimerQueue<Owner>();
  const plain = new Map<Owner, number>();
  const next = (): number => Math.min(Number.POSITIVE_INFINITY, ...plain.values());
  queue.remove(owners[0] as Owner);
  for (let step = 0; step < 4_000; step++) {
    const owner = owners[Math.floor(random.unit() * owners.length)] as Owner;
    const draw = random.unit();
    if (draw < 0.6) {
      const atMs = Math.floor(random.unit() * 500);
      queue.set(owner, atMs);
      plain.set(owner, atMs);
    } else if (draw < 0.8) {
      queue.remove(owner);
      plain.delete(owner);
    } else {
      const dueMs = next();
      expect(queue.take(dueMs - 1)).toBeNull();
      const taken = queue.take(dueMs);
      expect(taken === null ? Number.POSITIVE_INFINITY : plain.get(taken)).toBe(dueMs);
      if (taken !== null) plain.delete(taken);
    }
    expect(queue.nextMs).toBe(next());
  }
  for (let left = plain.size; left > 0; left--) {
    const dueMs = next();
    const taken = queue.take(Number.MAX_SAFE_INTEGER) as Owner;
    expect(plain.get(taken)).toBe(dueMs);
    plain.delete(taken);
  }
  expect([queue.take(Number.MAX_SAFE_INTEGER), queue.nextMs]).toEqual([null, Number.POSITIVE_INFINITY]);
});
