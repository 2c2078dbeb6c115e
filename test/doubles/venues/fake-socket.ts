/** One accepted socket of a fake venue, with what a venue knows of it and what may become of it. */
import type { VenuePeer } from "../venue-server.ts";
import { RollingCount } from "./rolling-count.ts";

export class FakeSocket {
  readonly peer: VenuePeer;
  readonly openedMonoMs: number;
  /** Frames that came over it, as JSON. */
  readonly received: Record<string, unknown>[] = [];
  readonly frames: RollingCount;
  /** What is subscribed: symbols as the venue writes them, by the name of the stream. */
  readonly streams = new Map<string, Set<string>>();
  /** How many frames were sent over it. */
  told = 0;
  /** What is sent over it arrives no more. */
  isStalled = false;

  constructor(peer: VenuePeer, openedMonoMs: number, countsPerMs: number) {
    this.peer = peer;
    this.openedMonoMs = openedMonoMs;
    this.frames = new RollingCount(countsPerMs);
  }

  get isOpen(): boolean {
    return !this.peer.closed;
  }

  has(stream: string, symbol: string): boolean {
    return this.streams.get(stream)?.has(symbol) === true;
  }

  /** Whether the trades of a symbol are subscribed, whatever the venue calls that stream. */
  tellsTrades(symbol: string): boolean {
    return [...this.streams].some(
      ([stream, symbols]) => /trade|match/i.test(stream) && (symbols.has(symbol) || symbols.has(symbol.toLowerCase())),
    );
  }

  add(stream: string, symbol: string): void {
    const symbols = this.streams.get(stream) ?? new Set();
    this.streams.set(stream, symbols.add(symbol));
  }

  remove(stream: string, symbol: string): boolean {
    return this.streams.get(stream)?.delete(symbol) === true;
  }

  /** An object as JSON, text as it is (garbage too), bytes as a binary frame. */
  send(frame: object | string | Buffer): void {
    if (!this.isOpen) return;
    this.told++;
    if (Buffer.isBuffer(frame)) this.peer.socket.send(frame, { binary: true });
    else this.peer.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  close(code: number, reason = ""): void {
    this.peer.socket.close(code, reason);
  }

  /** The TCP connection ends without a closing handshake: 1006 on the other side. */
  cut(): void {
    this.peer.raw.destroy();
  }

  /** The network dies without a FIN: nothing that arrives is read any more. */
  stall(): void {
    this.isStalled = true;
    this.peer.socket.pause();
    this.peer.raw.pause();
  }
}
