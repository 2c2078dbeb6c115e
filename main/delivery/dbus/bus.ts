/** Calls and signals on a message bus, over a connection that is dialled within a time and whose loss is noticed at once. */
import { message as text } from "../../../preload/contract/messages/message.ts";
import { connect, type Socket } from "node:net";
import type { Clock } from "../../lib/clock.ts";
import { Signal } from "../../lib/signal.ts";
import { socketPaths } from "./address.ts";
import { BusConnection } from "./connection.ts";
import type { IncomingMessage } from "./message.ts";

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

/** `name` is a D-Bus error name; `lost`: the bus went away before the answer; `too-long`: the answer was not read. */
export type BusReply =
  | { readonly ok: true; readonly values: readonly unknown[] }
  | { readonly ok: false; readonly name: string; readonly message: string };

/** Why a connection ended, where nothing went wrong: known by it, and shown to nobody. */
const closedByUs = "closed-by-us";

export interface BusSignal {
  /** Unique name of the sender, set by the bus itself: cannot be forged. */
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly values: readonly unknown[];
}

export type DialResult = { readonly ok: true; readonly bus: Bus } | { readonly ok: false; readonly message: string };

const busName = "org.freedesktop.DBus";

export class Bus {
  readonly #connection: BusConnection;
  /** Calls that are not answered yet, by the number of their message. */
  readonly #waiting = new Map<number, (reply: BusReply) => void>();
  readonly #signalled = new Signal<BusSignal>();
  readonly #gone = new Signal<string>();
  #lost: string | null = null;

  constructor(socket: Socket) {
    this.#connection = new BusConnection(socket, {
      message: (message) => this.#receive(message),
      lost: (reason) => this.#lose(reason),
    });
  }

  /** Identifies this very bus, also after a reconnect: ids given by services on it are worth nothing on another. */
  get guid(): string {
    return this.#connection.guid;
  }

  /** Settles when the answer is there or the bus is lost; how long to wait is the caller's to say. Never rejects. */
  async call({ signature = "", body = [], ...call }: BusCall): Promise<BusReply> {
    if (this.#lost !== null) return { ok: false, name: "lost", message: this.#lost };
    const serial = this.#connection.send({ type: "call", ...call, signature, values: body });
    return new Promise((resolve) => this.#waiting.set(serial, resolve));
  }

  /** A call to the bus itself. */
  callBus(member: string, signature = "", body: readonly unknown[] = []): Promise<BusReply> {
    return this.call({
      destination: busName,
      path: "/org/freedesktop/DBus",
      interface: busName,
      member,
      signature,
      body,
    });
  }

  /** Signals arrive only where a match was added with `AddMatch`, or sent to us alone. */
  onSignal(listener: (signal: BusSignal) => void): void {
    this.#signalled.listen(listener);
  }

  /** Called once, also where we closed it ourselves. */
  onLost(listener: (reason: string) => void): void {
    this.#gone.listen(listener);
  }

  close(): void {
    this.#connection.close(closedByUs);
  }

  #receive(message: IncomingMessage): void {
    switch (message.type) {
      case "return":
      case "error":
        if (message.replySerial !== undefined) this.#settle(message.replySerial, replyOf(message));
        return;
      case "signal": {
        const { sender = "", path = "", interface: name = "", member = "", values } = message;
        if (values === null) return;
        this.#signalled.emit({ sender, path, interface: name, member, values });
        return;
      }
      case "call":
        return this.#refuse(message);
      case null:
    }
  }

  /** Nothing here is for others to call; left without an answer, they would wait. */
  #refuse({ sender, serial, isReplyExpected }: IncomingMessage): void {
    if (!isReplyExpected || sender === undefined) return;
    this.#connection.send({
      type: "error",
      destination: sender,
      replySerial: serial,
      errorName: "org.freedesktop.DBus.Error.UnknownMethod",
    });
  }

  #settle(serial: number, reply: BusReply): void {
    const resolve = this.#waiting.get(serial);
    this.#waiting.delete(serial);
    resolve?.(reply);
  }

  #lose(reason: string): void {
    this.#lost = reason;
    for (const serial of [...this.#waiting.keys()]) this.#settle(serial, { ok: false, name: "lost", message: reason });
    this.#gone.emit(reason);
  }
}

/** Connects and says Hello, within `timeoutMs` for each address. `signal` ends it sooner. */
export async function dialBus(
  address: string,
  clock: Clock,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<DialResult> {
  let message = text("bus.no-address", { address });
  for (const path of socketPaths(address)) {
    if (signal?.aborted === true) break;
    const bus = new Bus(connect(path));
    const close = () => bus.close();
    const timer = clock.after(timeoutMs, close);
    signal?.addEventListener("abort", close);
    const hello = await bus.callBus("Hello");
    timer.cancel();
    signal?.removeEventListener("abort", close);
    if (hello.ok) return { ok: true, bus };
    bus.close();
    message = hello.message === closedByUs ? text("bus.no-answer", { seconds: timeoutMs / 1000 }) : hello.message;
  }
  return { ok: false, message };
}

/** An error says in its first value, if that is text, what happened. */
function replyOf({ type, errorName = "", values }: IncomingMessage): BusReply {
  if (type === "error") {
    const words = values?.[0];
    return { ok: false, name: errorName, message: typeof words === "string" ? words : "" };
  }
  if (values === null) return { ok: false, name: "too-long", message: text("bus.answer-too-long") };
  return { ok: true, values };
}
