import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startExchange } from "../exchange/exchange.ts";
import type { Exchange } from "../exchange/types.ts";
import { ManualClock } from "../clock.ts";
import { dial, hangUp, listener, restStatus, until } from "../exchange/exchange-client.ts";

let clock: ManualClock;
let exchange: Exchange;

beforeEach(async () => {
  clock = new ManualClock();
  exchange = await startExchange({ clock, held: true, snapshotOnSubscribe: false });
});

afterEach(async () => {
  hangUp();
  await exchange.stop();
});

describe("connections", () => {
  test("drop: the socket is gone without a closing handshake", async () => {
    const client = await listener(exchange);
    exchange.drop();
    await until("the end", () => client.closed !== null);
    expect(client.closed).toEqual({ code: 1006 });
    await until("its end here", () => exchange.connections === 0);
  });

  test("close: with the code that is asked for", async () => {
    for (const code of [1000, 1001, 1008, 1011, 1012]) {
      const client = await dial(exchange.wsUrl);
      await until("the connection", () => exchange.connections === 1);
      exchange.close(code);
      await until("the end", () => client.closed !== null && exchange.connections === 0);
      expect(client.closed).toEqual({ code });
    }
  });

  test("refuse tcp: nobody listens, open connections go on, and the same port opens again", async () => {
    const client = await listener(exchange);
    const { port } = new URL(exchange.restUrl);
    await exchange.setFaults({ refuse: "tcp" });
    await expect(dial(exchange.wsUrl)).rejects.toThrow("ECONNREFUSED");
    await expect(restStatus(exchange)).rejects.toThrow();
    exchange.setPrice("BTC-USD", "101.00");
    await until("a price on the old connection", () => client.of("ticker").length === 2);
    await Promise.all([
      exchange.setFaults({ refuse: null }),
      exchange.setFaults({ refuse: "tcp" }),
      exchange.clearFaults(),
    ]);
    await dial(exchange.wsUrl);
    expect(new URL(exchange.restUrl).port).toBe(port);
    expect(await restStatus(exchange)).toBe(200);
  });

  test("refuse with a status: the upgrade is answered with it, and says when to come back", async () => {
    for (const status of [401, 403, 429, 451, 503]) {
      await exchange.setFaults({ refuse: status, retryAfterS: 7 });
      await expect(dial(exchange.wsUrl)).rejects.toThrow(String(status));
      expect(await rawUpgrade(exchange.wsUrl)).toEqual({ status, retryAfter: "7" });
    }
    expect(exchange.accepted).toBe(0);
    expect(exchange.dials).toBe(10);
  });

  test("accept then close: it opens, and is closed at once with the code, or reset", async () => {
    for (const code of [1000, 1011, 1006]) {
      await exchange.setFaults({ acceptThenClose: code });
      const client = await dial(exchange.wsUrl);
      await until("the end", () => client.closed !== null);
      expect(client.closed).toEqual({ code });
    }
    expect(exchange.accepted).toBe(3);
  });

  test("slow handshake: it opens when its time has come", async () => {
    await exchange.setFaults({ slowHandshakeMs: 9_000 });
    const dialled = dial(exchange.wsUrl);
    await until("the dial", () => exchange.dials === 1);
    clock.advance(8_999);
    expect(exchange.accepted).toBe(0);
    clock.advance(1);
    await dialled;
    expect(exchange.accepted).toBe(1);
  });

  test("never upgrade: the client's own limit ends it", async () => {
    await exchange.setFaults({ neverUpgrade: true });
    await expect(dial(exchange.wsUrl, { handshakeTimeout: 50 })).rejects.toThrow("Opening handshake has timed out");
    expect(exchange.accepted).toBe(0);
  });

  test("a client that hangs up while it waits is forgotten", async () => {
    await exchange.setFaults({ slowHandshakeMs: 60_000 });
    await expect(dial(exchange.wsUrl, { handshakeTimeout: 50 })).rejects.toThrow();
    await until("its timer's end", () => clock.pending === 1);
    clock.advance(60_000);
    expect(exchange.accepted).toBe(0);
  });
});

/** Status and Retry-After of an upgrade, read from the wire. */
function rawUpgrade(url: string): Promise<{ status: number; retryAfter: string | undefined }> {
  const { host, hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
      );
    });
    socket.on("data", (data) => (text += String(data)));
    socket.on("error", reject);
    socket.on("close", () => {
      resolve({
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]),
        retryAfter: /retry-after: (.*)\r/i.exec(text)?.[1],
      });
    });
  });
}
