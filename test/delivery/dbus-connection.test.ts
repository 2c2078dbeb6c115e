/** The first line of a bus and what is sent and heard around it, over a socket that a test plays by hand. */
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { beforeEach, describe, expect, test } from "vitest";
import { BusConnection } from "../../main/delivery/dbus/connection.ts";
import { encodeMessage, type IncomingMessage } from "../../main/delivery/dbus/message.ts";
import { readInPieces, signalOf } from "./dbus-pieces.ts";

const guid = "0123456789abcdef0123456789abcdef";

class PlayedSocket extends EventEmitter {
  readonly written: Buffer[] = [];
  isDestroyed = false;
  write(data: Buffer | string): void {
    this.written.push(Buffer.from(data));
  }
  destroy(): void {
    this.isDestroyed = true;
  }
  say(data: Buffer | string): void {
    this.emit("data", Buffer.from(data));
  }
}

let socket: PlayedSocket;
let connection: BusConnection;
let heard: IncomingMessage[];
let lost: string[];
let onMessage: () => void;
beforeEach(() => {
  socket = new PlayedSocket();
  heard = [];
  lost = [];
  onMessage = () => undefined;
  connection = new BusConnection(socket as unknown as Socket, {
    message(message) {
      heard.push(message);
      onMessage();
    },
    lost: (reason) => lost.push(reason),
  });
  socket.written.length = 0;
});

const signal = (number: number): Buffer => encodeMessage(signalOf("u", [number]), number);
const sentNumbers = (bytes: Buffer): number[] => readInPieces(bytes, [1_000]).messages.map(({ serial }) => serial);

describe("before the bus has said who it is", () => {
  test("what is sent waits, in order, and goes with the end of the first line; what it sends with that line is heard", () => {
    expect([connection.send(signalOf("", [])), connection.send(signalOf("", []))]).toEqual([1, 2]);
    expect([socket.written, connection.guid]).toEqual([[], ""]);
    socket.say(`OK ${guid.slice(0, 9)}`);
    expect(socket.written).toEqual([]);
    socket.say(Buffer.concat([Buffer.from(`${guid.slice(9)}\r\n`), signal(5), signal(6)]));
    expect(connection.guid).toBe(guid);
    const [begin, ...more] = socket.written;
    expect(begin?.toString("latin1", 0, 7)).toBe("BEGIN\r\n");
    expect(sentNumbers(begin?.subarray(7) ?? Buffer.alloc(0))).toEqual([1, 2]);
    expect(heard.map(({ serial }) => serial)).toEqual([5, 6]);
    expect(connection.send(signalOf("", []))).toBe(3);
    expect(more).toEqual([]);
    expect(sentNumbers(socket.written.at(-1)!)).toEqual([3]);
  });

  test("a line may be 4,096 bytes long, and no longer", () => {
    socket.say("x".repeat(4_096));
    expect(lost).toEqual([]);
    socket.say("x");
    expect(lost).toHaveLength(1);
    expect(socket.isDestroyed).toBe(true);
  });

  test("a long line that ends is none of a bus's either", () => {
    socket.say(`OK ${guid}${"0".repeat(5_000)}\r\n`);
    expect(lost).toHaveLength(1);
    expect(socket.written).toEqual([]);
  });

  test("what comes after we have closed it is not answered", () => {
    connection.close("enough");
    socket.say(`OK ${guid}\r\n`);
    expect([socket.written, lost]).toEqual([[], ["enough"]]);
  });
});

describe("it is lost once", () => {
  test.each<[string, () => void]>([
    ["closes", () => socket.emit("close")],
    ["ends", () => socket.emit("end")],
    ["fails", () => socket.emit("error", new Error("reset"))],
  ])("where the socket %s", (_what, happen) => {
    happen();
    expect(lost).toHaveLength(1);
    expect(socket.isDestroyed).toBe(true);
    socket.emit("error", new Error("later"));
    socket.emit("end");
    socket.emit("close");
    connection.close("later");
    expect(lost).toHaveLength(1);
  });

  test("and nothing is sent or heard any more, not even what came with what closed it", () => {
    socket.say(`OK ${guid}\r\n`);
    socket.written.length = 0;
    onMessage = () => connection.close("enough");
    socket.say(Buffer.concat([signal(5), signal(6)]));
    socket.say(signal(7));
    expect(heard.map(({ serial }) => serial)).toEqual([5]);
    expect(lost).toEqual(["enough"]);
    connection.send(signalOf("", []));
    expect(socket.written).toEqual([]);
  });
});
