/** A message bus that does not behave: what is dialled is never believed, waited for without end, or kept without bound. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dialBus, type Bus, type BusSignal } from "../../main/delivery/dbus/bus.ts";
import { encodeMessage, type OutgoingMessage } from "../../main/delivery/dbus/message.ts";
import { ManualClock } from "../doubles/clock.ts";
import { until } from "../doubles/until.ts";

const guid = "0123456789abcdef0123456789abcdef";
const dialWithinMs = 5_000;

describe.skipIf(process.platform === "win32")("a bus that does not behave", () => {
  let folder: string;
  let server: Server;
  let clock: ManualClock;
  let received: string;
  let peer: Socket | null;
  let buses: Bus[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pricebell-hostile-bus-"));
    clock = new ManualClock();
    received = "";
    peer = null;
    buses = [];
  });
  afterEach(async () => {
    for (const bus of buses) bus.close();
    peer?.destroy();
    server.close();
    await once(server, "close");
    rmSync(folder, { recursive: true, force: true });
  });

  /** A bus whose every step is `onData`, called with all that has come so far. */
  async function listen(onData: (all: string, socket: Socket) => void): Promise<string> {
    server = createServer((socket) => {
      peer = socket;
      socket.on("error", () => socket.destroy());
      socket.on("data", (data) => {
        received += data.toString("latin1");
        onData(received, socket);
      });
    }).listen(join(folder, "bus"));
    await once(server, "listening");
    return `unix:path=${join(folder, "bus")}`;
  }

  const answerTo = (serial: number, message: Partial<OutgoingMessage> = {}): Buffer =>
    encodeMessage({ type: "return", replySerial: serial, ...message }, 1);

  /** Behaves until the answer to Hello, in one write with the end of the authentication or after it. */
  async function dialled(afterHello: (socket: Socket) => void = () => undefined, signal?: AbortSignal): Promise<Bus> {
    let isGreeted = false;
    const address = await listen((all, socket) => {
      if (!all.includes("BEGIN")) socket.write(`OK ${guid}\r\n`);
      else if (!isGreeted) {
        isGreeted = true;
        socket.write(answerTo(1));
        afterHello(socket);
      }
    });
    const result = await dialBus(address, clock, dialWithinMs, signal);
    if (!result.ok) throw new Error(result.message);
    buses.push(result.bus);
    return result.bus;
  }

  const lossOf = (bus: Bus): Promise<string> => new Promise((resolve) => bus.onLost(resolve));

  test("we say who we are, as the system knows it, and who the bus says it is stays known", async () => {
    const bus = await dialled();
    const user = Buffer.from(String(process.getuid?.())).toString("hex");
    expect(received.startsWith(`\0AUTH EXTERNAL ${user}\r\nBEGIN\r\n`)).toBe(true);
    expect(bus.guid).toBe(guid);
  });

  test.for([
    ["refuses us", "REJECTED EXTERNAL\r\n", "it does not accept this user"],
    ["is a web server", "HTTP/1.1 400 Bad Request\r\n\r\n", "something else answers there"],
    ["does not say who it is", "OK\r\n", "something else answers there"],
    ["writes without a line's end", "x".repeat(100_000), "something else answers there"],
    [
      "sends garbage in place of messages",
      `OK ${guid}\r\n${"\xff".repeat(64)}`,
      "it sent something that cannot be read",
    ],
  ])("one that %s is told of in words", async ([, sent, words]) => {
    // Once: what follows the first line would be answered with bytes that are read as the rest of the message.
    const address = await listen((all, socket) => {
      if (!all.includes("BEGIN")) socket.write(sent ?? "", "latin1");
    });
    const result = await dialBus(address, clock, dialWithinMs);
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining(words ?? "") });
    expect(clock.pending).toBe(0);
  });

  test.for([
    ["accepts and says nothing", ""],
    ["stops within the line", "OK 0123"],
    ["stops within a message", `OK ${guid}\r\nl\x02\x01\x01\x10\x00`],
  ])("one that %s is given up in time", async ([, sent]) => {
    // Once: what follows the first line would be answered with bytes that are read as the rest of the message.
    const address = await listen((all, socket) => {
      if (!all.includes("BEGIN")) socket.write(sent ?? "", "latin1");
    });
    const result = dialBus(address, clock, dialWithinMs);
    await until(() => received.includes("\r\n"), "the first line");
    clock.advance(dialWithinMs);
    expect(await result).toEqual({ ok: false, message: "no answer within 5 s" });
    expect(clock.pending).toBe(0);
  });

  test("lengths that no memory has end the connection at once, and calls that wait hear of it", async () => {
    const bus = await dialled();
    const waiting = bus.callBus("ListNames");
    const lost = lossOf(bus);
    peer?.write(Buffer.from("6c02000100000000" + "02000000" + "ffffffff", "hex"));
    expect(await lost).toBe("it sent something that cannot be read: a message longer than is allowed");
    expect(await waiting).toMatchObject({ ok: false, name: "lost" });
    expect(await bus.callBus("ListNames")).toMatchObject({ ok: false, name: "lost" });
  });

  test("an answer that is too long settles its call, and what follows is heard", async () => {
    const bus = await dialled();
    const signals: BusSignal[] = [];
    bus.onSignal((signal) => signals.push(signal));
    const reply = bus.callBus("ListNames");
    const long = { signature: "s", values: ["x".repeat(2_000_000)] };
    peer?.write(answerTo(2, long));
    const signal: OutgoingMessage = { type: "signal", path: "/a", interface: "b.c", member: "D", sender: ":1.7" };
    peer?.write(encodeMessage({ ...signal, ...long }, 3));
    peer?.write(encodeMessage({ ...signal, signature: "u", values: [4] }, 4));
    expect(await reply).toEqual({ ok: false, name: "too-long", message: "the answer was longer than 1 MiB" });
    await until(() => signals.length > 0, "the signal after it");
    expect(signals).toEqual([{ sender: ":1.7", path: "/a", interface: "b.c", member: "D", values: [4] }]);
  });

  test("answers to nothing, answers twice and signals with no values change nothing", async () => {
    const bus = await dialled();
    const reply = bus.callBus("GetId");
    for (const serial of [99, 2, 2]) peer?.write(answerTo(serial, { signature: "u", values: [serial] }));
    expect(await reply).toEqual({ ok: true, values: [2] });
    const next = bus.callBus("GetId");
    peer?.write(answerTo(3, { type: "error", errorName: "a.b.Error", signature: "u", values: [1] }));
    expect(await next).toEqual({ ok: false, name: "a.b.Error", message: "" });
  });

  test("a dial that was given up before it began reaches nobody, one that is given up meanwhile ends at once", async () => {
    const address = await listen(() => undefined);
    expect(await dialBus(address, clock, dialWithinMs, AbortSignal.abort())).toMatchObject({ ok: false });
    expect(peer).toBeNull();
    const given = new AbortController();
    const result = dialBus(address, clock, dialWithinMs, given.signal);
    await until(() => received.includes("\r\n"), "the first line");
    given.abort();
    expect(await result).toMatchObject({ ok: false });
    expect(clock.pending).toBe(0);
  });

  test("one that was dialled stays, though the dialling is given up afterwards", async () => {
    const given = new AbortController();
    const bus = await dialled(() => undefined, given.signal);
    given.abort();
    const reply = bus.callBus("GetId");
    peer?.write(answerTo(2, { signature: "u", values: [7] }));
    expect(await reply).toEqual({ ok: true, values: [7] });
  });

  test("one that does not greet back is let go of", async () => {
    const address = await listen((all, socket) => {
      if (!all.includes("BEGIN")) socket.write(`OK ${guid}\r\n`);
      else socket.write(answerTo(1, { type: "error", errorName: "a.b.Full", signature: "s", values: ["full"] }));
    });
    expect(await dialBus(address, clock, dialWithinMs)).toEqual({ ok: false, message: "full" });
    await until(() => peer?.readableEnded === true, "its end of the socket to be closed");
  });

  test("a call to us is refused rather than left to wait", async () => {
    await dialled();
    const call = { type: "call", path: "/", interface: "a.b", member: "C", sender: ":1.9" } as const;
    peer?.write(encodeMessage(call, 8));
    await until(() => received.includes("org.freedesktop.DBus.Error.UnknownMethod"), "the refusal");
    expect(received).toContain(":1.9");
  });
});
