/**
 * A connection to a server that a person has named, for what is no HTTP: mail. To the address that was resolved and judged; with a
 * person's own authority where one is given. Through the proxy that everything takes, where there is one.
 */
import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { NetworkAgent } from "./agent.ts";
import { permittedAddresses, permittedLookup } from "./permitted-address.ts";

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; null: plain, for TLS that begins later, or none. */
  readonly tls: { readonly ca?: string } | null;
  /** False where nothing of what follows is encrypted. */
  readonly allowsPublic: boolean;
}

/**
 * Resolves with the open connection. Rejects with the resolver's, the socket's, the proxy's or the certificate's error, or
 * `AddressRefused`.
 */
export async function connectTcp(
  { host, port, tls, allowsPublic }: TcpTarget,
  agent: Pick<NetworkAgent, "tunnel">,
  signal: AbortSignal,
): Promise<Socket> {
  // A proxy would resolve the name itself, and an address is not resolved at all: both have to be judged here.
  const isNamed = isIP(host) === 0;
  const known = isNamed && allowsPublic ? null : await permittedAddresses(host, allowsPublic);
  signal.throwIfAborted();
  const tunnel = await agent.tunnel(host, port);
  if (tunnel !== null && tls === null) return tunnel;
  const found = known ?? (tunnel === null ? await permittedAddresses(host, allowsPublic) : []);
  if (signal.aborted) tunnel?.destroy();
  signal.throwIfAborted();
  const lookup = permittedLookup(() => Promise.resolve(found));
  const serverName = isNamed ? { servername: host } : {};
  const way = tunnel === null ? { host, port, lookup } : { socket: tunnel };
  const socket = tls === null ? connectPlain({ host, port, lookup }) : connectTls({ ...way, ...serverName, ...tls });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const stop = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener("abort", stop, { once: true });
  socket.once("error", reject);
  socket.once(tls === null ? "connect" : "secureConnect", () => resolve(socket));
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", stop);
    socket.removeListener("error", reject);
  }
}
