/** The database with what is in it, and the settings in force. */
import { channelList, shownByWriting } from "../delivery/channels/index.ts";
import { remoteChannelKinds } from "../delivery/channels/remote-list.ts";
import { venueIdsOf } from "../market/venues/venue-list.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import type { Store, StoreError } from "../store/store-interface.ts";
import type { AppOptions } from "./app-interface.ts";
import { AllowedPrograms } from "./destinations/allowed-programs.ts";
import { DestinationList } from "./destinations/destination-list.ts";
import { DestinationSecrets, secretFiles } from "./destinations/destination-secrets.ts";
import { KeptAcknowledgements, withAcknowledgementsKept } from "./persistence/kept-acknowledgements.ts";
import { openOrFallBack } from "./persistence/open-store.ts";
import { readStoredState, unreadableStore, type StoredState } from "./persistence/stored-state.ts";
import { withTickChangesRetried } from "./persistence/tick-changes.ts";
import { SettingsService } from "./settings-service.ts";
import { nothingFixed } from "./venues/venue-config.ts";
import { VenueSettings } from "./venues/venue-settings.ts";

export interface Storage {
  readonly store: Store;
  readonly acknowledgements: KeptAcknowledgements;
  /** As this start found it. */
  readonly stored: StoredState;
  readonly settings: SettingsService;
  readonly venueSettings: VenueSettings;
  readonly destinationList: DestinationList;
  /** Of destinations, and the address that is pinged. */
  readonly secrets: DestinationSecrets;
  readonly programs: AllowedPrograms;
}

/** An error names the file at fault and what to do; nothing is open then. */
export async function wireStorage(
  {
    clock,
    dataDir,
    channels = channelList,
    remoteChannels = remoteChannelKinds,
    secretStores,
    allowedPrograms = [],
    programDialogs = null,
    apiKeyStores,
    confirmKeyAddresses,
    fixedVenues = nothingFixed,
    redactor,
  }: AppOptions,
  venues: readonly VenueKind[],
): Promise<{ readonly ok: true; readonly value: Storage } | { readonly ok: false; readonly error: StoreError }> {
  const nowMs = clock.now().wallMs;
  const opened = openOrFallBack({
    dataDir,
    nowMs,
    venues: venueIdsOf(venues),
    shownByWriting: shownByWriting(channels),
  });
  if (!opened.ok) return opened;
  const acknowledgements = new KeptAcknowledgements();
  const store = withAcknowledgementsKept(withTickChangesRetried(opened.value), acknowledgements);
  const stored = readStoredState(store);
  if (!stored.ok) {
    const error = unreadableStore(store, stored.error.message, nowMs);
    store.close();
    return { ok: false, error };
  }
  const venueSettings = await VenueSettings.load({
    venues,
    store,
    stored: stored.value.venues,
    fixed: fixedVenues,
    apiKeyStores,
    redactor,
    ...(confirmKeyAddresses === undefined ? {} : { confirmKeyAddresses }),
  });
  const settings = new SettingsService(store, stored.value.settings);
  const secrets = new DestinationSecrets(secretStores ?? secretFiles(dataDir));
  const programs = new AllowedPrograms(allowedPrograms, programDialogs);
  const destinationList = new DestinationList({ clock, store, kinds: remoteChannels, secrets, redactor, programs });
  await destinationList.load(stored.value.destinations);
  return {
    ok: true,
    value: {
      store,
      acknowledgements,
      stored: stored.value,
      settings,
      venueSettings,
      destinationList,
      secrets,
      programs,
    },
  };
}
