/** One call to a service, and what it means for the message: what every channel over HTTP sends by. */
import { message } from "../../../preload/contract/messages/message.ts";
import { Redactor } from "../../lib/redaction.ts";
import { httpSend, type ServiceAnswer } from "../../network/http-send.ts";
import type { OutboundRequest } from "../../network/outbound-request.ts";
import { outcomeOf } from "./http-outcome.ts";
import type { RemoteChannelHost, SendOutcome } from "./remote-channel.ts";

export interface Service {
  /** As a person reads it. */
  readonly name: string;
  readonly host: RemoteChannelHost;
  /** What only its own answers mean; null: what their status says. */
  readonly own: (answer: ServiceAnswer) => SendOutcome | null;
}

export async function callService(
  request: OutboundRequest,
  { name, host, own }: Service,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const result = await httpSend(request, { agent: host.agent, clock: host.clock, signal });
  return outcomeOf(result, { service: name, nowMs: host.clock.now().wallMs, own });
}

/** The request that sends `value` as JSON. */
export function jsonRequest(method: OutboundRequest["method"], url: string, value: unknown): OutboundRequest {
  return { method, url, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) };
}

/** Quotes a service beside our own words, without any of these secrets. */
export function quoting(secrets: readonly string[]): (words: string, quote: unknown) => string {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return (words, quote) =>
    typeof quote === "string" && quote.trim() !== ""
      ? message("outcome.says", { words, quote: redactor.formatOutsideText(quote) })
      : words;
}
