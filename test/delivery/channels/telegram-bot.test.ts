/** What each answer of Telegram's Bot API means: also those that its fake never gives. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secretsOfToken, TelegramBot, type TelegramAnswer } from "../../../main/delivery/channels/telegram/bot.ts";
import { telegramKind } from "../../../main/delivery/channels/telegram/index.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ScriptedService } from "../../doubles/services/scripted-service.ts";
import type { Reply } from "../../doubles/services/service-server.ts";
import { hostWith } from "./conformance/subject.ts";
import { refused, taken, token } from "./telegram-replies.ts";

const { signal } = new AbortController();
let service: ScriptedService;
beforeAll(async () => {
  service = await ScriptedService.start();
});
afterAll(() => service.server.stop());

async function call(reply: Reply, clock = new ManualClock()): Promise<TelegramAnswer> {
  service.script(reply);
  return new TelegramBot(service.server.origin, token, hostWith(clock)).call("getMe", { a: 1 }, signal);
}

describe("an answer of Telegram", () => {
  const unauthorized = (status: number): string =>
    `Telegram does not accept the key, token or password (HTTP ${status}). Enter it again in this destination.`;
  const refusedWords = "Telegram refuses this message (HTTP 400). It is in the history.";
  const limited = "Telegram was sent too many messages and takes them again later.";
  const unknownChat = expect.stringMatching(/^Telegram does not know this chat, .* Its words: /) as string;
  const later = (afterMs: number | null) => ({ kind: "later", code: "http-429", words: limited, afterMs });

  test.each<[string, Reply, object]>([
    ["a message with its number", taken({ message_id: 5 }), { kind: "accepted", receipt: "5" }],
    ["a number that is none", taken({ message_id: "5" }), { kind: "accepted", receipt: null }],
    ["no number", taken({ id: 5 }), { kind: "accepted", receipt: null }],
    ["yes", taken(true), { kind: "accepted", receipt: null }],
    ["yes, to nothing", taken(null), { kind: "accepted", receipt: null }],
    [
      "ok that is no yes",
      { status: 200, body: { ok: "true", result: {} } },
      { kind: "unknown", code: "not-understood" },
    ],
    ["no JSON", { status: 200, body: "<html>" }, { kind: "unknown", code: "not-understood" }],
    [
      "a yes that breaks off",
      { ...taken({ message_id: 5 }), headers: { "content-length": "900" } },
      { kind: "unknown", code: "not-understood" },
    ],
    [
      "a token that is none",
      refused(401, "Unauthorized"),
      { kind: "broken", code: "http-401", words: unauthorized(401) },
    ],
    ["a no with a status of yes", { ...refused(401, ""), status: 200 }, { kind: "broken", code: "http-401" }],
    ["a bot that is none", refused(404, "Not Found"), { kind: "broken", code: "http-404", words: unauthorized(404) }],
    [
      "a bot that is blocked",
      refused(403, "Forbidden: bot was blocked"),
      {
        ...{ kind: "broken", code: "http-403" },
        words:
          "The bot may not write to this chat any more. Unblock it or add it to the group again. Its words: Forbidden: bot was blocked",
      },
    ],
    [
      "what is there already",
      refused(400, "Bad Request: Message is not modified"),
      { kind: "accepted", receipt: null },
    ],
    [
      "a chat that is none",
      refused(400, "Chat not found"),
      { kind: "broken", code: "chat-unknown", words: unknownChat },
    ],
    [
      "a chat that is closed",
      refused(400, "Not enough rights to send"),
      { kind: "broken", code: "chat-unknown", words: unknownChat },
    ],
    [
      "a message that is too long",
      refused(400, `too long for ${token}`),
      { kind: "refused", code: "http-400", words: `${refusedWords} Its words: too long for (key)` },
    ],
    ["no, without words", refused(400, 7), { kind: "refused", code: "http-400", words: refusedWords }],
    ["too many", refused(429, "", { parameters: { retry_after: 7 } }), later(7_000)],
    ["too many, for two hours", refused(429, "", { parameters: { retry_after: 7_200 } }), later(3_600_000)],
    ["too many, with words for a time", refused(429, "", { parameters: { retry_after: "7" } }), later(null)],
    ["too many, with no more said", refused(429, ""), later(null)],
    ["too many, with parameters that are none", refused(429, "", { parameters: null }), later(null)],
    ["a fault of its own", refused(500, "Internal"), { kind: "later", code: "http-500", afterMs: null }],
  ])("%s", async (_what, reply, outcome) => {
    const { outcome: found } = await call(reply);
    expect(found).toMatchObject(outcome);
  });

  test.each<[string, Reply, Omit<TelegramAnswer, "outcome">]>([
    ["a yes", taken([1]), { result: [1], description: "", movedTo: null }],
    ["a no", refused(400, "Bad Request"), { result: undefined, description: "bad request", movedTo: null }],
    ["a no without words", refused(400, 5), { result: undefined, description: "", movedTo: null }],
    [
      "a group that has moved",
      refused(400, "", { parameters: { migrate_to_chat_id: -1009 } }),
      { result: undefined, description: "", movedTo: "-1009" },
    ],
    [
      "a group that has moved nowhere",
      refused(400, "", { parameters: { migrate_to_chat_id: "-1009" } }),
      { result: undefined, description: "", movedTo: null },
    ],
    ["no JSON", { status: 200, body: "hello" }, { result: undefined, description: "", movedTo: null }],
  ])("what is said beside it: %s", async (_what, reply, said) => {
    const { outcome: _outcome, ...rest } = await call(reply);
    expect(rest).toEqual(said);
  });

  test("that does not come has nothing in it", async () => {
    const bot = new TelegramBot("http://127.0.0.1:1", token, hostWith(new ManualClock()));
    expect(await bot.call("getMe", {}, signal)).toMatchObject({
      ...{ outcome: { kind: "later", afterMs: null }, result: undefined, description: "", movedTo: null },
    });
  });

  test.each([
    [undefined, 15_000],
    [65_000, 65_000],
  ])("is waited for as long as the call says: %s", async (deadlineMs, waitMs) => {
    service.script();
    service.server.fault = { do: "hang-before-headers" };
    const clock = new ManualClock();
    const asked = new TelegramBot(service.server.origin, token, hostWith(clock)).call("getMe", {}, signal, deadlineMs);
    await service.server.received(1);
    expect(clock.nextDelayMs).toBe(waitMs);
    clock.advance(waitMs);
    expect(await asked).toMatchObject({ outcome: { kind: "unknown", code: "no-answer" } });
    service.server.fault = null;
  });
});

test("a call names its bot and method, and sends JSON", async () => {
  await call(taken(true));
  expect(service.calls).toEqual([{ call: `POST /bot${token}/getMe`, sent: { a: 1 } }]);
  expect(service.requests[0]?.headers["content-type"]).toBe("application/json");
});

test("of a token the whole and its second half are secret", () => {
  expect(secretsOfToken("12345:abcdef")).toEqual(["12345:abcdef", "abcdef"]);
  expect(secretsOfToken("abcdef")).toEqual(["abcdef"]);
  expect(secretsOfToken("")).toEqual([]);
  expect(telegramKind("").secretsOf({ token: " 12345:abcdef " })).toEqual(["12345:abcdef", "abcdef"]);
});
