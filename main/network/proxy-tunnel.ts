/** A connection through an HTTP proxy, by CONNECT. */
import { request as httpRequest, type ClientRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { AgentConnectOpts } from "agent-base";
import { HttpsProxyAgent } from "https-proxy-agent";
import { ProxyFailure } from "./failure.ts";
import type { Proxy } from "./proxy-route.ts";

export interface TunnelOptions {
  /** How long the proxy may take to answer CONNECT. */
  readonly answerMs: number;
  /** The authorities that are believed, where they are not the system's. */
  readonly tls: { readonly ca?: string };
}

/**
 * The socket to the far end, TLS begun on it where the request is secure. Rejects with {@link ProxyFailure} where the proxy
 * refuses, cannot be reached or does not answer in time.
 */
export async function openTunnel(
  { url, source }: Proxy,
  request: ClientRequest,
  target: AgentConnectOpts,
  { answerMs, tls }: TunnelOptions,
): Promise<Duplex> {
  const { host } = url;
  const ended = new AbortController();
  // The credentials stay out of the agent's own address, which it hands to listeners and writes to its debug log.
  const tunnel = new HttpsProxyAgent(url.origin, {
    ...tls,
    headers: credentialsOf(url),
    signal: ended.signal,
  } as { headers: Record<string, string> });
  let status = 200;
  // By the tunnel, not the request: a proxy tried before on the same request has said its own there.
  tunnel.once("proxyConnect", (answer: { statusCode: number }) => (status = answer.statusCode));
  // A request that is given up meanwhile has no socket yet that would end with it.
  const timer = setTimeout(() => ended.abort(), answerMs);
  let socket: Duplex;
  try {
    socket = await tunnel.connect(request, { ...target, ...tls });
  } catch (error) {
    throw new ProxyFailure(host, source, ended.signal.aborted ? { answerMs } : { error });
  } finally {
    clearTimeout(timer);
  }
  if (status === 200) return socket;
  // What the proxy said is not the venue's answer.
  socket.destroy();
  throw new ProxyFailure(host, source, { status });
}

/**
 * The same for what is no HTTP: the bare connection. A server that speaks first, as mail's do, may do so in the same packet as the
 * proxy's answer, which https-proxy-agent throws away; Node's own CONNECT hands it over. `authority`: `HOST:PORT`.
 */
export async function openBareTunnel({ url, source }: Proxy, authority: string, answerMs: number): Promise<Socket> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const headers = { Host: authority, ...credentialsOf(url) };
  const request = send(url.origin, { method: "CONNECT", path: authority, headers, agent: false });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const failed = (outcome: ConstructorParameters<typeof ProxyFailure>[2]): void =>
    reject(new ProxyFailure(url.host, source, outcome));
  request.once("connect", (answer, socket: Socket, head) => {
    if (answer.statusCode === 200) {
      if (head.length > 0) socket.unshift(head);
      return resolve(socket);
    }
    socket.destroy();
    failed({ status: answer.statusCode ?? 0 });
  });
  // Something that is no proxy answers CONNECT as any other request.
  request.once("response", (answer) => {
    answer.destroy();
    failed({ status: answer.statusCode ?? 0 });
  });
  request.on("error", (error) => failed({ error }));
  const timer = setTimeout(() => {
    failed({ answerMs });
    request.destroy();
  }, answerMs);
  try {
    request.end();
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

function credentialsOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64");
  return { "Proxy-Authorization": `Basic ${credentials}` };
}

/** A `%` that stands for itself, as people write it into a password, is no reason to fail. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
