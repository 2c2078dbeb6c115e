/** Decisions out: the channels, the outbox that hands messages to them, and what stands in while the database refuses. */
import { defaultNotify } from "../../preload/contract/destination.ts";
import { channelList } from "../delivery/channels/index.ts";
import { remoteChannelKinds } from "../delivery/channels/remote-list.ts";
import { Outbox } from "../delivery/outbox.ts";
import { networkAgent } from "../network/agent.ts";
import { findVenue } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import type { AppOptions } from "./app-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import { DestinationService } from "./destinations/destination-service.ts";
import { DestinationTroubleNotifier } from "./destinations/destination-trouble-notifier.ts";
import { Notices } from "./destinations/notices.ts";
import { OpenDestinations } from "./destinations/open-destinations.ts";
import { MadeChannels } from "./made-channels.ts";
import { InMemoryFallback } from "./persistence/in-memory-fallback.ts";
import { QuietHoursClock, quietHoursRefusal } from "./quiet-hours-clock.ts";
import { testNotification } from "./test-notification.ts";
import { WindowSounds } from "./window-sounds.ts";
import type { Storage } from "./wire-storage.ts";

export interface Delivery {
  readonly channels: MadeChannels;
  readonly destinations: DestinationService;
  readonly openDestinations: OpenDestinations;
  /** What the app says of itself, wherever people are told by default. */
  readonly notices: Notices;
  /** What open windows play for destinations. */
  readonly windowSounds: WindowSounds;
  readonly inMemoryFallback: InMemoryFallback;
  /** Not started. */
  readonly quietHours: QuietHoursClock;
  /** Not started. */
  readonly outbox: Outbox;
  /** Waits for the messages in flight; what is left stays for the next start. */
  readonly stop: () => Promise<void>;
}

export function wireDelivery(
  { clock, desktop, redactor, channels: list = channelList, remoteChannels = remoteChannelKinds }: AppOptions,
  { store, acknowledgements, settings, destinationList, programs }: Storage,
  { signals, venues }: { readonly signals: AppSignals; readonly venues: readonly VenueKind[] },
): Delivery {
  const { eventChanged, feedChanged } = signals;
  const channels = new MadeChannels(list, { clock, desktop });
  const windowSounds = new WindowSounds(clock);
  const openDestinations: OpenDestinations = new OpenDestinations({
    clock,
    store,
    list: destinationList,
    agent: networkAgent,
    sounds: windowSounds,
    redact: redactor.redact,
    testDesktop: () => testNotification(desktop),
    forOutbox: (channel) => inMemoryFallback.channel(channel),
  });
  const destinations = new DestinationService({
    list: destinationList,
    kinds: remoteChannels,
    store,
    settings,
    programs,
    ownStates: () => channels.states(settings.current),
    work: openDestinations,
  });
  settings.checks.push((patch) => destinations.refusalOf(patch));
  const inMemoryFallback: InMemoryFallback = new InMemoryFallback({
    clock,
    store,
    acknowledgements,
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
  acknowledgements.written.listen((event) => eventChanged.emit(event));
  const quietHours = new QuietHoursClock({ clock, settings });
  settings.checks.push(({ quietHours: given }) => quietHoursRefusal(given));
  const outbox = new Outbox({
    clock,
    quietUntilMs: () => quietHours.untilMs(),
    store: inMemoryFallback.asStore,
    channels: channels.made.map(({ channel, isOn }) => ({
      channel: inMemoryFallback.channel(channel),
      enabled: () => isOn(settings.current),
    })),
    textOptions: { venueName: (id) => findVenue(venues, id)?.nameInText },
    changed: (event) => eventChanged.emit(event),
    gaveUp: (rows, as, why) => troubleNotifier.gaveUp(rows, as, why),
  });
  quietHours.changed.listen(() => {
    outbox.wake();
    signals.infoChanged.emit();
  });
  const stateChanged = (): void => {
    destinations.stateChanged();
    feedChanged.emit();
  };
  channels.onStatus(stateChanged);
  openDestinations.statusChanged.listen(stateChanged);
  const notices = new Notices({
    clock,
    desktop,
    isDesktopOn: () => settings.current.desktopNotifications,
    others: () =>
      settings.current.defaultDestinations
        .filter((id) => destinationList.get(id)?.stored.isOn === true)
        .map((id) => openDestinations.get(id))
        .filter((each) => each !== null),
  });
  const troubleNotifier: DestinationTroubleNotifier = new DestinationTroubleNotifier({
    clock,
    store,
    show: (message) => notices.onDesktop(message),
    nameOf: (id) => destinationList.get(id)?.stored.name ?? id,
  });
  openDestinations.statusChanged.listen((destination) => troubleNotifier.update(destination));
  // Last: one that cannot be opened says so at once.
  openDestinations.start(outbox);
  const stop = async (): Promise<void> => {
    quietHours.stop();
    await outbox.stop();
    notices.stop();
    troubleNotifier.stop();
    windowSounds.stop();
    await openDestinations.stop();
    await channels.stop();
  };
  return {
    destinations,
    openDestinations,
    notices,
    windowSounds,
    inMemoryFallback,
    quietHours,
    outbox,
    channels,
    stop,
  };
}
