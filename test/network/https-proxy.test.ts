/** TLS targets, as every real venue is one, through a CONNECT proxy: what HTTPS_PROXY names, and what a far end's certificate says then. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import WebSocket, { WebSocketServer } from "ws";
import { handshakeMs } from "../../main/market/feed/venue-socket.ts";
import { NetworkAgent, proxyAnswerMs, type NetworkAgentOptions } from "../../main/network/agent.ts";
import { networkFailure } from "../../main/network/failure.ts";
import { httpGet } from "../../main/network/http-get.ts";
import { settingsAnswerMs } from "../../main/network/system-proxy.ts";
import { hasOpenssl, makeCertificate, type Certificate } from "../doubles/certificate.ts";
import { ConnectProxy, type ConnectProxyOptions } from "../doubles/connect-proxy.ts";

/** Resolved by nobody but the proxy: reached directly, it would fail. */
const venue = "venue.pricebell.invalid";
const variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

describe.skipIf(!hasOpenssl)("a TLS target through a proxy", () => {
  let folder: string;
  let certificate: Certificate;
  let server: Server;
  let sockets: WebSocketServer;
  let proxies: ConnectProxy[];

  beforeEach(() => {
    for (const name of variables) vi.stubEnv(name, "");
    proxies = [];
    folder = mkdtempSync(join(tmpdir(), "pricebell-https-proxy-"));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    for (const proxy of proxies) await proxy.stop();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    rmSync(folder, { recursive: true, force: true });
  });

  async function serve(name = venue, until?: string): Promise<void> {
    certificate = makeCertificate(folder, name, "20250101", until);
    server = createServer({ ...certificate }, (_request, response) => response.end("answered"));
    sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) => socket.send("hello"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }

  async function startProxy(options: Partial<ConnectProxyOptions> = {}): Promise<ConnectProxy> {
    const proxy = await ConnectProxy.start({ port: (server.address() as AddressInfo).port, ...options });
    proxies.push(proxy);
    return proxy;
  }

  /** What comes back over a WebSocket and over HTTP: the far end's own answer, or the sentence about the failure. */
  async function reach(options: NetworkAgentOptions = { ca: certificate.cert }): Promise<unknown[]> {
    const agent = new NetworkAgent(undefined, options);
    const said = (error: unknown): unknown => networkFailure(error, venue) ?? error;
    const overHttp = await httpGet(`https://${venue}`, {
      headers: {},
      signal: new AbortController().signal,
      maxBodyBytes: 1000,
      agent,
    }).then(({ text }) => text, said);
    const socket = new WebSocket(`wss://${venue}:444/feed`, { agent: agent.agentFor(`wss://${venue}:444/feed`) });
    const overWebSocket = await once(socket, "message").then(([frame]) => String(frame), said);
    socket.terminate();
    return [overWebSocket, overHttp];
  }

  const failure = (code: string, words: RegExp): unknown[] => {
    const one = { code, message: expect.stringMatching(words) as unknown };
    return [one, one];
  };

  test.for(["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])("%s is used for wss and https", async (name) => {
    await serve();
    const { host, asked } = await startProxy();
    vi.stubEnv(name, `http://${host}`);
    expect(await reach()).toEqual(["hello", "answered"]);
    expect(asked).toEqual([`${venue}:443`, `${venue}:444`]);
  });

  test("a variable without a scheme, as many are written, means a plain HTTP proxy", async () => {
    await serve();
    const { host, asked } = await startProxy();
    vi.stubEnv("HTTPS_PROXY", host);
    expect(await reach()).toEqual(["hello", "answered"]);
    expect(asked).toHaveLength(2);
  });

  test("HTTPS_PROXY wins over ALL_PROXY, and HTTP_PROXY is not for TLS", async () => {
    await serve();
    const [https, other] = [await startProxy(), await startProxy()];
    vi.stubEnv("HTTPS_PROXY", `http://${https.host}`);
    vi.stubEnv("ALL_PROXY", `http://${other.host}`);
    vi.stubEnv("HTTP_PROXY", `http://${other.host}`);
    expect(await reach()).toEqual(["hello", "answered"]);
    expect([https.asked.length, other.asked.length]).toEqual([2, 0]);
  });

  test("a proxy that is itself spoken to by TLS", async () => {
    await serve();
    const { host, asked } = await startProxy({ tls: certificate });
    vi.stubEnv("HTTPS_PROXY", `https://${host}`);
    expect(await reach()).toEqual(["hello", "answered"]);
    expect(asked).toHaveLength(2);
    expect(await reach({})).toEqual(failure("proxy-unreachable", /^The certificate of 127\.0\.0\.1:\d+ is signed by/));
  });

  test.for(["s3cret pass", "100%"])("the proxy's name and password are sent to it: %s", async (password) => {
    await serve();
    const { host } = await startProxy({ credentials: `me:${password}` });
    vi.stubEnv("HTTPS_PROXY", `http://me:${password.replace(" ", "%20")}@${host}`);
    expect(await reach()).toEqual(["hello", "answered"]);
    vi.stubEnv("HTTPS_PROXY", `http://me:wr0ng@${host}`);
    const refused = await reach();
    expect(refused).toEqual(failure("proxy-refused", /asks for a name and password, or refuses those it got/));
    expect(JSON.stringify(refused)).not.toMatch(/wr0ng|s3cret|me:/);
  });

  test.for<[string, number]>([
    [venue, 0],
    [".pricebell.invalid", 0],
    ["*", 0],
    ["other.invalid, .pricebell.invalid", 0],
    ["other.invalid", 2],
    [`${venue}:444`, 1],
  ])("NO_PROXY=%s: the proxy is asked for %i of an https and a wss address", async ([exempt, expected]) => {
    await serve();
    const { host, asked } = await startProxy();
    vi.stubEnv("HTTPS_PROXY", `http://${host}`);
    vi.stubEnv("NO_PROXY", exempt);
    await reach();
    expect(asked).toHaveLength(expected);
  });

  test.for<[string, string | undefined, boolean, RegExp]>([
    [venue, "20250503", true, /^The certificate of venue\.pricebell\.invalid ended on 3 May 2025\. Check this/],
    ["other.example", undefined, true, /^The certificate shown by venue\.pricebell\.invalid is for another host/],
    [venue, undefined, false, /^The certificate of venue\.pricebell\.invalid is signed by.*NODE_EXTRA_CA_CERTS/],
  ])("a tunnelled certificate for %s until %s, authority known: %s", async ([name, until, isKnown, words]) => {
    await serve(name, until);
    const { host, asked } = await startProxy();
    vi.stubEnv("HTTPS_PROXY", `http://${host}`);
    expect(await reach(isKnown ? undefined : {})).toEqual(failure("certificate-invalid", words));
    expect(asked).toHaveLength(2);
  });

  test.for(["http", "https"])("a proxy spoken to by %s that accepts and never answers is given up", async (scheme) => {
    await serve();
    const { host, asked } = await startProxy({ status: 0, ...(scheme === "https" ? { tls: certificate } : {}) });
    vi.stubEnv("HTTPS_PROXY", `${scheme}://${host}`);
    const words = /^The proxy 127\.0\.0\.1:\d+ did not answer within 0\.2 s\. Check HTTPS_PROXY and ALL_PROXY\.$/;
    const outcome = await reach({ ca: certificate.cert, proxyAnswerMs: 200 });
    expect(outcome).toEqual(failure("proxy-unreachable", words));
    expect(asked).toHaveLength(2);
  });
});

test("a proxy's silence is told before whoever dials gives up on the venue", () => {
  expect(settingsAnswerMs + proxyAnswerMs).toBeLessThan(handshakeMs);
});
