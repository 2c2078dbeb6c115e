/** What a command line says of venues; both hosts read theirs by this. Help and refusals name the venues that there are. */
import { message as text } from "../../../preload/contract/messages/message.ts";
import { enteredAddressProblem } from "../../../preload/contract/address.ts";
import { symbolShape, venueIdPattern, type VenueId } from "../../../preload/contract/instrument.ts";
import type { VenueAddresses } from "../../../preload/contract/venue.ts";
import { venues as allVenues } from "../../market/venues/index.ts";
import { demoVenueOf, findVenue, unnamedVenueOf, venueIdsOf } from "../../market/venues/venue-list.ts";
import type { VenueKind } from "../../market/venues/venue.ts";
import type { FixedVenues } from "./venue-config.ts";

/** Options as they were typed; what was not given is empty. */
export interface VenueOptions {
  readonly demo: boolean;
  /** `coinbase,kraken` */
  readonly venue: string;
  /** `wss://host/path` or `kraken=wss://host/path` */
  readonly venueUrls: readonly string[];
  readonly restUrls: readonly string[];
  /** `BTC-USD,kraken:ETH-EUR` */
  readonly symbols: string;
}

export type VenueOptionsResult =
  | { readonly ok: true; readonly fixed: FixedVenues; readonly symbols: readonly string[] }
  /** Words that name the option and never repeat an address, which may hold a password. */
  | { readonly ok: false; readonly message: string };

/** Thrown within this file alone. */
class Refused extends Error {}
const refuse = (message: string): never => {
  throw new Refused(message);
};

/** The venues that this run is told to use. What is named is used and nothing else; without any name, what is stored. */
export function readVenueOptions(given: VenueOptions, list: readonly VenueKind[] = allVenues): VenueOptionsResult {
  try {
    if (given.demo && given.venue !== "") refuse(text("options.demo-and-venue"));
    const hasAddress = given.venueUrls.length + given.restUrls.length > 0;
    if (given.demo && hasAddress) refuse(text("options.demo-and-address"));
    const named = given.demo ? demoIds(list) : listed(given.venue).map((id) => knownId("--venue", id, list));
    const addresses = addressesOf(given, named, list);
    // An address of a venue that is not used would be no use; who names one wants that venue.
    const on = named.length > 0 ? named : [...addresses].flatMap(([id, { wsUrl }]) => (wsUrl === undefined ? [] : id));
    const fixed = { on: on.length > 0 ? [...new Set(on)] : null, addresses };
    return { ok: true, fixed, symbols: listed(given.symbols).map((text) => checkedSymbol(text, fixed.on, list)) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, message: error.message };
    throw error;
  }
}

const listed = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

function demoIds(list: readonly VenueKind[]): VenueId[] {
  const demo = demoVenueOf(list);
  return demo === undefined ? refuse(text("options.no-demo")) : [demo.id];
}

function knownId(option: string, id: string, list: readonly VenueKind[]): VenueId {
  const known = { option, venues: venueIdsOf(list).join(", "), venue: id };
  return findVenue(list, id)?.id ?? refuse(text("options.venue-unknown", known));
}

function addressesOf(
  { venueUrls, restUrls }: VenueOptions,
  named: readonly VenueId[],
  list: readonly VenueKind[],
): ReadonlyMap<VenueId, Partial<VenueAddresses>> {
  const found = new Map<VenueId, Partial<VenueAddresses>>();
  for (const [option, field, texts] of [
    ["--venue-url", "wsUrl", venueUrls],
    ["--rest-url", "restUrl", restUrls],
  ] as const) {
    for (const given of texts) {
      const { id, address } = addressOf(option, given, named, list);
      if (findVenue(list, id)?.addresses === null) refuse(text("options.no-address", { option, venue: id }));
      if (named.length > 0 && !named.includes(id)) refuse(text("options.venue-not-named", { option, venue: id }));
      if (found.get(id)?.[field] !== undefined) refuse(text("options.twice", { option, venue: id }));
      const problem = enteredAddressProblem(field, address);
      if (problem !== null) refuse(text("options.problem", { option, problem }));
      found.set(id, { ...found.get(id), [field]: address });
    }
  }
  return new Map([...found].map(([id, addresses]) => [id, withRest(addresses)]));
}

const withId = new RegExp(`^(${venueIdPattern.slice(1, -1)})=(.*)$`, "su");

/** An address alone is for the one venue that is named, else for the one that addresses without a name are meant for. */
function addressOf(
  option: string,
  given: string,
  named: readonly VenueId[],
  list: readonly VenueKind[],
): { readonly id: VenueId; readonly address: string } {
  const [, id, address] = withId.exec(given) ?? [];
  if (id !== undefined && address !== undefined) return { id: knownId(option, id, list), address };
  const [only, ...others] = named;
  const meant = others.length === 0 ? (only ?? unnamedVenueOf(list)?.id) : undefined;
  return { id: meant ?? refuse(text("options.which-venue", { option, venue: only ?? "ID" })), address: given };
}

/** The key goes to both addresses: a REST address that was not given is taken from the host of the other, never from elsewhere. */
function withRest(addresses: Partial<VenueAddresses>): Partial<VenueAddresses> {
  const { wsUrl, restUrl } = addresses;
  if (wsUrl === undefined || restUrl !== undefined) return addresses;
  const { protocol, host } = new URL(wsUrl);
  return { wsUrl, restUrl: `${protocol === "wss:" ? "https" : "http"}://${host}` };
}

const withVenue = new RegExp(`^(${venueIdPattern.slice(1, -1)}):(.*)$`, "su");

/** As it was written: `SYMBOL` or `VENUE:SYMBOL`. */
function checkedSymbol(given: string, on: readonly VenueId[] | null, list: readonly VenueKind[]): string {
  const [, venue, name = given] = withVenue.exec(given) ?? [];
  if (venue !== undefined) {
    const id = knownId("--symbols", venue, list);
    if (on?.includes(id) !== true) refuse(text("options.symbol-venue", { venue: id }));
  }
  return symbolShape.test(name) ? given : refuse(text("options.symbol", { symbol: given }));
}

/** Of the options above, for a page of help: each as it is typed, and what it does. */
export function venueOptionsHelp(list: readonly VenueKind[] = allVenues): readonly (readonly [string, string])[] {
  const unnamed = unnamedVenueOf(list)?.label;
  return [
    ["--venue ID,ID", text("help.venue", { venues: venueIdsOf(list).join(", ") })],
    [
      "--venue-url ID=URL",
      unnamed === undefined ? text("help.venue-url") : text("help.venue-url.unnamed", { venue: unnamed }),
    ],
    ["--rest-url ID=URL", text("help.rest-url")],
    ["--symbols A,ID:B", text("help.symbols", { venue: venueIdsOf(list).at(-1) ?? "ID" })],
  ];
}
