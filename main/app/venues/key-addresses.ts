/**
 * Which addresses a key may be sent to. The page can change the addresses of a venue, and what the page can do, whoever takes
 * it over can: a key goes to the addresses that it was entered for, or to those on this run's command line, to no others.
 */
import type { VenueAddresses, VenueDescription } from "../../../preload/contract/venue.ts";
import type { VenueValues } from "../../../preload/contract/venue-settings.ts";
import type { VenueConfig } from "./venue-config.ts";

/** Both addresses that a key was entered for, and how it is sent there: an address with the key in it is logged by servers. */
export interface KeyAddresses extends VenueAddresses {
  /** Of the venue's settings that bind the key. */
  readonly values: VenueValues;
}

/** Those in force. A venue inside the app has none, and its key leaves the app nowhere. */
export function keyAddressesOf(venue: VenueDescription, config: Omit<VenueConfig, "apiKey">): KeyAddresses {
  const bound = venue.settings.filter((setting) => setting.kind === "choice" && setting.bindsKey);
  return {
    wsUrl: config.addresses?.wsUrl ?? "",
    restUrl: config.addresses?.restUrl ?? "",
    values: Object.fromEntries(bound.map(({ name }) => [name, config.values[name] ?? ""])),
  };
}

/**
 * Whether a key may be sent as things are set now. `enteredFor` undefined: whoever started the app gave it, in the environment
 * or a file, for the addresses on the command line (`fixed`); where there are none, for the venue's own.
 */
export function mayBeSent(
  enteredFor: KeyAddresses | undefined,
  now: KeyAddresses,
  own: VenueAddresses | null,
  fixed: Partial<VenueAddresses> = {},
): boolean {
  const { wsUrl, restUrl, values } = enteredFor ?? { ...now, wsUrl: own?.wsUrl ?? "", restUrl: own?.restUrl ?? "" };
  return (
    (fixed.wsUrl !== undefined || now.wsUrl === wsUrl) &&
    (fixed.restUrl !== undefined || now.restUrl === restUrl) &&
    Object.entries(now.values).every(([name, value]) => values[name] === value)
  );
}

/** Read back from where a key is kept; undefined where it is none. */
export function readKeyAddresses(value: unknown): KeyAddresses | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  // Before settings were kept for each venue there was one that bound the key, and it stood beside the addresses.
  const { wsUrl, restUrl, values, keyPlacement } = value as Record<string, unknown>;
  if (typeof wsUrl !== "string" || typeof restUrl !== "string") return undefined;
  const bound = values ?? (typeof keyPlacement === "string" ? { keyPlacement } : undefined);
  return isValues(bound) ? { wsUrl, restUrl, values: bound } : undefined;
}

function isValues(value: unknown): value is VenueValues {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((one) => typeof one === "string" || typeof one === "boolean");
}
