/** The port: HTTP requests and WebSocket upgrades in. Loopback alone, and for programs that know it by a name of this computer. */
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";

/** A client sends short frames only. */
export const maxFrameBytes = 64 * 1024;
export const maxConnections = 256;
export const webSocketPath = "/market/ws";
const host = "127.0.0.1";

/** What is done with what comes in. */
export interface HttpHandlers {
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onSocket(ws: WebSocket, socket: Duplex): void;
}

/** An open port. `stop` ends everything that came through it. */
export interface OpenPort {
  readonly port: number;
  stop(): Promise<void>;
}

/** Opens a port that the system picks; rejects where none can be had. */
export async function listen(handlers: HttpHandlers): Promise<OpenPort> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxFrameBytes });
  const server = createServer((request, response) => {
    if (isForeign(request, port)) refuseForeign(response);
    else handlers.onRequest(request, response);
  });
  server.on("upgrade", (request, socket, head) => {
    // Without a listener a reset during the handshake would end the process.
    socket.on("error", () => socket.destroy());
    if (isForeign(request, port)) refuseUpgrade(socket, 403, null);
    else if (sockets.clients.size >= maxConnections) refuseUpgrade(socket, 503, 10);
    else if (addressOf(request)?.pathname !== webSocketPath) refuseUpgrade(socket, 404, null);
    else sockets.handleUpgrade(request, socket, head, (ws) => handlers.onSocket(ws, socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async stop() {
      for (const ws of sockets.clients) ws.terminate();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/**
 * Whether the request was sent by a name that is not one of this computer. Any web page can make a browser send requests here;
 * by the name it used we can tell one that was led here.
 */
export function isForeign(request: IncomingMessage, port: number): boolean {
  const asked = (request.headers.host ?? "").toLowerCase();
  return ![`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(asked);
}

/** The address that a request asks for; null where it is none, as with `//`. */
export function addressOf(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? "/", "http://exchange.invalid");
}

export function refuseForeign(response: ServerResponse): void {
  response
    .writeHead(403, { "content-type": "text/plain; charset=utf-8", connection: "close" })
    .end("Foreign Host header.\n");
}

/** Answers an upgrade with an HTTP status; `retryAfterS` is sent as `Retry-After`. */
export function refuseUpgrade(socket: Duplex, status: number, retryAfterS: number | null): void {
  const retry = retryAfterS === null ? "" : `Retry-After: ${retryAfterS}\r\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}\r\nConnection: close\r\nContent-Length: 0\r\n${retry}\r\n`,
  );
}
