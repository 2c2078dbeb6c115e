/** Pushes over WebSockets: what goes to whom, what a slow window is spared, and when a dead one is let go. */
import type { WebSocket } from "ws";
import type { TickBatch } from "../../preload/contract/market.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import type { Publisher, Push } from "./publisher.ts";
import { TickBacklog } from "./tick-backlog.ts";

export interface PushLimits {
  /** More than this unsent to a window, and tick batches wait for it (joined to one); everything else still goes. Bytes. */
  readonly ticksWaitBytes: number;
  /** More than this unsent, and the window is closed with 1013: it asks for everything anew when it comes back. Bytes. */
  readonly closeBytes: number;
  /** Between two pings; a window that has not answered the last one is gone. Milliseconds. */
  readonly pingPeriodMs: number;
  readonly maxClients: number;
}

export const pushLimits: PushLimits = {
  ticksWaitBytes: 256 * 1024,
  closeBytes: 4 * 1024 * 1024,
  pingPeriodMs: 15_000,
  maxClients: 64,
};

/** A window that was told to close and does not is cut off after this. */
const closeGraceMs = 1000;

interface Client {
  readonly id: string;
  readonly socket: WebSocket;
  readonly backlog: TickBacklog;
  readonly onSent: () => void;
  answeredPing: boolean;
}

export interface PushSocketsOptions {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly onClientGone: (clientId: string) => void;
  readonly limits: PushLimits;
}

export class PushSockets {
  readonly #options: PushSocketsOptions;
  readonly #clients = new Map<string, Client>();
  #leave: (() => void) | null = null;
  #pinging: Timer | null = null;

  constructor(options: PushSocketsOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#clients.size >= this.#options.limits.maxClients;
  }

  has(clientId: string): boolean {
    return this.#clients.has(clientId);
  }

  /** Takes over an open socket. Its id must not be in use. */
  add(clientId: string, socket: WebSocket): void {
    const client: Client = {
      id: clientId,
      socket,
      backlog: new TickBacklog(),
      onSent: () => this.#sendBacklog(client),
      answeredPing: true,
    };
    this.#clients.set(clientId, client);
    // A frame too large or malformed: `ws` closes the socket itself, "close" follows. Unheard, it would end the process.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#remove(client));
    socket.on("pong", () => {
      client.answeredPing = true;
    });
    this.#leave ??= this.#options.publisher.subscribe((push, to) => this.#deliver(push, to));
    this.#pinging ??= this.#options.clock.every(this.#options.limits.pingPeriodMs, () => this.#pingAll());
  }

  /** The host ends: every window is told so (1001), and cut off if it does not go. */
  closeAll(): void {
    // eslint-disable-next-line house/words-in-messages -- the protocol's reason beside a code, which no page shows
    for (const client of [...this.#clients.values()]) this.#letGo(client, 1001, "Pricebell is ending");
  }

  #deliver(push: Push, to: string | null): void {
    let text: string | null = null;
    const textOnce = (): string => (text ??= textOf(push.name, push.value));
    if (to !== null) {
      const client = this.#clients.get(to);
      if (client !== undefined) this.#send(client, push, textOnce);
      return;
    }
    for (const client of [...this.#clients.values()]) this.#send(client, push, textOnce);
  }

  #send(client: Client, push: Push, text: () => string): void {
    const unsent = client.socket.bufferedAmount;
    if (unsent > this.#options.limits.closeBytes) {
      // eslint-disable-next-line house/words-in-messages -- the protocol's reason beside a code, which no page shows
      this.#letGo(client, 1013, "Too far behind");
      return;
    }
    // With a backlog, later prices join it: sent past it they would be overwritten by older ones.
    if (push.name === "market.ticks" && (unsent > this.#options.limits.ticksWaitBytes || !client.backlog.isEmpty)) {
      client.backlog.add(push.value);
      return;
    }
    client.socket.send(text(), client.onSent);
  }

  /** Runs when something was handed to the system, so that a price which waited is shown though no other follows it. */
  #sendBacklog(client: Client): void {
    if (client.backlog.isEmpty || client.socket.readyState !== client.socket.OPEN) return;
    if (client.socket.bufferedAmount > this.#options.limits.ticksWaitBytes) return;
    const batch: TickBatch = client.backlog.take();
    client.socket.send(textOf("market.ticks", batch), client.onSent);
  }

  #pingAll(): void {
    for (const client of [...this.#clients.values()]) {
      if (!client.answeredPing) {
        client.socket.terminate();
        continue;
      }
      client.answeredPing = false;
      client.socket.ping();
    }
  }

  #letGo(client: Client, code: number, reason: string): void {
    this.#remove(client);
    client.socket.close(code, reason);
    const cutOff = this.#options.clock.after(closeGraceMs, () => client.socket.terminate());
    client.socket.once("close", () => cutOff.cancel());
  }

  #remove(client: Client): void {
    if (this.#clients.get(client.id) !== client) return;
    this.#clients.delete(client.id);
    if (this.#clients.size === 0) {
      this.#leave?.();
      this.#leave = null;
      this.#pinging?.cancel();
      this.#pinging = null;
    }
    this.#options.onClientGone(client.id);
  }
}

function textOf(name: string, value: unknown): string {
  return JSON.stringify({ push: name, value });
}
