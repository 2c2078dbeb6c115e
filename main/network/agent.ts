/**
 * How every connection outwards is made, WebSocket and HTTP alike: directly, or by CONNECT through the proxy that the
 * environment or the system names for the address. Loopback never goes through one.
 */
import { Agent as HttpAgent, type Agent, type ClientRequest } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { Agent as BaseAgent, type AgentConnectOpts } from "agent-base";
import { environmentRoutes } from "./environment-proxy.ts";
import { noteCertificateEnd, ProxyFailure } from "./failure.ts";
import { usableProxies, type ProxyResolver } from "./proxy-route.ts";
import { openTunnel } from "./proxy-tunnel.ts";
import { systemRoutes, type SystemProxyLookup } from "./system-proxy.ts";

/** The proxies have to answer CONNECT within this, all that are tried: before whoever dials gives up with other words. */
export const proxyAnswerMs = 6_000;

/** `127.0.0.0/8`, `[::1]`, `localhost` and what ends in it: this computer, which no proxy can stand before. */
export function isLoopback(hostname: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[?::1\]?|(?:.+\.)?localhost)$/i.test(hostname);
}

export interface NetworkAgentOptions {
  /** The authorities that are believed, where they are not the system's. */
  readonly ca?: string;
  readonly proxyAnswerMs?: number;
}

export class NetworkAgent extends BaseAgent {
  #resolve: ProxyResolver;
  readonly #plain: Agent = new HttpAgent({ keepAlive: false });
  readonly #secure: Agent;
  readonly #tls: { readonly ca?: string };
  readonly #proxyAnswerMs: number;

  constructor(
    resolve: ProxyResolver = (url) => Promise.resolve(environmentRoutes(url)),
    { proxyAnswerMs: answerMs = proxyAnswerMs, ...tls }: NetworkAgentOptions = {},
  ) {
    super();
    this.#resolve = resolve;
    this.#tls = tls;
    this.#proxyAnswerMs = answerMs;
    // Kept alive, the connection of a WebSocket that is given up while it is dialled would stay open, used by nobody.
    this.#secure = new CertificateNotingAgent({ keepAlive: false, ...tls });
  }

  /**
   * From here on the system's settings are asked at each dial, wherever the environment names no proxy for the address: a
   * variable was set for this program, the settings hold for all.
   */
  useSystemProxy(lookUp: SystemProxyLookup): void {
    this.#resolve = async (url) => environmentRoutes(url) ?? (await systemRoutes(lookUp, url));
  }

  async connect(request: ClientRequest, options: AgentConnectOpts): Promise<Duplex | Agent> {
    const host = String(("host" in options ? options.host : undefined) ?? "localhost");
    const direct = options.secureEndpoint ? this.#secure : this.#plain;
    if (isLoopback(host)) return direct;
    const authority = `${host.includes(":") ? `[${host}]` : host}:${String(options.port)}`;
    const routes = await this.#resolve(new URL(`${options.secureEndpoint ? "https" : "http"}://${authority}`));
    const proxies = usableProxies(routes ?? []);
    const answerMs = this.#proxyAnswerMs / Math.max(1, proxies.filter((proxy) => proxy !== null).length);
    for (const [i, proxy] of proxies.entries()) {
      if (proxy === null) return direct;
      try {
        const socket = await openTunnel(proxy, request, options, { answerMs, tls: this.#tls });
        if (socket instanceof TLSSocket) noteCertificateOf(socket);
        return socket;
      } catch (error) {
        // A proxy that says no is an answer; one that is not there is what the others are named for.
        const isAbsent = error instanceof ProxyFailure && error.status === null;
        if (!isAbsent || request.destroyed || i === proxies.length - 1) throw error;
      }
    }
    return direct;
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
