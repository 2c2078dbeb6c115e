/**
 * A notification service as desktops run one: `org.freedesktop.Notifications` on a real bus. It records what it is asked
 * to show, and can press buttons, close, fall silent, refuse and go away.
 */
import type { Variant } from "../../main/delivery/dbus/encode.ts";
import type { IncomingMessage } from "../../main/delivery/dbus/message.ts";
import { BusService, type Answer } from "./bus-service.ts";

export interface Notified {
  readonly id: number;
  readonly appName: string;
  readonly replacesId: number;
  readonly icon: string;
  readonly title: string;
  readonly body: string;
  readonly actions: readonly string[];
  /** Plain values by hint name. */
  readonly hints: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
}

export interface ServiceOptions {
  /** Default: body, body-markup, actions, persistence. */
  readonly capabilities?: readonly string[];
  /** Ids begin here; default 1. */
  readonly firstId?: number;
  /** `notify`: takes notifications and answers nothing; `all`: answers no call at all. */
  readonly silent?: "notify" | "all";
  /** Answers the question for its capabilities with an error. */
  readonly cannotSayWhatItCan?: boolean;
  /** Answers Notify with this D-Bus error. */
  readonly refuse?: string;
  /** Gives every notification this id, whatever the specification says of ids. */
  readonly givesId?: number;
  /** Takes this name instead: somebody who only pretends. */
  readonly as?: string;
}

const name = "org.freedesktop.Notifications";
const path = "/org/freedesktop/Notifications";

export class NotificationService {
  /** Every Notify call, in order, also those that were refused or never answered. */
  readonly calls: Notified[] = [];
  /** What is on the screen, by id. */
  readonly visible = new Map<number, Notified>();
  /** Which ids it was asked to close. */
  readonly askedToClose: number[] = [];
  /** Answers Notify with this D-Bus error from now on; undefined: with an id. */
  refusal: string | undefined;
  /** Unique name of whoever called Notify last. */
  client = "";
  readonly #options: ServiceOptions;
  readonly #held: (() => void)[] = [];
  #service: BusService | null = null;
  #silent: ServiceOptions["silent"];
  #nextId: number;

  private constructor(options: ServiceOptions) {
    this.#options = options;
    this.#silent = options.silent;
    this.refusal = options.refuse;
    this.#nextId = options.firstId ?? 1;
  }

  /** Connects and takes the name. */
  static async start(address: string, options: ServiceOptions = {}): Promise<NotificationService> {
    const service = new NotificationService(options);
    service.#service = await BusService.start(address, options.as ?? name, (call) => service.#answerCall(call));
    return service;
  }

  /** A person presses a button (`default`: the notification itself). `to` sends the signal to one connection alone. */
  press(id: number, key: string, to?: string): void {
    const signal = { path, interface: name, member: "ActionInvoked", signature: "us", values: [id, key] };
    this.#service?.signal(to === undefined ? signal : { ...signal, destination: to });
  }

  /** Closed by a person. */
  close(id: number): void {
    this.visible.delete(id);
    this.#service?.signal({ path, interface: name, member: "NotificationClosed", signature: "uu", values: [id, 2] });
  }

  /** Answers everything it owes, and everything from now on. */
  speak(): void {
    this.#silent = undefined;
    for (const answer of this.#held.splice(0)) answer();
  }

  /** Goes away with everything on its screen, as a service that is restarted does. */
  async stop(): Promise<void> {
    await this.#service?.stop();
  }

  #answerCall(call: IncomingMessage): Promise<Answer> | null {
    switch (call.path === path ? call.member : null) {
      case "GetCapabilities": {
        if (this.#options.cannotSayWhatItCan === true)
          return Promise.resolve({ errorName: "org.freedesktop.DBus.Error.Failed", text: "no idea" });
        const capabilities = this.#options.capabilities ?? ["body", "body-markup", "actions", "persistence"];
        return this.#answer("all", { signature: "as", values: [capabilities] });
      }
      case "GetServerInformation":
        return this.#answer("all", { signature: "ssss", values: ["double", "pricebell tests", "1", "1.2"] });
      case "CloseNotification":
        this.askedToClose.push(Number(call.values?.[0]));
        this.close(Number(call.values?.[0]));
        return Promise.resolve({ signature: "", values: [] });
      case "Notify":
        return this.#notify(call);
      default:
        return null;
    }
  }

  #notify({ sender, values }: IncomingMessage): Promise<Answer> {
    const [appName, replacesId, icon, title, body, actions, hints, timeoutMs] = values as [
      string,
      number,
      string,
      string,
      string,
      string[],
      [string, Variant][],
      number,
    ];
    this.client = sender ?? "";
    const id = this.#options.givesId ?? (replacesId === 0 ? this.#nextId++ : replacesId);
    const plain = Object.fromEntries(hints.map(([key, { value }]) => [key, value]));
    const notified: Notified = { id, appName, replacesId, icon, title, body, actions, hints: plain, timeoutMs };
    this.calls.push(notified);
    if (this.refusal !== undefined) return Promise.resolve({ errorName: this.refusal, text: "too many" });
    this.visible.set(id, notified);
    return this.#answer("notify", { signature: "u", values: [id] });
  }

  #answer(what: "notify" | "all", answer: Answer): Promise<Answer> {
    if (this.#silent === undefined || (what === "all" && this.#silent === "notify")) return Promise.resolve(answer);
    return new Promise((resolve) => this.#held.push(() => resolve(answer)));
  }
}
