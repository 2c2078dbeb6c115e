/**
 * A session bus as a process that was held up sees it: what the bus sends from some moment on is kept back, and then read all
 * at once. Stands between a client and a real bus.
 */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { socketPaths } from "../../main/delivery/dbus/address.ts";

export class StalledBus {
  readonly env: NodeJS.ProcessEnv;
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #client: Socket | null = null;
  #held: Buffer[] | null = null;

  private constructor(busAddress: string, since: string) {
    this.#folder = mkdtempSync(join(tmpdir(), "pricebell-held-bus-"));
    const path = join(this.#folder, "bus");
    this.env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` };
    this.#server = createServer((client) => {
      this.#client = client;
      const bus = connect(socketPaths(busAddress)[0] ?? "");
      for (const socket of [client, bus]) {
        this.#sockets.add(socket);
        socket.on("error", () => socket.destroy());
        socket.on("close", () => [client, bus].forEach((either) => either.destroy()));
      }
      client.on("data", (data) => {
        if (data.includes(since)) this.#held ??= [];
        bus.write(data);
      });
      bus.on("data", (data) => {
        if (this.#held === null) client.write(data);
        else this.#held.push(data);
      });
    }).listen(path);
  }

  /** Keeps back what the bus answers from the first message that has `since` in it. */
  static async start(busAddress: string, since: string): Promise<StalledBus> {
    const held = new StalledBus(busAddress, since);
    await once(held.#server, "listening");
    return held;
  }

  /** Whether what is kept back has this text in it. */
  holds(text: string): boolean {
    return this.#held !== null && Buffer.concat(this.#held).includes(text);
  }

  /** Everything that was kept back, in one go; from now on nothing is. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#client?.write(Buffer.concat(held));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
