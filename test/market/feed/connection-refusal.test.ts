/** A key that the venue refuses, and what another key or other addresses mean for a connection. */
import { beforeEach, describe, expect, test } from "vitest";
import { ConnectionHarness } from "./connection-harness.ts";

let h: ConnectionHarness;

beforeEach(() => {
  h = new ConnectionHarness();
});

describe("a refused key", () => {
  beforeEach(async () => {
    await h.live();
    h.connection.refuse("No.");
  });

  test("is told, and dialled again two minutes later", () => {
    expect([h.heard(), h.shown()]).toEqual([
      ["lost key-refused 0", "closed"],
      ["key-refused", 1, 120_000],
    ]);
    expect(h.connection.status().lastError).toEqual({ code: "key-refused", message: "(No.)" });
    h.connection.refuse("No.");
    h.connection.wake();
    expect([h.shown(), h.heard()]).toEqual([["key-refused", 1, 120_000], []]);
  });

  test("is proven by a price alone, or by 10 s without another refusal", async () => {
    h.heard();
    h.clock.advance(120_000);
    h.open();
    await h.text("heartbeat");
    expect([h.heard(), h.shown(), h.connection.live, h.connection.unproven]).toEqual([
      ...[["open"], ["key-refused", 1, null], false, false],
    ]);
    await h.text("price");
    expect([h.heard(), h.shown()[0], h.connection.live]).toEqual([["live"], "live", true]);
    h.connection.refuse("No.");
    h.heard();
    h.clock.advance(120_000);
    h.open();
    await h.text("confirmation");
    h.clock.advance(9_999);
    expect(h.shown()[0]).toBe("key-refused");
    h.clock.advance(1);
    expect([h.shown()[0], h.heard()]).toEqual(["live", ["open", "live"]]);
  });

  test("is not by a socket over which nothing comes that proves that we are served", async () => {
    h.clock.advance(120_000);
    h.open();
    await h.pass(20);
    expect(h.shown()[0]).toBe("key-refused");
  });

  test("is forgotten with another key, which is dialled at once, by a new ladder", async () => {
    h.heard();
    h.connection.setAddresses(["b"]);
    expect([h.socket.address, h.shown(), h.heard()]).toEqual(["b", ["reconnecting", 0, null], []]);
    expect(h.connection.status().lastError).toBeNull();
    h.open();
    await h.text("heartbeat");
    expect(h.shown()).toEqual(["live", 0, null]);
  });

  test("is found while dialling too", () => {
    h.clock.advance(120_000);
    h.connection.refuse("Still no.");
    expect([h.shown(), h.connection.status().lastError?.message]).toEqual([["key-refused", 2, 120_000], "(Still no.)"]);
  });
});

describe("other addresses", () => {
  test("are only kept where nothing is watched yet", () => {
    h.connection.setAddresses(["a"]);
    expect([h.sockets, h.shown()[0]]).toEqual([[], "idle"]);
  });

  test("mean another socket, and what was measured and asked for by the old one is forgotten", async () => {
    await h.live();
    h.clock.advance(7_000);
    await h.text("heartbeat");
    h.clock.advance(7_000);
    await h.text("price");
    expect(h.connection.status().heartbeatIntervalMs).toBeNull();
    h.clock.advance(3_000);
    await h.text("heartbeat");
    expect(h.connection.status().heartbeatIntervalMs).toBe(10_000);
    h.lose({ retryAfterMs: 60_000 });
    expect(h.shown()).toEqual(["reconnecting", 1, 60_000]);
    h.connection.setAddresses(["b"]);
    expect([h.socket.address, h.connection.status().heartbeatIntervalMs]).toEqual(["b", null]);
    h.open();
    await h.text("price");
    h.heard();
    h.connection.setAddresses(["c"]);
    expect([h.heard(), h.sockets[1]?.isGivenUp]).toEqual([["lost disconnected 17000", "closed"], true]);
    h.lose();
    expect(h.shown()).toEqual(["reconnecting", 1, 1_000]);
    h.clock.advance(1_000);
    expect(h.sockets).toHaveLength(4);
  });
});
