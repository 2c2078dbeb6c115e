/**
 * One connection to a message bus: authentication ("Authentication Protocol" of the D-Bus specification, mechanism EXTERNAL:
 * the system tells the bus whose socket it is), then messages both ways. File descriptors are never asked for.
 */
import { message as text } from "../../../preload/contract/messages/message.ts";
import type { Socket } from "node:net";
import { encodeMessage, type IncomingMessage, type OutgoingMessage } from "./message.ts";
import { MessageReader } from "./message-reader.ts";

/** A line of the authentication; a bus's own is under a hundred. */
const maxLineBytes = 4096;

export interface ConnectionListener {
  message(message: IncomingMessage): void;
  /** Called once, also where we closed it ourselves. */
  lost(reason: string): void;
}

export class BusConnection {
  readonly #socket: Socket;
  readonly #listener: ConnectionListener;
  readonly #reader = new MessageReader((message) => {
    if (!this.#isLost) this.#listener.message(message);
  });
  #line = Buffer.alloc(0);
  /** Sent before the bus has said who it is; null afterwards. */
  #early: Buffer[] | null = [];
  #isLost = false;
  #serial = 0;
  #guid = "";

  constructor(socket: Socket, listener: ConnectionListener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.on("error", (error) => this.close(error.message));
    socket.on("close", () => this.close(text("bus.closed")));
    socket.on("end", () => this.close(text("bus.closed")));
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    const user = Buffer.from(String(process.getuid?.())).toString("hex");
    // The first byte of every connection is 0.
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  }

  /** Of this very bus, also after a reconnect. Empty before it has said so. */
  get guid(): string {
    return this.#guid;
  }

  /** The number that an answer will name. */
  send(message: OutgoingMessage): number {
    // From 1 to the highest that has room, and again.
    this.#serial = (this.#serial % 0xffff_ffff) + 1;
    const bytes = encodeMessage(message, this.#serial);
    if (this.#early !== null) this.#early.push(bytes);
    else if (!this.#isLost) this.#socket.write(bytes);
    return this.#serial;
  }

  close(reason: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#socket.destroy();
    this.#listener.lost(reason);
  }

  #receive(chunk: Buffer): void {
    if (this.#isLost) return;
    const refusal = this.#early === null ? this.#readMessages(chunk) : this.#authenticate(chunk, this.#early);
    if (refusal !== null) this.close(refusal);
  }

  #readMessages(chunk: Buffer): string | null {
    const refusal = this.#reader.read(chunk);
    return refusal === null ? null : text("bus.garbage", { fault: refusal });
  }

  /** Why not, or null. */
  #authenticate(chunk: Buffer, early: readonly Buffer[]): string | null {
    this.#line = Buffer.concat([this.#line, chunk]);
    const end = this.#line.indexOf("\r\n");
    if (end === -1) return this.#line.length > maxLineBytes ? text("bus.other-protocol") : null;
    const line = this.#line.toString("latin1", 0, end);
    const rest = this.#line.subarray(end + 2);
    const guid = /^OK ([0-9a-f]{32})$/i.exec(line)?.[1];
    if (guid === undefined) return line.startsWith("REJECTED") ? text("bus.refuses-user") : text("bus.other-protocol");
    this.#guid = guid;
    this.#early = null;
    this.#socket.write(Buffer.concat([Buffer.from("BEGIN\r\n"), ...early]));
    return this.#readMessages(rest);
  }
}
