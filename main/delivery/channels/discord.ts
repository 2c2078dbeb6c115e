/** Discord, by a webhook of one of its channels. Facts: discord.com/developers/docs/resources/webhook, /topics/rate-limits. */
import { message as words } from "../../../preload/contract/messages/message.ts";
import { ok } from "../../../preload/contract/result.ts";
import type { ServiceAnswer } from "../../network/http-send.ts";
import { badField, field, missingField, valueOf } from "./field-values.ts";
import { callService, jsonRequest, type Service } from "./http-call.ts";
import { clampedWaitMs, jsonOf } from "./http-outcome.ts";
import { cutBody, cutText, textOf, utf16Units } from "./message-text.ts";
import type {
  ChannelField,
  FieldValues,
  RemoteChannel,
  RemoteChannelKind,
  RemoteMessage,
  SendOutcome,
} from "./remote-channel.ts";

const discordHosts = ["discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"] as const;
/** A message has 2,000 characters; the mark of an answer goes before them. */
const maxTextLength = 2_000;
const answeredMark = "✓ ";
/** SUPPRESS_NOTIFICATIONS: no push, no sound. */
const silentFlag = 4_096;
/** Repeated with every edit: one without it calls whoever is named. */
const nobody = { parse: [] } as const;

interface Webhook {
  readonly url: string;
  readonly token: string;
  /** `?thread_id=...` where the webhook is to write into one. */
  readonly thread: string;
}

function webhookOf(values: FieldValues, origins: readonly string[]): Webhook | null {
  const url = URL.parse(valueOf(values, "url"));
  const match = /^\/api\/(?:v\d+\/)?webhooks\/\d+\/([\w-]+)\/?$/.exec(url?.pathname ?? "");
  if (url === null || match === null || !origins.includes(url.origin) || url.username !== "") return null;
  const thread = url.searchParams.get("thread_id");
  return {
    url: url.origin + url.pathname.replace(/\/$/, ""),
    token: match[1] ?? "",
    thread: thread === null ? "" : `thread_id=${encodeURIComponent(thread)}`,
  };
}

/** Everything that Discord would read as markup, a link or a mention. */
const escaped = (text: string): string => text.replace(/[\\*_~|>#\-@`[<:]/g, "\\$&");

function contentOf(message: RemoteMessage): string {
  const { title, body } = textOf(message, message.receipt === null);
  const most = maxTextLength - answeredMark.length;
  const head = `**${escaped(cutText(title, 250, utf16Units))}**\n`;
  return head + escaped(cutBody(message, body, most - head.length, (sign) => escaped(sign).length));
}

function ownMeaning(answer: ServiceAnswer): SendOutcome | null {
  const said = jsonOf(answer);
  if (answer.status === 200 && answer.isWhole && typeof said?.["id"] === "string")
    return { kind: "accepted", receipt: said["id"] };
  const code = said?.["code"];
  if (code === 10_015 || code === 50_027) return { kind: "broken", code: "deleted", words: words("discord.deleted") };
  const retryAfter = said?.["retry_after"];
  if (answer.status === 429 && typeof retryAfter === "number")
    return {
      kind: "later",
      code: "http-429",
      words: words("outcome.rate-limited", { service: "Discord" }),
      // Seconds, with decimals.
      afterMs: clampedWaitMs(retryAfter * 1_000),
    };
  if (code === 10_008 || code === 30_046) return { kind: "refused", code: "cannot-edit", words: "" };
  return null;
}

const fields = (): readonly ChannelField[] => [
  field("url", words("discord.url"), {
    help: words("discord.url-help"),
    kind: "url",
    isSecret: true,
    isRequired: true,
    maxLength: 400,
  }),
];

/** `origins`: where webhooks may lead to; a test has its own. */
export function discordKind(origins: readonly string[]): RemoteChannelKind {
  return {
    id: "discord",
    get label() {
      return words("discord.label");
    },
    get summary() {
      return words("discord.summary");
    },
    get fields() {
      return fields();
    },
    abilities: { canReplace: true, dropsRepeats: false, canClear: true, answers: [], repeatsCritical: false },
    // Discord says its limits only when they are hit; 5 in 2 s has been its bucket for webhooks.
    limits: [
      { messages: 5, withinMs: 2_000 },
      { messages: 30, withinMs: 60_000 },
    ],
    // What stands there is read first.
    requestsPerClear: 2,
    check(values) {
      const missing = missingField(fields(), values);
      if (missing !== null) return missing;
      return webhookOf(values, origins) === null ? badField("url", words("discord.url-invalid")) : ok(null);
    },
    secretsOf: (values) => [webhookOf(values, origins)?.token ?? ""].filter((text) => text !== ""),
    open(values, host): RemoteChannel {
      const webhook = webhookOf(values, origins);
      if (webhook === null) throw new Error("opened with values that do not pass check()");
      const service: Service = { name: "Discord", host, own: ownMeaning };
      const { thread } = webhook;
      const addressOf = (receipt: string): string =>
        `${webhook.url}/messages/${encodeURIComponent(receipt)}${thread === "" ? "" : `?${thread}`}`;
      // Without wait=true, what was not saved gives no error.
      const postAddress = `${webhook.url}?wait=true${thread === "" ? "" : `&${thread}`}`;

      return {
        async send(message, signal) {
          const content = contentOf(message);
          const edit = { content, allowed_mentions: nobody };
          if (message.receipt !== null) {
            const edited = await callService(jsonRequest("PATCH", addressOf(message.receipt), edit), service, signal);
            if (edited.kind !== "refused" || edited.code !== "cannot-edit") return edited;
          }
          const isSilent = message.isSilent || message.urgency === "low";
          const post = { ...edit, flags: isSilent ? silentFlag : 0 };
          return callService(jsonRequest("POST", postAddress, post), service, signal);
        },
        async clear({ receipt }, signal) {
          if (receipt === null) return { kind: "accepted", receipt };
          // What stays in a channel is a record that others read: it is marked, not taken away.
          let content: unknown = null;
          const own = (answer: ServiceAnswer): SendOutcome | null => {
            content = jsonOf(answer)?.["content"];
            return ownMeaning(answer);
          };
          const read = { method: "GET", url: addressOf(receipt), headers: {} } as const;
          const found = await callService(read, { ...service, own }, signal);
          if (found.kind !== "accepted" || typeof content !== "string" || content.startsWith(answeredMark))
            return found;
          const marked = { content: (answeredMark + content).slice(0, maxTextLength), allowed_mentions: nobody };
          return callService(jsonRequest("PATCH", addressOf(receipt), marked), service, signal);
        },
        close: () => undefined,
      };
    },
  };
}

export const discord = discordKind(discordHosts.map((name) => `https://${name}`));
