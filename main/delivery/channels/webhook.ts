/** A receiver of the person's own: JSON by POST, signed as Standard Webhooks says (github.com/standard-webhooks, specification 1.0). */
import { createHmac } from "node:crypto";
import { message as words } from "../../../preload/contract/messages/message.ts";
import { ok } from "../../../preload/contract/result.ts";
import { addressProblem, authorityField, authorityOf, badField, field, missingField, valueOf } from "./field-values.ts";
import { callService } from "./http-call.ts";
import { messageData } from "./message-data.ts";
import type { ChannelField, FieldValues, RemoteChannelKind, RemoteMessage } from "./remote-channel.ts";

/** The specification asks for less than 20 kB. */
const maxBodyBytes = 20_000;

/** Null: there is none; undefined: what stands there is no such key. */
function keyOf(values: FieldValues): Buffer | null | undefined {
  const given = valueOf(values, "secret");
  if (given === "") return null;
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(given)?.[1];
  const key = Buffer.from(base64 ?? "", "base64");
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}

/** `webhook-signature` for exactly this body; `timestamp` is of this attempt, in seconds. */
function signatureOf(key: Buffer, id: string, timestamp: number, body: string): string {
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function headersOf(message: RemoteMessage, body: string, key: Buffer | null, nowMs: number): Record<string, string> {
  const timestamp = Math.floor(nowMs / 1_000);
  return {
    "Content-Type": "application/json",
    "User-Agent": "Pricebell",
    // The same on every attempt: the receiver drops what it has.
    "webhook-id": message.key,
    "webhook-timestamp": String(timestamp),
    ...(key === null ? {} : { "webhook-signature": signatureOf(key, message.key, timestamp, body) }),
  };
}

const fields = (): readonly ChannelField[] => [
  field("url", words("webhook.url"), {
    help: words("webhook.url-help"),
    kind: "url",
    isSecret: true,
    isRequired: true,
    maxLength: 1_000,
  }),
  field("secret", words("webhook.secret"), { help: words("webhook.secret-help"), isSecret: true }),
  authorityField(),
];

export const webhook: RemoteChannelKind = {
  id: "webhook",
  get label() {
    return words("webhook.label");
  },
  get summary() {
    return words("webhook.summary");
  },
  get fields() {
    return fields();
  },
  abilities: { canReplace: false, dropsRepeats: true, canClear: false, answers: [], repeatsCritical: false },
  limits: [{ messages: 20, withinMs: 1_000 }],
  check(values) {
    const missing = missingField(fields(), values);
    if (missing !== null) return missing;
    const address = addressProblem(valueOf(values, "url"), true);
    if (address !== null) return badField("url", address);
    if (keyOf(values) === undefined) return badField("secret", words("webhook.secret-invalid"));
    if (authorityOf(values) === null) return badField("authority", words("field.authority-invalid"));
    return ok(null);
  },
  secretsOf(values) {
    const url = URL.parse(valueOf(values, "url"));
    const path = url === null ? "" : url.pathname + url.search;
    return [path, valueOf(values, "secret").replace(/^whsec_/, "")].filter((text) => text.length > 1);
  },
  open(values, host) {
    const url = new URL(valueOf(values, "url"));
    url.hash = "";
    const key = keyOf(values) ?? null;
    const ca = authorityOf(values) ?? "";
    return {
      send(message, signal) {
        const body = JSON.stringify(messageData(message, maxBodyBytes));
        const headers = headersOf(message, body, key, host.clock.now().wallMs);
        const request = { method: "POST", url: url.href, headers, body, ...(ca === "" ? {} : { ca }) } as const;
        const own = ({ status }: { status: number }) =>
          status >= 200 && status <= 299 ? ({ kind: "accepted", receipt: null } as const) : null;
        return callService(request, { name: url.host, host, own }, signal);
      },
      close: () => undefined,
    };
  },
};
