/** What a channel says of itself, and what it is made from. */
import type { ChannelId } from "../../../preload/contract/destination.ts";
import type { Settings } from "../../../preload/contract/settings.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Channel } from "../channel.ts";

/** What the host of the app offers to a channel. */
export interface ChannelHost {
  readonly clock: Clock;
  /** This host's way to notifications: D-Bus on Linux, Electron's own on other systems. */
  readonly desktop: Channel;
}

export interface ChannelDescription {
  /** Kept in the database with every delivery: it never changes. Matches `destinationIdPattern` of the contract. */
  readonly id: ChannelId;
  /** Its name as a person reads it: `Desktop notification`. */
  readonly label: string;
  /** The channel as it is handed messages. Null: a delivery is shown by being written, and nothing is handed over. */
  readonly make: ((host: ChannelHost) => Channel) | null;
  /** What it means for alerts that it is off, in words; null where it never is. */
  readonly whenOff: string | null;
  /** False while the person has turned it off in the settings. */
  readonly isOn: (settings: Settings) => boolean;
}
