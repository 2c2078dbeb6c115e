/**
 * How every connection outwards is made, WebSocket and HTTP alike: directly, or by CONNECT through the proxy that the
 * environment names for the address. Loopback never goes through one.
 */
import { Agent as HttpAgent, type Agent, type ClientRequest } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { Agent as BaseAgent, type AgentConnectOpts } from "agent-base";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import { noteCertificateEnd, ProxyFailure, ProxyUnsupported } from "./failure.ts";

/** The address of the proxy for an `http:` or `https:` address, with its credentials; null: none. */
export type ProxyResolver = (url: URL) => Promise<string | null>;

/** A proxy has to answer CONNECT within this. */
const proxyAnswerMs = 10_000;

/** By HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of this process. */
export const proxyFromEnvironment: ProxyResolver = (url) => Promise.resolve(getProxyForUrl(url.href) || null);

/** `127.0.0.0/8`, `[::1]`, `localhost` and what ends in it: this computer, which no proxy can stand before. */
export function isLoopback(hostname: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[?::1\]?|(?:.+\.)?localhost)$/i.test(hostname);
}

export class NetworkAgent extends BaseAgent {
  readonly #resolve: ProxyResolver;
  readonly #plain: Agent = new HttpAgent({ keepAlive: false });
  readonly #secure: Agent;

  /** `tls`: the authorities that are believed, where they are not the system's. */
  constructor(resolve: ProxyResolver = proxyFromEnvironment, tls: { readonly ca?: string } = {}) {
    super();
    this.#resolve = resolve;
    // Kept alive, the connection of a WebSocket that is given up while it is dialled would stay open, used by nobody.
    this.#secure = new CertificateNotingAgent({ keepAlive: false, ...tls });
  }

  async connect(request: ClientRequest, options: AgentConnectOpts): Promise<Duplex | Agent> {
    const host = String(("host" in options ? options.host : undefined) ?? "localhost");
    const direct = options.secureEndpoint ? this.#secure : this.#plain;
    if (isLoopback(host)) return direct;
    const authority = `${host.includes(":") ? `[${host}]` : host}:${String(options.port)}`;
    const address = await this.#resolve(new URL(`${options.secureEndpoint ? "https" : "http"}://${authority}`));
    if (address === null) return direct;
    const proxy = parseProxy(address);
    const socket = await throughProxy(proxy, request, options);
    if (socket instanceof TLSSocket) noteCertificateOf(socket);
    return socket;
  }
}

class CertificateNotingAgent extends HttpsAgent {
  override createConnection(...given: Parameters<HttpsAgent["createConnection"]>): Duplex | null | undefined {
    const socket = super.createConnection(...given);
    if (socket instanceof TLSSocket) noteCertificateOf(socket);
    return socket;
  }
}

/** The one that all of main uses. */
export const networkAgent = new NetworkAgent();

/** The error of a certificate that has ended does not carry it, and after the error the socket no longer has it. */
function noteCertificateOf(socket: TLSSocket): void {
  let validTo: string | undefined;
  socket.prependOnceListener("secure", () => (validTo = socket.getPeerCertificate().valid_to));
  socket.prependListener("error", (error: Error) => {
    if (validTo !== undefined) noteCertificateEnd(error, validTo);
  });
}

function parseProxy(address: string): URL {
  const proxy = URL.parse(address.includes("://") ? address : `http://${address}`);
  if (proxy?.protocol === "http:" || proxy?.protocol === "https:") return proxy;
  const kind = proxy === null ? "an address that is none" : `a proxy of the kind ${proxy.protocol.replace(":", "")}`;
  throw new ProxyUnsupported(
    `The settings name ${kind}; Pricebell speaks with HTTP proxies alone. Set HTTPS_PROXY to http://HOST:PORT.`,
  );
}

async function throughProxy(proxy: URL, request: ClientRequest, options: AgentConnectOpts): Promise<Duplex> {
  const { username, password } = proxy;
  const bare = new URL(proxy.origin);
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const ended = new AbortController();
  // The credentials stay out of the agent's own address, which it hands to listeners and writes to its debug log.
  const tunnel = new HttpsProxyAgent(bare.href, {
    headers: username === "" && password === "" ? {} : { "Proxy-Authorization": `Basic ${credentials}` },
    signal: ended.signal,
  } as { headers: Record<string, string> });
  let status = 200;
  request.once("proxyConnect", (answer: { statusCode: number }) => (status = answer.statusCode));
  // A request that is given up meanwhile has no socket yet that would end with it.
  const timer = setTimeout(() => ended.abort(), proxyAnswerMs);
  let socket: Duplex;
  try {
    socket = await tunnel.connect(request, options);
  } catch (error) {
    throw new ProxyFailure(bare.host, null, ended.signal.aborted ? "no answer in 10 s" : codeOf(error));
  } finally {
    clearTimeout(timer);
  }
  if (status === 200) return socket;
  // What the proxy said is not the venue's answer.
  socket.destroy();
  throw new ProxyFailure(bare.host, status, "");
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "it broke off";
}
