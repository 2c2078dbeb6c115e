/** What an address of a venue means for the key that is sent there. */
import type { VenueAddresses } from "./venue.ts";

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether whoever stands between here and there can read what is sent. Within this machine nobody does. */
export function isReadableOnTheWay(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return (protocol === "ws:" || protocol === "http:") && !loopback.test(hostname);
}

const protocolsOf = { wsUrl: ["ws:", "wss:"], restUrl: ["http:", "https:"] } as const;

/** Why this cannot be the address of a venue, in words; null where it can. */
export function addressProblem(field: keyof typeof protocolsOf, address: string): string | null {
  const protocols: readonly string[] = protocolsOf[field];
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !protocols.includes(url.protocol) || url.hostname === "")
    return `An address that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")} is wanted.`;
  return url.username === "" && url.password === "" ? null : "Leave name and password out of the address.";
}

/** In words, where a venue's key travels unencrypted; null where it does not, or there is none. `addresses`: null inside the app. */
export function openKeyWarning(venue: {
  readonly addresses: VenueAddresses | null;
  readonly hasApiKey: boolean;
}): string | null {
  if (venue.addresses === null || !venue.hasApiKey) return null;
  const open = [venue.addresses.wsUrl, venue.addresses.restUrl].filter(isReadableOnTheWay);
  if (open.length === 0) return null;
  const better = open.map((address) => `${new URL(address).protocol === "ws:" ? "wss" : "https"}://`).join(" and ");
  return `The API key is sent unencrypted: others on the network can read it. Use ${better} if the venue has it.`;
}
