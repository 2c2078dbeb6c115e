/** What the outbox makes of each answer of a service: when it tries again, what waits behind, and what is written down. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type {
  ChannelLimit,
  RemoteChannel,
  RemoteMessage,
  SendOutcome,
} from "../../main/delivery/channels/remote-channel.ts";
import { Outbox } from "../../main/delivery/outbox.ts";
import { attemptWithinMs } from "../../main/delivery/attempts.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import type { Store } from "../../main/store/store.ts";
import { ManualClock } from "../doubles/clock.ts";
import { openIn, tempDir, value } from "../store/store-harness.ts";
import { decision } from "./decision.ts";

const id = "there-1";
const accepted: SendOutcome = { kind: "accepted", receipt: "r" };
const unknown: SendOutcome = { kind: "unknown", code: "c", words: "no answer of tok-secret" };

let clock: ManualClock;
let store: Store;
let outbox: Outbox;
let destination: RemoteDestination;
let sent: RemoteMessage[];
let answer: (message: RemoteMessage) => SendOutcome | Promise<SendOutcome>;
let rules: number;

beforeEach(() => {
  clock = new ManualClock();
  store = openIn(tempDir(), clock.now().wallMs);
  sent = [];
  answer = () => accepted;
  rules = 0;
});
afterEach(async () => {
  await outbox.stop();
  await destination.stop();
  store.close();
  expect(clock.pending).toBe(0);
});

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  await settle();
}

type Given = { dropsRepeats?: boolean; limits?: ChannelLimit[]; unusable?: string; answers?: [] };
function make(given: Given = {}): RemoteDestination {
  const { dropsRepeats = false, limits = [], unusable = null, answers = ["acknowledge"] as const } = given;
  const channel: RemoteChannel = {
    send: async (message) => {
      sent.push(message);
      return answer(message);
    },
    close: () => undefined,
  };
  return new RemoteDestination({
    id,
    clock,
    kind: {
      abilities: { canReplace: false, dropsRepeats, canClear: false, answers, repeatsCritical: false },
      limits,
    },
    channel: unusable === null ? channel : null,
    unusable,
    redact: (words) => words.replaceAll("tok-secret", "(key)"),
  });
}

async function start(given: Given = {}): Promise<void> {
  destination = make(given);
  outbox = new Outbox({
    clock,
    store,
    channels: [{ channel: destination, enabled: () => true }],
    changed: () => undefined,
    textOptions: { locale: "en", timeZone: "UTC" },
  });
  outbox.start();
  await settle();
}

async function fire(count = 1): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const { wallMs, monoMs } = clock.now();
    value(store.commit([decision((rules += 1), "BTC-USD", "once", wallMs, monoMs)], [id, "history"], wallMs));
  }
  outbox.wake();
  await settle();
}

/** Oldest first. */
const deliveries = () =>
  value(store.events.list())
    .toReversed()
    .map((event) => event.deliveries.find((each) => each.destination === id));
const states = () => deliveries().map((each) => each?.state);

test("what is taken is sent, with its receipt, in words for a phone", async () => {
  await start();
  await fire();
  expect(deliveries()[0]).toMatchObject({ state: "sent", receipt: "r", isAgain: false, error: null });
  expect(sent[0]).toMatchObject({ topic: "alert.fired", urgency: "normal", actions: ["acknowledge"], isAgain: false });
  expect(sent[0]?.body.split("\n")).toEqual([
    "1,001 at 12:00:00",
    "Tell me once when BTC-USD crosses above 1,001",
    "Times are UTC.",
  ]);
});

test("where there is no button, the text says how it is acknowledged", async () => {
  await start({ answers: [] });
  await fire();
  expect(sent[0]).toMatchObject({ actions: [], body: expect.stringMatching(/\nTo acknowledge it, open Pricebell/) });
});

test("what came while an older one was tried is due after it: of hundreds that wait, the oldest is told first", async () => {
  await start();
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  answer = () => promise;
  await fire();
  await advance(10);
  await fire();
  await advance(10);
  resolve({ kind: "later", code: "c", words: "away", afterMs: null });
  await settle();
  expect(value(store.deliveries.due(id, clock.now().wallMs, 1))[0]?.event.seq).toBe(1);
});

test("a service that is away is tried with growing pauses, one message alone, and all of them in order when it is back", async () => {
  await start();
  answer = () => ({ kind: "later", code: "c", words: "away (tok-secret)", afterMs: null });
  await fire(3);
  const isReachable = [destination.isReachable];
  for (const pauseMs of [1_000, 5_000, 30_000, 120_000, 900_000, 900_000]) {
    await advance(pauseMs - 1);
    expect(sent).toHaveLength(isReachable.length);
    await advance(1);
    isReachable.push(destination.isReachable);
    expect(sent, `after ${pauseMs}`).toHaveLength(isReachable.length);
  }
  expect(new Set(sent.map(({ id: message }) => message)).size).toBe(1);
  expect(states()).toEqual(["pending", "pending", "pending"]);
  expect(deliveries()[0]).toMatchObject({ error: "away ((key))" });
  expect(destination.status()).toEqual({ state: "degraded", detail: "away ((key))" });
  expect(isReachable, "two failures are not told").toEqual([true, true, ...Array.from({ length: 5 }, () => false)]);
  answer = () => accepted;
  sent.length = 0;
  await advance(900_000);
  expect(sent.map(({ events }) => events[0]?.seq)).toEqual([1, 2, 3]);
  expect([...states(), destination.isReachable]).toEqual(["sent", "sent", "sent", true]);
});

