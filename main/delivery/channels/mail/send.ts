/** One mail: a connection of its own, sent once, ended. */
import type { Socket } from "node:net";
import { sendFailure } from "../../../network/send-failure.ts";
import { connectTcp } from "../../../network/tcp-connect.ts";
import { authorityOf, valueOf } from "../field-values.ts";
import { quoting } from "../http-call.ts";
import { cutBody, cutText, textOf, utf16Units } from "../message-text.ts";
import type { FieldValues, RemoteChannelHost, RemoteMessage, SendOutcome } from "../remote-channel.ts";
import { outcomeOfMailError } from "./mail-error.ts";

/** Everything together: an attempt has 20 s. Milliseconds. */
export const mailDeadlineMs = 18_000;
const maxSubjectLength = 200;
const maxBodyLength = 20_000;

export async function sendMail(
  message: RemoteMessage,
  values: FieldValues,
  host: RemoteChannelHost,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const server = valueOf(values, "server");
  const port = Number(valueOf(values, "port"));
  const security = valueOf(values, "security");
  const ca = authorityOf(values) ?? "";
  const tls = ca === "" ? {} : { ca };
  const deadline = new AbortController();
  const timer = host.clock.after(mailDeadlineMs, () => deadline.abort());
  const ended = AbortSignal.any([signal, deadline.signal]);
  let socket: Socket | null = null;
  try {
    const target = { host: server, port, tls: security === "tls" ? tls : null, allowsPublic: security !== "none" };
    socket = await connectTcp(target, host.agent, ended);
    // Read when a mail is sent: a start need not.
    const { createTransport } = await import("nodemailer");
    const connection = socket;
    const transport = createTransport({
      host: server,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      tls,
      // Its own defaults are minutes.
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: mailDeadlineMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      getSocket: (_options, give) => give(null, { connection, secured: security === "tls" }),
      ...loginOf(values),
    });
    const { messageId } = await transport.sendMail({ ...contentOf(message, values), signal: ended });
    return { kind: "accepted", receipt: messageId };
  } catch (error) {
    const mayHaveArrived = socket !== null;
    const reason = signal.aborted ? "stopped" : deadline.signal.aborted ? "no-answer" : error;
    const failure = sendFailure({ host: `${server}:${port}`, mayHaveArrived, reason, deadlineMs: mailDeadlineMs });
    return outcomeOfMailError(error, failure, `${server}:${port}`, quoting(mailSecrets(values)));
  } finally {
    timer.cancel();
    socket?.destroy();
  }
}

/** The password in every form in which it goes out: as it is, by AUTH LOGIN, by AUTH PLAIN. */
export function mailSecrets(values: FieldValues): readonly string[] {
  const password = valueOf(values, "password");
  if (password === "") return [];
  const plain = Buffer.from(`\0${valueOf(values, "user")}\0${password}`).toString("base64");
  return [password, Buffer.from(password).toString("base64"), plain];
}

function loginOf(values: FieldValues): { readonly auth?: { readonly user: string; readonly pass: string } } {
  const user = valueOf(values, "user");
  return user === "" ? {} : { auth: { user, pass: valueOf(values, "password") } };
}

/** The Message-ID is of this content: a mail that is sent again is the same one. Those of one event hang together. */
function contentOf(message: RemoteMessage, values: FieldValues) {
  const { title, body } = textOf(message, false);
  const from = valueOf(values, "from");
  const domain = from.split("@")[1] ?? "pricebell";
  const first = `<${message.id}@${domain}>`;
  const messageId = `<${message.key}@${domain}>`;
  return {
    from: { name: "Pricebell", address: from },
    to: { name: "", address: valueOf(values, "to") },
    subject: cutText(title, maxSubjectLength, utf16Units),
    text: `${cutBody(message, body, maxBodyLength, utf16Units)}\n`,
    messageId,
    ...(messageId === first ? {} : { references: first }),
    date: new Date(message.happenedAtMs),
    // A mailer that answers by itself is not to answer this.
    headers: { "Auto-Submitted": "auto-generated" },
    ...(message.urgency === "critical" ? { priority: "high" as const } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
