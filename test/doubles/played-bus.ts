/** A message bus that a test plays: it greets, notes what it is asked, and answers what the test says. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeMessage, type IncomingMessage, type OutgoingMessage } from "../../main/delivery/dbus/message.ts";
import { MessageReader } from "../../main/delivery/dbus/message-reader.ts";

/** What a call is answered with; null: nothing yet. */
export type Played = Pick<OutgoingMessage, "signature" | "values" | "errorName"> | null;

export class PlayedBus {
  readonly guid = "0123456789abcdef0123456789abcdef";
  /** The members that were called, oldest first, `Hello` among them. */
  readonly calls: string[] = [];
  answer: (member: string, call: IncomingMessage) => Played = () => ({});
  /** False: it takes connections and says nothing. */
  speaks = true;
  readonly #folder = mkdtempSync(join(tmpdir(), "pricebell-played-bus-"));
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  #serial = 1;

  get path(): string {
    return join(this.#folder, "bus");
  }
  get env(): NodeJS.ProcessEnv {
    return { DBUS_SESSION_BUS_ADDRESS: `unix:path=${this.path}` };
  }
  /** How many connections are open. */
  get open(): number {
    return this.#sockets.size;
  }

  async listen(): Promise<void> {
    this.#server = createServer((socket) => this.#greet(socket)).listen(this.path);
    await once(this.#server, "listening");
  }

  signal(signal: Omit<OutgoingMessage, "type" | "path">): void {
    for (const socket of this.#sockets) this.#send(socket, { type: "signal", path: "/a", ...signal });
  }

  /** Every connection ends. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.close();
    await once(server, "close");
  }

  async stop(): Promise<void> {
    await this.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #send(socket: Socket, message: OutgoingMessage): void {
    socket.write(encodeMessage(message, (this.#serial += 1)));
  }

  #greet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
    const reader = new MessageReader((call) => {
      const member = call.member ?? "";
      this.calls.push(member);
      const played = member === "Hello" ? {} : this.answer(member, call);
      if (played === null) return;
      const type = played.errorName === undefined ? "return" : "error";
      this.#send(socket, { type, replySerial: call.serial, ...played });
    });
    let line = "";
    let isGreeted = false;
    socket.on("data", (data) => {
      if (isGreeted) return void reader.read(data);
      line += data.toString("latin1");
      const begin = line.indexOf("BEGIN\r\n");
      if (begin === -1) return void (this.speaks && socket.write(`OK ${this.guid}\r\n`));
      isGreeted = true;
      reader.read(Buffer.from(line.slice(begin + "BEGIN\r\n".length), "latin1"));
    });
  }
}
