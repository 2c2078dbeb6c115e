/** One socket with all that belongs to it and ends with it: the venue's session, what is asked for over it, whether it is alive. */
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Need } from "../venues/need.ts";
import type { RestFailureCode, SessionPrice, VenueSession, VenueTraits } from "../venues/session.ts";
import type { DisconnectReason } from "./disconnect-reason.ts";
import { FrameQueue } from "./frame-queue.ts";
import type { HeartbeatInterval } from "./heartbeat-interval.ts";
import { SocketLiveness } from "./socket-liveness.ts";
import { Subscriptions } from "./subscriptions.ts";
import { VenueSocket } from "./venue-socket.ts";

/** So many prices of a socket that is to take over are held; then it takes over with what is there. */
const maxHeld = 5_000;

/** What is said of a socket; nothing more once it is given up. */
export interface SessionSocketOwner {
  onOpen(socket: SessionSocket): void;
  onText(socket: SessionSocket, text: string, bytes: Uint8Array): void;
  onUnreadable(reason: string): void;
  onLost(socket: SessionSocket, reason: DisconnectReason): void;
  /** One is asked for over it. */
  onAsked(socket: SessionSocket, symbol: string): void;
}

export interface SessionSocketOptions {
  readonly clock: Clock;
  readonly address: string;
  readonly traits: VenueTraits;
  readonly session: VenueSession;
  readonly heartbeats: HeartbeatInterval;
  readonly wanted: () => ReadonlyMap<string, Need>;
  readonly closeMeans: (code: number, reason: string) => RestFailureCode | null;
  /** Told the time at which the venue says that it answered the handshake, and when that came. */
  readonly onDated: (atMs: number, now: Moment) => void;
  readonly owner: SessionSocketOwner;
}

export class SessionSocket {
  readonly session: VenueSession;
  readonly subscriptions: Subscriptions;
  readonly liveness: SocketLiveness;
  readonly frames: FrameQueue;
  readonly dialledMonoMs: number;
  readonly #socket: VenueSocket;
  #openedMonoMs: number | null = null;
  #isProven = false;
  #hasPrice = false;
  #held: SessionPrice[] | null = null;

  /** Dials. Throws where `address` is no WebSocket address; the error's words quote it, and it may carry the key. */
  constructor(options: SessionSocketOptions) {
    const { clock, address, traits, session, heartbeats, wanted, closeMeans, onDated, owner } = options;
    this.session = session;
    this.dialledMonoMs = clock.now().monoMs;
    this.liveness = new SocketLiveness(traits.liveness, heartbeats, this.dialledMonoMs);
    this.#socket = new VenueSocket(
      address,
      {
        onOpen: () => {
          this.#openedMonoMs = clock.now().monoMs;
          owner.onOpen(this);
          this.subscriptions.open();
        },
        onDated: (atMs) => onDated(atMs, clock.now()),
        onText: (text, bytes) => owner.onText(this, text, bytes),
        onPing: () => this.liveness.notePing(clock.now().monoMs),
        onUnreadable: (reason) => owner.onUnreadable(reason),
        onLost: (reason) => owner.onLost(this, reason),
        wallMs: () => clock.now().wallMs,
        closeMeans,
      },
      traits.limits.maxFrameBytes,
    );
    this.frames = new FrameQueue({ clock, limit: traits.limits.frames, send: (frame) => this.#socket.send(frame) });
    this.subscriptions = new Subscriptions({
      clock,
      session,
      frames: this.frames,
      wanted,
      onAsked: (symbol) => owner.onAsked(this, symbol),
    });
  }

  /** Null while it is being dialled. */
  get openedMonoMs(): number | null {
    return this.#openedMonoMs;
  }

  /** A frame came over it that proves that the venue serves us. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** A price came over it. */
  get hasPrice(): boolean {
    return this.#hasPrice;
  }

  /** It is to take over from another one, and its prices wait until then. */
  get isHolding(): boolean {
    return this.#held !== null;
  }

  /** It holds all that it can. */
  get isFull(): boolean {
    return this.#held !== null && this.#held.length >= maxHeld;
  }

  prove(): void {
    this.#isProven = true;
  }

  notePrice(): void {
    this.#hasPrice = true;
  }

  /** Holds its prices from here on. */
  beginHolding(): void {
    this.#held = [];
  }

  hold(price: SessionPrice): void {
    if (!this.isFull) this.#held?.push(price);
  }

  /** What was held, oldest first; nothing is held any longer. */
  release(): readonly SessionPrice[] {
    const held = this.#held ?? [];
    this.#held = null;
    return held;
  }

  /** Once a second while it is open: probes, and repeats what was not confirmed. */
  check(monoMs: number): void {
    this.subscriptions.check(monoMs);
    if (!this.liveness.isProbeDue(monoMs)) return;
    const probe = this.session.probe();
    if (probe === null) return;
    this.liveness.probe(monoMs);
    this.frames.pushFirst(probe);
  }

  giveUp(): void {
    this.subscriptions.close();
    this.frames.clear();
    this.#socket.giveUp();
  }
}
