/** What a destination makes of each answer of its service: what the outbox is told, its state for people, and when it may be handed the next. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChannelAction, ChannelStatus } from "../../main/delivery/channel.ts";
import type { RemoteAnswer, RemoteChannel, SendOutcome } from "../../main/delivery/channels/remote-channel.ts";
import { messageOf } from "../../main/delivery/message.ts";
import { RemoteDestination, type RemoteDestinationOptions } from "../../main/delivery/remote-destination.ts";
import type { StoredPause } from "../../main/store/destinations-table.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventOf } from "./delivery-rows.ts";

type Given = Partial<RemoteDestinationOptions["kind"]["abilities"]> &
  Partial<Omit<RemoteDestinationOptions, "kind">> & { readonly rest?: Partial<RemoteChannel> };

const event = eventOf("e", { ruleId: "r", previous: null, gap: null, blind: null });
const alert = messageOf(event, Date.parse(event.decidedAt), null, { locale: "en", timeZone: "UTC" });
const accepted: SendOutcome = { kind: "accepted", receipt: "r-1" };
const of = (kind: "later" | "unknown" | "refused" | "broken", afterMs: number | null = null): SendOutcome =>
  ({ kind, code: kind, words: `${kind} of tok-secret`, afterMs }) as SendOutcome;

let clock: ManualClock;
let destination: RemoteDestination;
let answer: SendOutcome;
let sent: string[];
let told: ChannelStatus[];
let acted: ChannelAction[];
let hear: (answer: RemoteAnswer) => void;
let trouble: (words: string | null) => void;
let obstacle: string | null;
let obstacleChanged: () => void;
let kept: StoredPause | null;

beforeEach(() => {
  clock = new ManualClock();
  answer = accepted;
  sent = [];
  told = [];
  acted = [];
  obstacle = null;
  kept = null;
});
afterEach(async () => {
  await destination.stop();
  expect(clock.pending).toBe(0);
});

function open({ rest = {}, channel, ...given }: Given = {}): void {
  const abilities = {
    canReplace: false,
    dropsRepeats: false,
    canClear: true,
    answers: ["snooze"],
    repeatsCritical: false,
  } as const;
  destination = new RemoteDestination({
    id: "phone",
    clock,
    kind: { abilities: { ...abilities, ...given }, limits: [{ messages: 2, withinMs: 1_000 }] },
    channel:
      channel === null
        ? null
        : {
            send: (message) => (sent.push(message.id), Promise.resolve(answer)),
            clear: ({ receipt }) => (sent.push(`clear ${receipt ?? "?"}`), Promise.resolve(accepted)),
            listen: (onAnswer, onTrouble) => {
              hear = onAnswer;
              trouble = onTrouble;
              return () => undefined;
            },
            close: () => void sent.push("closed"),
            ...rest,
          },
    unusable: null,
    redact: (words) => words.replaceAll("tok-secret", "(key)"),
    pause: { get: () => kept, set: (pause) => void (kept = pause) },
    ...given,
  });
  destination.onStatus((status) => told.push(status));
  destination.onAction((action) => acted.push(action));
}
const reachable: Given = {
  rest: {
    reachability: {
      obstacle: () => obstacle,
      onChanged: (listener) => {
        obstacleChanged = listener;
        return () => undefined;
      },
    },
  },
};

describe("of an answer the outbox is told, people are, and the next one waits", () => {
  test.each<[string, SendOutcome, object, ChannelStatus["state"], number, number]>([
    ["taken", accepted, { state: "sent", externalId: "r-1" }, "ok", 0, 0],
    [
      "taken, with a note",
      { kind: "accepted", receipt: null, note: "n" },
      { state: "sent", externalId: null, note: "n" },
      "ok",
      0,
      0,
    ],
    [
      "taken, by a name that holds a secret",
      { kind: "accepted", receipt: "tok-secret" },
      { state: "sent", externalId: null },
      "ok",
      0,
      0,
    ],
    ["refused", of("refused"), { state: "failed", reason: "refused of (key)", retryable: false }, "ok", 0, 0],
    ["later, as asked", of("later", 90_000), { state: "later", reason: "later of (key)" }, "degraded", 90_000, 1],
    [
      "not known",
      of("unknown"),
      { state: "unknown", reason: "unknown of (key)", showsRepeats: true },
      "degraded",
      1_000,
      1,
    ],
    ["broken", of("broken"), { state: "later", reason: "broken of (key)" }, "unavailable", Infinity, 1],
  ])("%s", async (_what, outcome, expected, state, readyInMs, failures) => {
    open();
    answer = outcome;
    expect(await destination.show(alert)).toStrictEqual(expected);
    expect([destination.status().state, destination.failures]).toEqual([state, failures]);
    expect(destination.readyInMs()).toBe(readyInMs);
    expect(told.map((status) => status.state)).toEqual(state === "ok" ? [] : [state]);
  });

  test("once it is well again that is told, and nothing waits", async () => {
    open();
    answer = of("broken");
    await destination.show(alert);
    answer = accepted;
    await destination.show(alert);
    expect([destination.status(), destination.failures]).toEqual([{ state: "ok", detail: null }, 0]);
    expect(told.map(({ state }) => state)).toEqual(["unavailable", "ok"]);
  });

  test("within its limits at once, then when its window has room", async () => {
    open({ sentBeforeMs: [clock.now().wallMs - 600] });
    expect(destination.readyInMs()).toBe(0);
    await destination.show(alert);
    expect(destination.readyInMs()).toBe(400);
    clock.advance(400);
    expect(destination.readyInMs()).toBe(0);
  });
});

describe("a pause that the service asked for", () => {
  test("is kept, and goes on in the next run with its words", async () => {
    open();
    answer = of("later", 90_000);
    await destination.show(alert);
    expect(kept).toEqual({ sinceMs: clock.now().wallMs, forMs: 90_000, words: "later of (key)" });
    clock.advance(30_000);
    await destination.stop();
    open();
    expect(destination.status()).toEqual({ state: "degraded", detail: "later of (key)" });
    expect([destination.readyInMs(), destination.failures]).toEqual([60_000, 1]);
    answer = accepted;
    await destination.show(alert);
    expect([kept, destination.status().state]).toEqual([null, "ok"]);
  });

  test("in answer to a mark holds alerts, and is told, but none of them has failed", async () => {
    open({ rest: { clear: () => Promise.resolve({ kind: "later", code: "http-429", words: "slow", afterMs: null }) } });
    const marked = destination.clear("m-1", "r-1");
    await new Promise((resolve) => setImmediate(resolve));
    expect(destination.status()).toEqual({ state: "degraded", detail: "slow" });
    expect(destination.readyInMs()).toBeGreaterThan(0);
    expect(destination.failures).toBe(0);
    await destination.stop();
    expect(await marked).toBe(false);
  });
});

describe("one that cannot be opened", () => {
  test("says why, takes nothing, and has nothing to mark", async () => {
    open({ channel: null, unusable: "Enter the token again." });
    expect(destination.status()).toEqual({ state: "unavailable", detail: "Enter the token again." });
    expect(destination.readyInMs()).toBe(Infinity);
    expect(await destination.show(alert)).toEqual({ state: "later", reason: "Enter the token again." });
    expect(await destination.clear("m-1", "r-1")).toBe(false);
  });
});

describe("something in its way", () => {
  test("is told without secrets, and nothing is sent until it has gone", async () => {
    open(reachable);
    obstacle = "No window for tok-secret.";
    obstacleChanged();
    expect(destination.status()).toEqual({ state: "unavailable", detail: "No window for (key)." });
    expect(await destination.show(alert)).toEqual({ state: "later", reason: "No window for (key)." });
    expect([destination.readyInMs(), sent]).toEqual([Infinity, []]);
    answer = of("later", 90_000);
    obstacle = null;
    obstacleChanged();
    expect([destination.readyInMs(), destination.status().state]).toEqual([0, "ok"]);
    expect(told.at(-1)?.state).toBe("ok");
  });

  test("that goes ends the pauses of before", async () => {
    open(reachable);
    answer = of("later", 90_000);
    await destination.show(alert);
    obstacle = "gone";
    obstacleChanged();
    expect(destination.failures).toBe(1);
    obstacle = null;
    obstacleChanged();
    expect([destination.readyInMs(), destination.failures]).toEqual([0, 0]);
  });
});

describe("marks", () => {
  test("go to a service that can, one by one", async () => {
    open();
    expect(await destination.clear("m-1", "r-1")).toBe(true);
    expect(sent).toEqual(["clear r-1"]);
  });

  test.each<[string, Given]>([
    ["cannot", { canClear: false }],
    ["has no way to", { rest: { clear: undefined as never } }],
  ])("of one that %s there is nothing left to do", async (_what, given) => {
    open(given);
    expect(await destination.clear("m-1", "r-1")).toBe(true);
    expect(sent).toEqual([]);
  });
});

describe("answers", () => {
  test("are handed on; a copy that was answered is marked by the service's name of it", async () => {
    open();
    hear({ messageId: "m-1", action: "snooze", by: " \u202EAnn\u001B" });
    hear({ messageId: "m-1", action: "snooze", by: "Ann", receipt: "r-7" });
    await new Promise((resolve) => setImmediate(resolve));
    expect(acted).toEqual(Array.from({ length: 2 }, () => ({ messageId: "m-1", action: "snooze", by: "Ann" })));
    expect(sent).toEqual(["clear r-7"]);
  });

  test("are of nobody where their name says nothing, and a name is no longer than 60 characters", () => {
    open();
    hear({ messageId: "m-1", action: "snooze", by: "\u202E\u200B" });
    hear({ messageId: "m-1", action: "snooze", by: "x".repeat(61) });
    expect(acted.map(({ by }) => by)).toEqual([null, "x".repeat(60)]);
  });

  test("that cannot be heard degrade it, without secrets, unless worse is known", async () => {
    open();
    trouble("tok-secret is not heard");
    expect(destination.status()).toEqual({ state: "degraded", detail: "(key) is not heard" });
    answer = of("broken");
    await destination.show(alert);
    expect(destination.status().detail).toBe("broken of (key)");
    answer = accepted;
    await destination.show(alert);
    expect(destination.status().state).toBe("degraded");
    trouble(null);
    expect(destination.status().state).toBe("ok");
    expect(told.map(({ state }) => state)).toEqual(["degraded", "unavailable", "degraded", "ok"]);
  });

  test("of a kind that has none are not listened to", () => {
    hear = () => {
      throw new Error("nobody listens");
    };
    open({ answers: [] });
    expect(() => hear({ messageId: "m-1", action: "snooze", by: null })).toThrow("nobody listens");
  });
});

test("what it can do is what its kind says", () => {
  open({ dropsRepeats: true, canReplace: true, keepsAnswerButtons: true });
  expect([destination.showsRepeats, destination.canReplace, destination.keepsAnswerButtons]).toEqual([
    false,
    true,
    true,
  ]);
  void destination.stop();
  open();
  expect([destination.showsRepeats, destination.canReplace, destination.keepsAnswerButtons]).toEqual([
    true,
    false,
    false,
  ]);
});

test("stopped, it lets go of its channel, and nobody hears of it any more", async () => {
  open();
  await destination.stop();
  trouble("x");
  hear({ messageId: "m-1", action: "snooze", by: null });
  expect([sent, told, acted]).toEqual([["closed"], [], []]);
});
