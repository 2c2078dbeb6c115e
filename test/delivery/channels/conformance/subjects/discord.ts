import { discordKind } from "../../../../../main/delivery/channels/discord.ts";
import { DiscordService, discordText } from "../../../../doubles/services/discord.ts";
import type { Subject } from "../subject.ts";

export const discordSubject: Subject = {
  name: "Discord",
  longest: { most: 2_000, measure: (text) => text.length },
  async start(options) {
    const service = await DiscordService.start(options);
    return {
      server: service.server,
      at: (origin) => ({ kind: discordKind([origin]), values: { url: origin + service.path } }),
      refusals: [
        {
          name: "a webhook that was deleted",
          arrange: () => (service.isDeleted = true),
          outcome: { kind: "broken", code: "deleted" },
        },
        {
          name: "too many messages, with its wait in seconds with decimals",
          arrange: () => (service.retryAfter = 2.345),
          outcome: { kind: "later", code: "http-429", afterMs: 2_345 },
        },
        {
          name: "a message that was not saved, which it says only where it is waited for",
          arrange: () => (service.isUnsaved = true),
          outcome: { kind: "later", code: "http-500" },
        },
      ],
      shown: () => [...service.messages.values()].map(({ content }) => discordText(content)),
      pings: () => service.pings,
      stop: () => service.server.stop(),
    };
  },
};
