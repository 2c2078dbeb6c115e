/** A desktop that shows tray icons, as far as anyone asks it: `org.kde.StatusNotifierWatcher` on a real bus. */
import { BusService } from "../bus-service.ts";

const name = "org.kde.StatusNotifierWatcher";

export class TrayHost {
  readonly #service: BusService;

  private constructor(service: BusService) {
    this.#service = service;
  }

  /** `registered: false` is GNOME with the watcher of some program and nothing that shows icons. */
  static async start(address: string, registered = true): Promise<TrayHost> {
    const service = await BusService.start(address, name, ({ path, member, values }) => {
      const [iface, property] = values ?? [];
      const isKnown = path === "/StatusNotifierWatcher" && member === "Get" && iface === name;
      if (!isKnown || property !== "IsStatusNotifierHostRegistered") return null;
      return Promise.resolve({ signature: "v", values: [{ signature: "b", value: registered }] });
    });
    return new TrayHost(service);
  }

  stop(): Promise<void> {
    return this.#service.stop();
  }
}
