/** Why a request to a service that a person has named got no answer, in words, and whether it may have been taken all the same. */
import { message } from "../../preload/contract/messages/message.ts";
import { networkFailure } from "./failure.ts";
import { AddressRefused } from "./permitted-address.ts";

export interface SendFailure {
  readonly kind: "failed";
  /** False: surely not taken, for not a byte of it can have arrived. */
  readonly mayHaveArrived: boolean;
  /** True where it stays so until a person changes something: the address, a certificate. */
  readonly isLasting: boolean;
  readonly code: string;
  /** A sentence without secrets: of an address it names host and port alone. */
  readonly words: string;
}

export interface FailedRequest {
  /** With its port, where that is not the usual one. */
  readonly host: string;
  readonly mayHaveArrived: boolean;
  /** What was thrown, or who ended it. */
  readonly reason: unknown;
  readonly deadlineMs?: number;
}

export function sendFailure({ host, mayHaveArrived, reason, deadlineMs = 0 }: FailedRequest): SendFailure {
  const failed = (code: string, words: string, isLasting = false): SendFailure => ({
    kind: "failed",
    mayHaveArrived,
    isLasting,
    code,
    words,
  });
  if (reason === "stopped") return failed("stopped", message("send.stopped", { host }));
  if (reason === "no-answer")
    return failed("no-answer", message("send.no-answer", { host, seconds: Math.round(deadlineMs / 1000) }));
  if (reason instanceof AddressRefused) return failed(reason.reason, message(`send.${reason.reason}`, { host }), true);
  const known = networkFailure(reason, host);
  if (known !== null) return failed(known.code, known.message, known.code === "certificate-invalid");
  const code = codeOf(reason);
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ENODATA":
      return failed("host-not-found", message("send.host-not-found", { host }));
    case "ECONNREFUSED":
      return failed("connection-refused", message("send.connection-refused", { host }));
    default:
      // Before it stands, a connection fails for want of a way there, whatever the system calls it.
      if (mayHaveArrived) return failed("broke-off", message("send.broke-off", { host }));
      return failed("unreachable", message("send.unreachable", { host, reason: code ?? "?" }));
  }
}

/** The system's code; of several addresses that were tried in vain, the first one's. */
function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
