/** Decisions out: the channels, the outbox that hands messages to them, and what stands in while the database refuses. */
import { defaultNotify } from "../../preload/contract/destination.ts";
import { channelList, remoteChannelList } from "../delivery/channels/index.ts";
import { Outbox } from "../delivery/outbox.ts";
import { findVenue } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import { DestinationService } from "./destinations/destination-service.ts";
import { MadeChannels } from "./made-channels.ts";
import { InMemoryFallback } from "./persistence/in-memory-fallback.ts";
import { testNotification } from "./test-notification.ts";
import type { Storage } from "./wire-storage.ts";

export interface Delivery {
  readonly channels: MadeChannels;
  readonly destinations: DestinationService;
  readonly inMemoryFallback: InMemoryFallback;
  /** Not started. */
  readonly outbox: Outbox;
}

export function wireDelivery(
  { clock, desktop, channels: list = channelList, remoteChannels = remoteChannelList }: AppOptions,
  { store, settings, destinationList }: Storage,
  { signals, venues }: { readonly signals: AppSignals; readonly venues: readonly VenueKind[] },
): Delivery {
  const { eventChanged, feedChanged } = signals;
  const channels = new MadeChannels(list, { clock, desktop });
  const destinations = new DestinationService({
    list: destinationList,
    kinds: remoteChannels,
    store,
    settings,
    ownStates: () => channels.states(settings.current),
    work: {
      status: () => null,
      test: (id) =>
        id === "desktop" ? testNotification(desktop) : Promise.resolve({ state: "skipped", detail: null }),
    },
  });
  settings.checks.push((patch) => destinations.refusalOf(patch));
  const inMemoryFallback = new InMemoryFallback({
    clock,
    store,
    destinationsOf: (event) =>
      destinations.toldAt
        .of(event.rule?.notify ?? defaultNotify)
        .filter((id) => id !== "history")
        .map((id) => ({ destination: id, name: destinationList.get(id)?.stored.name ?? null })),
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
  channels.onStatus(() => {
    destinations.stateChanged();
    feedChanged.emit();
  });
  return { channels, destinations, inMemoryFallback, outbox };
}
