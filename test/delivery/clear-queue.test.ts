/** What marks messages as answered keeps a service's limits, and leaves room in them for alerts. */
import { afterEach, expect, test } from "vitest";
import type { ChannelLimit, RemoteAnswer, SendOutcome } from "../../main/delivery/channels/remote-channel.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import { ManualClock } from "../doubles/clock.ts";

const clock = new ManualClock();
const accepted: SendOutcome = { kind: "accepted", receipt: "r" };
const away: SendOutcome = { kind: "unknown", code: "c", words: "" };
const putOff = (afterMs: number): SendOutcome => ({ kind: "later", code: "http-429", words: "slow down", afterMs });
let destination: RemoteDestination;
let calls: string[];
let answers: (SendOutcome | Promise<SendOutcome>)[];
let answer: ((answer: RemoteAnswer) => void) | null;

afterEach(async () => {
  await destination.stop();
  expect(clock.pending).toBe(0);
});

function open(limits: readonly ChannelLimit[] = [{ messages: 4, withinMs: 1_000 }], requestsPerClear = 1): void {
  calls = [];
  answers = [];
  answer = null;
  const call = async (name: string): Promise<SendOutcome> => {
    calls.push(name);
    return answers.shift() ?? accepted;
  };
  destination = new RemoteDestination({
    id: "phone-1",
    clock,
    kind: {
      abilities: {
        canReplace: true,
        dropsRepeats: false,
        canClear: true,
        answers: ["acknowledge"],
        repeatsCritical: false,
      },
      limits,
      requestsPerClear,
    },
    channel: {
      send: ({ title }) => call(`send ${title}`),
      clear: ({ id, receipt }) => call(`clear ${id} ${receipt}`),
      listen: (hear) => {
        answer = hear;
        return () => undefined;
      },
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

test("a pause that the service asks for is kept by alerts too, which go before what is marked after it", async () => {
  open();
  answers.push(putOff(7_000));
  await clear("a", "b");
  expect(calls).toEqual(["clear a A"]);
  expect([destination.readyInMs(), destination.status(), destination.failures]).toEqual([
    7_000,
    { state: "degraded", detail: "slow down" },
    0,
  ]);
  await advance(7_000);
  expect([destination.readyInMs(), calls.length], "an alert could go now").toEqual([0, 1]);
  await advance(1_000);
  expect(calls, "the one that was put off waits its turn").toEqual(["clear a A", "clear b B", "clear a A"]);
  expect(destination.status(), "it takes what it is asked for").toEqual({ state: "ok", detail: null });
});

test("a mark that is too much holds alerts for five seconds where the service does not say how long", async () => {
  open();
  answers.push({ kind: "later", code: "http-503", words: "", afterMs: null });
  await clear("a");
  expect(destination.readyInMs(), "the service is away, and an alert finds out by itself").toBe(0);
  answers.push({ kind: "later", code: "http-429", words: "", afterMs: null });
  await advance(1_000);
  expect(destination.readyInMs()).toBe(5_000);
});

test("a long pause that a mark was answered with makes the destination one that cannot be reached", async () => {
  open();
  const told: boolean[] = [];
  destination.onStatus(() => told.push(destination.isReachable));
  answers.push(putOff(60_000), putOff(3_600_000), { kind: "refused", code: "gone", words: "" });
  await clear("a");
  expect(destination.isReachable).toBe(true);
  await advance(61_000);
  expect(destination.isReachable).toBe(false);
  await advance(3_601_000);
  expect([destination.status().state, destination.isReachable, calls.length]).toEqual(["ok", true, 3]);
  expect(told, "each of them is told: alerts go to the desktop too from the second on").toEqual([true, false, true]);
});

test("an alert that fails meanwhile ends no pause that a mark is answered with, nor keeps it from being told", async () => {
  open();
  const mark = Promise.withResolvers<SendOutcome>();
  answers.push(mark.promise, away, away);
  await clear("a");
  await grow("b");
  const told: boolean[] = [];
  destination.onStatus(() => told.push(destination.isReachable));
  mark.resolve(putOff(3_600_000));
  await advance(0);
  expect([told, destination.readyInMs()]).toEqual([[false], 3_600_000]);
  await grow("b");
  expect(destination.readyInMs()).toBe(3_600_000);
});

test("a shorter pause does not end a longer one that alerts wait for", async () => {
  open();
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  answers.push(promise, putOff(60_000));
  await clear("a");
  await destination.show({ id: "m", title: "now", body: "", urgency: "normal", actions: [], externalId: null });
  resolve(putOff(5_000));
  await advance(0);
  expect([destination.readyInMs(), destination.failures]).toEqual([60_000, 1]);
});

test.each(["refused", "broken"] as const)("what is %s is not asked again, and the next one is", async (kind) => {
  open();
  answers.push({ kind, code: "gone", words: "" });
  const isDone = destination.clear("a", "A");
  await clear("b");
  expect(calls).toEqual(["clear a A", "clear b B"]);
  expect(await isDone, "what a person can mend is left to be done").toBe(kind === "refused");
  await advance(600_000);
  expect(calls).toHaveLength(2);
});

test("while the service is away one of them is tried, at growing pauses and for a day; then they stay as they are", async () => {
  open();
  answers.push(...Array.from({ length: 200 }, () => away));
  const ends = ["a", "b"].map((id) => destination.clear(id, id.toUpperCase()));
  await advance(0);
  for (const pauseMs of [1_000, 5_000, 30_000, 120_000, 900_000, 900_000]) {
    const { length } = calls;
    await advance(pauseMs - 1);
    expect(calls).toHaveLength(length);
    await advance(1);
    expect(calls).toHaveLength(length + 1);
  }
  for (let hour = 0; hour < 25; hour += 0.25) await advance(900_000);
  expect(await Promise.all(ends)).toEqual([false, false]);
  expect(calls.length).toBeLessThan(110);
  expect(new Set(calls)).toEqual(new Set(["clear a A", "clear b B"]));
});

test("one that comes to nothing each time does not keep the others from being marked, and is asked ever less often", async () => {
  open();
  answers.push(away);
  await clear("a", "b", "c");
  await advance(1_000);
  expect(calls).toEqual(["clear a A", "clear b B", "clear c C"]);
  answers.push(away, away);
  await advance(1_000);
  expect(calls).toHaveLength(4);
  await advance(4_999);
  expect(calls).toHaveLength(4);
  await advance(1);
  expect(calls).toHaveLength(5);
});

test("asked for twice, it is marked once, and both hear of it", async () => {
  open();
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  answers.push(promise);
  const ends = [destination.clear("a", "A"), destination.clear("a", "A"), destination.clear("a", "B")];
  resolve(accepted);
  await advance(0);
  expect(await Promise.all(ends)).toEqual([true, true, true]);
  expect(calls).toEqual(["clear a A", "clear a B"]);
});

test("a mark that takes two requests counts as two", async () => {
  open([{ messages: 5, withinMs: 2_000 }], 2);
  await clear("a", "b");
  expect([calls, destination.readyInMs()]).toEqual([["clear a A"], 0]);
  // Two of five are marked with; with three alerts beside them, all that the service takes is sent.
  for (const title of ["1", "2", "3"])
    await destination.show({ id: title, title, body: "", urgency: "normal", actions: [], externalId: null });
  expect(destination.readyInMs()).toBe(2_000);
  await advance(1_999);
  expect(calls).toHaveLength(4);
  await advance(1);
  expect(calls.at(-1)).toBe("clear b B");
});

test("what was answered on a message is cleared there by what the service calls it, before anybody hears of it", async () => {
  open();
  const heard: unknown[] = [];
  destination.onAction((action) => heard.push([action, calls.length]));
  answer?.({ messageId: "joined_e", action: "acknowledge", by: "Ann", receipt: "17" });
  await advance(0);
  expect(heard).toEqual([[{ messageId: "joined:e", action: "acknowledge", by: "Ann" }, 1]]);
  expect(calls).toEqual(["clear joined_e 17"]);
  answer?.({ messageId: "e", action: "acknowledge", by: null });
  await advance(0);
  expect(calls).toHaveLength(1);
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
  expect(calls).toEqual(["clear a A", "send more", "clear c C", "clear a A"]);
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
