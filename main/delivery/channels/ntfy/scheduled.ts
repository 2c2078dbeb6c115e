/**
 * A message that waits at an ntfy server and is delivered by it unless it is put off or taken back. Facts: docs.ntfy.sh/publish
 * (scheduled delivery: 10 s to 3 days; from 2.16 on publishing under the same sequence before it is due replaces it, and DELETE takes it
 * back), docs.ntfy.sh/subscribe/api (`sched=1` lists what waits).
 */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { httpSend, type HttpSendResult, type ServiceAnswer } from "../../../network/http-send.ts";
import { jsonOf } from "../http-outcome.ts";
import type { RemoteChannelHost } from "../remote-channel.ts";
import { requestTo } from "./send.ts";
import { headerText, type NtfyServer } from "./server.ts";

export interface WaitingMessage {
  /** Names it; one of them waits at most. 12 characters or more. */
  readonly sequence: string;
  readonly title: string;
  readonly body: string;
  readonly inMs: number;
}

type Host = Pick<RemoteChannelHost, "agent" | "clock">;
interface Failed {
  readonly ok: false;
  /** Without a secret. */
  readonly words: string;
  /** The server cannot do it: it will not be otherwise before it is another one. */
  readonly isLasting: boolean;
}

/** Puts it off to then, or has it wait. `dueSeconds`: when it is delivered, by the server's clock, Unix time. */
export async function schedule(
  message: WaitingMessage,
  server: NtfyServer,
  host: Host,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly dueSeconds: number } | Failed> {
  const { sequence, title, body, inMs } = message;
  const headers = { Title: headerText(title), Priority: "5", In: `${Math.round(inMs / 1_000)}s` };
  const request = requestTo(server, "POST", `${server.topic}/${sequence}`, { body, headers });
  const result = await httpSend(request, { ...host, signal });
  const said = acceptedIn(result);
  if (said === null) return failedOf(result, server);
  const dueSeconds = said["time"];
  // What comes back as a message of now was delivered instead of kept.
  if (said["sequence_id"] !== sequence && said["id"] !== sequence) return cannot(server);
  return typeof dueSeconds === "number" ? { ok: true, dueSeconds } : cannot(server);
}

/** How many of this name wait there, of those that are due at `fromSeconds` or later. */
export async function countWaiting(
  { sequence, fromSeconds }: { readonly sequence: string; readonly fromSeconds: number },
  server: NtfyServer,
  host: Host,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly count: number } | Failed> {
  // Messages of before were delivered: only what is due later is asked for, so that the answer is short.
  const path = `${server.topic}/json?poll=1&sched=1&since=${fromSeconds}`;
  const result = await httpSend(requestTo(server, "GET", path, {}), { ...host, signal });
  if (result.kind === "failed" || result.status !== 200 || !result.isWhole) return failedOf(result, server);
  const waiting = result.text
    .split("\n")
    .map((line) => jsonOf({ text: line }))
    .filter((said) => said?.["event"] === "message" && (said["sequence_id"] ?? said["id"]) === sequence);
  return { ok: true, count: waiting.length };
}

/** It is not delivered any more; null: done, or there was none. */
export async function takeBack(
  sequence: string,
  server: NtfyServer,
  host: Host,
  { signal, deadlineMs }: { readonly signal: AbortSignal; readonly deadlineMs?: number },
): Promise<Failed | null> {
  const result = await httpSend(requestTo(server, "DELETE", `${server.topic}/${sequence}`, {}), {
    ...host,
    signal,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
  return result.kind === "answered" && result.status === 200 ? null : failedOf(result, server);
}

function acceptedIn(result: HttpSendResult): Readonly<Record<string, unknown>> | null {
  if (result.kind === "failed" || result.status !== 200 || !result.isWhole) return null;
  const said = jsonOf(result);
  return said?.["event"] === "message" && typeof said["id"] === "string" ? said : null;
}

function failedOf(result: HttpSendResult, server: NtfyServer): Failed {
  if (result.kind === "failed") return { ok: false, words: result.words, isLasting: false };
  // Without the path form there is no such page: the server is older than 2.16.
  if (result.status === 404) return cannot(server);
  return { ok: false, words: wordsOf(result, server), isLasting: false };
}

function wordsOf(answer: ServiceAnswer, { host: service }: NtfyServer): string {
  const code = jsonOf(answer)?.["code"];
  if (code === 42908) return words("ntfy.quota", { service });
  if (answer.status === 401 || answer.status === 403)
    return words("outcome.unauthorized", { service, status: answer.status });
  return words("ping.answered", { host: service, status: answer.status });
}

export function cannot({ host: service }: NtfyServer): Failed {
  return { ok: false, words: words("stopped-message.too-old", { service }), isLasting: true };
}
