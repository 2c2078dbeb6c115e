/** Where a message cannot be replaced, many at once are collected: nobody gets the same names in ever longer messages. */
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { Harness } from "./outbox-harness.ts";

let h: Harness;
beforeEach(() => {
  h = new Harness();
  h.channel.canReplace = false;
  h.make().start();
});

async function fire(count: number): Promise<string[]> {
  const events = h.fire(count);
  h.outbox.wake();
  await h.settle();
  return events.map(({ id }) => id);
}
/** Second by second: what one timer sets off has happened before the next one runs. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await h.advance(1_000);
}
const named = (): string[][] => h.channel.messages.map(({ subject }) => subject?.events.map(({ id }) => id) ?? []);

test("nine at once are one message, at once", async () => {
  const ids = await fire(9);
  expect(named()).toEqual([ids]);
});

test("after five that stand alone the others are told in one message, once nothing was sent for 10 s", async () => {
  const first = await fire(5);
  await pass(1);
  const others = [...(await fire(4)), ...(await fire(3))];
  expect(named()).toEqual(first.map((id) => [id]));
  await pass(8);
  expect(h.channel.messages).toHaveLength(5);
  await pass(1);
  expect(named()).toEqual([...first.map((id) => [id]), others]);
  expect(h.channel.messages.at(-1)?.title).toBe("7 more alerts");
  expect([...first, ...others].map((id) => h.desktop(id)?.state)).toEqual(Array(12).fill("shown"));
});

test("many at once are one message every 10 s, each event named once", async () => {
  const ids: string[] = [];
  for (let second = 0; second < 60; second += 1) {
    ids.push(...(await fire(5)));
    await pass(1);
  }
  await pass(20);
  expect(named().flat()).toEqual(ids);
  expect(h.channel.messages.length).toBeLessThanOrEqual(5 + 7);
  expect(new Set(h.channel.messages.map(({ id }) => id)).size).toBe(h.channel.messages.length);
});

test("what a crash left collected is told by the next run, once", async () => {
  const first = await fire(5);
  const others = await fire(6);
  await h.outbox.stop();
  h.restart();
  h.channel.messages.length = 0;
  h.outbox.start();
  await h.settle();
  expect(named(), "what the last run told counts").toEqual([]);
  await pass(10);
  expect(named()).toEqual([others]);
  expect(first.map((id) => h.desktop(id)?.state)).toEqual(Array(5).fill("shown"));
});

test("a blind time is told at once meanwhile", async () => {
  await fire(5);
  await fire(2);
  const blind = h.blind(null);
  h.outbox.wake();
  await h.settle();
  expect(named().at(-1)).toEqual([blind.id]);
});

test("more than one look at the database holds are collected without looking again and again", async () => {
  await fire(6);
  const ids = await fire(620);
  expect(h.channel.messages).toHaveLength(1);
  await pass(22);
  expect(named().slice(1).flat()).toEqual(ids);
});

test("whatever comes when, each event is named once, in order, and no more than 5 messages come in 10 s", async () => {
  const bursts = fc.array(
    fc.record({ count: fc.integer({ min: 0, max: 8 }), seconds: fc.integer({ min: 0, max: 6 }) }),
    {
      maxLength: 12,
    },
  );
  await fc.assert(
    fc.asyncProperty(bursts, async (given) => {
      await pass(25);
      h.channel.messages.length = 0;
      const sentMs: number[] = [];
      h.channel.answer = () => {
        sentMs.push(h.clock.now().monoMs);
        return { state: "shown", externalId: null };
      };
      const ids: string[] = [];
      for (const { count, seconds } of given) {
        ids.push(...(await fire(count)));
        await pass(seconds);
      }
      await pass(25);
      expect(named().flat()).toEqual(ids);
      for (const [index, atMs] of sentMs.entries()) {
        const sixth = sentMs[index + 5];
        if (sixth !== undefined) expect(sixth - atMs).toBeGreaterThanOrEqual(10_000);
      }
    }),
    { numRuns: 15 },
  );
});
