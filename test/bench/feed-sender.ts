/**
 * A venue in a process of its own, so that its CPU is not the receiver's: told `{ to, frames, from, instruments }`, it sends
 * that many ticker frames over the socket dialled under that path, as fast as the socket takes them.
 */
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { burstFrames, type Burst } from "./feed-frames.ts";
import { venueTradeFrames } from "./venue-trade-frames.ts";

const http = createServer((_, response) => response.writeHead(404).end());
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
const peers = new Map<string, { readonly socket: WebSocket; readonly tcp: Socket }>();

server.on("connection", (socket, request) => {
  peers.set(request.url ?? "", { socket, tcp: request.socket });
  // Whoever has taken this is connected.
  socket.send("{}");
});

process.on("message", (message) => {
  const { to, perSecond, ...burst } = message as Burst & { readonly to: string; readonly perSecond?: number | null };
  const peer = peers.get(to);
  if (peer === undefined) throw new Error(`nobody dialled ${to}`);
  const frames = burst.venue === undefined ? burstFrames(burst) : venueTradeFrames(burst.venue, burst);
  if (perSecond === undefined || perSecond === null) {
    // Few writes to the kernel for many frames: a busy venue's arrive like that.
    peer.tcp.cork();
    for (const frame of frames) peer.socket.send(frame);
    peer.tcp.uncork();
    return;
  }
  // One frame at a time, evenly: timers are too coarse for one every 200 us, so the loop turns until the next is due.
  const began = performance.now();
  let sent = 0;
  const turn = (): void => {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    for (; sent < due && sent < frames.length; sent++) peer.socket.send(frames[sent] ?? "");
    if (sent < frames.length) setImmediate(turn);
  };
  turn();
});
process.on("disconnect", () => process.exit(0));

http.listen(0, "127.0.0.1", () => process.send?.({ port: (http.address() as AddressInfo).port }));
