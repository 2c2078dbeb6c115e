/** The port of the exchange for tests: HTTP requests and WebSocket upgrades in, with the faults that strike before a connection is open. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import type { Clock, Timer } from "../../../main/lib/clock.ts";
import {
  addressOf,
  isForeign,
  maxConnections,
  maxFrameBytes,
  refuseForeign,
  refuseUpgrade,
  webSocketPath,
} from "../../../main/market/venues/demo/http-listener.ts";
import type { Faults } from "./faults.ts";

/** A server's WebSocket that can be made to fall silent: then not even a closing handshake is answered. */
export class ExchangeSocket extends WebSocket {
  isMute: () => boolean = () => false;

  override close(code?: number, reason?: string | Buffer): void {
    if (!this.isMute()) super.close(code, reason);
  }
}

export interface FaultyListenerOptions {
  clock: Clock;
  host: string;
  port: number;
  faults(): Readonly<Faults>;
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onSocket(ws: ExchangeSocket, socket: Duplex, queryKey: string | null): void;
}

export class FaultyListener {
  readonly #options: FaultyListenerOptions;
  readonly #sockets: InstanceType<typeof WebSocketServer<typeof ExchangeSocket>>;
  /** Upgrades not answered yet, or never. */
  readonly #waiting = new Map<Duplex, Timer | null>();
  #server: Server | null = null;
  port = 0;
  dials = 0;

  constructor(options: FaultyListenerOptions) {
    this.#options = options;
    this.#sockets = new WebSocketServer<typeof ExchangeSocket>({
      noServer: true,
      WebSocket: ExchangeSocket,
      perMessageDeflate: false,
      maxPayload: maxFrameBytes,
      autoPong: false,
      clientTracking: true,
    });
  }

  /** Opens the port: the same one again after {@link shut}. Rejects where it cannot be had. */
  async listen(): Promise<void> {
    if (this.#server !== null) return;
    const { host } = this.#options;
    const server = createServer((request, response) => this.#request(request, response));
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.port === 0 ? this.#options.port : this.port, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Stops listening; open WebSockets stay. A dial is then refused by the system. */
  shut(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = null;
  }

  /** Ends everything that came through this listener. */
  async stop(): Promise<void> {
    for (const [socket, timer] of this.#waiting) {
      timer?.cancel();
      socket.destroy();
    }
    this.#waiting.clear();
    const closing = [...this.#sockets.clients].map(
      (ws) => new Promise<void>((resolve) => ws.once("close", () => resolve())),
    );
    for (const ws of this.#sockets.clients) ws.terminate();
    await Promise.all(closing);
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    if (isForeign(request, this.port)) refuseForeign(response);
    else this.#options.onRequest(request, response);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.dials += 1;
    // Without a listener a reset during the handshake would end the process.
    socket.on("error", () => socket.destroy());
    const destroy = (): void => void socket.destroy();
    const faults = this.#options.faults();
    if (isForeign(request, this.port)) return refuseUpgrade(socket, 403, null);
    if (typeof faults.refuse === "number") return refuseUpgrade(socket, faults.refuse, faults.retryAfterS);
    if (faults.refuseKey === "upgrade") return refuseUpgrade(socket, 401, faults.retryAfterS);
    if (this.#sockets.clients.size + this.#waiting.size >= maxConnections) return refuseUpgrade(socket, 503, 10);
    const url = addressOf(request);
    if (url?.pathname !== webSocketPath) return refuseUpgrade(socket, 404, null);
    if (faults.neverUpgrade) return this.#keepWaiting(socket, null, destroy);
    const open = (): void => {
      this.#waiting.delete(socket);
      socket.off("data", destroy).off("end", destroy);
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        this.#options.onSocket(ws, socket, url.searchParams.get("apiKey"));
      });
    };
    if (faults.slowHandshakeMs > 0)
      this.#keepWaiting(socket, this.#options.clock.after(faults.slowHandshakeMs, open), destroy);
    else open();
  }

  #keepWaiting(socket: Duplex, timer: Timer | null, destroy: () => void): void {
    this.#waiting.set(socket, timer);
    // Read, or its end would never be noticed; nothing may come before our answer.
    socket.on("data", destroy).on("end", destroy);
    socket.on("close", () => {
      timer?.cancel();
      this.#waiting.delete(socket);
    });
  }
}
