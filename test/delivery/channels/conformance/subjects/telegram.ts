import { telegramKind } from "../../../../../main/delivery/channels/telegram/index.ts";
import { TelegramService } from "../../../../doubles/services/telegram.ts";
import type { Subject } from "../subject.ts";

export const telegramSubject: Subject = {
  name: "Telegram",
  longest: { most: 4_096, measure: (text) => text.length },
  async start(options) {
    const service = await TelegramService.start(options);
    service.chats.add("4711");
    return {
      server: service.server,
      at: (origin) => ({ kind: telegramKind(origin), values: { token: service.token, chat: "4711" } }),
      refusals: [
        {
          name: "a wrong token",
          arrange: () => (service.isTokenRevoked = true),
          outcome: { kind: "broken", code: "http-401" },
        },
        {
          name: "a chat in which nobody pressed Start",
          arrange: () => service.chats.clear(),
          outcome: { kind: "broken", code: "chat-unknown" },
        },
        {
          name: "a bot that was blocked",
          arrange: () => service.blocked.add("4711"),
          outcome: { kind: "broken", code: "http-403" },
        },
        {
          name: "too many messages, with its wait in seconds",
          arrange: () => (service.retryAfter = 35),
          outcome: { kind: "later", code: "http-429", afterMs: 35_000 },
        },
      ],
      shown: () => [...service.messages.values()].map(({ text }) => text),
      // In a private chat nobody is called; in a group whoever's name follows an @.
      pings: () => [...service.messages.values()].flatMap(({ text }) => text.match(/@\w+/g) ?? []).length,
      stop: () => service.server.stop(),
    };
  },
};
