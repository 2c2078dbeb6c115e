/** A person's answer, from a button of a notification or of a message on a phone. */
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { MessageAction } from "./channel.ts";

/** What a person answered on a message. */
export interface Acted {
  readonly action: MessageAction;
  /** Null where the message stood for several, or for one that is gone. */
  readonly event: AlertEvent | null;
  /** Everything that the message stood for, as far as it is still there. */
  readonly events: readonly AlertEvent[];
  readonly destination: DestinationId;
  readonly person: string | null;
}
