import { slackKind } from "../../../../../main/delivery/channels/slack.ts";
import { SlackService, slackText } from "../../../../doubles/services/slack.ts";
import type { Subject } from "../subject.ts";

export const slackSubject: Subject = {
  name: "Slack",
  longest: { most: 3_300, measure: (text) => text.length },
  async start(options) {
    const service = await SlackService.start(options);
    const says = (status: number, text: string, headers: Record<string, string> = {}) => ({
      arrange: () => (service.refusal = { status, text, headers }),
    });
    return {
      server: service.server,
      at: (origin) => ({ kind: slackKind([origin]), values: { url: origin + service.path } }),
      refusals: [
        {
          name: "a webhook that was revoked",
          ...says(404, "no_service"),
          outcome: { kind: "broken", code: "http-404" },
        },
        {
          name: "a closed channel",
          ...says(410, "channel_is_archived"),
          outcome: { kind: "broken", code: "http-410" },
        },
        {
          name: "a workspace that forbids it",
          ...says(403, "action_prohibited"),
          outcome: { kind: "broken", code: "http-403" },
        },
        { name: "a payload it cannot read", ...says(400, "invalid_payload"), outcome: { kind: "refused" } },
        { name: "trouble of its own", ...says(500, "rollup_error"), outcome: { kind: "later", code: "http-500" } },
        {
          name: "too many messages, with a wait",
          ...says(429, "rate_limited", { "retry-after": "30" }),
          outcome: { kind: "later", afterMs: 30_000 },
        },
        { name: "a 200 that does not say ok", ...says(200, "okay"), outcome: { kind: "unknown" } },
      ],
      shown: () => service.messages.map(slackText),
      pings: () => service.pings,
      stop: () => service.server.stop(),
    };
  },
};
