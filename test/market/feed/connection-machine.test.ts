/** The life of a connection, state by state: what is dialled, what is told, and what each frame means for it. */
import { beforeEach, describe, expect, test } from "vitest";
import { ConnectionHarness } from "./connection-harness.ts";

let h: ConnectionHarness;

beforeEach(() => {
  h = new ConnectionHarness();
});

describe("a dial", () => {
  test("opens a socket, and the first frame that proves that we are served makes it live", async () => {
    h.connection.start(["a"]);
    h.connection.start(["b"]);
    h.connection.replace();
    expect([h.sockets.map(({ address }) => address), h.shown(), h.states()]).toEqual([
      ["a"],
      ["connecting", 0, null],
      1,
    ]);
    expect([h.connection.socket, h.connection.unproven]).toEqual([null, false]);
    h.open();
    expect([h.heard(), h.connection.live, h.connection.unproven]).toEqual([["open"], false, true]);
    expect(h.connection.socket).toBe(h.socket);
    for (const meaning of ["other", "contact"] as const) await h.text(meaning);
    expect([h.heard(), h.connection.live, h.connection.status().lastFrame]).toEqual([[], false, null]);
    h.clock.advance(500);
    h.states();
    await h.text("confirmation");
    expect([h.heard(), h.shown(), h.connection.unproven, h.states()]).toEqual([["live"], ["live", 0, null], false, 1]);
    expect(h.connection.status().lastFrame).toEqual(h.clock.now());
    h.clock.advance(500);
    await h.text("price");
    expect([h.heard(), h.connection.status().lastFrame, h.states()]).toEqual([[], h.clock.now(), 0]);
  });

  test("that does not end within 10 s is given up", () => {
    h.connection.start(["a", "b"]);
    h.clock.advance(9_999);
    expect(h.shown()).toEqual(["connecting", 0, null]);
    h.clock.advance(1);
    expect([h.shown(), h.socket.isGivenUp, h.heard()]).toEqual([["reconnecting", 1, 1_000], true, []]);
    h.clock.advance(1_000);
    expect(h.socket.address).toBe("b");
  });

  test("of an address that is none fails, and is tried again", () => {
    h.isAddress = false;
    h.connection.start(["a", "b"]);
    expect([h.shown(), h.connection.status().lastError?.code]).toEqual([["reconnecting", 1, 1_000], "address-invalid"]);
    h.isAddress = true;
    h.clock.advance(1_000);
    expect([h.socket.address, h.shown()]).toEqual(["a", ["reconnecting", 1, null]]);
  });

  test("waits for the venue's limit of dials", () => {
    h = new ConnectionHarness({ dials: { max: 1, perMs: 5_000 } });
    h.connection.start(["a"]);
    h.clock.advance(4_999);
    h.connection.reconnect();
    expect([h.sockets.length, h.shown()]).toEqual([1, ["connecting", 0, 1]]);
    h.clock.advance(1);
    expect(h.sockets).toHaveLength(2);
  });

  test("is not made while a key is missing, until there are addresses", () => {
    h.connection.start(null);
    expect([h.sockets.length, h.shown(), h.states()]).toEqual([0, ["key-missing", 0, null], 1]);
    h.connection.reconnect();
    h.connection.wake();
    expect([h.sockets.length, h.shown()]).toEqual([0, ["key-missing", 0, null]]);
    h.connection.setAddresses(["a"]);
    expect([h.sockets.length, h.shown()]).toEqual([1, ["connecting", 0, null]]);
  });
});

describe("a loss", () => {
  test("ends what was measured of its heartbeats: the time to the first of the next socket is no interval", async () => {
    await h.live();
    await h.text("heartbeat");
    h.lose();
    h.clock.advance(1_000);
    h.open();
    await h.text("heartbeat");
    expect(h.connection.status().heartbeatIntervalMs).toBeNull();
  });

  test("is told since the last frame, and the next dial comes by the ladder", async () => {
    await h.live();
    h.clock.advance(2_000);
    await h.text("heartbeat");
    h.clock.advance(3_000);
    h.lose();
    expect(h.heard()).toEqual(["lost disconnected 2000", "closed"]);
    expect([h.shown(), h.socket.isGivenUp, h.states()]).toEqual([["reconnecting", 1, 1_000], true, 1]);
    expect(h.connection.status().lastError).toEqual({ code: "gone", message: "(gone)" });
    const { wallMs, monoMs } = h.clock.now();
    h.clock.stepWall(-60_000);
    expect(h.connection.status().nextDialWallMs).toBe(wallMs - 60_000 + 1_000);
    h.clock.advance(1_000);
    expect([h.sockets.length, h.socket.dialledMonoMs]).toEqual([2, monoMs + 1_000]);
    h.open();
    await h.text("price");
    expect([h.shown(), h.connection.status().lastError]).toEqual([["live", 1, null], null]);
  });

  test("of a socket that was never live is none of the feed; of one that never opened nothing was open", () => {
    h.connection.start(["a"]);
    h.lose();
    expect(h.heard()).toEqual([]);
    h.clock.advance(1_000);
    h.open();
    h.lose();
    expect([h.heard(), h.shown()]).toEqual([
      ["open", "closed"],
      ["reconnecting", 2, 2_000],
    ]);
  });

  test("dials the next address only where another may be reached", () => {
    h.connection.start(["a", "b"]);
    h.lose();
    h.clock.advance(1_000);
    h.lose({ tryNextAddress: true });
    h.clock.advance(2_000);
    expect(h.sockets.map(({ address }) => address)).toEqual(["a", "a", "b"]);
  });

  test("comes after the silence that the socket bears, to the millisecond of a look", async () => {
    await h.live();
    h.clock.advance(44_999);
    expect(h.shown()).toEqual(["live", 0, null]);
    h.clock.advance(1);
    expect([h.heard(), h.connection.status().lastError?.code]).toEqual([
      ["lost venue-silent 0", "closed"],
      "venue-silent",
    ]);
  });

  test("does not come where frames come, even such as say nothing of the market", async () => {
    await h.live();
    await h.pass(60);
    expect([h.shown(), h.heard(), h.socket.checks]).toEqual([["live", 0, null], [], 60]);
    await h.pass(44, "other");
    expect(h.shown()[0]).toBe("live");
    await h.pass(1, "other");
    expect(h.shown()[0]).toBe("reconnecting");
  });
});

