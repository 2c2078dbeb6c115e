import { once } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { pushProtocol, sessionHeader } from "../../preload/contract/page-session.ts";
import type { PushValue } from "../../preload/contract/contract.ts";
import { ManualClock } from "../doubles/clock.ts";
import { patienceMs } from "../doubles/patience.ts";
import { aFeedStatus, aRule } from "./handlers-double.ts";
import { pageProtocols, startHarness, type Harness } from "./http-harness.ts";

let harness: Harness;
afterEach(async () => {
  expect(harness.bugs).toEqual([]);
  await harness.stop();
});

const batchOf = (rows: Record<string, string>): PushValue<"market.ticks"> => {
  const keys = Object.keys(rows);
  return {
    keys,
    last: Object.values(rows),
    bid: keys.map(() => null),
    ask: keys.map(() => null),
    receivedMs: keys.map(() => 1),
  };
};

interface Heard {
  readonly push: string;
  readonly value: PushValue<"market.ticks">;
}

function listen(socket: WebSocket): Heard[] {
  const heard: Heard[] = [];
  socket.on("message", (data: Buffer) => heard.push(JSON.parse(data.toString()) as Heard));
  return heard;
}

async function open(
  headers: Record<string, string> = { authorization: `Bearer ${harness.token}` },
  target?: string,
  protocols?: string[],
): Promise<WebSocket> {
  const socket = await harness.push(headers, target, protocols);
  if (typeof socket === "number") throw new Error(`refused with ${socket}`);
  return socket;
}

describe("who gets a push connection", () => {
  test("a script with the token, a page with its session and Origin; nobody else", async () => {
    harness = await startHarness();
    const { origin, token, server } = harness;
    const session = await harness.session();
    const shown = pageProtocols(session);
    const bearer = { authorization: `Bearer ${token}` };
    const refusals: [Record<string, string>, string, string[], number][] = [
      [{}, "/api/push", [], 401],
      [{ origin }, "/api/push", [], 401],
      [{ origin }, "/api/push", [pushProtocol], 401],
      [{ origin }, "/api/push", [pushProtocol, session], 401],
      [{ origin }, "/api/push", pageProtocols(`${session}x`), 401],
      [{ origin }, "/api/push", pageProtocols(token), 401],
      // A session is shown by the page itself, in the one place that nothing but its own script fills.
      [{ origin, [sessionHeader]: session }, "/api/push", [pushProtocol], 401],
      [{ origin, cookie: `pb_${server.port}=${session}` }, "/api/push", [pushProtocol], 401],
      [{}, "/api/push", shown, 403],
      [{ origin: "null" }, "/api/push", shown, 403],
      [{ origin: "http://evil.com" }, "/api/push", shown, 403],
      [{ origin: `http://localhost:${server.port}` }, "/api/push", shown, 403],
      [{ origin, "sec-fetch-site": "cross-site" }, "/api/push", shown, 403],
      [{ ...bearer, origin: "http://evil.com" }, "/api/push", [], 403],
      [{ ...bearer, host: `evil.com:${server.port}` }, "/api/push", [], 403],
      [{ authorization: "Bearer wrong", origin }, "/api/push", shown, 401],
      [bearer, "/api/other", [], 404],
      [bearer, "/", [], 404],
      [bearer, "/api/push?client=short", [], 400],
      [bearer, "/api/push?client=window-0001&x=1", [], 400],
    ];
    for (const [headers, target, protocols, status] of refusals) {
      const what = `${JSON.stringify(headers)} ${target} ${protocols.join()}`;
      expect(await harness.push(headers, target, protocols), what).toBe(status);
    }
    expect(harness.publisher.wants("market.ticks")).toBe(false);
    await open();
    await open({ origin }, "/api/push?client=window-0001", shown);
    expect(await harness.push(bearer, "/api/push?client=window-0001")).toBe(409);
    expect(harness.publisher.wants("market.ticks")).toBe(true);
  });

  test("the answer to an upgrade never repeats the session, in whatever order it is offered", async () => {
    harness = await startHarness();
    const { origin } = harness;
    const shown = pageProtocols(await harness.session());
    for (const offered of [shown, shown.toReversed()])
      expect((await open({ origin }, undefined, offered)).protocol).toBe(pushProtocol);
    // None is left to choose: a client that offered some takes that for a refusal.
    await expect(harness.push({ origin }, undefined, shown.slice(1))).rejects.toThrow("no subprotocol");
    const other = await open({ authorization: `Bearer ${harness.token}` }, undefined, ["json.v1"]);
    expect(other.protocol).toBe("json.v1");
    // Of several, the one that the client named first.
    const several = await open({ authorization: `Bearer ${harness.token}` }, undefined, ["json.v2", "json.v1"]);
    expect(several.protocol).toBe("json.v2");
  });

  test("a limited number of them", async () => {
    harness = await startHarness({ limits: { maxClients: 1 } });
    await open();
    expect(await harness.push({ authorization: `Bearer ${harness.token}` })).toBe(503);
  });
});

