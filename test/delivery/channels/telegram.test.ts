/** What Telegram alone does: editing, buttons, the chat that is found by /start, the group that moves, the one reader. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { telegramKind } from "../../../main/delivery/channels/telegram/index.ts";
import type { RemoteAnswer, RemoteChannel } from "../../../main/delivery/channels/remote-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { TelegramService } from "../../doubles/services/telegram.ts";
import { until } from "../../doubles/until.ts";
import { hostWith, remoteMessage, throughPauses } from "./conformance/subject.ts";

const { signal } = new AbortController();
let service: TelegramService;
let clock: ManualClock;
let stored: { value: string | null };

beforeEach(async () => {
  service = await TelegramService.start();
  service.chats.add("4711");
  clock = new ManualClock();
  stored = { value: null };
});
afterEach(() => service.server.stop());

function open(chat = "4711"): RemoteChannel {
  return telegramKind(service.server.origin).open({ token: service.token, chat }, hostWith(clock, stored));
}
const texts = (): string[] => [...service.messages.values()].map(({ text }) => text.split("\n")[0] ?? "");

test("a message that grows is edited; without its receipt, and where it is gone, it is sent anew", async () => {
  const channel = open();
  const first = await channel.send(remoteMessage({ title: "one" }), signal);
  if (first.kind !== "accepted") throw new Error(first.words);
  const { receipt } = first;
  expect(receipt).toMatch(/^\d+$/);
  expect(await channel.send(remoteMessage({ title: "two", receipt }), signal)).toEqual({ kind: "accepted", receipt });
  expect(texts()).toEqual(["two"]);
  // The same once more is no failure.
  expect(await channel.send(remoteMessage({ title: "two", receipt }), signal)).toEqual({ kind: "accepted", receipt });
  await channel.send(remoteMessage({ title: "three" }), signal);
  const gone = await channel.send(remoteMessage({ title: "four", receipt: "99999" }), signal);
  expect(gone).toMatchObject({ kind: "accepted", receipt: expect.not.stringMatching(/^99999$/) as string });
  expect(texts()).toEqual(["two", "three", "four"]);
});

test("sent again without a key it says so; quiet makes no sound", async () => {
  const channel = open();
  await channel.send(remoteMessage({ isAgain: true }), signal);
  await channel.send(remoteMessage({ isSilent: true, urgency: "critical" }), signal);
  expect(texts()[0]).toMatch(/^\(again\) /);
  expect([...service.messages.values()].map(({ isSilent }) => isSilent)).toEqual([false, true]);
});

test("clearing takes the buttons away and leaves the text", async () => {
  const channel = open();
  const sent = await channel.send(remoteMessage({ actions: ["acknowledge"] }), signal);
  const receipt = sent.kind === "accepted" ? sent.receipt : null;
  for (let time = 0; time < 2; time += 1)
    expect(await channel.clear?.({ id: "x", receipt }, signal)).toMatchObject({ kind: "accepted" });
  expect([...service.messages.values()]).toMatchObject([
    { buttons: [], text: expect.stringContaining("BTC") as string },
  ]);
});

test("a group that has moved is followed, and stays found after a restart", async () => {
  service.moved.set("-100", "-1009");
  service.chats.add("-1009");
  expect(await open("-100").send(remoteMessage(), signal)).toMatchObject({ kind: "accepted" });
  const before = service.server.requests.length;
  expect(await open("-100").send(remoteMessage(), signal)).toMatchObject({ kind: "accepted" });
  expect(service.server.requests.length - before).toBe(1);
  expect([...service.messages.values()].map(({ chat }) => chat)).toEqual(["-1009", "-1009"]);
  // Entering another chat ends it.
  await open("4711").send(remoteMessage(), signal);
  expect([...service.messages.values()].at(-1)?.chat).toBe("4711");
});

test("a chat is found by /start with the code that the test shows, and by nothing else", async () => {
  const channel = open("");
  const first = await channel.send(remoteMessage({ topic: "test" }), signal);
  const words = first.kind === "broken" ? first.words : "";
  expect(words).toContain("https://t.me/bell_test_bot?start=");
  const code = /start=([\w-]+)/.exec(words)?.[1] ?? "";
  service.chats.add("666").add("1234");
  service.write("666", "/start");
  service.write("666", "/start wrong");
  expect(await channel.send(remoteMessage(), signal)).toMatchObject({ kind: "broken", code: "chat-missing" });
  service.write("1234", `/start ${code}`, { id: 1234, first_name: "Ann \u202Eevil" });
  expect(await channel.send(remoteMessage(), signal)).toMatchObject({
    kind: "accepted",
    note: "The chat with Ann evil was found, and alerts go there.",
  });
  await open("").send(remoteMessage(), signal);
  expect([...service.messages.values()].map(({ chat }) => chat)).toEqual(["1234", "1234"]);
});

test("of several chats that send the code the one that did so last is told", async () => {
  const channel = open("");
  const first = await channel.send(remoteMessage({ topic: "test" }), signal);
  const code = /start=([\w-]+)/.exec(first.kind === "broken" ? first.words : "")?.[1] ?? "";
  service.chats.add("1").add("2");
  for (const chat of ["1", "2"])
    service.write(chat, `/start ${code}`, { id: Number(chat), first_name: `Person ${chat}` });
  expect(await channel.send(remoteMessage(), signal)).toMatchObject({ note: expect.stringContaining("Person 2") });
});

describe("answers", () => {
  let heard: RemoteAnswer[];
  let troubles: (string | null)[];
  let stop = (): void => undefined;
  beforeEach(() => {
    heard = [];
    troubles = [];
  });
  afterEach(() => stop());

  function listen(channel: RemoteChannel): void {
    const hear = (answer: RemoteAnswer): number => heard.push(answer);
    stop = channel.listen?.(hear, (words) => troubles.push(words)) ?? stop;
  }
  async function sendWithButtons(channel: RemoteChannel): Promise<{ id: number; data: string }> {
    await channel.send(remoteMessage({ actions: ["open", "acknowledge", "snooze"] }), signal);
    const message = [...service.messages.values()].at(-1);
    expect(message?.buttons).toHaveLength(2);
    return { id: message?.id ?? 0, data: message?.buttons[0]?.callback_data ?? "" };
  }
  const polled = (): Promise<void> => until(() => service.isPolled && service.unconfirmed === 0, "all to be confirmed");

  test("a press is heard, answered and confirmed", async () => {
    const channel = open();
    const { id, data } = await sendWithButtons(channel);
    listen(channel);
    await until(() => service.isPolled, "the poll");
    service.press(id, data);
    await polled();
    const receipt = String(id);
    expect(heard).toEqual([{ messageId: remoteMessage().id, action: "acknowledge", by: "Ann", receipt }]);
    expect(service.answeredQueries).toHaveLength(1);
    expect(service.messages.get(id)?.buttons, "they go with what else is marked").toHaveLength(2);
  });

  test("what somebody else presses, or what is no button of ours, is not heard, and is confirmed", async () => {
    const channel = open();
    const { id, data } = await sendWithButtons(channel);
    listen(channel);
    await until(() => service.isPolled, "the poll");
    service.press(id, data, { id: 666, first_name: "Eve" });
    service.press(id, "9nothing");
    service.press(id, "");
    service.write("666", "hello");
    await polled();
    expect(heard).toEqual([]);
    expect(service.messages.get(id)?.buttons, "they are for those who were asked").toHaveLength(2);
  });

  test("what was pressed while nobody listened is heard after a restart, once", async () => {
    const { id, data } = await sendWithButtons(open());
    service.press(id, data);
    listen(open());
    await polled();
    stop();
    await until(() => !service.isPolled, "the poll to end");
    listen(open());
    await polled();
    expect(heard).toHaveLength(1);
  });

  test("another program that reads the same bot is told of, and taken back when it ends", async () => {
    const channel = open();
    const conflict = { ok: false, error_code: 409, description: "Conflict: terminated by other getUpdates request" };
    service.server.fault = { do: "reply", reply: { status: 409, body: conflict } };
    listen(channel);
    await throughPauses(clock, 65_000, () => troubles.length > 0, "the trouble");
    expect(troubles[0]).toContain("another program reads this bot");
    expect(service.server.requests.length).toBeGreaterThanOrEqual(3);
    service.server.fault = null;
    await throughPauses(clock, 65_000, () => service.isPolled, "the next poll");
    service.write("4711", "hello");
    await until(() => troubles.at(-1) === null, "the trouble to be taken back");
  });

  test("a poll that fails is made again after 2, 5, 15 and 60 s; from the second on the trouble is told", async () => {
    service.server.fault = { do: "reply", reply: { status: 500, body: { ok: false } } };
    listen(open());
    for (const [i, pauseMs] of [2_000, 5_000, 15_000, 60_000, 60_000].entries()) {
      await until(() => clock.nextDelayMs === pauseMs, `the pause of ${pauseMs} ms`);
      expect(troubles).toHaveLength(i);
      clock.advance(pauseMs);
    }
    expect(troubles[0]).not.toBeNull();
  });

  test("a poll that is too much is made again when Telegram said", async () => {
    const body = { ok: false, error_code: 429, description: "Too Many Requests", parameters: { retry_after: 40 } };
    service.server.fault = { do: "reply", reply: { status: 429, body } };
    listen(open());
    for (const pauseMs of [40_000, 40_000, 40_000, 60_000]) {
      await until(() => clock.nextDelayMs === pauseMs, `the pause of ${pauseMs} ms`);
      clock.advance(pauseMs);
    }
  });

  test("an id of 64 letters leaves no room for its button, and is sent without", async () => {
    await open().send(remoteMessage({ id: "x".repeat(64), actions: ["acknowledge"] }), signal);
    await open().send(remoteMessage({ id: "x".repeat(63), actions: ["acknowledge"] }), signal);
    expect([...service.messages.values()].map(({ buttons }) => buttons.length)).toEqual([0, 1]);
  });
});

test.each([
  [{ token: "" }, "token"],
  [{ token: "12345" }, "token"],
  [{ chat: "somebody" }, "chat"],
  [{ chat: "1 2" }, "chat"],
])("%j is refused at %s", (rest, field) => {
  const values = { token: service.token, chat: "4711", ...rest };
  const refused = telegramKind(service.server.origin).check(values);
  expect(refused).toMatchObject({ ok: false, error: { field: `fields.${field}` } });
});
