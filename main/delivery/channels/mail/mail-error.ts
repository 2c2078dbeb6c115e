/** What nodemailer's errors mean: the server's own code decides; without one, a mail that was begun may have been taken. */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import type { SendFailure } from "../../../network/send-failure.ts";
import type { quoting } from "../http-call.ts";
import type { SendOutcome } from "../remote-channel.ts";

interface SmtpError {
  readonly code: string;
  readonly responseCode: number | null;
  readonly response: string;
  readonly command: string;
  readonly words: string;
}

/** `failure`: what is known of the connection; it holds where the server has said nothing. */
export function outcomeOfMailError(
  error: unknown,
  failure: SendFailure,
  service: string,
  quote: ReturnType<typeof quoting>,
): SendOutcome {
  if (failure.code !== "stopped" && failure.code !== "no-answer") {
    const said = outcomeOfReply(smtpErrorOf(error), service, quote);
    if (said !== null) return said;
  }
  const { code, words: why, mayHaveArrived, isLasting } = failure;
  if (isLasting) return { kind: "broken", code, words: why };
  if (!mayHaveArrived) return { kind: "later", code, words: why, afterMs: null };
  return { kind: "unknown", code, words: words("outcome.maybe-sent", { why }) };
}

function outcomeOfReply(error: SmtpError, service: string, quote: ReturnType<typeof quoting>): SendOutcome | null {
  const { code, responseCode, response, command } = error;
  // A certificate that is met after STARTTLS is told by the words alone: the library writes its own code over OpenSSL's.
  if (code === "ETLS" || (code === "ESOCKET" && /certificate/i.test(error.words)))
    return { kind: "broken", code: "tls-failed", words: words("mail.tls-failed", { service }) };
  if (responseCode === null)
    return code === "EAUTH"
      ? { kind: "broken", code: "login-refused", words: words("mail.login-refused", { service }) }
      : null;
  const smtpCode = `smtp-${responseCode}`;
  // The same code for both: 450 passes and 550 does not.
  if (responseCode < 500) {
    const later = words("mail.later", { service, code: responseCode });
    return { kind: "later", code: smtpCode, words: quote(later, response), afterMs: null };
  }
  if (code === "EAUTH" || responseCode === 530 || responseCode === 535)
    return { kind: "broken", code: smtpCode, words: quote(words("mail.login-refused", { service }), response) };
  if (command === "MAIL FROM" || command === "RCPT TO")
    return { kind: "broken", code: smtpCode, words: quote(words("mail.address-refused", { service }), response) };
  return {
    kind: "refused",
    code: smtpCode,
    words: quote(words("mail.refused", { service, code: responseCode }), response),
  };
}

function smtpErrorOf(error: unknown): SmtpError {
  const given = (typeof error === "object" && error !== null ? error : {}) as Readonly<Record<string, unknown>>;
  const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
  return {
    code: textOf(given["code"]),
    responseCode: typeof given["responseCode"] === "number" ? given["responseCode"] : null,
    response: textOf(given["response"]),
    command: textOf(given["command"]),
    words: textOf(given["message"]),
  };
}
