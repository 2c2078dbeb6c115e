/** Answers from ntfy's buttons: each posts one line to a topic of ours, which we hold open. No port of ours is open for it. */
import { timingSafeEqual } from "node:crypto";
import { actionLabel, type MessageAction } from "../../channel.ts";
import type { RemoteAnswer, RemoteMessage } from "../remote-channel.ts";
import type { NtfyServer } from "./server.ts";

/** ntfy shows at most three buttons. */
export const answers = ["acknowledge", "snooze", "pause"] as const satisfies readonly MessageAction[];

/** An answer to what happened longer ago is not heard: by then another alert may be meant. */
const answerableMs = 48 * 3_600_000;

/** The `Actions` header: JSON with everything beyond ASCII escaped, for a header takes nothing else. */
export function buttonsHeader(message: RemoteMessage, server: NtfyServer): string | null {
  const buttons = answers
    .filter((action) => message.actions.includes(action))
    .map((action) => ({
      action: "http",
      label: actionLabel(action),
      url: `${server.base}/${server.answerTopic}`,
      method: "POST",
      body: answerText(action, message, server),
      clear: true,
    }));
  if (buttons.length === 0) return null;
  return JSON.stringify(buttons).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** `ACTION.ID.SECONDS.SIGNATURE`: whoever can post to the topic must not be able to answer what they were not asked. */
function answerText(action: MessageAction, { id, happenedAtMs }: RemoteMessage, server: NtfyServer): string {
  const signed = `${action}.${id}.${Math.floor(happenedAtMs / 1_000).toString(36)}`;
  return `${signed}.${server.sign(signed)}`;
}

/** What a button of ours has posted; null: it was none, or is too old. */
export function readAnswer(text: string, server: NtfyServer, nowMs: number): RemoteAnswer | null {
  const match = /^(([a-z]+)\.([A-Za-z0-9_-]{1,64})\.([0-9a-z]{1,9}))\.([A-Za-z0-9_-]{22})$/.exec(text);
  if (match === null) return null;
  const [, signed = "", named, messageId = "", seconds = "", signature = ""] = match;
  const expected = server.sign(signed);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return null;
  const action = answers.find((known) => known === named);
  if (action === undefined || nowMs - parseInt(seconds, 36) * 1_000 > answerableMs) return null;
  return { messageId, action, by: null };
}
