/** What marks messages as answered keeps a service's limits, and leaves room in them for alerts. */
import { afterEach, expect, test } from "vitest";
import type { ChannelLimit, SendOutcome } from "../../main/delivery/channels/remote-channel.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import { ManualClock } from "../doubles/clock.ts";

const clock = new ManualClock();
const accepted: SendOutcome = { kind: "accepted", receipt: "r" };
let destination: RemoteDestination;
let calls: string[];
let answers: (SendOutcome | Promise<SendOutcome>)[];

afterEach(async () => {
  await destination.stop();
  expect(clock.pending).toBe(0);
});

function open(limits: readonly ChannelLimit[] = [{ messages: 4, withinMs: 1_000 }]): void {
  calls = [];
  answers = [];
  const answer = async (call: string): Promise<SendOutcome> => {
    calls.push(call);
    return answers.shift() ?? accepted;
  };
  destination = new RemoteDestination({
    id: "phone-1",
    clock,
    kind: {
      abilities: { canReplace: true, dropsRepeats: false, canClear: true, answers: [], repeatsCritical: false },
      limits,
    },
    channel: {
      send: ({ title }) => answer(`send ${title}`),
      clear: ({ id, receipt }) => answer(`clear ${id} ${receipt}`),
      close: () => undefined,
    },
    unusable: null,
    redact: (words) => words,
  });
}
async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
/** An alert more is told in this message. */
async function grow(id: string): Promise<void> {
  const subject = {
    occasion: "event",
    events: [],
    actions: [],
    nth: 1,
    urgency: "normal",
    isSilent: false,
    isAgain: false,
  } as const;
  void destination.show({
    ...{ id, title: "more", body: "", urgency: "normal", actions: [], externalId: null },
    subject: { ...subject, topic: "alert", body: "", happenedAtMs: 0 },
  });
  await advance(0);
}
async function clear(...ids: readonly string[]): Promise<void> {
  for (const id of ids) void destination.clear(id, id.toUpperCase());
  await advance(0);
}

test("half of what the service takes is used, and an alert finds the other half", async () => {
  open();
  await clear("a", "b", "c");
  expect(calls).toEqual(["clear a A", "clear b B"]);
  expect(destination.readyInMs(), "an alert waits for none of them").toBe(0);
  await destination.show({ id: "m", title: "now", body: "", urgency: "normal", actions: [], externalId: null });
  expect(calls.at(-1)).toBe("send now");
  await advance(999);
  expect(calls).toHaveLength(3);
  await advance(1);
  expect(calls.at(-1)).toBe("clear c C");
});

test("of a service that takes one message a second, every other second is left to alerts", async () => {
  open([
    { messages: 1, withinMs: 1_000 },
    { messages: 20, withinMs: 60_000 },
  ]);
  await clear("a", "b");
  await advance(1_000);
  expect([calls, destination.readyInMs()]).toEqual([["clear a A"], 0]);
  await advance(999);
  expect(calls).toHaveLength(1);
  await advance(1);
  expect(calls).toHaveLength(2);
});

test("what the service puts off is asked again when it said, and what it refuses is not", async () => {
  open();
  answers.push({ kind: "later", code: "http-429", words: "", afterMs: 7_000 });
  await clear("a", "b");
  await advance(6_999);
  expect(calls).toEqual(["clear a A"]);
  answers.push({ kind: "refused", code: "gone", words: "" });
  await advance(1);
  expect(calls).toEqual(["clear a A", "clear a A", "clear b B"]);
  await advance(600_000);
  expect(calls).toHaveLength(3);
});

test("while the service is away five times, with growing pauses; then it stays as it is", async () => {
  open();
  answers.push(...Array.from({ length: 5 }, () => ({ kind: "unknown", code: "c", words: "" }) as const));
  await clear("a", "b");
  for (const pauseMs of [1_000, 5_000, 30_000, 120_000]) {
    const { length } = calls;
    await advance(pauseMs - 1);
    expect(calls).toHaveLength(length);
    await advance(1);
  }
  expect(calls).toEqual([...Array.from({ length: 5 }, () => "clear a A"), "clear b B"]);
});

test("a pause that holds for alerts holds for these; stopped, nothing is asked any more", async () => {
  open();
  answers.push({ kind: "later", code: "http-429", words: "", afterMs: 60_000 });
  await destination.show({ id: "m", title: "now", body: "", urgency: "normal", actions: [], externalId: null });
  let isSettled = false;
  void destination.clear("a", "A").then(() => (isSettled = true));
  await advance(59_999);
  expect(calls).toEqual(["send now"]);
  await destination.stop();
  await advance(60_000);
  expect([calls, isSettled]).toEqual([["send now"], true]);
});

test("a message that is sent again, about more, is not marked for what was answered before", async () => {
  open();
  answers.push({ kind: "later", code: "http-429", words: "", afterMs: 7_000 });
  await clear("a", "b", "c");
  await grow("b");
  await advance(7_000);
  await advance(1_000);
  expect(calls).toEqual(["clear a A", "send more", "clear a A", "clear c C"]);
});

test("a message is not sent again while it is being marked: what stood there before would be written over it", async () => {
  open();
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  answers.push(promise);
  await clear("a", "b");
  await grow("b");
  await grow("a");
  expect(calls, "the other one waits for nothing").toEqual(["clear a A", "send more"]);
  resolve(accepted);
  await advance(0);
  expect(calls).toEqual(["clear a A", "send more", "send more"]);
});
