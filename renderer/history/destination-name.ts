/** What the places are called in which an event was told, or seen. */
import type { AcknowledgedBy, Delivery } from "../../preload/contract/event.ts";
import { isMessageKey, message } from "../../preload/contract/messages/message.ts";

/** As the person called it then; the app's own two in this language. */
export function destinationName({ destination, name }: Pick<Delivery, "destination" | "name">): string {
  const key = `detail.channel.${destination}` as const;
  return name ?? (isMessageKey(key) ? message(key) : destination);
}

/** Where a person said that they have seen it, and who, as far as the service names them. */
export function acknowledgedWhere({ destination, name, person }: AcknowledgedBy): string {
  const where = destination === null ? message("detail.acknowledged.here") : destinationName({ destination, name });
  return person === null ? where : message("detail.acknowledged.person", { where, person });
}
