import { beforeEach, expect, test } from "vitest";
import { Harness } from "./harness.ts";

let h: Harness;
beforeEach(() => {
  h = new Harness();
  h.outbox.start();
});

async function fire(count: number): Promise<string[]> {
  const events = h.fire(count);
  h.outbox.wake();
  await h.settle();
  return events.map(({ id }) => id);
}

const joined = () => h.channel.messages.filter(({ id }) => id.startsWith("joined:"));

test("five within 10 s stand alone", async () => {
  await fire(5);
  expect(h.channel.messages).toHaveLength(5);
  expect(joined()).toEqual([]);
});

test("nine at once: five alone, the other four in one message that names each, and each row has its outcome", async () => {
  const ids = await fire(9);
  expect(h.channel.messages).toHaveLength(6);
  expect(joined()).toEqual([
    expect.objectContaining({
      id: `joined:${ids[5] ?? ""}`,
      title: "4 alerts fired",
      body: [1009, 1008, 1007, 1006]
        .map(
          (level) => `BTC-USD crossed above ${level.toLocaleString("en")} (${level.toLocaleString("en")} at 12:00:00)`,
        )
        .join("\n"),
      actions: ["open"],
    }),
  ]);
  expect(ids.map((id) => h.desktop(id)?.state)).toEqual(ids.map(() => "shown"));
});

test("the joined message grows under its own id while the storm lasts", async () => {
  for (let second = 0; second < 8; second += 1) {
    await fire(1);
    await h.advance(1_000);
  }
  expect(h.channel.messages).toHaveLength(8);
  expect(joined().map(({ id, title }) => [id, title])).toEqual([
    [joined()[0]?.id, "1 alert fired"],
    [joined()[0]?.id, "2 alerts fired"],
    [joined()[0]?.id, "3 alerts fired"],
  ]);
});

test("spread wider than 10 s nothing is joined", async () => {
  for (let index = 0; index < 12; index += 1) {
    await fire(1);
    await h.advance(2_500);
  }
  expect(joined()).toEqual([]);
});

test("after 10 s of quiet the next one stands alone again", async () => {
  await fire(7);
  await h.advance(10_000);
  await fire(1);
  expect(h.channel.messages).toHaveLength(7);
  expect(h.channel.messages.at(-1)?.id).not.toContain("joined:");
});

test("a storm without end begins a new message every minute, so that it is seen again", async () => {
  await fire(6);
  for (let second = 0; second < 70; second += 1) {
    await h.advance(1_000);
    await fire(1);
  }
  expect(new Set(joined().map(({ id }) => id)).size).toBe(2);
});

test("being blind is never joined: it is about all the others", async () => {
  await fire(7);
  const event = h.blind(null);
  h.outbox.wake();
  await h.settle();
  expect(h.channel.messages.at(-1)?.id).toBe(event.id);
});

test("a channel that is away makes no storm of its retries, but what waited is joined when it is back", async () => {
  h.channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
  await fire(8);
  await h.advance(1_000);
  expect(joined()).toEqual([]);
  h.channel.answer = () => ({ state: "shown", externalId: null });
  h.channel.messages.length = 0;
  h.channel.say({ state: "ok", detail: null });
  await h.settle();
  expect(h.channel.messages).toHaveLength(6);
  expect(joined()[0]?.title).toBe("3 alerts fired");
});

test("more than a batch at once are all shown", async () => {
  const ids = await fire(620);
  expect(ids.filter((id) => h.desktop(id)?.state !== "shown")).toEqual([]);
  expect(joined().at(-1)?.title).toBe("615 alerts fired");
});
