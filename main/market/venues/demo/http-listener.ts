/** The port: HTTP requests and WebSocket upgrades in, with the faults that strike before a connection is open. */
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
// A server's end of a connection is a class of the same name; nothing is dialled here.
// eslint-disable-next-line @typescript-eslint/no-restricted-imports
import { WebSocket, WebSocketServer } from "ws";
import type { Clock, Timer } from "../../../lib/clock.ts";
import type { Faults } from "./faults.ts";

/** A client sends short frames only. */
const maxFrameBytes = 64 * 1024;
const maxConnections = 256;
export const webSocketPath = "/market/ws";

/** A server's WebSocket that can be made to fall silent: then not even a closing handshake is answered. */
export class ExchangeSocket extends WebSocket {
  isMute: () => boolean = () => false;

  override close(code?: number, reason?: string | Buffer): void {
    if (!this.isMute()) super.close(code, reason);
  }
}

export interface HttpListenerOptions {
  clock: Clock;
  host: string;
  port: number;
  faults(): Readonly<Faults>;
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onSocket(ws: ExchangeSocket, socket: Duplex, queryKey: string | null): void;
}

export class HttpListener {
  readonly #options: HttpListenerOptions;
  readonly #sockets: InstanceType<typeof WebSocketServer<typeof ExchangeSocket>>;
  /** Upgrades not answered yet, or never. */
  readonly #waiting = new Map<Duplex, Timer | null>();
  #server: Server | null = null;
  #allowedHosts = new Set<string>();
  port = 0;
  dials = 0;

  constructor(options: HttpListenerOptions) {
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
    this.#allowedHosts = new Set([`127.0.0.1:${this.port}`, `localhost:${this.port}`, `[::1]:${this.port}`]);
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

  // Any web page can make a browser send requests here; by the name it used we can tell one that was led here.
  #isForeign(request: IncomingMessage): boolean {
    return !this.#allowedHosts.has((request.headers.host ?? "").toLowerCase());
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#isForeign(request)) return this.#options.onRequest(request, response);
    response
      .writeHead(403, { "content-type": "text/plain; charset=utf-8", connection: "close" })
      .end("Foreign Host header.\n");
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.dials += 1;
    // Without a listener a reset during the handshake would end the process.
    socket.on("error", () => socket.destroy());
    const destroy = (): void => void socket.destroy();
    const faults = this.#options.faults();
    if (this.#isForeign(request)) return refuse(socket, 403, null);
    if (typeof faults.refuse === "number") return refuse(socket, faults.refuse, faults.retryAfterS);
    if (faults.refuseKey === "upgrade") return refuse(socket, 401, faults.retryAfterS);
    if (this.#sockets.clients.size + this.#waiting.size >= maxConnections) return refuse(socket, 503, 10);
    const url = addressOf(request);
    if (url?.pathname !== webSocketPath) return refuse(socket, 404, null);
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

/** The address that a request asks for; null where it is none, as with `//`. */
export function addressOf(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? "/", "http://exchange.invalid");
}

function refuse(socket: Duplex, status: number, retryAfterS: number | null): void {
  const retry = retryAfterS === null ? "" : `Retry-After: ${retryAfterS}\r\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}\r\nConnection: close\r\nContent-Length: 0\r\n${retry}\r\n`,
  );
}
