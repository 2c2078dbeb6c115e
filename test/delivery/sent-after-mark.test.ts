/** What is sent while a message is being marked as answered. Sent again in its own place, that one waits for it, whatever comes of it. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { attemptWithinMs } from "../../main/delivery/attempts.ts";
import type { Outcome } from "../../main/delivery/channel.ts";
import type { SendOutcome } from "../../main/delivery/channels/remote-channel.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import { ManualClock } from "../doubles/clock.ts";

const sendMs = 24_000;
const abilities = { canReplace: true, dropsRepeats: false, canClear: true, answers: [], repeatsCritical: false };
let clock: ManualClock;
let destination: RemoteDestination;
let mark: PromiseWithResolvers<SendOutcome>;
let sent: number;
let outcome: Outcome | null;

async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function show(id: string): Promise<Outcome> {
  const subject = { occasion: "event", events: [], actions: [], nth: 1, urgency: "normal" } as const;
  const message = { id, title: "more", body: "", urgency: "normal", actions: [], externalId: "r" } as const;
  const told = { topic: "alert", body: "", happenedAtMs: 0, isSilent: false, isAgain: false } as const;
  return destination.show({ ...message, subject: { ...subject, ...told } });
}

beforeEach(async () => {
  clock = new ManualClock();
  mark = Promise.withResolvers();
  [sent, outcome] = [0, null];
  destination = new RemoteDestination({
    id: "phone-1",
    clock,
    kind: { abilities, limits: [] },
    channel: {
      send() {
        sent += 1;
        const taken = Promise.withResolvers<SendOutcome>();
        clock.after(sendMs, () => taken.resolve({ kind: "accepted", receipt: "r" }));
        return taken.promise;
      },
      clear: () => mark.promise,
      close: () => undefined,
    },
    unusable: null,
    redact: (words) => words,
  });
  void destination.clear("m", "r");
  await advance(10_000);
  void show("m").then((shown) => (outcome = shown));
  await advance(0);
  expect(sent).toBe(0);
});
afterEach(() => destination.stop());

test("it has all of its time, though the mark took all of its own", async () => {
  await advance(attemptWithinMs - 10_000);
  expect(sent).toBe(1);
  await advance(sendMs);
  expect(outcome).toEqual({ state: "sent", externalId: "r" });
});

test("it is not sent into the pause that the mark is answered with", async () => {
  mark.resolve({ kind: "later", code: "http-429", words: "slow down", afterMs: 60_000 });
  await advance(0);
  expect([sent, outcome]).toEqual([0, { state: "later", reason: "slow down" }]);
  expect([destination.readyInMs(), destination.failures]).toEqual([60_000, 0]);
});

test("it is not sent, nor taken for one that may have been, where the destination is opened anew meanwhile", async () => {
  await destination.stop();
  await advance(0);
  expect([sent, outcome]).toEqual([0, { state: "later", reason: "" }]);
});

test("another one that is on its way, and is taken, does not end the pause that the mark is answered with", async () => {
  const another = show("another");
  await advance(0);
  mark.resolve({ kind: "later", code: "http-429", words: "slow down", afterMs: 60_000 });
  await advance(0);
  await advance(sendMs);
  expect(await another).toEqual({ state: "sent", externalId: "r" });
  expect([destination.readyInMs(), destination.status().state]).toEqual([60_000 - sendMs, "degraded"]);
});
