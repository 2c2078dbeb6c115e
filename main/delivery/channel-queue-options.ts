/** What one destination's queue is given. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { TextOptions } from "../../preload/contract/text.ts";
import type { Clock } from "../lib/clock.ts";
import type { Deliveries, DueDelivery } from "../store/delivery-types.ts";
import type { Store } from "../store/store-interface.ts";
import type { Acted } from "./acted.ts";
import type { Channel } from "./channel.ts";

/** What a queue needs of the database. */
export interface OutboxStore {
  readonly deliveries: Deliveries;
  readonly events: Pick<Store["events"], "get">;
}

export interface ChannelQueueOptions {
  readonly clock: Clock;
  readonly store: OutboxStore;
  readonly channel: Channel;
  /** False while the person has turned this channel off: what comes up then is `skipped`, for good. */
  readonly enabled: () => boolean;
  /** Until when it is quiet, wall milliseconds; null while it is not. Asked anew each time; left out: it never is. */
  readonly quietUntilMs?: () => number | null;
  /** The state of one of this event's deliveries has changed. */
  readonly changed: (event: AlertEvent) => void;
  /** These are not tried any more, though they were never taken there (`failed`) or nobody knows whether they were (`unknown`). */
  readonly gaveUp?: (rows: readonly DueDelivery[], as: "failed" | "unknown", why: string) => void;
  /** A person answered on one of this channel's messages. */
  readonly acted: (acted: Acted) => void;
  /** What the text of messages goes by: venues' names, and locale and time zone where they are not the machine's own. */
  readonly textOptions: TextOptions;
}
