/** What Telegram is sent, field by field, and what comes of a message by its answers: also those that its fake never gives. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RemoteChannel, RemoteMessage } from "../../../main/delivery/channels/remote-channel.ts";
import { startCode } from "../../../main/delivery/channels/telegram/find-chat.ts";
import { telegramKind } from "../../../main/delivery/channels/telegram/index.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ScriptedService } from "../../doubles/services/scripted-service.ts";
import type { Reply } from "../../doubles/services/service-server.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";
import { refused, taken, token } from "./telegram-replies.ts";

const { signal } = new AbortController();
let service: ScriptedService;
beforeAll(async () => {
  service = await ScriptedService.start();
});
afterAll(() => service.server.stop());

describe("a message to Telegram", () => {
  let channel: RemoteChannel;
  const stored = { value: null as string | null };
  const open = (chat = "-4711"): RemoteChannel =>
    telegramKind(service.server.origin).open({ token, chat }, hostWith(new ManualClock(), stored));
  async function sent(rest: Partial<RemoteMessage>, ...replies: readonly Reply[]) {
    stored.value = null;
    channel = open();
    service.script(...(replies.length === 0 ? [taken({ message_id: 9 })] : replies));
    const outcome = await channel.send(remoteMessage(rest), signal);
    return {
      outcome,
      calls: service.calls.map(({ call: name, sent: body }) => ({ name: name.split("/")[2], ...(body as object) })),
    };
  }
  const textOf = async (rest: Partial<RemoteMessage>): Promise<string> =>
    ((await sent(rest)).calls[0] as unknown as { text: string }).text;
  const bare = { link_preview_options: { is_disabled: true }, reply_markup: { inline_keyboard: [] } };

  test("has its text, no preview, no button that was not asked for, and sounds", async () => {
    expect(await sent({ title: "one", body: "two" })).toEqual({
      outcome: { kind: "accepted", receipt: "9" },
      calls: [{ name: "sendMessage", chat_id: "-4711", text: "one\ntwo", ...bare, disable_notification: false }],
    });
  });

  test.each<[Partial<RemoteMessage>, boolean]>([
    [{ urgency: "low" }, true],
    [{ urgency: "critical" }, false],
    [{ urgency: "critical", isSilent: true }, true],
  ])("%j: silent is %s", async (rest, isSilent) => {
    expect((await sent(rest)).calls).toMatchObject([{ disable_notification: isSilent }]);
  });

  test("has a row of the buttons that can be answered there, in our order", async () => {
    const { calls } = await sent({ id: "event-1", actions: ["pause", "open", "acknowledge"] });
    const keyboard = [
      [
        { text: "Acknowledge", callback_data: expect.stringMatching(/^\devent-1$/) as string },
        {
          text: expect.stringMatching(/pause/i) as string,
          callback_data: expect.stringMatching(/^\devent-1$/) as string,
        },
      ],
    ];
    expect(calls).toMatchObject([{ reply_markup: { inline_keyboard: keyboard } }]);
  });

  test("calls nobody who is named in it, and leaves other signs as they are", async () => {
    expect(await textOf({ title: "@ann rose", body: "5 @ 3, @bob" })).toBe("@\u2060ann rose\n5 @ 3, @\u2060bob");
  });

  test("has a title of 250 characters and is filled up to 4,096", async () => {
    const text = await textOf({ title: "t".repeat(251), body: "b".repeat(4_000) });
    expect([text.split("\n")[0]?.length, text.length]).toEqual([250, 4_096]);
    expect(await textOf({ title: "t".repeat(250), body: "b".repeat(3_845) })).toMatch(/^t{250}\nb{3845}$/);
    expect(await textOf({ title: "title", body: "" })).toBe("title");
  });

  test("says that it comes again, but not where the first one is edited", async () => {
    expect(await textOf({ title: "one", isAgain: true })).toMatch(/^\(again\) one\n/);
    expect(await textOf({ title: "one", isAgain: true, receipt: "5" })).toMatch(/^one\n/);
  });

  test("is edited by its number, keeps that, and makes no sound", async () => {
    expect(await sent({ title: "one", body: "", receipt: "5" })).toEqual({
      outcome: { kind: "accepted", receipt: "5" },
      calls: [{ name: "editMessageText", chat_id: "-4711", message_id: 5, text: "one", ...bare }],
    });
  });

  test.each([
    ["Bad Request: message to edit not found", ["editMessageText", "sendMessage"]],
    ["Bad Request: message can't be edited", ["editMessageText", "sendMessage"]],
    ["Bad Request: message is too long", ["editMessageText"]],
  ])("that cannot be edited (%s) leads to %j", async (description, names) => {
    const { outcome, calls } = await sent({ receipt: "5" }, refused(400, description), taken({ message_id: 6 }));
    expect(calls.map(({ name }) => name)).toEqual(names);
    expect(outcome).toMatchObject(names.length === 2 ? { kind: "accepted", receipt: "6" } : { kind: "refused" });
  });

  test("that is taken without a number may have been something else's answer", async () => {
    const { outcome } = await sent({}, taken(true));
    expect(outcome).toEqual({
      ...{ kind: "unknown", code: "not-understood" },
      words:
        "Telegram answered with something that is not an answer of it. Check the address. Whether the message was taken is not known.",
    });
  });

  test("follows its group, and marks there", async () => {
    const moved = refused(400, "", { parameters: { migrate_to_chat_id: -1009 } });
    const { outcome, calls } = await sent({}, moved, taken({ message_id: 6 }));
    expect(outcome).toEqual({ kind: "accepted", receipt: "6" });
    expect(calls).toMatchObject([{ chat_id: "-4711" }, { chat_id: "-1009", text: expect.any(String) as string }]);
    service.script(taken(true));
    expect(await channel.clear?.({ id: "x", receipt: "6" }, signal)).toEqual({ kind: "accepted", receipt: null });
    expect(service.calls).toEqual([
      {
        call: `POST /bot${token}/editMessageReplyMarkup`,
        sent: { chat_id: "-1009", message_id: 6, reply_markup: { inline_keyboard: [] } },
      },
    ]);
  });

  test.each([
    [
      taken({ message_id: 6 }),
      { kind: "accepted", receipt: "6", note: "The chat with Ann was found, and alerts go there." },
    ],
    [refused(400, "no"), { kind: "refused", code: "http-400", words: expect.any(String) as string }],
  ])("goes to the chat that was just found, which is said where it was taken", async (reply, outcome) => {
    stored.value = null;
    const message = {
      text: `/start ${startCode(token, "a1b2c3d4")}`,
      chat: { id: 12 },
      from: { id: 12, first_name: "Ann" },
    };
    service.script(taken([{ update_id: 1, message }]), reply);
    expect(await open("").send(remoteMessage(), signal)).toEqual(outcome);
    expect(service.calls).toMatchObject([{ sent: { offset: 0, timeout: 0 } }, { sent: { chat_id: "12" } }]);
  });

  test("that was never taken needs no mark", async () => {
    service.script();
    expect(await open().clear?.({ id: "x", receipt: null }, signal)).toEqual({ kind: "accepted", receipt: null });
    expect(service.calls).toEqual([]);
  });
});

test.each([
  [{ token: `12:${"a".repeat(35)}` }, "token"],
  [{ token: `123:${"a".repeat(29)}` }, "token"],
  [{ token: `123:${"a".repeat(30)}` }, null],
  [{ token: `123:${"a".repeat(61)}` }, "token"],
  [{ chat: "" }, null],
  [{ chat: "-1001234567890" }, null],
  [{ chat: "@prices" }, null],
  [{ chat: "@abc" }, "chat"],
])("%j is refused at %s", (rest, field) => {
  const checked = telegramKind("").check({ token, chat: "4711", ...rest });
  expect(checked.ok ? null : checked.error.field).toBe(field === null ? null : `fields.${field}`);
});
