/** A joined message and a process that ends while it grows: one message under one id, with all its names. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Message, Outcome } from "../../main/delivery/channel.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { Harness } from "./outbox-harness.ts";

let h: Harness;
beforeEach(() => {
  h = new Harness();
  h.outbox.start();
});

async function fire(count: number): Promise<AlertEvent[]> {
  const events = h.fire(count);
  h.outbox.wake();
  await h.settle();
  return events;
}

/** One after the other, each shown before the next one fires. */
async function fireOneByOne(count: number): Promise<AlertEvent[]> {
  const events: AlertEvent[] = [];
  for (let index = 0; index < count; index += 1) events.push(...(await fire(1)));
  return events;
}

/** The channel takes what it is given and does not answer before the process is gone. */
function holdAnswers(): void {
  h.channel.answer = () => new Promise(() => undefined);
}

/** Starts anew, with nothing but the file; answers what is shown from then on. */
async function restart(afterMs = 1_000): Promise<Message[]> {
  h.clock.advance(afterMs);
  h.channel.answer = ({ id }) => ({ state: "shown", externalId: `x-${id}` });
  h.channel.messages.length = 0;
  h.restart().start();
  await h.settle();
  return h.channel.messages;
}

const joinedId = (first: AlertEvent | undefined): string => `joined:${first?.id ?? ""}`;
const states = (events: readonly AlertEvent[]): unknown => [...new Set(events.map(({ id }) => h.desktop(id)?.state))];
const namesOf = (message: Message | undefined): number[] =>
  (message?.body ?? "")
    .split("\n")
    .map((line) => Number(/above ([\d,]+)/.exec(line)?.[1]?.replace(",", "")))
    .reverse();
const away: Outcome = { state: "failed", reason: "no service", retryable: true };
const silent: Outcome = { state: "unknown", reason: "no answer" };

describe("in flight when the process ended", () => {
  test.each([1_000, 3_600_000])("the seventh of a joined message is in it again after %i ms", async (afterMs) => {
    const six = await fire(6);
    holdAnswers();
    const [seventh] = await fire(1);
    const messages = await restart(afterMs);
    const id = joinedId(six[0]);
    expect(messages.map((message) => [message.id, message.externalId])).toEqual([[id, `x-${id}`]]);
    expect(messages[0]?.title).toContain("7 alerts fired");
    expect(namesOf(messages[0])).toEqual([1001, 1002, 1003, 1004, 1005, 1006, 1007]);
    expect(states([...six, ...(seventh === undefined ? [] : [seventh])])).toEqual(["shown"]);
  });

  test("those shown alone before it stay named, under what the channel called the joined message and not them", async () => {
    await fireOneByOne(5);
    const [sixth] = await fire(1);
    holdAnswers();
    await fire(1);
    const messages = await restart(3_600_000);
    const id = joinedId(sixth);
    expect(messages.map((message) => [message.id, message.externalId])).toEqual([[id, `x-${id}`]]);
    expect(namesOf(messages[0])).toEqual([1001, 1002, 1003, 1004, 1005, 1006, 1007]);
  });

  test("the sixth, that begins it, names the five as well and replaces none of theirs", async () => {
    await fireOneByOne(5);
    holdAnswers();
    const [sixth] = await fire(1);
    const messages = await restart(3_600_000);
    expect(messages.map((message) => [message.id, message.externalId])).toEqual([[joinedId(sixth), null]]);
    expect(namesOf(messages[0])).toEqual([1001, 1002, 1003, 1004, 1005, 1006]);
  });

  test("again and again, it is the same message", async () => {
    const six = await fire(6);
    holdAnswers();
    await fire(1);
    for (let times = 0; times < 3; times += 1) {
      h.clock.advance(1_000);
      h.restart().start();
      await h.settle();
    }
    const messages = await restart();
    expect(messages.map((message) => [message.id, namesOf(message).length])).toEqual([[joinedId(six[0]), 7]]);
  });

  test("one that stood alone stands alone again, though many more wait", async () => {
    holdAnswers();
    const [alone] = await fire(1);
    const more = h.fire(8);
    const messages = await restart();
    expect(messages.map(({ id }) => id)).toEqual([alone?.id, joinedId(more[0])]);
  });

  test("one that stood alone does so again though others before it are joined", async () => {
    const eight = h.fire(8);
    const last = h.store.deliveries.due("desktop", h.clock.now().wallMs, 500);
    const row = last.ok ? last.value.at(-1) : undefined;
    h.store.deliveries.begin([row?.id ?? 0], { messageId: row?.eventId ?? "" }, h.clock.now().wallMs);
    const messages = await restart();
    expect(messages.map(({ id }) => id)).toEqual([joinedId(eight[0]), eight[7]?.id]);
    expect(namesOf(messages[0])).toHaveLength(7);
  });

  test("after the restart the channel cannot show it: later still in the same message", async () => {
    const six = await fire(6);
    holdAnswers();
    await fire(1);
    h.channel.messages.length = 0;
    h.channel.answer = () => away;
    h.restart().start();
    await h.settle();
    await h.advance(1_000);
    h.channel.answer = () => ({ state: "shown", externalId: null });
    await h.advance(30_000);
    expect(new Set(h.channel.messages.map(({ id }) => id))).toEqual(new Set([joinedId(six[0])]));
    expect(namesOf(h.channel.messages.at(-1))).toHaveLength(7);
  });

  test("that the system still has the message says nothing of a name that was added", async () => {
    const six = await fire(6);
    holdAnswers();
    await fire(1);
    h.channel.has.add(joinedId(six[0]));
    const messages = await restart();
    expect(messages.map((message) => [message.id, namesOf(message).length])).toEqual([[joinedId(six[0]), 7]]);
  });

  test("a joined message that the system has as it was first handed over is not shown again", async () => {
    await fireOneByOne(5);
    holdAnswers();
    const [sixth] = await fire(1);
    h.channel.has.add(joinedId(sixth));
    expect(await restart()).toEqual([]);
    expect(states(sixth === undefined ? [] : [sixth])).toEqual(["shown"]);
  });

  test("that the system still has the news of a blind time says nothing of its end", async () => {
    const event = h.blind(null);
    h.outbox.wake();
    await h.settle();
    holdAnswers();
    h.channel.has.add(event.id);
    const toMs = h.clock.now().wallMs;
    h.store.recordBlind(
      { venue: null, instrument: null, fromMs: toMs - 180_000, toMs, because: "disconnected" },
      ["desktop"],
      toMs,
    );
    h.outbox.wake();
    await h.settle();
    expect((await restart()).map(({ id }) => id)).toEqual([event.id]);
  });
});

