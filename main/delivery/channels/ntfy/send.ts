/** One message to ntfy, or one taken away again. */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { httpSend, type ServiceAnswer } from "../../../network/http-send.ts";
import type { OutboundRequest } from "../../../network/outbound-request.ts";
import { clampedWaitMs, jsonOf, outcomeOf } from "../http-outcome.ts";
import { cutBody, cutText, textOf, utf8Bytes } from "../message-text.ts";
import type { RemoteChannelHost, RemoteMessage, SendOutcome } from "../remote-channel.ts";
import { buttonsHeader } from "./answers.ts";
import { headerText, type NtfyServer } from "./server.ts";

/** ntfy takes 4,096 bytes; beyond about half of it, what Google and Apple pass on to the phone no longer holds it. */
const maxBodyBytes = 2_000;
const maxTitleBytes = 250;
const dayMs = 24 * 3_600_000;
/** One request is free again every 5 s. */
export const bucketWaitMs = 5_000;

/** By the path form a message has an id of ours, and replaces the one before; the plain form is for servers that cannot. */
export type NtfyForm = "path" | "plain";

export async function publish(
  message: RemoteMessage,
  form: NtfyForm,
  server: NtfyServer,
  host: RemoteChannelHost,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const { title, body } = textOf(message, form === "plain");
  const buttons = buttonsHeader(message, server);
  const sequence = sequenceOf(message.id);
  const result = await httpSend(
    requestTo(server, "POST", form === "path" ? `${server.topic}/${sequence}` : server.topic, {
      body: cutBody(message, body === "" ? title : body, maxBodyBytes, utf8Bytes),
      headers: {
        Title: headerText(cutText(title, maxTitleBytes, utf8Bytes)),
        Priority: String(priorityOf(message)),
        ...(buttons === null ? {} : { Actions: buttons }),
      },
    }),
    { agent: host.agent, clock: host.clock, signal },
  );
  const nowMs = host.clock.now().wallMs;
  return outcomeOf(result, {
    service: server.host,
    nowMs,
    own: (answer) => ownMeaning(answer, form === "path" ? sequence : null, server, nowMs),
  });
}

/** Read and dismissed on every device; the server's list keeps it. */
export async function dismiss(
  id: string,
  server: NtfyServer,
  host: RemoteChannelHost,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const result = await httpSend(requestTo(server, "PUT", `${server.topic}/${sequenceOf(id)}/clear`, {}), {
    agent: host.agent,
    clock: host.clock,
    signal,
  });
  return outcomeOf(result, {
    service: server.host,
    nowMs: host.clock.now().wallMs,
    own: (answer) => {
      if (answer.status === 200) return { kind: "accepted", receipt: null };
      const tooOld = words("ntfy.too-old", { service: server.host });
      if (answer.status === 404) return { kind: "refused", code: "server-too-old", words: tooOld };
      return limitIn(answer, server, host.clock.now().wallMs);
    },
  });
}

export function requestTo(
  { base, headers, ca }: NtfyServer,
  method: OutboundRequest["method"],
  path: string,
  rest: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> },
): OutboundRequest {
  const all = { "Content-Type": "text/plain; charset=utf-8", ...headers, ...rest.headers };
  return { method, url: `${base}/${path}`, body: rest.body ?? "", headers: all, ...(ca === "" ? {} : { ca }) };
}

/** Ids as short as the server's own words (`json`, `sse`, `publish`) are told apart from them. */
function sequenceOf(id: string): string {
  return id.length < 12 ? `f-${id}` : id;
}

/** 5 rings through where the phone allows it, 2 makes no sound. */
function priorityOf({ isSilent, urgency }: RemoteMessage): number {
  if (isSilent || urgency === "low") return 2;
  return urgency === "critical" ? 5 : 3;
}

/** `sequence`: what the message was sent as; null: without one. */
function ownMeaning(
  answer: ServiceAnswer,
  sequence: string | null,
  server: NtfyServer,
  nowMs: number,
): SendOutcome | null {
  const said = jsonOf(answer);
  const service = server.host;
  if (answer.status === 200 && answer.isWhole && said?.["event"] === "message" && typeof said["id"] === "string") {
    const isReplaceable = sequence !== null && (said["sequence_id"] === sequence || said["id"] === sequence);
    const note = isReplaceable ? {} : { note: words("ntfy.too-old", { service }) };
    return { kind: "accepted", receipt: said["id"], ...note };
  }
  switch (said?.["code"]) {
    case 40401:
      // A server without the path form: it knows no such page.
      return sequence === null ? null : { kind: "refused", code: "server-too-old", words: "" };
    case 40014:
    case 41303:
      return { kind: "refused", code: "too-long", words: words("ntfy.no-attachments", { service }) };
    default:
      return limitIn(answer, server, nowMs);
  }
}

/** That it was asked too often, and how long to wait, which no header says; null: something else. */
function limitIn(answer: ServiceAnswer, { host: service }: NtfyServer, nowMs: number): SendOutcome | null {
  switch (jsonOf(answer)?.["code"]) {
    case 42908: {
      const afterMs = dayMs - (nowMs % dayMs);
      return { kind: "later", code: "quota", words: words("ntfy.quota", { service }), afterMs };
    }
    case 42901:
      return {
        kind: "later",
        code: "http-429",
        words: words("outcome.rate-limited", { service }),
        afterMs: clampedWaitMs(bucketWaitMs),
      };
    default:
      return null;
  }
}
