/**
 * One connection to a message bus, typed. The library underneath speaks the wire format; the socket is ours, so that
 * dialling is bounded and a lost bus is noticed at once instead of leaving calls waiting for ever.
 */
import { connect, type Socket } from "node:net";
import { createClient, type MessageBus } from "@homebridge/dbus-native";
import type { Clock } from "../../clock.ts";
import { socketPaths } from "./address.ts";

// The library's own declarations leave out the one function that makes a client.
declare module "@homebridge/dbus-native" {
  /** `direct`: say Hello ourselves, as the library's own greeting tells nobody when it is done. */
  export function createClient(options: { stream: Socket; direct: true }): MessageBus;
}

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

/** `name` is a D-Bus error name, or `lost` where the bus went away before the answer. */
export type BusReply =
  | { readonly ok: true; readonly values: readonly unknown[] }
  | { readonly ok: false; readonly name: string; readonly message: string };

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
/** Message type of a signal in the wire format. */
const signalType = 4;

export class Bus {
  readonly #library: MessageBus;
  readonly #socket: Socket;
  readonly #waiting = new Set<(reply: BusReply) => void>();
  readonly #onSignal = new Set<(signal: BusSignal) => void>();
  readonly #onLost = new Set<(reason: string) => void>();
  #lost: string | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("error", (error) => this.#lose(error.message));
    socket.on("close", () => this.#lose("the connection was closed"));
    socket.on("end", () => this.#lose("the connection was closed"));
    this.#library = createClient({ stream: socket, direct: true });
    this.#library.connection.on("error", (error: Error) => this.#lose(error.message));
    this.#library.connection.on("message", (message: unknown) => this.#receive(message));
  }

  /** Identifies this very bus, also after a reconnect: ids given by services on it are worth nothing on another. */
  get guid(): string {
    const guid: unknown = Reflect.get(this.#library.connection, "guid");
    return typeof guid === "string" ? guid.trim() : "";
  }

  /** Settles when the answer is there or the bus is lost; how long to wait is the caller's to say. Never rejects. */
  call(call: BusCall): Promise<BusReply> {
    if (this.#lost !== null) return Promise.resolve({ ok: false, name: "lost", message: this.#lost });
    return new Promise((resolve) => {
      const settle = (reply: BusReply): void => {
        this.#waiting.delete(settle);
        resolve(reply);
      };
      this.#waiting.add(settle);
      this.#library.invoke({ ...call }, (error: unknown, ...values: unknown[]) => {
        settle(error === null || error === undefined ? { ok: true, values } : { ok: false, ...errorOf(error) });
      });
    });
  }

  /** A call to the bus itself. */
  callBus(member: string, signature = "", body: readonly unknown[] = []): Promise<BusReply> {
    const call = { destination: busName, path: "/org/freedesktop/DBus", interface: busName, member };
    return this.call(signature === "" ? call : { ...call, signature, body });
  }

  /** Signals arrive only where a match was added with `AddMatch`, or sent to us alone. */
  onSignal(listener: (signal: BusSignal) => void): void {
    this.#onSignal.add(listener);
  }

  /** Called once, also where we closed it ourselves. */
  onLost(listener: (reason: string) => void): void {
    this.#onLost.add(listener);
  }

  close(): void {
    this.#lose("closed by us");
  }

  #receive(message: unknown): void {
    if (this.#lost !== null || typeof message !== "object" || message === null) return;
    const field = (name: string): unknown => Reflect.get(message, name);
    if (field("type") !== signalType) return;
    const body = field("body");
    const signal: BusSignal = {
      sender: String(field("sender") ?? ""),
      path: String(field("path") ?? ""),
      interface: String(field("interface") ?? ""),
      member: String(field("member") ?? ""),
      values: Array.isArray(body) ? body : [],
    };
    for (const listener of this.#onSignal) listener(signal);
  }

  #lose(reason: string): void {
    if (this.#lost !== null) return;
    this.#lost = reason;
    this.#socket.destroy();
    for (const settle of [...this.#waiting]) settle({ ok: false, name: "lost", message: reason });
    for (const listener of this.#onLost) listener(reason);
  }
}

/** Connects and says Hello, within `timeoutMs` for each address. `signal` ends it sooner. */
export async function dialBus(
  address: string,
  clock: Clock,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<DialResult> {
  let message = `no usable address in "${address}"`;
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
    message = hello.message === "closed by us" ? `no answer within ${timeoutMs / 1000} s` : hello.message;
  }
  return { ok: false, message };
}

function errorOf(error: unknown): { name: string; message: string } {
  if (typeof error !== "object" || error === null) return { name: "unknown", message: String(error) };
  const name: unknown = Reflect.get(error, "name");
  const message: unknown = Reflect.get(error, "message");
  return { name: typeof name === "string" ? name : "unknown", message: typeof message === "string" ? message : "" };
}
