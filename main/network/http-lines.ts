/** A GET whose answer never ends and says one thing a line (NDJSON): what is pushed to us without an open port of ours. */
import { StringDecoder } from "node:string_decoder";
import type { Clock } from "../lib/clock.ts";
import { maxAnswerBytes, type HttpSendResult } from "./http-send.ts";
import { sendOutbound, type OutboundOptions, type OutboundRequest } from "./outbound-request.ts";
import { sendFailure } from "./send-failure.ts";

export interface HttpLinesOptions extends OutboundOptions {
  readonly clock: Clock;
  /** Nothing for this long, not even a sign of life, and the stream is given up. Milliseconds. */
  readonly silentMs: number;
  readonly onLine: (line: string) => void;
}

/**
 * Ends with the stream, and never rejects for what can be expected: with the service's answer where that is no stream (its
 * status is not 200), else with why it ended. A line that is longer than any answer may be ends it too.
 */
export async function readLines(request: OutboundRequest, options: HttpLinesOptions): Promise<HttpSendResult> {
  const { clock, signal, silentMs, onLine } = options;
  const silence = new AbortController();
  const giveUp = (): void => silence.abort();
  let timer = clock.after(silentMs, giveUp);
  const { host } = new URL(request.url);
  const progress = { mayHaveArrived: false };
  try {
    const ended = AbortSignal.any([signal, silence.signal]);
    const response = await sendOutbound(request, { ...options, signal: ended }, progress);
    const { statusCode: status = 0, headers } = response;
    if (status !== 200) {
      response.destroy();
      return { kind: "answered", status, headers, text: "", isWhole: false };
    }
    const decoder = new StringDecoder();
    let rest = "";
    for await (const chunk of response as AsyncIterable<Buffer>) {
      timer.cancel();
      timer = clock.after(silentMs, giveUp);
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") onLine(line);
      if (rest.length > maxAnswerBytes) break;
    }
    return sendFailure({ host, ...progress, reason: null });
  } catch (error) {
    if (signal.aborted) return sendFailure({ host, ...progress, reason: "stopped" });
    if (silence.signal.aborted) return sendFailure({ host, ...progress, reason: "no-answer", deadlineMs: silentMs });
    return sendFailure({ host, ...progress, reason: error });
  } finally {
    timer.cancel();
  }
}
