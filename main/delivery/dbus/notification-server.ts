/**
 * The way to `org.freedesktop.Notifications` on the session bus: connects, follows who answers to that name, notices when
 * the bus or the service goes away and when it is back. What is shown, and whether it worked, is the channel's business.
 * Names, signatures and signals are those of the Desktop Notifications Specification 1.3.
 */
import { message as text } from "../../../preload/contract/messages/message.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import { sessionBusAddress } from "./address.ts";
import { dialBus, type Bus, type BusReply, type BusSignal } from "./bus.ts";

const service = "org.freedesktop.Notifications";
const objectPath = "/org/freedesktop/Notifications";
const dialWithinMs = 10_000;
const redialMs = [1_000, 2_000, 5_000, 10_000] as const;
const longestRedialMs = 30_000;

export type ServerState =
  | { readonly kind: "connecting" }
  | { readonly kind: "no-address" }
  | { readonly kind: "no-bus"; readonly message: string }
  | { readonly kind: "no-service" }
  /** Somebody answers to the name, or the bus knows whom to start. */
  | { readonly kind: "ready" };

export interface ServerListener {
  state(): void;
  /** A new service answers: ids given by the one before mean nothing to it. */
  replaced(): void;
  action(id: number, key: string): void;
  closed(id: number): void;
}

export class NotificationServer {
  readonly #clock: Clock;
  readonly #env: NodeJS.ProcessEnv;
  readonly #listener: ServerListener;
  #state: ServerState = { kind: "connecting" };
  #bus: Bus | null = null;
  #owner = "";
  /** The present bus has told who owns the name, since it was asked to: later than any answer to the question. */
  #ownerTold = false;
  #capabilities: Promise<ReadonlySet<string> | null> | null = null;
  #connecting: Promise<void>;
  readonly #dialling = new AbortController();
  #failures = 0;
  #redial: Timer | null = null;
  #stopped = false;

  constructor(clock: Clock, env: NodeJS.ProcessEnv, listener: ServerListener) {
    this.#clock = clock;
    this.#env = env;
    this.#listener = listener;
    // Not before whoever made this has it in hand: the first state may come at once.
    this.#connecting = Promise.resolve().then(() => this.#connect());
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Which service on which bus: an id that it gave is good for this one alone. Null while there is none. */
  get identity(): string | null {
    return this.#bus === null || this.#owner === "" ? null : `${this.#bus.guid}/${this.#owner}`;
  }

  /** Waits for a dial that is under way. False: there is nobody to show anything. */
  async ready(): Promise<boolean> {
    await this.#connecting;
    return this.#bus !== null && this.#state.kind === "ready";
  }

  /** What the service can do, asked once of each; null where it could not say. */
  capabilities(): Promise<ReadonlySet<string> | null> {
    this.#capabilities ??= this.call("GetCapabilities").then((reply) => {
      const list = reply.ok ? reply.values[0] : null;
      if (Array.isArray(list)) return new Set(list.map(String));
      this.#capabilities = null;
      return null;
    });
    return this.#capabilities;
  }

  /** A call to the service, which the bus starts first where it can. Never rejects. */
  async call(member: string, signature = "", body: readonly unknown[] = []): Promise<BusReply> {
    const bus = this.#bus;
    if (bus === null) return { ok: false, name: "lost", message: text("bus.not-connected") };
    const reply = await bus.call({
      destination: service,
      path: objectPath,
      interface: service,
      member,
      signature,
      body,
    });
    if (!reply.ok && isNoService(reply.name)) this.#setState({ kind: "no-service" });
    return reply;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#redial?.cancel();
    this.#dialling.abort();
    this.#bus?.close();
    await this.#connecting;
  }

  async #connect(): Promise<void> {
    const address = sessionBusAddress(this.#env);
    if (address === null) return this.#retryLater({ kind: "no-address" });
    const dialled = await dialBus(address, this.#clock, dialWithinMs, this.#dialling.signal);
    if (!dialled.ok) return this.#retryLater({ kind: "no-bus", message: dialled.message });
    const { bus } = dialled;
    if (this.#stopped) return bus.close();
    this.#bus = bus;
    this.#ownerTold = false;
    bus.onLost((reason) => this.#lost(reason));
    bus.onSignal((signal) => this.#receive(signal));
    // Matches before the question: a service that comes up in between is then heard of twice rather than never.
    await bus.callBus("AddMatch", "s", [
      `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${service}'`,
    ]);
    await bus.callBus("AddMatch", "s", [`type='signal',sender='${service}',interface='${service}'`]);
    const owner = await bus.callBus("GetNameOwner", "s", [service]);
    if (this.#bus !== bus) return;
    this.#failures = 0;
    // A process that was held up reads the answer and later signals in one go, and hears the signals first.
    if (owner.ok && !this.#ownerTold) return this.#owned(String(owner.values[0]));
    if (this.#owner !== "") return;
    const startable = await bus.callBus("ListActivatableNames");
    if (this.#bus !== bus || this.#owner !== "") return;
    const names = startable.ok ? startable.values[0] : null;
    this.#setState({ kind: Array.isArray(names) && names.includes(service) ? "ready" : "no-service" });
  }

  #retryLater(state: ServerState): void {
    if (this.#stopped) return;
    const delayMs = redialMs[this.#failures] ?? longestRedialMs;
    this.#failures += 1;
    this.#redial = this.#clock.after(delayMs, () => {
      this.#connecting = this.#connect();
    });
    this.#setState(state);
  }

  #lost(reason: string): void {
    this.#bus = null;
    this.#owner = "";
    this.#capabilities = null;
    this.#retryLater({ kind: "no-bus", message: reason });
  }

  #receive(signal: BusSignal): void {
    const [first, , third] = signal.values;
    if (signal.member === "NameOwnerChanged") {
      if (signal.sender !== "org.freedesktop.DBus" || first !== service) return;
      this.#ownerTold = true;
      this.#owned(String(third ?? ""));
      return;
    }
    // Anybody on the bus can send us a signal of that name; only the service itself is believed.
    if (signal.interface !== service || signal.sender !== this.#owner) return;
    const [id, key] = signal.values;
    if (typeof id !== "number") return;
    if (signal.member === "ActionInvoked" && typeof key === "string") this.#listener.action(id, key);
    if (signal.member === "NotificationClosed") this.#listener.closed(id);
  }

  #owned(owner: string): void {
    if (owner === this.#owner) return;
    this.#owner = owner;
    this.#capabilities = null;
    this.#listener.replaced();
    this.#setState({ kind: owner === "" ? "no-service" : "ready" });
  }

  #setState(state: ServerState): void {
    this.#state = state;
    this.#listener.state();
  }
}

/** Errors that mean: nobody answers to the name, and nobody could be started. */
function isNoService(errorName: string): boolean {
  return /^org\.freedesktop\.DBus\.Error\.(?:ServiceUnknown|NameHasNoOwner|Spawn\.\w+)$/.test(errorName);
}
