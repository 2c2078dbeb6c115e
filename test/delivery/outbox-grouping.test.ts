import { beforeEach, expect, test } from "vitest";
import { Harness } from "./outbox-harness.ts";

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

const group = () => h.channel.messages.filter(({ id }) => id.startsWith("joined:"));

test("five within 10 s stand alone", async () => {
  await fire(5);
  expect(h.channel.messages).toHaveLength(5);
  expect(group()).toEqual([]);
});

test("nine at once: one message that names each, and each row has its outcome", async () => {
  const ids = await fire(9);
  expect(h.channel.messages).toHaveLength(1);
  expect(group()).toEqual([
    expect.objectContaining({
      id: `joined:${ids[0] ?? ""}`,
      title: "9 alerts fired",
      body: [1009, 1008, 1007, 1006, 1005, 1004, 1003, 1002, 1001]
        .map(
          (level) => `BTC-USD crossed above ${level.toLocaleString("en")} (${level.toLocaleString("en")} at 12:00:00)`,
        )
        .join("\n"),
      actions: ["open"],
    }),
  ]);
  expect(ids.map((id) => h.desktop(id)?.state)).toEqual(ids.map(() => "shown"));
});

test("four and a while later three: the three are one message, and it names all seven", async () => {
  await fire(4);
  await h.advance(5_000);
  await fire(3);
  expect(h.channel.messages).toHaveLength(5);
  expect(group().map(({ title }) => title)).toEqual(["7 alerts fired"]);
});

test("the joined message grows under its own id while the group lasts", async () => {
  for (let second = 0; second < 8; second += 1) {
    await fire(1);
    await h.advance(1_000);
  }
  expect(h.channel.messages).toHaveLength(8);
  expect(group().map(({ id, title }) => [id, title])).toEqual([
    [group()[0]?.id, "6 alerts fired"],
    [group()[0]?.id, "7 alerts fired"],
    [group()[0]?.id, "8 alerts fired"],
  ]);
});

test("spread wider than 10 s nothing is joined", async () => {
  for (let index = 0; index < 12; index += 1) {
    await fire(1);
    await h.advance(2_500);
  }
  expect(group()).toEqual([]);
});

test("after 10 s of quiet the next one stands alone again", async () => {
  await fire(7);
  await h.advance(10_000);
  await fire(1);
  expect(h.channel.messages).toHaveLength(2);
  expect(h.channel.messages.at(-1)?.id).not.toContain("joined:");
});

test("a group without end begins a new message every minute, so that it is seen again", async () => {
  await fire(6);
  for (let second = 0; second < 70; second += 1) {
    await h.advance(1_000);
    await fire(1);
  }
  expect(new Set(group().map(({ id }) => id)).size).toBe(2);
});

test("being blind is never joined: it is about all the others", async () => {
  await fire(7);
  const event = h.blind(null);
  h.outbox.wake();
  await h.settle();
  expect(h.channel.messages.at(-1)?.id).toBe(event.id);
});

test("nor does it make a group, or have its name in one", async () => {
  h.blind(null);
  await fire(5);
  expect(group()).toEqual([]);
  await fire(1);
  expect(group().map(({ title }) => title)).toEqual(["6 alerts fired"]);
});

test("a channel that is away is offered one message for all that waits, and shows it once when it is back", async () => {
  h.channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
  await fire(8);
  await h.advance(1_000);
  expect(new Set(h.channel.messages.map(({ id }) => id)).size).toBe(1);
  h.channel.answer = () => ({ state: "shown", externalId: null });
  h.channel.messages.length = 0;
  h.channel.say({ state: "ok", detail: null });
  await h.settle();
  expect(group().map(({ title }) => title)).toEqual(["8 alerts fired"]);
});

test("a group that cannot be shown is written down in as many commits as one that can, at every try", async () => {
  const { deliveries } = h.store;
  let ends = 0;
  const end: typeof deliveries.end = (...input) => {
    ends += 1;
    return deliveries.end(...input);
  };
  await h.outbox.stop();
  h.make({ store: { events: h.store.events, deliveries: { ...deliveries, end } } }).start();
  h.channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
  const ids = await fire(200);
  expect(ends).toBe(1);
  await h.advance(1_000);
  expect(ends).toBe(2);
  expect(ids.filter((id) => h.desktop(id)?.state !== "pending")).toEqual([]);
});

test("more than a batch at once are all shown", async () => {
  const ids = await fire(620);
  expect(ids.filter((id) => h.desktop(id)?.state !== "shown")).toEqual([]);
  expect(group().at(-1)?.title).toBe("620 alerts fired");
});
