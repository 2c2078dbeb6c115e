/** The proxies of the system's settings, as a proxy script answers them, with real CONNECT proxies on loopback. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NetworkAgent } from "../../main/network/agent.ts";
import { networkFailure } from "../../main/network/failure.ts";
import { httpGet } from "../../main/network/http-get.ts";
import { parseProxyScriptAnswer, systemRoutes } from "../../main/network/system-proxy.ts";
import { ConnectProxy, type ConnectProxyOptions } from "../doubles/connect-proxy.ts";
import { portToComeBackTo } from "../doubles/port.ts";

/** Resolved by nobody but the proxy: reached directly, it would fail. */
const venue = "venue.pricebell.invalid";

let server: Server;
let port: number;
let proxies: ConnectProxy[];

beforeEach(async () => {
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"])
    for (const variable of [name, name.toLowerCase()]) vi.stubEnv(variable, "");
  proxies = [];
  server = createServer((_request, response) => response.end("answered"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const proxy of proxies) await proxy.stop();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

async function startProxy(options: Partial<ConnectProxyOptions> = {}): Promise<ConnectProxy> {
  const proxy = await ConnectProxy.start({ port, ...options });
  proxies.push(proxy);
  return proxy;
}

const isNameUnknown = (error: unknown): boolean =>
  ["ENOTFOUND", "EAI_AGAIN"].includes((error as NodeJS.ErrnoException).code ?? "");

/** What the far end answers, or the failure, where the system's settings answer these, one a dial. */
async function reach(...answers: readonly string[]): Promise<unknown[]> {
  const agent = new NetworkAgent(undefined, { proxyAnswerMs: 1_000 });
  const waiting = [...answers];
  agent.useSystemProxy((url) => {
    expect(url).toBe(`http://${venue}/`);
    return Promise.resolve(waiting.shift() ?? "DIRECT");
  });
  const outcomes: unknown[] = [];
  for (const _answer of answers) {
    const options = { headers: {}, signal: new AbortController().signal, maxBodyBytes: 1000, agent };
    outcomes.push(
      await httpGet(`http://${venue}`, options).then(
        ({ text }) => text,
        (error: unknown) => networkFailure(error, venue) ?? (isNameUnknown(error) ? "not by a proxy" : error),
      ),
    );
  }
  return outcomes;
}

test("the settings are asked at each dial", async () => {
  const [first, second] = [await startProxy(), await startProxy()];
  expect(await reach(`PROXY ${first.host}`, "DIRECT", `PROXY ${second.host}`)).toEqual([
    "answered",
    "not by a proxy",
    "answered",
  ]);
  expect([first.asked, second.asked]).toEqual([[`${venue}:80`], [`${venue}:80`]]);
});

test("the environment wins where it names a proxy for the address, NO_PROXY included", async () => {
  const [environment, system] = [await startProxy(), await startProxy()];
  vi.stubEnv("HTTPS_PROXY", `http://${system.host}`);
  vi.stubEnv("NO_PROXY", "*");
  expect(await reach(`PROXY ${system.host}`)).toEqual(["answered"]);
  vi.stubEnv("HTTP_PROXY", `http://${environment.host}`);
  expect(await reach(`PROXY ${system.host}`)).toEqual(["not by a proxy"]);
  vi.stubEnv("NO_PROXY", "");
  expect(await reach(`PROXY ${system.host}`)).toEqual(["answered"]);
  expect([environment.asked.length, system.asked.length]).toEqual([1, 1]);
});

test("of several, the next is tried where one is not there, not spoken or silent, and not where one says no", async () => {
  const [good, silent, refusing] = [
    await startProxy(),
    await startProxy({ status: 0 }),
    await startProxy({ status: 403 }),
  ];
  const gone = `PROXY 127.0.0.1:${String(await portToComeBackTo())}`;
  expect(
    await reach(
      `SOCKS5 127.0.0.1:9; ${gone}; PROXY ${good.host}`,
      `PROXY ${silent.host};PROXY ${good.host}`,
      `${gone}; DIRECT`,
      `PROXY ${refusing.host}; PROXY ${good.host}`,
    ),
  ).toEqual(["answered", "answered", "not by a proxy", expect.objectContaining({ code: "proxy-refused" })]);
  expect(good.asked).toHaveLength(2);
});

test.for<[string, RegExp]>([
  ["SOCKS5 127.0.0.1:9", /^The system's network settings name a proxy of the kind socks5; Pricebell speaks with HTTP/],
  ["SOCKS 127.0.0.1:9", /^The system's network settings name a proxy of the kind socks4; .*HTTPS_PROXY set to/],
  ["QUIC 127.0.0.1:9; SOCKS5 127.0.0.1:9", /a proxy of the kind quic/],
  ["PROXY", /^The system's network settings name an address that is none/],
])("%s is told of as not spoken", async ([answer, words]) => {
  expect(await reach(answer)).toEqual([
    { code: "proxy-unsupported", message: expect.stringMatching(words) as unknown },
  ]);
});

test.for<[number, RegExp]>([
  [407, /asks for a name and password.*Start Pricebell with HTTPS_PROXY set to http:\/\/NAME:PASSWORD@HOST:PORT/],
  [0, /did not answer within 1 s\. Check the proxy in the system's network settings\.$/],
])("what to do about a proxy that answers %i is said of the settings", async ([status, words]) => {
  const { host } = await startProxy({ status });
  expect(await reach(`PROXY ${host}`)).toEqual([
    expect.objectContaining({ message: expect.stringMatching(words) as unknown }),
  ]);
});

test("settings that cannot be read, or not in time, are told of; nothing goes past them", async () => {
  const url = new URL(`https://${venue}`);
  const told = async (routes: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await routes.catch((reason: unknown) => reason);
    return networkFailure(error, venue);
  };
  expect(await told(systemRoutes(() => Promise.reject(new Error("me:s3cret")), url))).toEqual({
    code: "proxy-settings-unreadable",
    message: expect.stringMatching(/^The system's proxy settings are not known \(they cannot be read\)\./) as unknown,
  });
  expect(await told(systemRoutes(() => new Promise(() => undefined), url, 5))).toEqual({
    code: "proxy-settings-unreadable",
    message: expect.stringMatching(/^The system's proxy settings are not known \(no answer in 0\.005 s\)\./) as unknown,
  });
});

test.for<[string, readonly (string | null)[]]>([
  ["", []],
  ["DIRECT", [null]],
  ["PROXY proxy.example:8080", ["http://proxy.example:8080"]],
  ["HTTP proxy.example:8080;direct", ["http://proxy.example:8080", null]],
  ["HTTPS proxy.example:443 ; PROXY [::1]:3128;", ["https://proxy.example:443", "http://[::1]:3128"]],
  ["SOCKS5 proxy.example:1080", ["socks5://proxy.example:1080"]],
])("%s", ([answer, expected]) => {
  expect(parseProxyScriptAnswer(answer)).toEqual(expected.map((proxy) => ({ proxy, source: "system" })));
});
