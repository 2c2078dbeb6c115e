/**
 * Which addresses may be connected to when a person has typed where to: a server on the own network is as right as a public one.
 * Those that only a mistake or an attack names (the cloud's metadata service at 169.254.169.254, "any", multicast) are refused, by
 * the address that is really connected to: a name may resolve to another one each time it is asked.
 */
import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

export type AddressKind = "public" | "private" | "refused";

const refused = listOf(
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 128],
  ["fe80::", 10],
  ["ff00::", 8],
);
/** RFC 1918, 4193 and 6598 (the addresses of provider and overlay networks), and this computer. */
const inside = listOf(
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["127.0.0.0", 8],
  ["100.64.0.0", 10],
  ["::1", 128],
  ["fc00::", 7],
);

function listOf(...subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of subnets) list.addSubnet(address, bits, address.includes(":") ? "ipv6" : "ipv4");
  return list;
}

/** `address` without brackets. An IPv4 address within an IPv6 one (mapped, or RFC 6052's prefix) counts as itself. */
export function addressKind(address: string): AddressKind {
  const [plain = ""] = address.split("%", 1);
  const within = embeddedIpv4(plain) ?? plain;
  const family = isIP(within) === 6 ? "ipv6" : "ipv4";
  if (isIP(within) === 0 || refused.check(within, family)) return "refused";
  return inside.check(within, family) ? "private" : "public";
}

/** Of `::ffff:a.b.c.d` and `64:ff9b::a.b.c.d`, however they are written. */
function embeddedIpv4(address: string): string | null {
  if (isIP(address) !== 6) return null;
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const match = /^(?:::ffff|64:ff9b:):([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(written);
  if (match === null) return null;
  return [match[1], match[2]]
    .map((group) => parseInt(group ?? "", 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join(".");
}

/** An address that is not connected to. `reason`: `address-refused`, or `plain-http` where a public one was asked for without TLS. */
export class AddressRefused extends Error {
  readonly reason: "address-refused" | "plain-http";
  constructor(reason: "address-refused" | "plain-http") {
    super(reason);
    this.reason = reason;
  }
}

export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error)));
  });

/**
 * The addresses of a host name, or of an address as it stands in a URL, that may be connected to. Rejects with
 * {@link AddressRefused}, or with the resolver's error. `allowsPublic` is false where what is sent would be readable on the way.
 */
export async function permittedAddresses(
  hostname: string,
  allowsPublic: boolean,
  resolve: Resolve = resolveBySystem,
): Promise<readonly LookupAddress[]> {
  const literal = hostname.replace(/^\[|\]$/g, "");
  const family = isIP(literal);
  const found = family === 0 ? await resolve(hostname) : [{ address: literal, family }];
  const permitted = found.filter(({ address }) => addressKind(address) !== "refused");
  if (permitted.length === 0) throw new AddressRefused("address-refused");
  if (!allowsPublic && permitted.some(({ address }) => addressKind(address) === "public"))
    throw new AddressRefused("plain-http");
  return permitted;
}

/** As an option of a request: what was resolved and judged is what is connected to. */
export function permittedLookup(find: (hostname: string) => Promise<readonly LookupAddress[]>): LookupFunction {
  return (hostname, options, callback) => {
    find(hostname).then(
      (found) => {
        const first = found[0];
        if (options.all === true) callback(null, [...found]);
        else if (first !== undefined) callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ""),
    );
  };
}
