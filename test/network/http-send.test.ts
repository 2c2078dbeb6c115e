/** One request to a service that a person named: by which way it goes, and what is known of it when it fails. */
import { createServer as createTcpServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NetworkAgent } from "../../main/network/agent.ts";
import { httpSend, maxAnswerBytes, type HttpSendOptions, type HttpSendResult } from "../../main/network/http-send.ts";
import { ManualClock } from "../doubles/clock.ts";
import { ConnectProxy } from "../doubles/connect-proxy.ts";
import { ServiceServer } from "../doubles/services/service-server.ts";

let service: ServiceServer;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  service = await ServiceServer.start(() => ({ status: 200, body: "taken" }));
});
afterEach(() => service.stop());

function send(url: string, rest: Partial<HttpSendOptions> = {}): Promise<HttpSendResult> {
  const agent = new NetworkAgent(() => Promise.resolve(null));
  const options = { agent, clock, signal: new AbortController().signal, ...rest };
  return httpSend({ method: "POST", url, headers: {}, body: "hello" }, options);
}

/** As a name that resolves to this computer, on the port of the service. */
const named = (name: string): string => `http://${name}:${service.port}/`;
const toLoopback = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);

test("what was resolved and judged is what is connected to, and is asked for once", async () => {
  let asked = 0;
  const resolve = () => {
    asked += 1;
    return asked === 1 ? toLoopback() : Promise.resolve([{ address: "169.254.169.254", family: 4 }]);
  };
  expect(await send(named("rebound.example"), { resolve })).toMatchObject({ kind: "answered", text: "taken" });
  expect(asked).toBe(1);
});

test("a name that leads to an address of the link is refused, over TLS too", async () => {
  const resolve = () => Promise.resolve([{ address: "169.254.169.254", family: 4 }]);
  for (const url of [named("metadata.example"), "https://metadata.example/"])
    expect(await send(url, { resolve })).toMatchObject({
      code: "address-refused",
      mayHaveArrived: false,
      isLasting: true,
    });
  expect(service.requests).toEqual([]);
});

test("an address written out is judged, and a name that a proxy would resolve is judged before it goes out in the clear", async () => {
  expect(await send("http://169.254.169.254/")).toMatchObject({ code: "address-refused" });
  expect(await send("https://[fe80::1]/")).toMatchObject({ code: "address-refused" });
  const proxy = await ConnectProxy.start({ port: service.port });
  const agent = new NetworkAgent(() => Promise.resolve([{ proxy: `http://${proxy.host}`, source: "system" }]));
  const resolve = () => Promise.resolve([{ address: "93.184.216.34", family: 4 }]);
  expect(await send("http://public.example/", { agent, resolve })).toMatchObject({ code: "plain-http" });
  expect(proxy.asked).toEqual([]);
  await proxy.stop();
});

test("it goes by the proxy that everything outwards takes; a proxy that says no has sent nothing", async () => {
  for (const [status, expected] of [
    [200, { kind: "answered", text: "taken" }],
    [403, { kind: "failed", code: "proxy-refused", mayHaveArrived: false }],
  ] as const) {
    const proxy = await ConnectProxy.start({ port: service.port, status });
    const route = { proxy: `http://${proxy.host}`, source: "system" } as const;
    const agent = new NetworkAgent(() => Promise.resolve([route]));
    // A private address: the name of a public one is for the proxy to resolve, and TLS alone goes there.
    expect(await send("http://192.168.77.77:8080/x", { agent })).toMatchObject(expected);
    expect(proxy.asked).toEqual(["192.168.77.77:8080"]);
    await proxy.stop();
  }
});

test("a redirect is an answer, and is not followed", async () => {
  service.fault = { do: "reply", reply: { status: 307, headers: { location: "/elsewhere" }, body: "" } };
  expect(await send(`${service.origin}/first`)).toMatchObject({ kind: "answered", status: 307 });
  expect(service.requests.map(({ path }) => path)).toEqual(["/first"]);
});

test("of a long answer its beginning is read", async () => {
  service.fault = { do: "endless-answer" };
  const answer = await send(service.origin);
  expect(answer).toMatchObject({ kind: "answered", status: 200, isWhole: false });
  expect(answer.kind === "answered" && answer.text.length).toBe(maxAnswerBytes);
});

test("the deadline is one over all of it: names that are not resolved have sent nothing, a silent server may have read", async () => {
  const never = send(named("slow.example"), { resolve: () => new Promise(() => undefined) });
  clock.advance(15_000);
  expect(await never).toMatchObject({ kind: "failed", code: "no-answer", mayHaveArrived: false });
  service.fault = { do: "hang-before-headers" };
  const silent = send(service.origin);
  await service.received(1);
  clock.advance(15_000);
  expect(await silent).toMatchObject({ kind: "failed", code: "no-answer", mayHaveArrived: true });
});

test("a server that accepts TCP and speaks no TLS has read nothing of it", async () => {
  const tcp = createTcpServer((socket) => socket.on("error", () => undefined).end("no TLS here\r\n"));
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
  const { port } = tcp.address() as { port: number };
  expect(await send(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: "failed", mayHaveArrived: false });
  tcp.close();
});
