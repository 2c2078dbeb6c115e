/**
 * A notification service as desktops run one: `org.freedesktop.Notifications` on a real bus. It records what it is asked
 * to show, and can press buttons, close, fall silent, refuse and go away.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import * as dbus from "@homebridge/dbus-native";
import { socketPaths } from "../../main/delivery/dbus/address.ts";

export interface Notified {
  readonly id: number;
  readonly appName: string;
  readonly replacesId: number;
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
  /** Answers Notify with this D-Bus error. */
  readonly refuse?: string;
  /** Takes this name instead: somebody who only pretends. */
  readonly as?: string;
}

/** What the library has and does not declare. */
interface ServiceBus {
  readonly connection: { on(event: "error", listener: (error: Error) => void): void };
  requestName(name: string, flags: number, callback: (error: unknown, code: number) => void): void;
  invokeDbus(call: { member: string }, callback: (error: unknown, name: string) => void): void;
  exportInterface(object: object, path: string, description: object): void;
  sendSignal(path: string, iface: string, name: string, signature: string, values: readonly unknown[]): void;
  invoke(message: object, callback: () => void): void;
}

const name = "org.freedesktop.Notifications";
const path = "/org/freedesktop/Notifications";
const description = {
  name,
  methods: {
    GetCapabilities: ["", "as"],
    GetServerInformation: ["", "ssss"],
    Notify: ["susssasa{sv}i", "u"],
    CloseNotification: ["u", ""],
  },
  signals: { ActionInvoked: ["us"], NotificationClosed: ["uu"] },
  properties: {},
};

export class NotificationService {
  /** Every Notify call, in order, also those that were refused or never answered. */
  readonly calls: Notified[] = [];
  /** What is on the screen, by id. */
  readonly visible = new Map<number, Notified>();
  /** Unique name of whoever called Notify last. */
  client = "";
  readonly #options: ServiceOptions;
  readonly #socket: Socket;
  readonly #bus: ServiceBus;
  readonly #held: (() => void)[] = [];
  #silent: ServiceOptions["silent"];
  #nextId: number;

  constructor(socket: Socket, options: ServiceOptions) {
    this.#options = options;
    this.#socket = socket;
    this.#silent = options.silent;
    this.#nextId = options.firstId ?? 1;
    this.#bus = dbus.createClient({ stream: socket, direct: true }) as unknown as ServiceBus;
    // A bus that is killed under it is part of the tests.
    this.#bus.connection.on("error", () => socket.destroy());
    this.#bus.exportInterface(
      {
        GetCapabilities: () =>
          this.#answer("all", () => this.#options.capabilities ?? ["body", "body-markup", "actions", "persistence"]),
        GetServerInformation: () => this.#answer("all", () => ["double", "pricebell tests", "1", "1.2"]),
        Notify: (...values: unknown[]) => this.#notify(values),
        CloseNotification: (id: number) => this.close(id),
      },
      path,
      description,
    );
  }

  /** Connects and takes the name. */
  static async start(address: string, options: ServiceOptions = {}): Promise<NotificationService> {
    const socket = connect(socketPaths(address)[0] ?? "");
    const service = new NotificationService(socket, options);
    await new Promise<void>((resolve, reject) => {
      service.#bus.invokeDbus({ member: "Hello" }, (error) =>
        error === null ? resolve() : reject(new Error("Hello was refused")),
      );
    });
    await new Promise<void>((resolve, reject) => {
      service.#bus.requestName(options.as ?? name, 4, (error, code) =>
        error === null && code === 1 ? resolve() : reject(new Error("the name is taken")),
      );
    });
    return service;
  }

  /** A person presses a button (`default`: the notification itself). `to` sends the signal to one connection alone. */
  press(id: number, key: string, to?: string): void {
    const signal = { type: 4, path, interface: name, member: "ActionInvoked", signature: "us", body: [id, key] };
    this.#bus.invoke(to === undefined ? signal : { ...signal, destination: to }, () => undefined);
  }

  /** Closed by a person. */
  close(id: number): void {
    this.visible.delete(id);
    this.#bus.sendSignal(path, name, "NotificationClosed", "uu", [id, 2]);
  }

  /** Answers everything it owes, and everything from now on. */
  speak(): void {
    this.#silent = undefined;
    for (const answer of this.#held.splice(0)) answer();
  }

  /** Goes away with everything on its screen, as a service that is restarted does. */
  async stop(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = once(this.#socket, "close");
    this.#socket.destroy();
    await closed;
  }

  #notify(values: unknown[]): Promise<unknown> {
    const [appName, replacesId, , title, body, actions, hints, timeoutMs] = values as [
      string,
      number,
      string,
      string,
      string,
      string[],
      [string, [unknown, unknown[]]][],
      number,
    ];
    this.client = (values.at(-1) as { sender: string }).sender;
    const id = replacesId === 0 ? this.#nextId++ : replacesId;
    const plain = Object.fromEntries(hints.map(([key, [, inner]]) => [key, inner[0]]));
    const notified: Notified = { id, appName, replacesId, title, body, actions, hints: plain, timeoutMs };
    this.calls.push(notified);
    if (this.#options.refuse !== undefined) {
      return Promise.reject(Object.assign(new Error("too many"), { dbusName: this.#options.refuse }));
    }
    this.visible.set(id, notified);
    return this.#answer("notify", () => id);
  }

  #answer<T>(what: "notify" | "all", value: () => T): Promise<T> {
    if (this.#silent === undefined || (what === "all" && this.#silent === "notify")) return Promise.resolve(value());
    return new Promise((resolve) => this.#held.push(() => resolve(value())));
  }
}