test("what the service asks for is waited for, where it is more than our own pause", async () => {
  await start();
  answer = () => ({ kind: "later", code: "c", words: "slow down", afterMs: 60_000 });
  await fire();
  await advance(59_999);
  expect(sent).toHaveLength(1);
  await advance(1);
  expect(sent).toHaveLength(2);
});

test("after 24 h it is failed, with the last words", async () => {
  await start();
  answer = () => ({ kind: "later", code: "c", words: "away", afterMs: null });
  await fire();
  await advance(23 * 3_600_000);
  // Meanwhile another one: it is young when the first is given up.
  await fire();
  for (let quarters = 0; quarters < 8; quarters += 1) await advance(900_000);
  expect(deliveries()).toMatchObject([{ state: "failed", error: "away" }, { state: "pending" }]);
});

test("one that is old at its first try, because the computer slept, is not given up at that", async () => {
  await start();
  answer = () => ({ kind: "later", code: "c", words: "no network yet", afterMs: null });
  const { wallMs, monoMs } = clock.now();
  const asleepMs = 3 * 24 * 3_600_000;
  value(store.commit([decision(1, "BTC-USD", "once", wallMs - asleepMs, monoMs)], [id, "history"], wallMs));
  outbox.wake();
  await settle();
  await advance(900);
  expect(states()).toEqual(["pending"]);
  answer = () => accepted;
  await advance(100);
  expect(states()).toEqual(["sent"]);
  expect(sent.at(-1)?.body).toContain("\n3 d late: ");
});

test("what only a person can mend keeps what waits, and nothing is tried, until it is another destination", async () => {
  await start();
  answer = () => ({ kind: "broken", code: "c", words: "Enter the token again." });
  await fire(2);
  await advance(3_600_000);
  expect(sent).toHaveLength(1);
  expect(states()).toEqual(["pending", "pending"]);
  expect(destination.status()).toEqual({ state: "unavailable", detail: "Enter the token again." });
  answer = () => accepted;
  await destination.stop();
  destination = make();
  outbox.put({ channel: destination, enabled: () => true });
  await settle();
  expect(states()).toEqual(["sent", "sent"]);
});

test("what waits for one that nobody mends ends after 24 h, and says why", async () => {
  await start({ unusable: "Enter the password again." });
  await fire();
  await advance(24 * 3_600_000);
  expect(states()).toEqual(["pending"]);
  await advance(600_001);
  expect(deliveries()[0]).toMatchObject({ state: "failed", error: "Enter the password again." });
  expect(sent).toEqual([]);
});

test("a message that will never be taken ends alone", async () => {
  await start();
  answer = ({ events }) => (events[0]?.seq === 1 ? { kind: "refused", code: "c", words: "too long" } : accepted);
  await fire(2);
  expect(deliveries()).toMatchObject([{ state: "failed", error: "too long" }, { state: "sent" }]);
});

test("one that may have been taken is sent under the same key until it is, where the service drops repeats", async () => {
  await start({ dropsRepeats: true });
  answer = () => unknown;
  await fire();
  for (const pauseMs of [1_000, 5_000, 30_000]) await advance(pauseMs);
  answer = () => accepted;
  await advance(120_000);
  expect(sent).toHaveLength(5);
  expect(new Set(sent.map(({ key, isAgain }) => `${key} ${isAgain}`)).size).toBe(1);
  expect(deliveries()[0]).toMatchObject({ state: "sent", isAgain: false });
});

test.each([
  ["taken", accepted, { state: "sent", isAgain: true, error: null }],
  ["unknown again", unknown, { state: "unknown", isAgain: true, error: "no answer of (key)" }],
])("where it has no key it is sent once more, saying so, and no further time: %s", async (_name, second, written) => {
  await start();
  answer = ({ isAgain }) => (isAgain ? second : unknown);
  await fire();
  expect(deliveries()[0]).toMatchObject({ state: "pending", isAgain: true });
  await advance(1_000);
  await advance(3_600_000);
  expect(sent.map(({ isAgain }) => isAgain)).toEqual([false, true]);
  expect(sent[1]?.key).toBe(sent[0]?.key);
  expect(deliveries()[0]).toMatchObject(written);
});

test("a channel that never answers is given up in time, and what throws may have been taken", async () => {
  await start();
  answer = () => new Promise(() => undefined);
  await fire();
  await advance(attemptWithinMs);
  expect(deliveries()[0]).toMatchObject({ state: "pending", isAgain: true });
  answer = () => {
    throw new Error("a bug");
  };
  await advance(1_000);
  expect(deliveries()[0]).toMatchObject({ state: "unknown", error: "a bug" });
});

test("limits are kept before the service has to say so; the strictest one counts", async () => {
  await start({
    limits: [
      { messages: 2, withinMs: 10_000 },
      { messages: 3, withinMs: 60_000 },
    ],
  });
  await fire(2);
  await advance(1_000);
  await fire(3);
  expect(sent).toHaveLength(2);
  await advance(8_999);
  expect(sent).toHaveLength(2);
  await advance(1);
  expect(sent).toHaveLength(3);
  await advance(49_999);
  expect(sent).toHaveLength(3);
  await advance(1);
  expect(sent.length).toBeGreaterThan(3);
});

test("one that is taken away is handed nothing more; its message in flight is written down first", async () => {
  await start();
  answer = () => new Promise(() => undefined);
  await fire(2);
  await destination.stop();
  outbox.remove(id);
  await settle();
  expect(sent).toHaveLength(1);
  expect(deliveries()).toMatchObject([{ state: "pending", isAgain: true }, { state: "pending" }]);
  value(store.destinations.remove(id, clock.now().wallMs));
  expect(states()).toEqual(["skipped", "skipped"]);
});
