/** What a reader makes of bytes that come in pieces. */
import type { IncomingMessage } from "../../main/delivery/dbus/message.ts";
import { MessageReader } from "../../main/delivery/dbus/message-reader.ts";

/** Everything that a reader hands on, given the bytes in pieces of these sizes. */
export function readInPieces(
  bytes: Buffer,
  sizes: readonly number[],
): { messages: IncomingMessage[]; refusal: string | null } {
  const messages: IncomingMessage[] = [];
  const reader = new MessageReader((message) => messages.push(message));
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    const refusal = reader.read(bytes.subarray(at, at + size));
    if (refusal !== null) return { messages, refusal };
    at += size;
  }
  return { messages, refusal: null };
}

/** A signal with these values. */
export const signalOf = (signature: string, values: readonly unknown[]) =>
  ({ type: "signal", path: "/a", interface: "b.c", member: "D", signature, values }) as const;
