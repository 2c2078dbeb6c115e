/** A connection by itself: sockets of which a test says what becomes of them, and a clock of its own. */
import { Connection } from "../../../main/market/feed/connection.ts";
import type { FrameMeaning } from "../../../main/market/feed/connection-types.ts";
import type { DisconnectReason } from "../../../main/market/feed/disconnect-reason.ts";
import type { HeartbeatInterval } from "../../../main/market/feed/heartbeat-interval.ts";
import type { SessionSocket, SessionSocketOwner } from "../../../main/market/feed/session-socket.ts";
import { SlidingWindow } from "../../../main/market/feed/sliding-window.ts";
import { SocketLiveness } from "../../../main/market/feed/socket-liveness.ts";
import type { Rate } from "../../../main/market/venues/session.ts";
import { ManualClock } from "../../doubles/clock.ts";

/** What a connection sees of a socket, as a test sets it. */
export class StagedSocket {
  readonly address: string;
  readonly dialledMonoMs: number;
  readonly liveness: SocketLiveness;
  openedMonoMs: number | null = null;
  isProven = false;
  isHolding = false;
  isFull = false;
  isGivenUp = false;
  /** How often it was looked at. */
  checks = 0;
  readonly subscriptions = {
    isComplete: false,
    changes: 0,
    onChanged() {
      this.changes++;
    },
  };

  constructor(address: string, heartbeats: HeartbeatInterval, dialledMonoMs: number) {
    const liveness = { idleMs: 45_000, probeEveryMs: null, probeTimeoutMs: 1_000, countsPings: false };
    this.address = address;
    this.dialledMonoMs = dialledMonoMs;
    this.liveness = new SocketLiveness(liveness, heartbeats, dialledMonoMs);
  }

  prove(): void {
    this.isProven = true;
  }

  beginHolding(): void {
    this.isHolding = true;
  }

  check(): void {
    this.checks++;
  }

  giveUp(): void {
    this.isGivenUp = true;
  }
}

export interface ConnectionHarnessOptions {
  readonly dials?: Rate;
  readonly maxSocketAgeMs?: number;
}

export class ConnectionHarness {
  readonly clock = new ManualClock();
  readonly sockets: StagedSocket[] = [];
  readonly connection: Connection;
  /** Whether the next address is one. */
  isAddress = true;
  readonly #told: string[] = [];
  #states = 0;
  #meaning: FrameMeaning = "other";
  #owner: SessionSocketOwner | null = null;

  constructor({ dials, maxSocketAgeMs }: ConnectionHarnessOptions = {}) {
    const say = (words: string): void => void this.#told.push(words);
    const of = (socket: SessionSocket): number => this.sockets.indexOf(socket as unknown as StagedSocket);
    this.connection = new Connection({
      clock: this.clock,
      random: () => 0,
      dials: new SlidingWindow(dials ?? { max: Number.POSITIVE_INFINITY, perMs: 1_000 }),
      maxSocketAgeMs: maxSocketAgeMs ?? null,
      dial: (address, owner, heartbeats) => {
        if (!this.isAddress) throw new Error("no address");
        this.#owner = owner;
        const socket = new StagedSocket(address, heartbeats, this.clock.now().monoMs);
        this.sockets.push(socket);
        return socket as unknown as SessionSocket;
      },
      handlers: {
        onOpen: () => say("open"),
        onAsked: (symbol) => say(`asked ${symbol}`),
        onText: () => this.#meaning,
        onLive: () => say("live"),
        onUnreadable: (reason) => say(`unreadable ${reason}`),
        onLost: (since, because) => say(`lost ${because} ${since.monoMs - 1_000}`),
        onClosed: () => say("closed"),
        onTakenOver: (socket, now) => say(`taken over by ${of(socket)} at ${now.monoMs - 1_000}`),
        onState: () => this.#states++,
        formatVenueText: (words) => `(${words})`,
      },
    });
  }

  /** What was told since this was last asked, times in milliseconds since the beginning. */
  heard(): string[] {
    return this.#told.splice(0);
  }

  /** How often `status()` was said to have changed, since this was last asked. */
  states(): number {
    const states = this.#states;
    this.#states = 0;
    return states;
  }

  /** The newest socket. */
  get socket(): StagedSocket {
    return this.sockets.at(-1) as StagedSocket;
  }

  open(socket = this.socket): void {
    socket.openedMonoMs = this.clock.now().monoMs;
    this.#owner?.onOpen(socket as unknown as SessionSocket);
  }

  /** A frame comes. */
  async text(meaning: FrameMeaning, socket = this.socket): Promise<void> {
    this.#meaning = meaning;
    this.#owner?.onText(socket as unknown as SessionSocket, "", new Uint8Array());
    await Promise.resolve();
  }

  asked(symbol: string, socket = this.socket): void {
    this.#owner?.onAsked(socket as unknown as SessionSocket, symbol);
  }

  /** A socket says by itself that it is gone. */
  lose(more: Partial<DisconnectReason> = {}, socket = this.socket): void {
    const reason: DisconnectReason = { code: "gone", message: "gone", because: "disconnected", ...more };
    this.#owner?.onLost(socket as unknown as SessionSocket, reason);
  }

  unreadable(): void {
    this.#owner?.onUnreadable("frame-binary");
  }

  /** Dialled, open and live by a price. */
  async live(addresses: readonly string[] = ["a"]): Promise<void> {
    this.connection.start(addresses);
    this.open();
    await this.text("price");
    this.heard();
    this.states();
  }

  /** Lets seconds pass, each with a frame over the newest socket: nothing falls silent. */
  async pass(seconds: number, meaning: FrameMeaning = "contact"): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.clock.advance(1_000);
      await this.text(meaning);
    }
  }

  /** State, failures so far, and milliseconds until the next dial; null where none is pending. */
  shown(): [string, number, number | null] {
    const { state, attempt, nextDialWallMs } = this.connection.status();
    return [state, attempt, nextDialWallMs === null ? null : nextDialWallMs - this.clock.now().wallMs];
  }
}