describe("the ladder of dials", () => {
  test("begins anew once a connection was live for 30 s", async () => {
    h.connection.start(["a"]);
    h.lose();
    h.clock.advance(1_000);
    h.open();
    await h.pass(1, "price");
    await h.pass(28);
    h.clock.advance(999);
    expect(h.shown()).toEqual(["live", 1, null]);
    h.states();
    h.clock.advance(1);
    expect([h.shown(), h.states()]).toEqual([["live", 0, null], 1]);
    await h.pass(5);
    expect(h.states()).toBe(0);
  });

  test("does not for one that is open and not live", async () => {
    h.connection.start(["a"]);
    h.lose();
    h.clock.advance(1_000);
    h.open();
    await h.pass(60);
    expect(h.shown()).toEqual(["reconnecting", 1, null]);
  });
});

describe("a person, or the machine, asks for another socket", () => {
  test("nothing is dialled where nothing is watched", () => {
    h.connection.reconnect();
    h.connection.wake();
    h.connection.replace();
    expect([h.sockets, h.shown(), h.connection.noticeSleep()]).toEqual([[], ["idle", 0, null], false]);
  });

  test("a person at once, whatever the ladder says", async () => {
    await h.live();
    h.connection.reconnect("Again.");
    expect([h.heard(), h.sockets.length, h.sockets[0]?.isGivenUp]).toEqual([
      ["lost disconnected 0", "closed"],
      2,
      true,
    ]);
    h.lose();
    h.connection.reconnect();
    expect([h.sockets.length, h.clock.nextDelayMs]).toEqual([3, 1_000]);
    h.clock.advance(60_000);
  });

  test("after a sleep a moment later, which begins anew where it is told again", async () => {
    await h.live();
    h.connection.wake();
    expect([h.heard(), h.shown()]).toEqual([
      ["lost asleep 0", "closed"],
      ["reconnecting", 0, 1_500],
    ]);
    h.clock.advance(1_000);
    h.connection.wake();
    expect(h.shown()).toEqual(["reconnecting", 0, 1_500]);
    h.clock.advance(1_500);
    expect(h.sockets).toHaveLength(2);
  });

  test("a sleep is noticed by whoever asks, by the next look, and before what has waited is taken for now", async () => {
    for (const notice of [
      () => expect(h.connection.noticeSleep()).toBe(true),
      () => h.clock.advance(1_000),
      () => h.text("price"),
    ]) {
      h = new ConnectionHarness();
      await h.live();
      h.clock.sleep(60_000);
      notice();
      expect([h.heard(), h.shown()[0]]).toEqual([["lost asleep 0", "closed"], "reconnecting"]);
      expect(h.connection.noticeSleep()).toBe(false);
    }
  });
});

describe("the end of all", () => {
  test.each<[string, () => Promise<void> | void, string[]]>([
    ["dialling", () => h.connection.start(["a"]), []],
    ["live", () => h.live(), ["lost disconnected 0", "closed"]],
    ["waiting", () => (h.connection.start(["a"]), h.lose()), []],
  ])(
    "while %s leaves no timer and no socket, and what begins after it begins as the first",
    async (_what, arrive, told) => {
      await arrive();
      h.states();
      h.connection.stop();
      expect([h.heard(), h.states(), h.clock.pending, h.socket.isGivenUp]).toEqual([told, 1, 0, true]);
      expect([h.shown(), h.connection.status().lastError]).toEqual([["idle", 0, null], null]);
      h.connection.start(["b"]);
      expect([h.socket.address, h.shown()]).toEqual(["b", ["connecting", 0, null]]);
    },
  );
});

test("what is asked for over the socket in use is told, and what cannot be read", async () => {
  await h.live();
  h.asked("A-USD");
  h.unreadable();
  expect(h.heard()).toEqual(["asked A-USD", "unreadable frame-binary"]);
  h.connection.resubscribe();
  expect(h.socket.subscriptions.changes).toBe(1);
});
