/** A message as the outbox hands it over, turned into what a channel to a service outside is given. */
import { hash } from "node:crypto";
import type { DestinationId } from "../../preload/contract/destination.ts";
import { message as text } from "../../preload/contract/messages/message.ts";
import type { Message } from "./channel.ts";
import type { RemoteChannelKind, RemoteMessage } from "./channels/remote-channel.ts";

/** `nowMs` is wall time. */
export function remoteMessageOf(
  message: Message,
  destination: DestinationId,
  abilities: RemoteChannelKind["abilities"],
  nowMs: number,
): RemoteMessage {
  const { subject } = message;
  const events = subject?.events ?? [];
  const topic = subject?.topic ?? (message.id === testMessageId ? "test" : "notice");
  const telling = subject === undefined || subject.nth === 1 ? [] : [subject.nth];
  const content =
    subject === undefined ? [message.title, message.body, nowMs] : [topic, ...telling, ...events.map(({ id }) => id)];
  return {
    id: remoteIdOf(message.id),
    key: hash("sha256", [destination, message.id, ...content].join("\n"), "base64url"),
    title: message.title,
    body: bodyFor(message, abilities),
    ...(subject?.list === undefined ? {} : { list: subject.list }),
    urgency: subject?.urgency ?? message.urgency,
    isSilent: subject?.isSilent ?? false,
    actions: (subject?.actions ?? []).filter((action) => abilities.answers.includes(action)),
    isAgain: subject?.isAgain ?? false,
    // An edit of what is there would make no sound.
    receipt: telling.length > 0 ? null : message.externalId,
    events,
    topic,
    happenedAtMs: subject?.happenedAtMs ?? nowMs,
  };
}

/** Where there is no button to press, the text says how what has happened is acknowledged. */
function bodyFor({ body, subject }: Message, { answers }: RemoteChannelKind["abilities"]): string {
  if (subject === undefined) return body;
  const isAsked = subject.actions.includes("acknowledge") && !answers.includes("acknowledge");
  return isAsked ? `${subject.body}\n${text("notify.remote.answer")}` : subject.body;
}

/** The message of a test button, on every channel. */
export const testMessageId = "test";

/** Services take letters, digits, `_` and `-`; a message that stands for several events has a colon in its id. */
export const remoteIdOf = (messageId: string): string => messageId.replace(":", "_");
export const messageIdOf = (remoteId: string): string => remoteId.replace("_", ":");
