/** A desktop that shows tray icons, as far as anyone asks it: `org.kde.StatusNotifierWatcher` on a real bus. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import * as dbus from "@homebridge/dbus-native";
import { socketPaths } from "../../../main/delivery/dbus/address.ts";

interface HostBus {
  readonly connection: { on(event: "error", listener: (error: Error) => void): void };
  invokeDbus(call: { member: string }, callback: (error: unknown) => void): void;
  requestName(name: string, flags: number, callback: (error: unknown, code: number) => void): void;
  exportInterface(object: object, path: string, description: object): void;
}

const name = "org.kde.StatusNotifierWatcher";

export class TrayHost {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** `registered: false` is GNOME with the watcher of some program and nothing that shows icons. */
  static async start(address: string, registered = true): Promise<TrayHost> {
    const socket = connect(socketPaths(address)[0] ?? "");
    const bus = dbus.createClient({ stream: socket, direct: true }) as unknown as HostBus;
    bus.connection.on("error", () => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      bus.invokeDbus({ member: "Hello" }, (error) =>
        error === null ? resolve() : reject(new Error("Hello was refused")),
      );
    });
    const description = { name, methods: {}, signals: {}, properties: { IsStatusNotifierHostRegistered: "b" } };
    bus.exportInterface({ IsStatusNotifierHostRegistered: registered }, "/StatusNotifierWatcher", description);
    await new Promise<void>((resolve, reject) => {
      bus.requestName(name, 4, (error, code) =>
        error === null && code === 1 ? resolve() : reject(new Error("the name is taken")),
      );
    });
    return new TrayHost(socket);
  }

  async stop(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = once(this.#socket, "close");
    this.#socket.destroy();
    await closed;
  }
}
