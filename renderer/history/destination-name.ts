/** What a delivery's destination is called. */
import type { Delivery } from "../../preload/contract/event.ts";
import { isMessageKey, message } from "../../preload/contract/messages/message.ts";

/** As the person called it then; the app's own two in this language. */
export function destinationName({ destination, name }: Pick<Delivery, "destination" | "name">): string {
  const key = `detail.channel.${destination}` as const;
  return name ?? (isMessageKey(key) ? message(key) : destination);
}
