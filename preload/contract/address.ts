/** What an address of a venue means for the key that is sent there. */
import { message, type MessageKey } from "./messages/message.ts";
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
    return message("refusal.address", { beginnings: joined("refusal.or", protocols) });
  return url.username === "" && url.password === "" ? null : message("refusal.address-credentials");
}

/**
 * The same of one that is entered now: a path is put behind a REST address, and no request and no socket has a fragment. What is stored
 * was accepted before, and is no damage.
 */
export function enteredAddressProblem(field: keyof typeof protocolsOf, address: string): string | null {
  const [mark] = (field === "restUrl" ? /[?#]/ : /#/).exec(address) ?? [];
  return addressProblem(field, address) ?? (mark === undefined ? null : message("refusal.address-end", { mark }));
}

/** In words, where a venue's key travels unencrypted; null where it does not, or there is none. `addresses`: null inside the app. */
export function openKeyWarning(venue: {
  readonly addresses: VenueAddresses | null;
  readonly hasApiKey: boolean;
}): string | null {
  if (venue.addresses === null || !venue.hasApiKey) return null;
  const open = [venue.addresses.wsUrl, venue.addresses.restUrl].filter(isReadableOnTheWay);
  if (open.length === 0) return null;
  const better = open.map((address) => (new URL(address).protocol === "ws:" ? "wss:" : "https:"));
  return message("warning.key-open", { better: joined("warning.and", better) });
}

/** The beginnings of addresses with these protocols, one or two, as a list in words. */
function joined(key: Extract<MessageKey, "refusal.or" | "warning.and">, protocols: readonly string[]): string {
  const [first = "", second] = protocols.map((protocol) => `${protocol}//`);
  return second === undefined ? first : message(key, { first, second });
}
