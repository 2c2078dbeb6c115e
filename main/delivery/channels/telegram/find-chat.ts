/** Finds the chat of the person who set the bot up: the one that sends `/start` with our code, and no other one that writes to it. */
import { createHmac } from "node:crypto";
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { withoutControls } from "../../../lib/plain-text.ts";
import type { SendOutcome } from "../remote-channel.ts";
import type { TelegramBot } from "./bot.ts";
import type { TelegramMemory } from "./memory.ts";
import { updatesIn } from "./updates.ts";

/** Nobody but who has the token can work it out; the same at every test, for a person takes a while. */
export function startCode(token: string, installationId: string): string {
  return createHmac("sha256", token).update(`start ${installationId}`).digest("base64url").slice(0, 22);
}

export type FoundChat =
  | { readonly name: string }
  /** Why not, and what to do. */
  | { readonly outcome: SendOutcome };

/** Looks through what was sent to the bot and keeps the chat in `memory`; confirms none of it. */
export async function findChat(
  bot: TelegramBot,
  memory: TelegramMemory,
  code: string,
  signal: AbortSignal,
): Promise<FoundChat> {
  const asked = { offset: memory.offset, timeout: 0, allowed_updates: ["message", "callback_query"] };
  const { outcome, result } = await bot.call("getUpdates", asked, signal);
  if (outcome.kind !== "accepted") return { outcome };
  const started = updatesIn(result).findLast(({ text }) => text?.words.trim() === `/start ${code}`)?.text;
  if (started != null) {
    memory.chat = started.chat;
    return { name: withoutControls(started.from.name).slice(0, 60) };
  }
  const me = await bot.call("getMe", {}, signal);
  if (me.outcome.kind !== "accepted") return { outcome: me.outcome };
  const { result: self } = me;
  const name = typeof self === "object" && self !== null && "username" in self ? self.username : null;
  const botName = typeof name === "string" && /^\w{1,64}$/.test(name) ? name : "BOT";
  return {
    outcome: { kind: "broken", code: "chat-missing", words: words("telegram.press-start", { bot: botName, code }) },
  };
}
