/** A channel whose messages say that what they are about could not be saved, where that is so. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { Channel, Message } from "../../delivery/channel.ts";

/** `isUnsaved`: the message that is handed over now is about what is in memory alone. */
export function unsavedSaidOn(channel: Channel, isUnsaved: () => boolean): Channel {
  return {
    id: channel.id,
    get failures() {
      return channel.failures ?? 0;
    },
    show: (shown) => channel.show(isUnsaved() ? withLine(shown, message("database.not-saved")) : shown),
    onAction: (listener) => channel.onAction(listener),
    onStatus: (listener) => channel.onStatus(listener),
    status: () => channel.status(),
    stop: () => channel.stop(),
    ...(channel.readyInMs === undefined ? {} : { readyInMs: () => channel.readyInMs?.() ?? 0 }),
    ...(channel.canReplace === undefined ? {} : { canReplace: channel.canReplace }),
    ...(channel.showsRepeats === undefined ? {} : { showsRepeats: channel.showsRepeats }),
    ...(channel.reconcile === undefined ? {} : { reconcile: channel.reconcile.bind(channel) }),
  };
}

/** With one line more, wherever it is shown. */
function withLine(shown: Message, line: string): Message {
  const { subject } = shown;
  return {
    ...shown,
    body: `${shown.body}\n${line}`,
    ...(subject === undefined ? {} : { subject: { ...subject, body: `${subject.body}\n${line}` } }),
  };
}
