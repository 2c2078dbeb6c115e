/** A channel as a stranger would add one, in one file: it appends each message to a file. */
import { appendFileSync } from "node:fs";
import type { Channel, Outcome } from "../../main/delivery/channel.ts";
import type { ChannelDescription } from "../../main/delivery/channels/channel-description.ts";

/** `answer`: how it goes once the message is in the file; it works by default. */
export function toyChannel(
  file: string,
  answer: () => Promise<Outcome> = () => Promise.resolve({ state: "shown", externalId: null }),
): ChannelDescription {
  const channel: Channel = {
    id: "toy",
    show({ id, title }) {
      appendFileSync(file, `${id} ${title}\n`);
      return answer();
    },
    onAction: () => () => undefined,
    onStatus: () => () => undefined,
    status: () => ({ state: "ok", detail: null }),
    stop: () => Promise.resolve(),
  };
  return { id: "toy", label: "Toy file", whenOff: null, make: () => channel, isOn: () => true };
}
