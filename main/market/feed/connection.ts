/**
 * The life of one connection to a venue, as one state machine with one owner: dial, watch, give way, dial again, for ever.
 *
 *   idle -> (key-missing) -> dialling -> open -> waiting -> dialling ...
 *
 * There is at most one socket that counts and one pending dial; an earlier socket was given up and says nothing more. Beside an
 * open one there may be one that is to take over from it. Time comes from a clock that tests own.
 */
import { message as text } from "../../../preload/contract/messages/message.ts";
import { SleepMonitor } from "./sleep-monitor.ts";
import type { Phase } from "./connection-phase.ts";
import { ConnectionRecord } from "./connection-record.ts";
import type { ConnectionOptions, ConnectionStatus } from "./connection-types.ts";
import * as reasons from "./disconnect-reason.ts";
import type { DisconnectReason } from "./disconnect-reason.ts";
import { Dialer } from "./dialer.ts";
import { HeartbeatInterval } from "./heartbeat-interval.ts";
import { ReconnectSchedule } from "./reconnect-schedule.ts";
import type { SessionSocket, SessionSocketOwner } from "./session-socket.ts";
import { SocketReplacement } from "./socket-replacement.ts";
import { handshakeMs } from "./venue-socket.ts";

/** The delays start over after this long open, given a valid frame. */
const stableMs = 30_000;
/** A refused key counts as accepted again after this long open without another refusal. */
const refusalClearedAfterMs = 10_000;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #dialer: Dialer;
  readonly #schedule: ReconnectSchedule;
  readonly #heartbeats = new HeartbeatInterval();
  readonly #replacement: SocketReplacement;
  readonly #sleepMonitor: SleepMonitor;
  readonly #record: ConnectionRecord;
  #phase: Phase = { name: "idle" };

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#schedule = new ReconnectSchedule(options.random);
    this.#record = new ConnectionRecord(options.clock.now());
    this.#sleepMonitor = new SleepMonitor({
      clock: options.clock,
      onSlept: () => this.wake(),
      onCheck: (monoMs) => this.#onCheck(monoMs),
    });
    const owner: SessionSocketOwner = {
      onOpen: (socket) => this.#onOpen(socket),
      onText: (socket, text, bytes) => this.#onText(socket, text, bytes),
      onUnreadable: (reason) => options.handlers.onUnreadable(reason),
      onLost: (socket, reason) => this.#onLost(socket, reason),
      onAsked: (socket, symbol) => {
        if (!socket.isHolding) options.handlers.onAsked(symbol);
      },
    };
    this.#dialer = new Dialer({ ...options, owner, heartbeats: this.#heartbeats });
    this.#replacement = new SocketReplacement(this.#dialer, options.maxSocketAgeMs, options.random);
  }

  status(): ConnectionStatus {
    const parts = { schedule: this.#schedule, heartbeats: this.#heartbeats, dialer: this.#dialer };
    return this.#record.status(this.#phase, parts, this.#options.clock.now());
  }

  /** The open socket; null where there is none. */
  get socket(): SessionSocket | null {
    return this.#phase.name === "open" ? this.#phase.socket : null;
  }

  /** Open, with a frame on this socket that proves that we are served, and a key that is not refused: what arrives is the market. */
  get live(): boolean {
    return this.#phase.name === "open" && this.#phase.socket.isProven && !this.#record.isRefused;
  }

  /** Open, with nothing accepted over it yet: it may be a dead one, or that of a venue with little to say. */
  get unproven(): boolean {
    return this.#phase.name === "open" && !this.#phase.socket.isProven && !this.#record.isRefused;
  }

  /** Starts dialling, and goes on for ever. Null as the addresses: a key is needed and missing. */
  start(addresses: readonly string[] | null): void {
    if (this.#phase.name !== "idle") return;
    this.#dialer.setAddresses(addresses);
    this.#sleepMonitor.start();
    this.#dial();
  }

  /** New addresses or a new key: the refusal is cleared, and the first of them is dialled at once. */
  setAddresses(addresses: readonly string[] | null): void {
    this.#dialer.setAddresses(addresses);
    if (this.#phase.name === "idle") return;
    this.#abandon(reasons.settingsChanged);
    this.#heartbeats.forget();
    this.#record.forgetFailures();
    this.#schedule.forget();
    this.#dial();
  }

  /** The wanted set changed. */
  resubscribe(): void {
    this.socket?.subscriptions.onChanged();
    this.#replacement.socket?.subscriptions.onChanged();
  }

  /** The venue will end the open socket: a new one is opened before this one is given up. */
  replace(): void {
    if (this.#phase.name === "open") this.#replacement.want(this.#options.clock.now().monoMs);
  }

  /** A person asks: drop what there is and dial at once, whatever the schedule says. */
  reconnect(message = text("venue.reconnect-asked")): void {
    if (this.#phase.name === "idle" || this.#phase.name === "key-missing") return;
    this.#abandon(reasons.reconnectRequested(message));
    this.#dial();
  }

  /**
   * The machine woke up, or its network changed: an open socket may be dead without knowing. Dials after a moment, because
   * the network is often not there yet; asked again within that moment, the moment starts anew.
   */
  wake(): void {
    const { name } = this.#phase;
    if (name === "idle" || name === "key-missing" || (name === "waiting" && this.#record.isRefused)) return;
    this.#abandon(reasons.machineSlept);
    this.#wait(this.#schedule.afterWake(this.#record.isRefused, this.#options.clock.now().monoMs));
  }

  /**
   * True where the machine slept, or this process was stopped, since that was last looked for; the feed is then given up. To be
   * asked before anything is taken for "now": after a sleep, timers, frames and answers come in any order.
   */
  noticeSleep(): boolean {
    return this.#sleepMonitor.noticeSleep();
  }

  /** The venue's words or its REST answer say that the key is refused. */
  refuse(message: string): void {
    if (this.#phase.name !== "open" && this.#phase.name !== "dialling") return;
    this.#lose(reasons.refusal(message));
  }

  /** Ends everything, from any state: no timer and no socket of ours remains. */
  stop(): void {
    this.#sleepMonitor.stop();
    this.#abandon(reasons.stopped);
    this.#record.end();
    this.#schedule.reset();
    this.#show();
  }

  get #socket(): SessionSocket | null {
    return this.#phase.name === "open" || this.#phase.name === "dialling" ? this.#phase.socket : null;
  }

  #dial(): void {
    if (this.#dialer.isKeyMissing) {
      this.#phase = { name: "key-missing" };
      this.#show();
      return;
    }
    const waitMs = this.#dialer.waitMs();
    if (waitMs > 0) return this.#wait(waitMs);
    this.#heartbeats.newSocket();
    const socket = this.#dialer.dial();
    if (socket === null) return this.#fail(reasons.addressRejected);
    this.#phase = { name: "dialling", socket };
    this.#show();
  }

  #onOpen(socket: SessionSocket): void {
    if (socket === this.#replacement.socket) return;
    this.#phase = { name: "open", socket };
    this.#options.handlers.onOpen();
  }

  #onLost(socket: SessionSocket, reason: DisconnectReason): void {
    const { monoMs } = this.#options.clock.now();
    if (socket === this.#replacement.socket) this.#replacement.fail(monoMs);
    else if (this.#replacement.isComplete && reason.refused !== true) this.#takeOver();
    else this.#lose(reason);
  }

  #onText(socket: SessionSocket, text: string, bytes: Uint8Array): void {
    const now = this.#sleepMonitor.readMoment();
    if (now === null) return;
    const meaning = this.#options.handlers.onText(socket, text, now, bytes);
    if (meaning === "other") return;
    socket.liveness.noteFrame(now.monoMs);
    if (meaning === "contact") return;
    if (socket !== this.#socket) {
      // The one that is to take over: one that was given up says nothing.
      socket.prove();
      return;
    }
    this.#record.noteFrame(now);
    if (meaning === "heartbeat") this.#heartbeats.beat(now.monoMs);
    if (socket.isProven && !this.#record.isRefused) return;
    // The first such frame of a socket makes the feed live; after a refusal, only a price proves the key.
    socket.prove();
    if (meaning === "price") this.#record.clearRefusal();
    this.#becomeLive();
  }

  #becomeLive(): void {
    if (!this.live) return;
    this.#record.noteLive();
    this.#options.handlers.onLive();
    this.#show();
  }

  #onCheck(monoMs: number): void {
    const phase = this.#phase;
    if (phase.name === "dialling" && monoMs - phase.socket.dialledMonoMs >= handshakeMs)
      this.#lose(reasons.handshakeFailed);
    if (phase.name === "open") this.#checkOpen(phase.socket, monoMs);
  }

  #checkOpen(socket: SessionSocket, monoMs: number): void {
    const deadForMs = socket.liveness.deadForMs(monoMs);
    if (deadForMs !== null) return this.#onLost(socket, reasons.fellSilent(deadForMs));
    socket.check(monoMs);
    if (this.#replacement.check(socket, monoMs)) this.#takeOver();
    const openForMs = monoMs - (socket.openedMonoMs ?? monoMs);
    if (socket.isProven && this.#record.isRefused && openForMs >= refusalClearedAfterMs) {
      this.#record.clearRefusal();
      this.#becomeLive();
    }
    if (!this.live || this.#schedule.attempt === 0 || openForMs < stableMs) return;
    this.#schedule.reset();
    this.#options.handlers.onState();
  }

  /** The new socket has everything: it is in use from now on, and nothing was missed. */
  #takeOver(): void {
    const old = this.#socket;
    const socket = this.#replacement.take();
    if (socket === null) return;
    this.#phase = { name: "open", socket };
    this.#heartbeats.newSocket();
    old?.giveUp();
    this.#options.handlers.onTakenOver(socket, this.#options.clock.now());
    this.#show();
  }

  /** The present socket is gone or given up: tell, and dial again by the schedule. */
  #lose(disconnectReason: DisconnectReason): void {
    this.#abandon(disconnectReason);
    this.#fail(disconnectReason);
  }

  #fail(disconnectReason: DisconnectReason): void {
    const { clock, handlers } = this.#options;
    // Another address of the venue may be reached where this one is not.
    if (disconnectReason.tryNextAddress === true) this.#dialer.useNextAddress();
    const error = { code: disconnectReason.code, message: handlers.formatVenueText(disconnectReason.message) };
    this.#record.noteFailure(error, disconnectReason.refused === true);
    this.#wait(this.#schedule.afterFailure(disconnectReason, this.#record.isRefused, clock.now().monoMs));
  }

  /** Lets go of the socket and of the pending dial, so that there is neither, and says so where the feed was live. */
  #abandon(disconnectReason: DisconnectReason): void {
    const phase = this.#phase;
    const wasLive = this.live;
    const since = this.#record.lastFrame;
    if (phase.name === "waiting") phase.timer.cancel();
    this.#phase = { name: "idle" };
    this.#replacement.stop();
    if (phase.name === "open" || phase.name === "dialling") phase.socket.giveUp();
    const { handlers } = this.#options;
    if (wasLive && since !== null) handlers.onLost(since, disconnectReason.because);
    if (phase.name === "open") handlers.onClosed();
  }

  #wait(waitMs: number): void {
    const { clock } = this.#options;
    const now = clock.now();
    const timer = clock.after(waitMs, () => this.#dial());
    this.#phase = { name: "waiting", timer, dialAt: { wallMs: now.wallMs + waitMs, monoMs: now.monoMs + waitMs } };
    this.#show();
  }

  #show(): void {
    this.#record.show(this.#phase, this.live, this.#schedule.attempt, this.#options.clock.now());
    this.#options.handlers.onState();
  }
}
