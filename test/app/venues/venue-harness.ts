/** Venues to be set up in a test: two with addresses and keys, one that runs inside; and the service on a real store. */
import path from "node:path";
import { keyFile } from "../../../main/app/api-key-store.ts";
import { nothingFixed, type FixedVenues } from "../../../main/app/venues/venue-config.ts";
import type { ApiKeyStores } from "../../../main/app/venues/venue-keys.ts";
import { VenueSettings, type ConfirmKeyAddresses } from "../../../main/app/venues/venue-settings.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import type { VenueKind } from "../../../main/market/venues/venue.ts";
import type { VenueDescription } from "../../../preload/contract/venue.ts";
import { securityProTraits } from "../../../main/market/venues/securitypro/venue.ts";
import type { Store } from "../../../main/store/store-interface.ts";
import { openIn, tempDir, value } from "../app-harness.ts";

const notOpened = (): never => {
  throw new Error("No venue is opened by its settings.");
};

function venue(id: string, more: Partial<VenueKind>): VenueKind {
  return {
    id,
    label: id,
    nameInText: id,
    demo: false,
    addresses: { wsUrl: `wss://${id}.test/ws`, restUrl: `https://${id}.test` },
    fallbackAddresses: [],
    needsKey: true,
    keyHosts: [],
    capabilities: { history: false, symbolList: false },
    tellsEveryTrade: true,
    settings: [],
    firstSymbols: ["A-B"],
    traits: securityProTraits,
    open: notOpened,
    ...more,
  };
}

/** `inside` has no address and no key; `first` has a setting that binds the key and one that does not; `second` has none. */
export const threeVenues: readonly VenueKind[] = [
  venue("inside", { addresses: null, needsKey: false }),
  venue("first", {
    settings: [
      {
        kind: "choice",
        name: "placement",
        label: "",
        hint: "",
        choices: [
          { value: "frame", label: "" },
          { value: "query", label: "" },
        ],
        bindsKey: true,
      },
      { kind: "switch", name: "pong", label: "", hint: "" },
    ],
  }),
  venue("second", {}),
];

export interface Made {
  readonly store: Store;
  readonly venues: VenueSettings;
  /** A line for each change: the venues that are on, each with its key. */
  readonly changes: string[];
}

/** Keys are kept in files of one folder unless told otherwise. */
export async function makeVenues(
  given: {
    fixed?: Partial<FixedVenues>;
    apiKeyStores?: ApiKeyStores;
    dir?: string;
    store?: Store;
    confirmKeyAddresses?: ConfirmKeyAddresses;
  } = {},
): Promise<Made> {
  const dir = given.dir ?? tempDir();
  const store = given.store ?? openIn(dir, 1);
  const venues = await VenueSettings.load({
    venues: threeVenues,
    store,
    stored: value(store.venues.all()),
    fixed: { ...nothingFixed, ...given.fixed },
    apiKeyStores: given.apiKeyStores ?? (({ id }: VenueDescription) => keyFile(path.join(dir, `key-${id}`))),
    redactor: new Redactor(),
    ...(given.confirmKeyAddresses === undefined ? {} : { confirmKeyAddresses: given.confirmKeyAddresses }),
  });
  const changes: string[] = [];
  venues.changed.listen(({ now }) =>
    changes.push([...now.values()].map(({ venue: id, apiKey }) => `${id} ${apiKey}`).join(", ")),
  );
  return { store, venues, changes };
}
