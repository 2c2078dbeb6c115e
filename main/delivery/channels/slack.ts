/** Slack, by an incoming webhook. It answers with no id: nothing can be replaced or taken away. Facts: docs.slack.dev, "incoming webhooks". */
import { message as words } from "../../../preload/contract/messages/message.ts";
import { ok } from "../../../preload/contract/result.ts";
import type { ServiceAnswer } from "../../network/http-send.ts";
import { badField, field, missingField, valueOf } from "./field-values.ts";
import { callService, jsonRequest } from "./http-call.ts";
import { cutBody, cutText, textOf, utf16Units } from "./message-text.ts";
import type { ChannelField, FieldValues, RemoteChannelKind, RemoteMessage, SendOutcome } from "./remote-channel.ts";

/** A section takes 3,000 characters; the title stands in one of its own. */
const maxSectionLength = 3_000;
const maxTitleLength = 250;

/** What Slack reads as the beginning of a link or of a mention. */
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const escapedUnits = (sign: string): number => utf16Units(escaped(sign));

/** The part after `/services/`; null where the address is none of Slack's. */
function pathOf(values: FieldValues, origins: readonly string[]): string | null {
  const url = URL.parse(valueOf(values, "url"));
  if (url === null || !origins.includes(url.origin) || url.username !== "" || url.search !== "") return null;
  return /^\/(?:services|workflows|triggers)\/([\w/-]+)$/.exec(url.pathname)?.[1] ?? null;
}

/** Plain text blocks: no markup, no `:emoji:`, nobody called. `text` is what a notification shows of it. */
function payloadOf(message: RemoteMessage): object {
  const { title, body } = textOf(message, true);
  const section = (text: string): object => ({ type: "section", text: { type: "plain_text", emoji: false, text } });
  const head = escaped(cutText(title, maxTitleLength, escapedUnits));
  const text = escaped(cutBody(message, body, maxSectionLength, escapedUnits));
  return {
    text: head,
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: text === "" ? [section(head)] : [section(head), section(text)],
  };
}

function ownMeaning({ status, text, isWhole }: ServiceAnswer): SendOutcome | null {
  if (status === 200 && isWhole && text.trim() === "ok") return { kind: "accepted", receipt: null };
  if (status === 404 || status === 410 || (status === 403 && text.includes("action_prohibited")))
    return { kind: "broken", code: `http-${status}`, words: words("slack.revoked") };
  return null;
}

const fields = (): readonly ChannelField[] => [
  field("url", words("slack.url"), {
    help: words("slack.url-help"),
    kind: "url",
    isSecret: true,
    isRequired: true,
    maxLength: 400,
  }),
];

/** `origins`: where webhooks may lead to; a test has its own. */
export function slackKind(origins: readonly string[]): RemoteChannelKind {
  return {
    id: "slack",
    get label() {
      return words("slack.label");
    },
    get summary() {
      return words("slack.summary");
    },
    get fields() {
      return fields();
    },
    abilities: { canReplace: false, dropsRepeats: false, canClear: false, answers: [], repeatsCritical: false },
    limits: [{ messages: 1, withinMs: 1_000 }],
    check(values) {
      const missing = missingField(fields(), values);
      if (missing !== null) return missing;
      return pathOf(values, origins) === null ? badField("url", words("slack.url-invalid")) : ok(null);
    },
    secretsOf: (values) => [pathOf(values, origins) ?? ""].filter((text) => text !== ""),
    open(values, host) {
      const url = valueOf(values, "url");
      const service = { name: "Slack", host, own: ownMeaning };
      return {
        send: (message, signal) => callService(jsonRequest("POST", url, payloadOf(message)), service, signal),
        close: () => undefined,
      };
    },
  };
}

export const slack = slackKind(["https://hooks.slack.com", "https://hooks.slack-gov.com"]);
