/** Finding the chat of whoever set a bot up: only `/start` with the code counts, and where it is missing the words lead there. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { TelegramBot } from "../../../main/delivery/channels/telegram/bot.ts";
import { findChat, startCode } from "../../../main/delivery/channels/telegram/find-chat.ts";
import { TelegramMemory } from "../../../main/delivery/channels/telegram/memory.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ScriptedService } from "../../doubles/services/scripted-service.ts";
import type { Reply } from "../../doubles/services/service-server.ts";
import { hostWith } from "./conformance/subject.ts";
import { refused, taken, token } from "./telegram-replies.ts";

let service: ScriptedService;
beforeAll(async () => {
  service = await ScriptedService.start();
});
afterAll(() => service.server.stop());

const wrote = (id: number, text: string, name = `Person ${id}`) => ({
  update_id: id,
  message: { text, chat: { id }, from: { id, first_name: name } },
});
async function find(...replies: readonly Reply[]) {
  service.script(...replies);
  const stored: { value: string | null } = { value: null };
  const host = hostWith(new ManualClock(), stored);
  const memory = new TelegramMemory(host.cursor, "");
  memory.offset = 7;
  const bot = new TelegramBot(service.server.origin, token, host);
  const found = await findChat(bot, memory, "code", new AbortController().signal);
  return { found, chat: memory.chat, offset: memory.offset };
}

test("the last one who sent the code is found by name, and nothing is confirmed", async () => {
  const updates = [wrote(8, "/start code"), wrote(9, " /start code "), wrote(10, "/start other"), wrote(11, "code")];
  expect(await find(taken(updates))).toEqual({ found: { name: "Person 9" }, chat: "9", offset: 7 });
  const asked = { offset: 7, timeout: 0, allowed_updates: ["message", "callback_query"] };
  expect(service.calls).toEqual([{ call: `POST /bot${token}/getUpdates`, sent: asked }]);
});

test("a name has at most 60 characters", async () => {
  const { found } = await find(taken([wrote(8, "/start code", "n".repeat(61))]));
  expect(found).toEqual({ name: "n".repeat(60) });
});

test.each<[unknown, string]>([
  [{ username: "bell_bot" }, "bell_bot"],
  [{ username: "b".repeat(64) }, "b".repeat(64)],
  [{ username: "b".repeat(65) }, "BOT"],
  [{ username: "bell/bot" }, "BOT"],
  [{ username: 5 }, "BOT"],
  [{}, "BOT"],
  [null, "BOT"],
  ["bell_bot", "BOT"],
])("where nobody did, the bot %j is named %s", async (self, name) => {
  const { found, chat } = await find(taken([wrote(8, "/start")]), taken(self));
  expect(chat).toBeNull();
  expect(found).toMatchObject({
    outcome: {
      ...{ kind: "broken", code: "chat-missing" },
      words: expect.stringContaining(`https://t.me/${name}?start=code `) as string,
    },
  });
});

const unauthorized = refused(401, "Unauthorized");
test.each<[string, Reply[], number]>([
  ["what was sent", [unauthorized], 1],
  ["the bot's name", [taken([]), unauthorized], 2],
])("where %s cannot be asked for, that is what came of it", async (_what, replies, requests) => {
  expect(await find(...replies)).toMatchObject({
    found: { outcome: { kind: "broken", code: "http-401" } },
    chat: null,
  });
  expect(service.requests).toHaveLength(requests);
});

test("the code is the same at every test, and another for another bot or installation", () => {
  const code = startCode("1:a", "a1b2c3d4");
  expect(code).toBe("ezjLfzVYw6JXxYmbI285u-");
  expect(code).toMatch(/^[\w-]{22}$/);
  expect(new Set([code, startCode("1:b", "a1b2c3d4"), startCode("1:a", "a1b2c3d5")]).size).toBe(3);
});
