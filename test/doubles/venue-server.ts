/**
 * A venue that does what a test tells it, over real sockets on a port of the system's choosing: sends anything, refuses,
 * never answers, stalls, closes. It knows nothing of prices; the demo exchange is for that.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";

/** What becomes of the next dials. */
export type Upgrade =
  | { readonly do: "accept" }
  /** The TCP connection opens and nothing ever comes back. */
  | { readonly do: "hang" }
  | { readonly do: "refuse"; readonly status: number; readonly headers?: Readonly<Record<string, string>> };

export interface RestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as it is. */
  readonly body: unknown;
}
export interface RestRequest {
  /** Path and query as they were sent. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** One accepted socket as the server sees it. */
export interface VenuePeer {
  readonly socket: WebSocket;
  /** The TCP connection below, to send what `ws` would refuse to. */
  readonly raw: Duplex;
  /** Path and query it was dialled with. */
  readonly url: string;
  readonly received: string[];
  closed: boolean;
  /** How it ended as the server sees it: 1006 where the client just let go. */
  closeCode: number | null;
}

export class VenueServer {
  upgrade: Upgrade = { do: "accept" };
  /** What its answer to the handshake is dated; null: it is not. */
  date: string | null = null;
  /** Asked at each dial; a server that counts them can answer otherwise than all the time. */
  judgeDial: () => Upgrade = () => this.upgrade;
  /** Called with each accepted socket. */
  onPeer: (peer: VenuePeer) => void = () => undefined;
  /** Called with each text frame that arrives. */
  onFrame: (frame: Record<string, unknown>, peer: VenuePeer) => void = () => undefined;
  /** Null: the request is never answered. */
  rest: (request: RestRequest) => RestAnswer | null | Promise<RestAnswer> = () => ({ status: 404, body: "" });
  /** Upgrade requests, answered or not. */
  dials = 0;
  readonly peers: VenuePeer[] = [];
  readonly requests: RestRequest[] = [];
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #raw = new Set<Duplex>();

  constructor(http: Server) {
    this.#http = http;
    this.#sockets.on("headers", (headers) => {
      if (this.date !== null) headers.push(`Date: ${this.date}`);
    });
    http.on("upgrade", (request, raw, head) => this.#onUpgrade(request, raw, head));
    http.on("request", (request, response) => this.#onRequest(request, response));
    http.on("connection", (raw) => {
      this.#raw.add(raw);
      raw.on("close", () => this.#raw.delete(raw));
      raw.on("error", () => raw.destroy());
    });
  }

  /** Port 0: the system picks one; another to come back where a stopped server was. */
  static async start(port = 0): Promise<VenueServer> {
    const http = createServer();
    const server = new VenueServer(http);
    await new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen(port, "127.0.0.1", resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }
  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}/market/ws`;
  }
  get restUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The newest socket that is still open. */
  get peer(): VenuePeer {
    const peer = this.peers.findLast((one) => !one.closed);
    if (peer === undefined) throw new Error("no socket is open");
    return peer;
  }
  get openPeers(): number {
    return this.peers.filter((peer) => !peer.closed).length;
  }
  /** TCP connections of any kind that are open. */
  get openConnections(): number {
    return this.#raw.size;
  }

  /** Sends over the newest socket: an object as JSON, text as text, bytes as a binary frame. */
  send(...frames: readonly (object | string | Buffer)[]): void {
    for (const frame of frames) {
      if (Buffer.isBuffer(frame)) this.peer.socket.send(frame, { binary: true });
      else this.peer.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    }
  }

  /** Bytes straight onto the wire, e.g. a frame that breaks the protocol. */
  sendRaw(bytes: readonly number[]): void {
    this.peer.raw.write(Buffer.from(bytes));
  }

  /** The network dies without a FIN: what is sent from now on goes nowhere, what arrives is not read. */
  stall(): void {
    const { raw, socket } = this.peer;
    socket.pause();
    raw.pause();
  }

  /** The TCP connection ends without a closing handshake (1006 on the other side). */
  drop(): void {
    this.peer.raw.destroy();
  }

  async stop(): Promise<void> {
    for (const raw of this.#raw) raw.destroy();
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  #onUpgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    this.dials++;
    const upgrade = this.judgeDial();
    if (upgrade.do === "hang") {
      // Read on, or the end of the connection would go unnoticed here.
      raw.on("end", () => raw.destroy()).resume();
      return;
    }
    if (upgrade.do === "refuse") {
      const headers = Object.entries(upgrade.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
      raw.end(`HTTP/1.1 ${upgrade.status} No\r\nConnection: close\r\nContent-Length: 0\r\n${headers.join("")}\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, raw, head, (socket) => {
      const peer: VenuePeer = { socket, raw, url: request.url ?? "", received: [], closed: false, closeCode: null };
      socket.on("close", (code) => {
        peer.closed = true;
        peer.closeCode = code;
      });
      socket.on("error", () => raw.destroy());
      socket.on("message", (data) => {
        const text = (data as Buffer).toString();
        peer.received.push(text);
        this.onFrame(JSON.parse(text) as Record<string, unknown>, peer);
      });
      this.peers.push(peer);
      this.onPeer(peer);
    });
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://venue");
    const seen = { url: request.url ?? "/", path: url.pathname, query: url.searchParams, headers: request.headers };
    this.requests.push(seen);
    const answer = this.rest(seen);
    if (answer instanceof Promise) void answer.then((late) => reply(response, late));
    else if (answer !== null) reply(response, answer);
  }
}

function reply(response: ServerResponse, answer: RestAnswer): void {
  // Kept-alive connections would look like ones that were not let go.
  response.writeHead(answer.status ?? 200, {
    "content-type": "application/json",
    connection: "close",
    ...answer.headers,
  });
  response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
}
