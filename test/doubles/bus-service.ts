/** A program that answers calls on a real bus under a name of its own, as desktop services do. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { socketPaths } from "../../main/delivery/dbus/address.ts";
import { BusConnection } from "../../main/delivery/dbus/connection.ts";
import type { IncomingMessage, OutgoingMessage } from "../../main/delivery/dbus/message.ts";

export type Answer =
  | { readonly signature: string; readonly values: readonly unknown[] }
  | { readonly errorName: string; readonly text: string };

/** What is answered to a call: at once, later, or (null) that there is no such method. */
export type Answers = (call: IncomingMessage) => Promise<Answer> | null;

/** RequestName: not put into a queue, and become its owner or nothing. */
const doNotQueue = 4;
const becameOwner = 1;

export class BusService {
  readonly #socket: Socket;
  readonly #connection: BusConnection;
  readonly #answers: Answers;
  readonly #waiting = new Map<number, (message: IncomingMessage) => void>();

  private constructor(address: string, answers: Answers) {
    this.#answers = answers;
    this.#socket = connect(socketPaths(address)[0] ?? "");
    this.#connection = new BusConnection(this.#socket, {
      message: (message) => this.#receive(message),
      // A bus that is killed under it is part of the tests.
      lost: () => undefined,
    });
  }

  /** Connects and takes the name. */
  static async start(address: string, name: string, answers: Answers): Promise<BusService> {
    const service = new BusService(address, answers);
    await service.#callBus("Hello", "", []);
    const { values } = await service.#callBus("RequestName", "su", [name, doNotQueue]);
    if (values?.[0] !== becameOwner) throw new Error(`the name ${name} is taken`);
    return service;
  }

  signal(message: Omit<OutgoingMessage, "type">): void {
    this.#connection.send({ type: "signal", ...message });
  }

  async stop(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = once(this.#socket, "close");
    this.#connection.close("stopped");
    await closed;
  }

  #callBus(member: string, signature: string, values: readonly unknown[]): Promise<IncomingMessage> {
    const name = "org.freedesktop.DBus";
    const call = { destination: name, path: "/org/freedesktop/DBus", interface: name, member, signature, values };
    const serial = this.#connection.send({ type: "call", ...call });
    return new Promise((resolve) => this.#waiting.set(serial, resolve));
  }

  #receive(message: IncomingMessage): void {
    if (message.type === "return" || message.type === "error") {
      this.#waiting.get(message.replySerial ?? 0)?.(message);
      return;
    }
    if (message.type !== "call") return;
    const { sender: destination = "", serial: replySerial } = message;
    const answer = this.#answers(message) ?? Promise.resolve(unknownMethod);
    void answer.then((given) => {
      const reply = { destination, replySerial };
      this.#connection.send(
        "errorName" in given
          ? { type: "error", ...reply, errorName: given.errorName, signature: "s", values: [given.text] }
          : { type: "return", ...reply, ...given },
      );
    });
  }
}

const unknownMethod: Answer = {
  errorName: "org.freedesktop.DBus.Error.UnknownMethod",
  text: "there is no such method",
};
