/** Telegram, by a bot of the person's own, with buttons to answer by. */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { ok } from "../../../../preload/contract/result.ts";
import { actionLabel, type MessageAction } from "../../channel.ts";
import { badField, field, missingField, valueOf } from "../field-values.ts";
import { cutBody, cutText, textOf, utf16Units } from "../message-text.ts";
import type { ChannelField, RemoteChannel, RemoteChannelKind, RemoteMessage } from "../remote-channel.ts";
import { secretsOfToken, TelegramBot } from "./bot.ts";
import { findChat, startCode } from "./find-chat.ts";
import { listenToTelegram } from "./listen.ts";
import { TelegramMemory } from "./memory.ts";
import { buttonData } from "./updates.ts";

const answers = ["acknowledge", "snooze", "pause"] as const satisfies readonly MessageAction[];
const maxTextLength = 4_096;

const fields = (): readonly ChannelField[] => [
  field("token", words("telegram.token"), { help: words("telegram.token-help"), isSecret: true, isRequired: true }),
  field("chat", words("telegram.chat"), { help: words("telegram.chat-help"), maxLength: 64 }),
];

/** Without parse_mode nothing is markup; a name after @ would still call its person, and a word joiner keeps it from being one. */
function contentOf(message: RemoteMessage): object {
  const { title, body } = textOf(message, message.receipt === null);
  const withoutMentions = (text: string): string => text.replace(/@(?=\w)/g, "@\u2060");
  const head = `${withoutMentions(cutText(title, 250, utf16Units))}\n`;
  const text = head + cutBody(message, withoutMentions(body), maxTextLength - head.length, utf16Units);
  const row = answers
    .filter((action) => message.actions.includes(action))
    .map((action) => ({ text: actionLabel(action), callback_data: buttonData(action, message.id) }))
    .filter(({ callback_data: data }) => data !== null);
  return {
    text: text.trim(),
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: row.length === 0 ? [] : [row] },
  };
}

/** `origin`: of the Bot API; a test has its own. */
export function telegramKind(origin: string): RemoteChannelKind {
  return {
    id: "telegram",
    get label() {
      return words("telegram.label");
    },
    get summary() {
      return words("telegram.summary");
    },
    get fields() {
      return fields();
    },
    abilities: {
      canReplace: true,
      dropsRepeats: false,
      canClear: true,
      keepsAnswerButtons: true,
      answers,
      repeatsCritical: false,
    },
    // What one chat and one group take; Telegram says no more than that.
    limits: [
      { messages: 1, withinMs: 1_000 },
      { messages: 20, withinMs: 60_000 },
    ],
    check(values) {
      const missing = missingField(fields(), values);
      if (missing !== null) return missing;
      if (!/^\d{3,20}:[A-Za-z0-9_-]{30,60}$/.test(valueOf(values, "token")))
        return badField("token", words("telegram.token-invalid"));
      return /^(?:-?\d{1,20}|@\w{4,60})?$/.test(valueOf(values, "chat"))
        ? ok(null)
        : badField("chat", words("telegram.chat-invalid"));
    },
    secretsOf: (values) => secretsOfToken(valueOf(values, "token")),
    open(values, host): RemoteChannel {
      const token = valueOf(values, "token");
      const bot = new TelegramBot(origin, token, host);
      const memory = new TelegramMemory(host.cursor, valueOf(values, "chat"));
      /** Where a group has become a large one, its number is another, and only an error says so. */
      const callChat = async (method: string, payload: object, signal: AbortSignal) => {
        const answer = await bot.call(method, { chat_id: memory.chat, ...payload }, signal);
        if (answer.movedTo === null) return answer;
        memory.chat = answer.movedTo;
        return bot.call(method, { chat_id: memory.chat, ...payload }, signal);
      };
      return {
        async send(message, signal) {
          let note: { readonly note?: string } = {};
          if (memory.chat === null) {
            const found = await findChat(bot, memory, startCode(token, host.installationId), signal);
            if ("outcome" in found) return found.outcome;
            note = { note: words("telegram.found", { name: found.name }) };
          }
          const content = contentOf(message);
          if (message.receipt !== null) {
            const payload = { message_id: Number(message.receipt), ...content };
            const { outcome, description } = await callChat("editMessageText", payload, signal);
            const isGone = /message to edit not found|message can't be edited/.test(description);
            if (outcome.kind === "accepted") return { ...outcome, receipt: message.receipt };
            if (!isGone) return outcome;
          }
          const isSilent = message.isSilent || message.urgency === "low";
          const { outcome } = await callChat("sendMessage", { ...content, disable_notification: isSilent }, signal);
          if (outcome.kind === "accepted" && outcome.receipt === null)
            return { kind: "unknown", code: "not-understood", words: notUnderstood() };
          return outcome.kind === "accepted" ? { ...outcome, ...note } : outcome;
        },
        async clear({ receipt }, signal) {
          if (receipt === null) return { kind: "accepted", receipt };
          const payload = { message_id: Number(receipt), reply_markup: { inline_keyboard: [] } };
          return (await callChat("editMessageReplyMarkup", payload, signal)).outcome;
        },
        listen: (onAnswer, trouble) => listenToTelegram({ bot, memory, host, onAnswer, trouble }),
        close: () => undefined,
      };
    },
  };
}

function notUnderstood(): string {
  return words("outcome.maybe-sent", { why: words("outcome.not-understood", { service: "Telegram" }) });
}

export const telegram = telegramKind("https://api.telegram.org");
