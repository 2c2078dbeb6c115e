/** A destination's marks beside its messages: what ends a pause, what does not, and from when on it counts as away. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RemoteChannel, SendOutcome } from "../../main/delivery/channels/remote-channel.ts";
import { messageOf } from "../../main/delivery/message.ts";
import { RemoteDestination, type RemoteDestinationOptions } from "../../main/delivery/remote-destination.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventOf } from "./delivery-rows.ts";

const event = eventOf("e", { ruleId: "r", previous: null, gap: null, blind: null });
const alert = messageOf(event, Date.parse(event.decidedAt), null, { locale: "en", timeZone: "UTC" });
const again = { ...alert, subject: { ...alert.subject!, nth: 2 } };
const accepted: SendOutcome = { kind: "accepted", receipt: "r-1" };
const unknown: SendOutcome = { kind: "unknown", code: "c", words: "no answer" };
const later = (afterMs: number | null): SendOutcome => ({
  kind: "later",
  code: "http-429",
  words: "slow down",
  afterMs,
});

let clock: ManualClock;
let destination: RemoteDestination;
let calls: string[];
let answer: SendOutcome;
let marked: SendOutcome | Promise<SendOutcome>;
let obstacle: string | null;
beforeEach(() => {
  clock = new ManualClock();
  calls = [];
  answer = accepted;
  marked = accepted;
  obstacle = null;
});
afterEach(async () => {
  await destination.stop();
  expect(clock.pending).toBe(0);
});

function open(given: Partial<RemoteDestinationOptions> = {}, rest: Partial<RemoteChannel> = {}): void {
  destination = new RemoteDestination({
    id: "phone",
    clock,
    kind: {
      abilities: {
        ...{ canReplace: true, dropsRepeats: false, canClear: true, repeatsCritical: false },
        answers: ["acknowledge"],
      },
      limits: [{ messages: 2, withinMs: 1_000 }],
    },
    channel: {
      send: async () => (calls.push("send"), answer),
      clear: async () => (calls.push("clear"), marked),
      listen: () => () => void calls.push("listens no more"),
      close: () => undefined,
      reachability: { obstacle: () => obstacle, onChanged: () => () => void calls.push("follows no more") },
      ...rest,
    },
    unusable: null,
    redact: (words) => words,
    ...given,
  });
}
const settle = () => new Promise((resolve) => setImmediate(resolve));
async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  await settle();
}
const state = (): string => destination.status().state;

describe("it is away for others to be told", () => {
  test.each([
    [60_000, true],
    [60_001, false],
  ])("where the service asks for %i ms: it is reachable: %s", async (afterMs, isReachable) => {
    open();
    answer = later(afterMs);
    await destination.show(alert);
    expect([state(), destination.isReachable]).toEqual(["degraded", isReachable]);
  });

  test("from the third attempt on that did not reach it", async () => {
    open();
    answer = unknown;
    const reachable: boolean[] = [];
    for (let n = 0; n < 3; n++) {
      await destination.show(alert);
      reachable.push(destination.isReachable);
    }
    expect(reachable).toEqual([true, true, false]);
    answer = accepted;
    await destination.show(alert);
    expect(destination.isReachable).toBe(true);
  });

  test("while something is in its way, or it cannot be opened", async () => {
    open();
    obstacle = "No window.";
    expect(destination.isReachable).toBe(false);
    obstacle = null;
    expect(destination.isReachable).toBe(true);
    await destination.stop();
    open({ channel: null });
    expect(destination.isReachable).toBe(false);
    expect(await destination.show(alert)).toEqual({ state: "later", reason: "" });
  });
});

test("what was sent after now, as an earlier run's clock said, was sent now", () => {
  const { wallMs } = clock.now();
  open({ sentBeforeMs: [wallMs + 5_000, wallMs + 5_000] });
  expect(destination.readyInMs()).toBe(1_000);
});

test("a mark takes one message of the limits, where its kind says no more", async () => {
  open();
  expect(await destination.clear("e", "r-1")).toBe(true);
  expect(destination.readyInMs()).toBe(0);
  await destination.show(alert);
  expect(destination.readyInMs()).toBe(1_000);
});

describe("a mark that is taken", () => {
  test.each<[SendOutcome, string]>([
    [accepted, "ok"],
    [{ kind: "refused", code: "c", words: "not there" }, "ok"],
    [unknown, "degraded"],
  ])("ends a pause that the last run was asked for: %j", async (outcome, expected) => {
    const pause = { sinceMs: clock.now().wallMs, forMs: 5_000, words: "slow down" };
    open({ pause: { get: () => pause, set: () => undefined } });
    marked = outcome;
    void destination.clear("e", "r-1");
    await advance(6_000);
    expect(calls).toEqual(["clear"]);
    expect(state()).toBe(expected);
  });

  test("ends none of a message that failed, also where a mark had held it before", async () => {
    open();
    marked = later(5_000);
    void destination.clear("e", "r-1");
    await settle();
    answer = unknown;
    await destination.show({ ...alert, id: "other" });
    expect([state(), destination.status().detail]).toEqual(["degraded", "no answer"]);
    marked = accepted;
    await advance(10_000);
    expect(calls).toEqual(["clear", "send", "clear"]);
    expect([state(), destination.failures]).toEqual(["degraded", 1]);
  });
});

test.each([
  ["in its own place", alert, ["send", "send", "send"]],
  ["beside it", again, ["send", "send", "send", "clear"]],
])("what waits to be marked is marked, unless it is sent again %s", async (_what, message, expected) => {
  open();
  await destination.show(alert);
  await destination.show(alert);
  void destination.clear("e", "r-1");
  await destination.show(message);
  await advance(5_000);
  expect(calls).toEqual(expected);
});

test("what is sent again waits for the mark that is put on it, and longer where that was too much, be it for a moment", async () => {
  open();
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  marked = promise;
  void destination.clear("e", "r-1");
  await settle();
  const sent = destination.show(alert);
  resolve(later(1));
  expect(await sent).toEqual({ state: "later", reason: "slow down" });
  expect(calls).toEqual(["clear"]);
});

test("stopped, it listens and follows no more", async () => {
  open();
  await destination.stop();
  expect(calls).toEqual(["listens no more", "follows no more"]);
});
