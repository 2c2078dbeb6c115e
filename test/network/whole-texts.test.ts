/** Text messages that are taken out of the network's reads: beside those, `ws` reads what it would have read without. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { duplexPair, type Duplex } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { takeWholeTexts } from "../../main/network/whole-texts.ts";
import fc from "../doubles/generated.ts";

const maxBytes = 70_000;
const sockets: WebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

/** A frame as a server writes it: the first byte, and a second with what belongs to the length. */
function frame(first: number, payload: string | Buffer, masked = false): Buffer {
  const bytes = Buffer.from(payload);
  const { length } = bytes;
  const size = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const header = Buffer.alloc(size);
  header[0] = first;
  header[1] = (masked ? 0x80 : 0) + (size === 2 ? length : size === 4 ? 126 : 127);
  if (size === 4) header.writeUInt16BE(length, 2);
  if (size === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, bytes]);
}

/** A real client whose network is written by hand, a read at a time; what it tells, in its order. */
class Client {
  readonly told: string[] = [];
  readonly server: Duplex;
  readonly ended: Promise<unknown>;
  takenByUs = 0;
  readonly #socket: WebSocket;
  #isTaking: boolean | null = null;

  private constructor(takes: boolean) {
    const [ours, server] = duplexPair();
    this.server = server;
    const options = { perMessageDeflate: false, skipUTF8Validation: true, maxPayload: maxBytes, closeTimeout: 1 };
    const socket = new WebSocket("ws://127.0.0.1", { ...options, createConnection: () => ours as never });
    this.#socket = socket;
    sockets.push(socket);
    socket.once("upgrade", ({ socket: stream }) => {
      if (!takes) return;
      socket.once("open", () => {
        this.#isTaking = takeWholeTexts(stream, maxBytes, (bytes) => {
          this.takenByUs++;
          this.told.push(`text ${bytes.toString()}`);
        });
      });
    });
    socket.on("message", (data, isBinary) =>
      this.told.push(`${isBinary ? "binary" : "text"} ${(data as Buffer).toString()}`),
    );
    socket.on("ping", (data) => this.told.push(`ping ${data.toString()}`));
    socket.on("pong", (data) => this.told.push(`pong ${data.toString()}`));
    socket.on("error", ({ message }) => this.told.push(`error ${message}`));
    socket.on("close", (code, reason) => this.told.push(`close ${code} ${reason.toString()}`));
    this.ended = new Promise((resolve) => void socket.once("close", resolve));
  }

  static async open(takes: boolean): Promise<Client> {
    const client = new Client(takes);
    const [request] = (await once(client.server, "data")) as [Buffer];
    const key = /sec-websocket-key: (\S+)/i.exec(request.toString())?.[1] ?? "";
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    client.server.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    client.server.resume();
    if (client.#socket.readyState !== WebSocket.OPEN) await once(client.#socket, "open");
    if (takes) expect(client.#isTaking).toBe(true);
    return client;
  }

  /** Each of these is one read; then the network ends. */
  async read(reads: readonly Buffer[]): Promise<void> {
    for (const bytes of reads) {
      this.server.write(bytes);
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.server.end();
    await this.ended;
  }
}

async function toldOf(takes: boolean, reads: readonly Buffer[]): Promise<Client> {
  const client = await Client.open(takes);
  await client.read(reads);
  return client;
}

describe("messages", () => {
  test("that lie whole within a read are taken, whatever their length, and ws is told nothing of them", async () => {
    const payloads = ["", "a", "b".repeat(125), "c".repeat(126), "d".repeat(65_535), "é".repeat(35_000)];
    const client = await toldOf(true, [Buffer.concat(payloads.map((payload) => frame(0x81, payload)))]);
    expect(client.told).toEqual([...payloads.map((payload) => `text ${payload}`), "close 1006 "]);
    expect(client.takenByUs).toBe(payloads.length);
  });

  test("before and after a ping, an end of a read and a binary frame are in their order", async () => {
    const bytes = Buffer.concat([
      frame(0x81, "one"),
      frame(0x89, "p"),
      frame(0x81, "two"),
      frame(0x82, "b"),
      frame(0x81, "three"),
    ]);
    const client = await toldOf(true, [bytes.subarray(0, 9), bytes.subarray(9, 16), bytes.subarray(16)]);
    expect(client.told).toEqual(["text one", "ping p", "text two", "binary b", "text three", "close 1006 "]);
    expect(client.takenByUs).toBe(3);
  });

  test("that go on in the next read, or in the one after it, are left to ws, and those behind them are taken again", async () => {
    const bytes = Buffer.concat([frame(0x81, "one"), frame(0x81, "two-in-three-reads"), frame(0x81, "three")]);
    const client = await toldOf(true, [
      bytes.subarray(0, 10),
      bytes.subarray(10, 15),
      bytes.subarray(15),
      frame(0x81, "four"),
    ]);
    expect(client.told).toEqual(["text one", "text two-in-three-reads", "text three", "text four", "close 1006 "]);
    expect(client.takenByUs).toBe(3);
  });

  test("after one in fragments are left to ws", async () => {
    const reads = [Buffer.concat([frame(0x01, "a"), frame(0x80, "b"), frame(0x81, "c")]), frame(0x81, "d")];
    const client = await toldOf(true, reads);
    expect(client.told).toEqual(["text ab", "text c", "text d", "close 1006 "]);
    expect(client.takenByUs).toBe(0);
  });

  test.each([
    ["longer than what is allowed", frame(0x81, "x".repeat(maxBytes + 1))],
    ["masked", frame(0x81, "abcd", true)],
    ["with an extension that was not agreed on", frame(0xc1, "abcd")],
    ["of a kind that there is none of", frame(0x83, "abcd")],
    ["going on without a beginning", frame(0x80, "abcd")],
    ["and a ping longer than one may be", frame(0x89, "x".repeat(126))],
  ])("%s end the connection as ws ends it", async (_, bytes) => {
    const reads = [Buffer.concat([frame(0x81, "before"), bytes, frame(0x81, "after")])];
    const [ours, alone] = await Promise.all([toldOf(true, reads), toldOf(false, reads)]);
    expect(ours.told).toEqual(alone.told);
    expect(ours.told).toEqual(["text before", expect.stringContaining("error"), expect.stringContaining("close")]);
  });

  test("before a close come before it", async () => {
    const close = Buffer.concat([Buffer.from([0x03, 0xf0]), Buffer.from("bye")]);
    const client = await toldOf(true, [Buffer.concat([frame(0x81, "last"), frame(0x88, close), frame(0x81, "never")])]);
    expect(client.told).toEqual(["text last", "close 1008 bye"]);
  });
});

test("frames of every kind, in reads of any length, are told as ws tells them alone", async () => {
  const payload = fc.oneof(
    { weight: 8, arbitrary: fc.string({ maxLength: 20 }) },
    fc.constantFrom("x".repeat(125), "y".repeat(126), "z".repeat(300), "é".repeat(200), "w".repeat(66_000)),
  );
  const control = fc.string({ maxLength: 5 });
  const one = fc.oneof(
    { weight: 12, arbitrary: payload.map((text) => frame(0x81, text)) },
    { weight: 2, arbitrary: control.map((text) => frame(0x89, text)) },
    control.map((text) => frame(0x8a, text)),
    payload.map((text) => frame(0x82, text)),
    fc.tuple(payload, payload).map(([a, b]) => Buffer.concat([frame(0x01, a), frame(0x80, b)])),
    fc.constantFrom(frame(0x81, "", true), frame(0x81, "abcd", true), frame(0x89, "abcd", true)),
    fc.constantFrom(frame(0x88, ""), frame(0x88, Buffer.from([0x03, 0xe8])), frame(0x01, "a")),
    fc.tuple(fc.nat(255), fc.nat(255)).map((bytes) => Buffer.from(bytes)),
  );
  const cuts = fc.array(fc.oneof(fc.nat(60), fc.nat(1_000)), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 10 }), cuts, async (frames, lengths) => {
      let rest = Buffer.concat(frames);
      const reads: Buffer[] = [];
      for (const length of lengths) {
        if (length === 0 || rest.length === 0) continue;
        reads.push(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
      if (rest.length > 0) reads.push(rest);
      const [ours, alone] = await Promise.all([toldOf(true, reads), toldOf(false, reads)]);
      expect(ours.told).toEqual(alone.told);
    }),
    { numRuns: 150 },
  );
});

test("nothing is taken where somebody else reads the socket too", () => {
  const [stream] = duplexPair();
  const take = (): boolean => takeWholeTexts(stream, maxBytes, () => undefined);
  expect(take()).toBe(false);
  stream.on("data", () => undefined).on("data", () => undefined);
  expect(take()).toBe(false);
  expect(stream.listenerCount("data")).toBe(2);
});
