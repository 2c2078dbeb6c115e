/** The channels of this run: which there are, which are handed messages, and how each is at the moment. */
import type { ChannelId } from "../../preload/contract/destination.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import type { Channel, ChannelStatus } from "../delivery/channel.ts";
import type { ChannelDescription, ChannelHost } from "../delivery/channels/channel-description.ts";

/** A channel that messages are handed to. */
export interface MadeChannel {
  readonly channel: Channel;
  readonly isOn: (settings: Settings) => boolean;
}

/** One channel's state as the feed's status has it. */
export interface ChannelState {
  readonly id: ChannelId;
  readonly label: string;
  readonly isOn: boolean;
  readonly whenOff: string | null;
  /** Null: shown by being written, so that it is as well as the database is. */
  readonly status: ChannelStatus | null;
}

export class MadeChannels {
  /** Of every channel: a new event gets a delivery on each of them. */
  readonly ids: readonly ChannelId[];
  /** Those that the outbox hands messages to. */
  readonly made: readonly MadeChannel[];
  readonly #list: readonly ChannelDescription[];
  readonly #host: ChannelHost;

  /** Throws where the list names a channel twice, or one makes a channel of another id: its deliveries would never go out. */
  constructor(list: readonly ChannelDescription[], host: ChannelHost) {
    this.#list = list;
    this.#host = host;
    this.ids = list.map(({ id }) => id);
    if (new Set(this.ids).size < list.length) throw new Error(`a channel is listed twice: ${this.ids.join(", ")}`);
    this.made = list.flatMap(({ id, make, isOn }) => {
      if (make === null) return [];
      const channel = make(host);
      if (channel.id !== id) throw new Error(`the channel ${id} makes one that calls itself ${channel.id}`);
      return [{ channel, isOn }];
    });
  }

  states(settings: Settings): ChannelState[] {
    return this.#list.map(({ id, label, isOn, whenOff }) => ({
      id,
      label,
      whenOff,
      isOn: isOn(settings),
      status: this.made.find(({ channel }) => channel.id === id)?.channel.status() ?? null,
    }));
  }

  onStatus(listener: () => void): void {
    for (const { channel } of this.made) channel.onStatus(listener);
  }

  async stop(): Promise<void> {
    // Whoever leaves the desktop off the list still gave it: the app speaks to it about itself.
    await Promise.all(
      [...new Set([this.#host.desktop, ...this.made.map(({ channel }) => channel)])].map((each) => each.stop()),
    );
  }
}
