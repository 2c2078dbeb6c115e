/** One ping, and what came of it. By the way that everything outwards takes: no redirect is followed with the secret address. */
import type { PingForm } from "../../../preload/contract/dead-man-switch.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { Clock } from "../../lib/clock.ts";
import type { NetworkAgent } from "../../network/agent.ts";
import type { OutboundRequest } from "../../network/outbound-request.ts";
import { httpSend } from "../../network/http-send.ts";
import { formsOf, type PingKind } from "./ping-forms.ts";

export interface PingAddress {
  readonly url: URL;
  readonly form: PingForm;
  /** Keeps an end on purpose from being taken for a failure; null: that cannot be had there. */
  readonly pause: OutboundRequest | null;
}

export interface PingNetwork {
  readonly clock: Clock;
  readonly agent: NetworkAgent;
  /** Makes words from outside fit to be shown: without secrets, on one line, cut. */
  readonly formatOutsideText: (words: string) => string;
}

/** `none`: nothing was sent. `words` name the host alone; of an answer they quote how it begins. */
export type PingOutcome =
  | { readonly kind: "taken"; readonly words: string }
  | { readonly kind: "failed"; readonly words: string }
  | { readonly kind: "none" };

export async function sendPing(
  { url, form }: Pick<PingAddress, "url" | "form">,
  kind: PingKind,
  words: string,
  { clock, agent, formatOutsideText }: PingNetwork,
  { signal, deadlineMs }: { readonly signal: AbortSignal; readonly deadlineMs?: number },
): Promise<PingOutcome> {
  const { request, isTaken } = formsOf[form];
  const asked = request(url, kind, words);
  // This form has no way to say it.
  if (asked === null) return { kind: "none" };
  const result = await httpSend(asked, { clock, agent, signal, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
  if (result.kind === "failed") return { kind: "failed", words: result.words };
  const given = { host: url.host, status: result.status };
  const quote = formatOutsideText(result.text);
  const answered = quote === "" ? message("ping.answered", given) : message("ping.answered-words", { ...given, quote });
  return isTaken(result)
    ? { kind: "taken", words: answered }
    : { kind: "failed", words: `${answered} ${message(result.status < 300 ? "ping.not-taken" : "ping.refused")}` };
}

/** True where the service says that it expects nothing more for now. */
export async function sendPause(
  pause: OutboundRequest,
  { clock, agent }: PingNetwork,
  deadlineMs: number,
): Promise<boolean> {
  const result = await httpSend(pause, { clock, agent, signal: new AbortController().signal, deadlineMs });
  return result.kind === "answered" && result.status === 200;
}
