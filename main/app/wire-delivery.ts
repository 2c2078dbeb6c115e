/** Decisions out: the channels, the outbox that hands messages to them, and what stands in while the database refuses. */
import { channelList } from "../delivery/channels/index.ts";
import { Outbox } from "../delivery/outbox.ts";
import { findVenue } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import { MadeChannels } from "./made-channels.ts";
import { InMemoryFallback } from "./persistence/in-memory-fallback.ts";
import type { Storage } from "./wire-storage.ts";

export interface Delivery {
  readonly channels: MadeChannels;
  readonly inMemoryFallback: InMemoryFallback;
  /** Not started. */
  readonly outbox: Outbox;
}

export function wireDelivery(
  { clock, desktop, channels: list = channelList }: AppOptions,
  { store, settings }: Storage,
  { signals, venues }: { readonly signals: AppSignals; readonly venues: readonly VenueKind[] },
): Delivery {
  const { eventChanged, feedChanged } = signals;
  const channels = new MadeChannels(list, { clock, desktop });
  const inMemoryFallback = new InMemoryFallback({
    clock,
    store,
    channels: channels.made.map(({ channel }) => channel.id),
    written(ids) {
      for (const id of ids) {
        const event = store.events.get(id);
        if (event.ok && event.value !== null) eventChanged.emit(event.value);
      }
    },
  });
  const outbox = new Outbox({
    clock,
    store: inMemoryFallback.asStore,
    channels: channels.made.map(({ channel, isOn }) => ({
      channel: inMemoryFallback.channel(channel),
      enabled: () => isOn(settings.current),
    })),
    textOptions: { venueName: (id) => findVenue(venues, id)?.nameInText },
    changed: (event) => eventChanged.emit(event),
  });
  channels.onStatus(() => feedChanged.emit());
  return { channels, inMemoryFallback, outbox };
}
