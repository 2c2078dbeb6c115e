/**
 * One request to a service that a person has named, with its answer: within one deadline, at most 64 KB of the answer, no redirect
 * followed (it would carry the token along). What went wrong is a value that says whether the request may have been taken.
 */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Clock } from "../lib/clock.ts";
import { sendFailure, type SendFailure } from "./send-failure.ts";
import { sendOutbound, type OutboundOptions, type OutboundRequest } from "./outbound-request.ts";

/** Name, connection, request and answer together. Milliseconds. */
export const sendDeadlineMs = 15_000;
/** What a service says in an answer fits in there many times. */
export const maxAnswerBytes = 64 * 1024;

export interface HttpSendOptions extends OutboundOptions {
  readonly clock: Clock;
  readonly deadlineMs?: number;
}

export interface ServiceAnswer {
  readonly kind: "answered";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** False where the answer was too long, broke off, or had not ended in time: `text` is how it begins. */
  readonly isWhole: boolean;
}

export type HttpSendResult = ServiceAnswer | SendFailure;

/** Never rejects for what can be expected of a network. */
export async function httpSend(request: OutboundRequest, options: HttpSendOptions): Promise<HttpSendResult> {
  const { clock, signal, deadlineMs = sendDeadlineMs } = options;
  const deadline = new AbortController();
  const timer = clock.after(deadlineMs, () => deadline.abort());
  const progress = { mayHaveArrived: false };
  try {
    const ended = AbortSignal.any([signal, deadline.signal]);
    const response = await sendOutbound(request, { ...options, signal: ended }, progress);
    return await readAnswer(response);
  } catch (error) {
    const { host } = new URL(request.url);
    const { mayHaveArrived } = progress;
    if (signal.aborted) return sendFailure({ host, mayHaveArrived, reason: "stopped" });
    if (deadline.signal.aborted) return sendFailure({ host, mayHaveArrived, reason: "no-answer", deadlineMs });
    return sendFailure({ host, mayHaveArrived, reason: error });
  } finally {
    timer.cancel();
  }
}

/** The status says what became of the request; an answer that breaks off behind it is still one. */
async function readAnswer(response: IncomingMessage): Promise<ServiceAnswer> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  let isWhole = true;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      const taken = chunk.subarray(0, maxAnswerBytes - bytes);
      bytes += taken.byteLength;
      text += decoder.decode(taken, { stream: true });
      isWhole = taken.byteLength === chunk.byteLength;
      if (!isWhole) break;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    isWhole = false;
  }
  response.destroy();
  return { kind: "answered", status: response.statusCode ?? 0, headers: response.headers, text, isWhole };
}
