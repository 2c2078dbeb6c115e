/** How answers are fetched from Telegram: when it is asked again, what is told of trouble, and what of an answer is heard. */
import { beforeEach, describe, expect, test } from "vitest";
import { listenToTelegram } from "../../../main/delivery/channels/telegram/listen.ts";
import type { TelegramAnswer, TelegramBot } from "../../../main/delivery/channels/telegram/bot.ts";
import { TelegramMemory } from "../../../main/delivery/channels/telegram/memory.ts";
import { buttonData } from "../../../main/delivery/channels/telegram/updates.ts";
import type { RemoteAnswer, RemoteChannelHost, SendOutcome } from "../../../main/delivery/channels/remote-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { until } from "../../doubles/until.ts";

let clock: ManualClock;
let answers: { outcome: SendOutcome; result?: unknown }[];
let calls: [method: string, payload: Record<string, unknown>, deadlineMs: number | undefined][];
let heard: RemoteAnswer[];
let troubles: (string | null)[];
let memory: TelegramMemory;
let isPollHeld: boolean;
let stop: () => void;

const accepted = (...result: unknown[]) => ({ outcome: { kind: "accepted", receipt: null } as const, result });
const later = (code: string, afterMs: number | null) => ({
  outcome: { kind: "later", code, words: `because of ${code}`, afterMs } as unknown as SendOutcome,
});
/** Until it waits for its next poll, or for the answer to one that is held open. */
const settled = (): Promise<void> => until(() => isPollHeld || clock.pending > 0, "it waits");

/** Listens with these answers to what is polled, one after the other; then a poll is held open. */
async function listen(...polled: typeof answers): Promise<void> {
  answers = polled;
  const bot = {
    call(method: string, payload: Record<string, unknown>, _signal: AbortSignal, deadlineMs?: number) {
      calls.push([method, payload, deadlineMs]);
      if (method !== "getUpdates")
        return Promise.resolve({ outcome: { kind: "accepted", receipt: null }, result: true });
      const next = answers.shift();
      if (next !== undefined) return Promise.resolve(next);
      isPollHeld = true;
      return new Promise<TelegramAnswer>(() => undefined);
    },
  } as unknown as TelegramBot;
  stop = listenToTelegram({
    bot,
    memory,
    host: { clock } as unknown as RemoteChannelHost,
    onAnswer: (answer) => heard.push(answer),
    trouble: (words) => troubles.push(words),
  });
  await settled();
}

/** How long it waits after each of these, milliseconds; at once: null. */
async function pauses(...polled: typeof answers): Promise<(number | null)[]> {
  await listen(...polled);
  const waited: (number | null)[] = [];
  for (const _ of polled) {
    const { nextDelayMs } = clock;
    waited.push(nextDelayMs);
    clock.advance(nextDelayMs ?? 0);
    await settled();
  }
  stop();
  return waited;
}

beforeEach(() => {
  clock = new ManualClock();
  calls = [];
  isPollHeld = false;
  heard = [];
  troubles = [];
  let kept: string | null = null;
  memory = new TelegramMemory({ get: () => kept, set: (text: string) => void (kept = text) }, "42");
});

const press = (id: number, change: object = {}, data = buttonData("snooze", "m-1")) => ({
  update_id: id,
  callback_query: {
    id: "q",
    from: { id: 42, first_name: "Ann" },
    message: { message_id: 7, chat: { id: 42 } },
    data,
    ...change,
  },
});
const ofGroup = (from: number) => ({
  from: { id: from, username: "bob" },
  message: { message_id: 8, chat: { id: -5 } },
});

describe("it asks again", () => {
  test("a second after an answer of nothing, and after failures ever later", async () => {
    const failures = Array.from({ length: 5 }, () => later("http-502", null));
    expect(await pauses(accepted(), ...failures, accepted(), later("http-502", null))).toEqual([
      ...[1_000, 2_000, 5_000, 15_000, 60_000, 60_000, 1_000, 2_000],
    ]);
  });

  test("when it is told to, where that is later", async () => {
    expect(await pauses(later("http-429", 9_000), later("http-429", 4_000), later("http-429", null))).toEqual([
      ...[9_000, 5_000, 15_000],
    ]);
  });

  test("not in step with another program that polls for the same bot", async () => {
    const waits = await pauses(later("http-409", null), later("http-409", null));
    const [first = 0, second = 0] = waits.map((ms) => ms ?? 0);
    expect([first >= 2_000 && first <= 4_000, second >= 5_000 && second <= 10_000]).toEqual([true, true]);
  });

  test("at once after an answer, and no more once it has ended", async () => {
    await listen(accepted(press(1)), accepted());
    expect(calls.map(([method]) => method)).toEqual(["getUpdates", "answerCallbackQuery", "getUpdates"]);
    expect(calls[0]).toEqual([
      "getUpdates",
      { offset: 0, timeout: 50, allowed_updates: ["message", "callback_query"] },
      65_000,
    ]);
    expect(calls[2]?.[1]).toMatchObject({ offset: 2 });
    stop();
    expect(clock.pending).toBe(0);
  });
});

describe("of trouble is told", () => {
  test("nothing the first time, then why, and that it is over", async () => {
    await pauses(later("http-502", null), later("http-502", null), accepted());
    expect(troubles).toEqual([expect.stringContaining("because of http-502") as string, null]);
  });

  test("another program from the third time on: a poll of before a restart ends by itself", async () => {
    await pauses(...Array.from({ length: 3 }, () => later("http-409", null)));
    expect(troubles).toEqual([expect.stringContaining("another program reads this bot") as string]);
  });
});

describe("an answer", () => {
  test("is heard with who gave it and on which message, then done with and confirmed", async () => {
    await listen(accepted(press(3)));
    expect(heard).toEqual([{ messageId: "m-1", action: "snooze", by: "Ann", receipt: "7" }]);
    expect(memory.offset).toBe(4);
    expect(calls[1]?.[1]).toEqual({ callback_query_id: "q", text: expect.any(String) as string });
    stop();
  });

  test.each<[string, string, object]>([
    ["of another chat", "42", { message: { message_id: 7, chat: { id: 43 } } }],
    ["of another person in a private chat", "42", { from: { id: 43 } }],
    ["of a button that is none of ours", "42", { data: "9x" }],
    ["of a private chat where a group is meant", "-5", {}],
  ])("%s is not heard, yet done with", async (_what, chat, change) => {
    memory.chat = chat;
    await listen(accepted(press(3, change)));
    expect([heard, memory.offset]).toEqual([[], 4]);
    expect(calls[1]?.[1]).toEqual({ callback_query_id: "q" });
    stop();
  });

  test("of anybody in a group is heard, also where its message is not said", async () => {
    memory.chat = "-5";
    await listen(accepted(press(3, ofGroup(9)), press(4, { ...ofGroup(9), message: { chat: { id: -5 } } })));
    expect(heard).toEqual([
      { messageId: "m-1", action: "snooze", by: "@bob", receipt: "8" },
      { messageId: "m-1", action: "snooze", by: "@bob" },
    ]);
    stop();
  });

  test("that is no press is done with", async () => {
    await listen(accepted({ update_id: 9, message: { text: "hello", chat: { id: 42 }, from: { id: 42 } } }));
    expect([heard, memory.offset, calls.map(([method]) => method)]).toEqual([[], 10, ["getUpdates", "getUpdates"]]);
    stop();
  });
});