describe("a push connection", () => {
  test("carries every push in its frame, what is for one window to that one, and names the window of a call", async () => {
    harness = await startHarness();
    const bearer = { authorization: `Bearer ${harness.token}` };
    const one = await open(bearer, "/api/push?client=window-0001");
    const two = await open(bearer, "/api/push?client=window-0002");
    const [heardOne, heardTwo] = [listen(one), listen(two)];
    harness.publisher.publish("rules.changed", aRule);
    harness.publisher.publishTo("window-0001", "market.ticks", batchOf({ "demo:A": "1" }));
    harness.publisher.publish("feed.changed", aFeedStatus);
    await vi.waitFor(() => expect([heardOne.length, heardTwo.length]).toEqual([3, 2]), patienceMs);
    expect(heardOne.map(({ push }) => push)).toEqual(["rules.changed", "market.ticks", "feed.changed"]);
    expect(heardTwo).toEqual([
      { push: "rules.changed", value: aRule },
      { push: "feed.changed", value: aFeedStatus },
    ]);
    await harness.call("rules.list", {}, { "x-pb-client": "window-0002" });
    await harness.call("rules.list", {}, { "x-pb-client": "window-9999" });
    expect(harness.recorded.map(({ context }) => context.clientId)).toEqual(["window-0002", null]);
    one.close();
    two.terminate();
    await vi.waitFor(() => expect(harness.gone.toSorted()).toEqual(["window-0001", "window-0002"]), patienceMs);
    expect(harness.publisher.wants("rules.changed")).toBe(false);
  });

  test("a frame of 1 MB from a window closes it with 1009 and harms nobody else", async () => {
    harness = await startHarness();
    const rough = await open();
    const calm = await open();
    const heard = listen(calm);
    rough.send("x".repeat(1024 * 1024));
    const [code] = (await once(rough, "close")) as [number];
    expect(code).toBe(1009);
    harness.publisher.publish("rules.changed", aRule);
    await vi.waitFor(() => expect(heard).toHaveLength(1), patienceMs);
  });

  test("one that answers no ping is let go of, one that does stays", async () => {
    const clock = new ManualClock();
    harness = await startHarness({ clock, limits: { pingPeriodMs: 1000 } });
    const live = await open();
    const dead = await harness.push({ authorization: `Bearer ${harness.token}` }, "/api/push?client=dead-window");
    if (typeof dead === "number") throw new Error("refused");
    dead.pause();
    const pinged = once(live, "ping");
    clock.advance(1000);
    await pinged;
    // Its pong has to be read before the next ping; one more exchange on the same connection is the proof.
    const ponged = once(live, "pong");
    live.ping();
    await ponged;
    clock.advance(1000);
    await vi.waitFor(() => expect(harness.gone).toEqual(["dead-window"]), patienceMs);
    expect(live.readyState).toBe(WebSocket.OPEN);
    dead.terminate();
  });

  test("when the host ends, it says so", async () => {
    harness = await startHarness();
    const socket = await open();
    const closed = once(socket, "close");
    await harness.server.stop();
    expect(((await closed) as [number])[0]).toBe(1001);
  });
});

describe("a window that reads too slowly", () => {
  const filler = { ...aRule, note: "x".repeat(256 * 1024) };

  test("gets every other push, and the latest price of each instrument once it reads again", async () => {
    harness = await startHarness({ limits: { ticksWaitBytes: 64 * 1024, closeBytes: 256 * 1024 * 1024 } });
    const socket = await open();
    const heard = listen(socket);
    socket.pause();
    // The system's own buffers take the first megabytes.
    for (let i = 0; i < 80; i++) harness.publisher.publish("rules.changed", filler);
    for (let i = 1; i <= 100; i++)
      harness.publisher.publish("market.ticks", batchOf({ "demo:A": String(i), [`demo:B${i % 3}`]: String(i) }));
    harness.publisher.publish("rules.changed", aRule);
    socket.resume();
    await vi.waitFor(() => expect(heard.some(({ push }) => push === "market.ticks")).toBe(true), patienceMs);
    expect(heard.filter(({ push }) => push === "rules.changed")).toHaveLength(81);
    const ticks = heard.filter(({ push }) => push === "market.ticks");
    expect(ticks).toHaveLength(1);
    const { keys, last } = ticks[0]!.value;
    expect(Object.fromEntries(keys.map((key, i) => [key, last[i]]))).toEqual({
      "demo:A": "100",
      "demo:B0": "99",
      "demo:B1": "100",
      "demo:B2": "98",
    });
    harness.publisher.publish("market.ticks", batchOf({ "demo:A": "101" }));
    await vi.waitFor(
      () => expect(heard.at(-1)).toMatchObject({ push: "market.ticks", value: { last: ["101"] } }),
      patienceMs,
    );
  });

  test("is closed with 1013 when it falls too far behind", async () => {
    harness = await startHarness({ limits: { ticksWaitBytes: 64 * 1024, closeBytes: 1024 * 1024 } });
    const socket = await open();
    const calm = await open();
    const heard = listen(calm);
    socket.pause();
    for (let i = 0; i < 80; i++) {
      harness.publisher.publish("rules.changed", filler);
      // The calm one has to be let read in between.
      await vi.waitFor(() => expect(heard).toHaveLength(i + 1), patienceMs);
    }
    await vi.waitFor(() => expect(harness.gone).toHaveLength(1), patienceMs);
    const closed = once(socket, "close");
    socket.resume();
    expect([1006, 1013]).toContain(((await closed) as [number])[0]);
    expect(calm.readyState).toBe(WebSocket.OPEN);
  });
});
