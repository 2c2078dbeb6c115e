/** Pushover: push messages to a phone; what is critical is repeated by its server until somebody answers. Facts: pushover.net/api. */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { ok } from "../../../../preload/contract/result.ts";
import type { ServiceAnswer } from "../../../network/http-send.ts";
import type { OutboundRequest } from "../../../network/outbound-request.ts";
import { badField, field, missingField, valueOf } from "../field-values.ts";
import { callService, quoting } from "../http-call.ts";
import { jsonOf } from "../http-outcome.ts";
import { codePoints, cutBody, cutText, textOf } from "../message-text.ts";
import type {
  ChannelField,
  FieldValues,
  RemoteChannel,
  RemoteChannelKind,
  RemoteMessage,
  SendOutcome,
} from "../remote-channel.ts";
import { listenToReceipts } from "./listen.ts";
import { OpenReceipts } from "./open-receipts.ts";

const maxBodyLength = 1_024;
const maxTitleLength = 250;
/** How often, and for how long, the server repeats what is critical. Seconds; it takes 30 to 10,800. */
const repeatSeconds = 60;
const repeatsForSeconds = 3_600;
/** It asks for so much after an error of its own, and for more where it says so. Milliseconds. */
const serverErrorWaitMs = 5_000;
/** A quota is of a month: asked again at least every six hours, for it can be bought. */
const maxQuotaWaitMs = 6 * 3_600_000;

const fields = (): readonly ChannelField[] => [
  field("token", words("pushover.token"), { help: words("pushover.token-help"), isSecret: true, isRequired: true }),
  field("user", words("pushover.user"), { help: words("pushover.user-help"), isSecret: true, isRequired: true }),
  field("device", words("pushover.device"), {
    help: words("pushover.device-help"),
    isSeldomNeeded: true,
    maxLength: 25,
  }),
];

function formRequest(url: string, form: Readonly<Record<string, string>>): OutboundRequest {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  return { method: "POST", url, headers, body: new URLSearchParams(form).toString() };
}

function formOf(message: RemoteMessage, values: FieldValues): Record<string, string> {
  const { title, body } = textOf(message, true);
  const isQuiet = message.isSilent || message.urgency === "low";
  const priority = isQuiet ? -1 : message.urgency === "critical" ? 2 : 0;
  const device = valueOf(values, "device");
  return {
    token: valueOf(values, "token"),
    user: valueOf(values, "user"),
    title: cutText(title, maxTitleLength, codePoints),
    message: cutBody(message, body === "" ? title : body, maxBodyLength, codePoints),
    priority: String(priority),
    timestamp: String(Math.floor(message.happenedAtMs / 1_000)),
    ...(priority === 2 ? { retry: String(repeatSeconds), expire: String(repeatsForSeconds) } : {}),
    ...(device === "" ? {} : { device }),
  };
}

/** `status` decides, not HTTP: a 200 may say no. */
function meaning(answer: ServiceAnswer, quote: ReturnType<typeof quoting>, nowMs: number): SendOutcome | null {
  const said = jsonOf(answer);
  if (answer.status === 429) {
    const resetMs = Number(answer.headers["x-limit-app-reset"]) * 1_000 - nowMs;
    if (Number.isNaN(resetMs)) return null;
    const afterMs = Math.min(maxQuotaWaitMs, Math.max(60_000, resetMs));
    return { kind: "later", code: "quota", words: words("pushover.quota"), afterMs };
  }
  if (answer.status === 500)
    return {
      kind: "later",
      code: "http-500",
      words: words("outcome.later", { service: "Pushover", status: 500 }),
      afterMs: serverErrorWaitMs,
    };
  if (answer.status >= 500 || said === null || !answer.isWhole) return null;
  if (answer.status === 200 && said["status"] === 1) {
    const { receipt } = said;
    return { kind: "accepted", receipt: typeof receipt === "string" && /^\w{1,64}$/.test(receipt) ? receipt : null };
  }
  if (said["status"] !== 0) return null;
  const errors = Array.isArray(said["errors"]) ? said["errors"].join("; ") : "";
  if (/token|user|device/i.test(errors))
    return { kind: "broken", code: "keys-refused", words: quote(words("pushover.keys-refused"), errors) };
  const refused = words("outcome.refused", { service: "Pushover", status: answer.status });
  return { kind: "refused", code: "status-0", words: quote(refused, errors) };
}

/** `origin`: of the API; a test has its own. */
export function pushoverKind(origin: string): RemoteChannelKind {
  return {
    id: "pushover",
    get label() {
      return words("pushover.label");
    },
    get summary() {
      return words("pushover.summary");
    },
    get fields() {
      return fields();
    },
    abilities: {
      canReplace: false,
      dropsRepeats: false,
      canClear: true,
      answers: ["acknowledge"],
      repeatsCritical: true,
    },
    // 10,000 a month for an account; no more than two connections at once.
    limits: [
      { messages: 10, withinMs: 10_000 },
      { messages: 300, withinMs: 3_600_000 },
    ],
    check(values) {
      const missing = missingField(fields(), values);
      if (missing !== null) return missing;
      for (const id of ["token", "user"])
        if (!/^[A-Za-z0-9]{30}$/.test(valueOf(values, id))) return badField(id, words("pushover.key-invalid"));
      return /^[\w-]{0,25}$/.test(valueOf(values, "device"))
        ? ok(null)
        : badField("device", words("pushover.device-invalid"));
    },
    secretsOf: (values) => ["token", "user"].map((id) => valueOf(values, id)).filter((text) => text !== ""),
    open(values, host): RemoteChannel {
      const token = valueOf(values, "token");
      const quote = quoting([token, valueOf(values, "user")]);
      const receipts = new OpenReceipts(host);
      const service = {
        name: "Pushover",
        host,
        own: (answer: ServiceAnswer) => meaning(answer, quote, host.clock.now().wallMs),
      };
      return {
        async send(message, signal) {
          const request = formRequest(`${origin}/1/messages.json`, formOf(message, values));
          const outcome = await callService(request, service, signal);
          if (outcome.kind === "accepted" && outcome.receipt !== null)
            receipts.add({ receipt: outcome.receipt, messageId: message.id }, repeatsForSeconds * 1_000);
          return outcome;
        },
        async clear({ receipt }, signal) {
          // Without one nothing is being repeated, and what is on the phone stays there.
          if (receipt === null) return { kind: "accepted", receipt };
          const request = formRequest(`${origin}/1/receipts/${receipt}/cancel.json`, { token });
          const outcome = await callService(request, service, signal);
          if (outcome.kind === "accepted") receipts.remove(receipt);
          return outcome.kind === "accepted" ? { kind: "accepted", receipt: null } : outcome;
        },
        listen: (onAnswer, trouble) => listenToReceipts({ origin, token, receipts, host, service, onAnswer, trouble }),
        close: () => undefined,
      };
    },
  };
}

export const pushover = pushoverKind("https://api.pushover.net");
