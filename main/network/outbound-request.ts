/**
 * One HTTP request to a service that a person has named, up to the headers of its answer, by the way that everything outwards
 * takes. It knows whether the request can have been read there: only then may a message have been taken.
 */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { NetworkAgent } from "./agent.ts";
import { permittedAddresses, permittedLookup, type Resolve } from "./permitted-address.ts";

export interface OutboundRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** http or https. What is not TLS goes to private addresses and this computer alone. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM of the one authority that is believed there; left out: the system's. */
  readonly ca?: string;
}

export interface OutboundOptions {
  readonly agent: NetworkAgent;
  readonly signal: AbortSignal;
  /** How names are resolved where no proxy does it; left out: by the system. */
  readonly resolve?: Resolve;
}

/** What is known of a request while it is under way. */
export interface RequestProgress {
  /** A byte of it may have arrived: the connection stands, TLS with its certificate included. */
  mayHaveArrived: boolean;
}

/** Rejects with the socket's, the proxy's or the certificate's error, with `AddressRefused`, or with the signal's reason. */
export async function sendOutbound(
  asked: OutboundRequest,
  { agent, signal, resolve }: OutboundOptions,
  progress: RequestProgress,
): Promise<IncomingMessage> {
  signal.throwIfAborted();
  const url = new URL(asked.url);
  const isSecure = url.protocol === "https:";
  const permitted = (hostname: string) => permittedAddresses(hostname, isSecure, resolve);
  // A proxy would resolve the name itself, and an address is not resolved at all: both have to be judged here.
  const isAddress = /^[\d.]+$|^\[/.test(url.hostname);
  const known = !isSecure || isAddress ? await orAborted(permitted(url.hostname), signal) : null;
  const find = known === null ? permitted : () => Promise.resolve(known);
  const { promise, resolve: answered, reject } = Promise.withResolvers<IncomingMessage>();
  const { method, headers, body, ca } = asked;
  const options = {
    method,
    headers,
    agent: agent.agentFor(url.href),
    signal,
    lookup: permittedLookup(find),
    ...(ca === undefined ? {} : { ca }),
  };
  const request = (isSecure ? httpsRequest : httpRequest)(url, options, answered);
  request.on("error", reject);
  request.on("socket", (socket) => noteConnected(socket, progress));
  request.end(body);
  return promise;
}

function noteConnected(socket: Socket, progress: RequestProgress): void {
  const isUp = socket instanceof TLSSocket ? socket.authorized : !socket.connecting;
  if (isUp) progress.mayHaveArrived = true;
  else socket.once(socket instanceof TLSSocket ? "secureConnect" : "connect", () => (progress.mayHaveArrived = true));
}

/** Names are resolved by the system, which cannot be told to stop. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