describe("a group that is on when the process ends", () => {
  test("goes on within 10 s: one that was not in flight joins the message", async () => {
    const six = await fire(6);
    h.fire(1);
    const id = joinedId(six[0]);
    const messages = await restart(9_000);
    expect(messages.map((message) => [message.id, message.externalId])).toEqual([[id, `x-${id}`]]);
    expect(namesOf(messages[0])).toHaveLength(7);
    await fire(1);
    expect(messages.map((message) => [message.id, message.externalId])).toEqual([
      [id, `x-${id}`],
      // The channel knows it by its id now; where a person closed it, what comes next is to be seen as new.
      [id, null],
    ]);
    expect(namesOf(messages.at(-1))).toHaveLength(8);
  });

  test("is over after 10 s: the next one stands alone", async () => {
    await fire(6);
    const [next] = h.fire(1);
    expect((await restart(10_001)).map(({ id }) => id)).toEqual([next?.id]);
  });

  test("five shown alone just before count: the sixth brings the message that names all", async () => {
    await fireOneByOne(5);
    const [sixth] = h.fire(1);
    const messages = await restart(5_000);
    expect(messages.map((message) => [message.id, namesOf(message).length])).toEqual([[joinedId(sixth), 6]]);
  });

  test("grows no longer than a minute over all", async () => {
    const six = await fire(6);
    for (let times = 0; times < 7; times += 1) {
      h.fire(1);
      await restart(9_000);
    }
    expect(h.channel.messages.map(({ id }) => id)).not.toContain(joinedId(six[0]));
  });
});

describe("no answer, and the process goes on", () => {
  test("one that may have been seen in a joined message is tried again in that one", async () => {
    const six = await fire(6);
    h.channel.answer = () => silent;
    await fire(1);
    await h.advance(1_000);
    await h.advance(5_000);
    h.channel.answer = () => ({ state: "shown", externalId: null });
    await h.advance(30_000);
    expect(new Set(h.channel.messages.map(({ id }) => id))).toEqual(new Set([joinedId(six[0])]));
    expect(namesOf(h.channel.messages.at(-1))).toHaveLength(7);
    // Of its own run the channel knows more than the database does, such as that it was closed.
    expect(new Set(h.channel.messages.map(({ externalId }) => externalId))).toEqual(new Set([null]));
  });

  test("those that surely were not seen, one by one, are one message when the channel is back", async () => {
    h.channel.answer = () => away;
    await fireOneByOne(8);
    h.channel.messages.length = 0;
    h.channel.answer = () => ({ state: "shown", externalId: null });
    h.channel.say({ state: "ok", detail: null });
    await h.settle();
    expect(h.channel.messages.map(({ title }) => title)).toEqual(["8 alerts fired"]);
  });
});
