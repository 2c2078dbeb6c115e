/**
 * A venue in a process of its own, so that its CPU is not the receiver's: told `{ to, frames, from, instruments }`, it sends
 * that many ticker frames over the socket dialled under that path, as fast as the socket takes them.
 */
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { burstFrames, type Burst } from "./feed-frames.ts";

const http = createServer((_, response) => response.writeHead(404).end());
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
const peers = new Map<string, { readonly socket: WebSocket; readonly tcp: Socket }>();

server.on("connection", (socket, request) => peers.set(request.url ?? "", { socket, tcp: request.socket }));

process.on("message", (message) => {
  const { to, ...burst } = message as Burst & { readonly to: string };
  const peer = peers.get(to);
  if (peer === undefined) throw new Error(`nobody dialled ${to}`);
  const frames = burstFrames(burst);
  // Few writes to the kernel for many frames: a busy venue's arrive like that.
  peer.tcp.cork();
  for (const frame of frames) peer.socket.send(frame);
  peer.tcp.uncork();
});
process.on("disconnect", () => process.exit(0));

http.listen(0, "127.0.0.1", () => process.send?.({ port: (http.address() as AddressInfo).port }));
