/** Connections outwards through a real CONNECT proxy: WebSocket and REST alike, and what is said when the proxy says no. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import type { DisconnectReason } from "../../main/market/feed/disconnect-reason.ts";
import { securityPro } from "../../main/market/venues/securitypro/venue.ts";
import { VenueSocket } from "../../main/market/feed/venue-socket.ts";
import { isLoopback } from "../../main/network/agent.ts";
import { ConnectProxy, type ConnectProxyOptions } from "../doubles/connect-proxy.ts";
import { openVenue } from "../doubles/open-venue.ts";
import { environmentRoutes } from "../../main/network/environment-proxy.ts";

/** Resolved by nobody but the proxy: reached directly, it would fail. */
const venue = "venue.pricebell.invalid";
const variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

let server: Server;
let sockets: WebSocketServer;
let port: number;
let proxy: ConnectProxy | null;

beforeEach(async () => {
  for (const name of variables) vi.stubEnv(name, "");
  proxy = null;
  server = createServer((_request, response) => response.end('{"symbol":"BTC-USD","price":"1.5","ts":1}'));
  sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => socket.send("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await proxy?.stop();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

async function startProxy(options: Partial<ConnectProxyOptions> = {}): Promise<ConnectProxy> {
  proxy = await ConnectProxy.start({ port, ...options });
  return proxy;
}

async function price(host: string): Promise<unknown> {
  const { rest } = openVenue(securityPro, { wsUrl: "", restUrl: `http://${host}` });
  const answer = await rest.prices(["BTC-USD"], new AbortController().signal);
  return answer.ok ? answer.value.get("BTC-USD") : answer;
}

/** The first frame of a socket, or why there is none. */
function dial(address: string): Promise<string | DisconnectReason> {
  return new Promise((resolve) => {
    const end = (outcome: string | DisconnectReason): void => {
      socket.giveUp();
      resolve(outcome);
    };
    const owner = {
      onOpen: () => undefined,
      onText: end,
      onDated: () => undefined,
      onPing: () => undefined,
      onUnreadable: () => undefined,
      onLost: end,
      wallMs: () => 0,
      closeMeans: () => null,
    };
    const socket = new VenueSocket(address, owner, 65_536);
  });
}

test.for(["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])("%s is used for WebSocket and REST", async (name) => {
  const { host, asked } = await startProxy();
  vi.stubEnv(name, `http://${host}`);
  expect(await dial(`ws://${venue}:81/feed`)).toBe("hello");
  expect(await price(`${venue}:82`)).toMatchObject({ ok: true, value: { last: "1.5" } });
  expect(asked).toEqual([`${venue}:81`, `${venue}:82`]);
});

test.each([
  ["pricebell.invalid", true],
  ["invalid", true],
  ["venue.pricebell.invalid", true],
  ["other.invalid,pricebell.invalid:82", true],
  ["bell.invalid", false],
  ["pricebell.invalid:83", false],
  ["a.venue.pricebell.invalid", false],
])("NO_PROXY=%s exempts a host, and every host below it: %s", (named, isExempt) => {
  vi.stubEnv("ALL_PROXY", "http://proxy.invalid:1");
  vi.stubEnv("NO_PROXY", named);
  const proxy = isExempt ? null : "http://proxy.invalid:1";
  expect(environmentRoutes(new URL(`http://${venue}:82/`))).toEqual([{ proxy, source: "environment" }]);
});

test.each(["127.0.0.1", "[::1]"])("an address of numbers has no hosts above it: %s", (host) => {
  vi.stubEnv("ALL_PROXY", "http://proxy.invalid:1");
  vi.stubEnv("NO_PROXY", "0.0.1");
  expect(environmentRoutes(new URL(`http://${host}:82/`))).toMatchObject([{ proxy: "http://proxy.invalid:1" }]);
});

test("loopback, and what NO_PROXY names, is reached directly", async () => {
  const { host, asked } = await startProxy();
  vi.stubEnv("ALL_PROXY", `http://${host}`);
  expect(await dial(`ws://127.0.0.1:${String(port)}`)).toBe("hello");
  expect(await price(`localhost:${String(port)}`)).toMatchObject({ ok: true });
  vi.stubEnv("NO_PROXY", ".pricebell.invalid");
  expect(await price(`${venue}:82`)).toMatchObject({ ok: false, error: { code: "unreachable" } });
  expect(asked).toEqual([]);
});

test("a name and password in the proxy's address are used, and appear nowhere", async () => {
  const { host, asked } = await startProxy({ credentials: "me:s3cret pass" });
  vi.stubEnv("ALL_PROXY", `http://me:s3cret%20pass@${host}`);
  expect(await dial(`ws://${venue}`)).toBe("hello");
  expect(asked).toEqual([`${venue}:80`]);
  vi.stubEnv("ALL_PROXY", `http://me:wr0ng@${host}`);
  const refused = await dial(`ws://${venue}`);
  expect(refused).toMatchObject({ code: "proxy-refused", because: "disconnected" });
  expect(JSON.stringify(refused)).not.toMatch(/wr0ng|s3cret|me:/);
});

test.for<[number, RegExp]>([
  [407, /^The proxy 127\.0\.0\.1:\d+ asks for a name and password, or refuses those it got \(HTTP 407\)/],
  [403, /^The proxy 127\.0\.0\.1:\d+ does not allow connections to this server \(HTTP 403\)/],
  [502, /^The proxy 127\.0\.0\.1:\d+ could not connect to this server \(HTTP 502\)/],
])("HTTP %i of the proxy is not taken for the venue's, nor for a refusal of the key", async ([status, words]) => {
  const { host } = await startProxy({ status });
  vi.stubEnv("ALL_PROXY", `http://${host}`);
  const message: unknown = expect.stringMatching(words);
  expect(await dial(`ws://${venue}`)).toEqual({ code: "proxy-refused", because: "disconnected", message });
  expect(await price(venue)).toMatchObject({ ok: false, error: { code: "unreachable", message } });
});

test("a proxy that is not there, and one of a kind that is not spoken, are told of as such", async () => {
  const { host } = await startProxy();
  await proxy?.stop();
  proxy = null;
  vi.stubEnv("ALL_PROXY", `http://${host}`);
  expect(await dial(`ws://${venue}`)).toMatchObject({
    code: "proxy-unreachable",
    message: `The proxy ${host} cannot be reached (ECONNREFUSED). Check HTTPS_PROXY and ALL_PROXY.`,
  });
  vi.stubEnv("ALL_PROXY", "socks5://me:s3cret@127.0.0.1:9");
  const unsupported = await dial(`ws://${venue}`);
  expect(unsupported).toMatchObject({ code: "proxy-unsupported" });
  expect(JSON.stringify(unsupported)).toContain("socks5");
  expect(JSON.stringify(unsupported)).not.toContain("s3cret");
});

test.for<[string, boolean]>([
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["::1", true],
  ["[::1]", true],
  ["LOCALHOST", true],
  ["a.localhost", true],
  ["128.0.0.1", false],
  ["127.0.0.1.example.com", false],
  ["localhost.example.com", false],
  ["notlocalhost", false],
])("%s: loopback is %s", ([host, expected]) => {
  expect(isLoopback(host)).toBe(expected);
});
