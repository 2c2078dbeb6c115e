/**
 * How every connection outwards is made, WebSocket and HTTP alike: directly, or by CONNECT through the proxy that the
 * environment or the system names for the address. Loopback never goes through one.
 */
import { Agent as HttpAgent, type Agent, type ClientRequest } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { Agent as BaseAgent, type AgentConnectOpts } from "agent-base";
import { environmentRoutes } from "./environment-proxy.ts";
import { noteCertificateEnd, ProxyFailure } from "./failure.ts";
import { usableProxies, type Proxy, type ProxyResolver } from "./proxy-route.ts";
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

export class NetworkAgent {
  readonly #agents: { readonly http: Agent; readonly https: Agent };
  #resolve: ProxyResolver;
  readonly #plain: Agent = new HttpAgent({ keepAlive: false });
  readonly #secure: Agent;
  readonly #tls: { readonly ca?: string };
  readonly #proxyAnswerMs: number;

  constructor(
    resolve: ProxyResolver = (url) => Promise.resolve(environmentRoutes(url)),
    { proxyAnswerMs: answerMs = proxyAnswerMs, ...tls }: NetworkAgentOptions = {},
  ) {
    const connect = (request: ClientRequest, to: AgentConnectOpts): Promise<Duplex | Agent> =>
      this.#connect(request, to);
    this.#agents = { http: new SchemeAgent(false, connect), https: new SchemeAgent(true, connect) };
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

  /** What `node:http`, `node:https` and `ws` take as their agent, for this address. */
  agentFor(address: string): Agent {
    return /^(?:https|wss):/iu.test(address) ? this.#agents.https : this.#agents.http;
  }

  async #connect(request: ClientRequest, options: AgentConnectOpts): Promise<Duplex | Agent> {
    const host = String(("host" in options ? options.host : undefined) ?? "localhost");
    const direct = options.secureEndpoint ? this.#secure : this.#plain;
    const url = addressOf(options.secureEndpoint ? "https" : "http", host, options.port);
    const open = async (proxy: Proxy, answerMs: number): Promise<Duplex> => {
      const { openTunnel } = await loadTunnel();
      return openTunnel(proxy, request, options, { answerMs, tls: this.#tls });
    };
    const socket = await this.#throughProxy(url, open, () => request.destroyed);
    if (socket instanceof TLSSocket) noteCertificateOf(socket);
    return socket ?? direct;
  }

  /**
   * A bare connection for what is no HTTP, through the proxy that stands before `https:` addresses; null: it is to go directly.
   * Rejects with {@link ProxyFailure}, as a request does.
   */
  tunnel(host: string, port: number): Promise<Socket | null> {
    const url = addressOf("https", host, port);
    // The port is said though it may be the usual one of https.
    const authority = `${url.hostname}:${String(port)}`;
    return this.#throughProxy(url, async (proxy, answerMs) => {
      const { openBareTunnel } = await loadTunnel();
      return openBareTunnel(proxy, authority, answerMs);
    });
  }

  /** Null: directly. */
  async #throughProxy<T>(
    url: URL,
    open: (proxy: Proxy, answerMs: number) => Promise<T>,
    isGivenUp: () => boolean = () => false,
  ): Promise<T | null> {
    if (isLoopback(url.hostname)) return null;
    const proxies = usableProxies((await this.#resolve(url)) ?? []);
    const answerMs = this.#proxyAnswerMs / Math.max(1, proxies.filter((proxy) => proxy !== null).length);
    for (const [i, proxy] of proxies.entries()) {
      if (proxy === null) return null;
      try {
        return await open(proxy, answerMs);
      } catch (error) {
        // A proxy that says no is an answer; one that is not there is what the others are named for.
        const isAbsent = error instanceof ProxyFailure && error.status === null;
        if (!isAbsent || isGivenUp() || i === proxies.length - 1) throw error;
      }
    }
    return null;
  }
}

/** Read where there is a proxy alone: its packages would take some 15 ms of every start. */
const loadTunnel = () => import("./proxy-tunnel.ts");

type Connect = (request: ClientRequest, options: AgentConnectOpts) => Promise<Duplex | Agent>;

/**
 * Knows its scheme. agent-base asks a stack trace whether `node:https` stands in it, several times a request; where source maps are
 * on, the first such trace reads the whole map of the bundle, which took a third of a start.
 */
class SchemeAgent extends BaseAgent {
  readonly #isSecure: boolean;
  readonly connect: Connect;

  constructor(isSecure: boolean, connect: Connect) {
    super();
    this.#isSecure = isSecure;
    this.connect = connect;
  }

  override isSecureEndpoint(): boolean {
    return this.#isSecure;
  }
}

function addressOf(scheme: "http" | "https", host: string, port: unknown): URL {
  return new URL(`${scheme}://${host.includes(":") ? `[${host}]` : host}:${String(port)}`);
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
