/** The look for a new release goes the way of every other connection. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { getJson } from "../../main/desktop/updates.ts";
import { NetworkAgent } from "../../main/network/agent.ts";
import { ConnectProxy } from "../doubles/connect-proxy.ts";

let server: Server;
let proxy: ConnectProxy;
let agent: NetworkAgent;
let answer: { status: number; body: string };
let asked: IncomingHttpHeaders[];

beforeEach(async () => {
  asked = [];
  server = createServer(({ headers }, response) => {
    asked.push(headers);
    response.writeHead(answer.status, { location: "http://other.invalid/" }).end(answer.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await ConnectProxy.start({ port: (server.address() as AddressInfo).port });
  agent = new NetworkAgent(() => Promise.resolve([{ proxy: `http://${proxy.host}`, source: "system" }]));
});
afterEach(async () => {
  await proxy.stop();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

const ask = (): Promise<unknown> => getJson("http://releases.invalid/latest", agent);

test("through the proxy, and with the name that GitHub wants of whoever asks", async () => {
  answer = { status: 200, body: '{"tag_name":"v9.0.0"}' };
  expect(await ask()).toEqual({ tag_name: "v9.0.0" });
  expect(proxy.asked).toEqual(["releases.invalid:80"]);
  expect(asked).toMatchObject([{ "user-agent": "Pricebell", accept: "application/vnd.github+json" }]);
});

test.for([
  [404, "{}"],
  [302, "{}"],
  [200, "<html>"],
  [200, `"${"x".repeat(4 * 1024 * 1024)}"`],
] as const)("HTTP %i with what is no answer is refused", async ([status, body]) => {
  answer = { status, body };
  await expect(ask()).rejects.toThrow();
  expect(proxy.asked).toHaveLength(1);
});
