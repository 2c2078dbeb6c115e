/**
 * The life of one connection to a venue, as one state machine with one owner: dial, watch, give way, dial again, for ever.
 *
 *   idle -> (key-missing) -> dialling -> open -> waiting -> dialling ...
 *
 * There is at most one socket that counts and one pending dial; an earlier socket was given up and says nothing more. Time
 * comes from a clock that tests own.
 */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import { wallMsOf, type Clock, type Timer } from "../../lib/clock.ts";
import { ShownState, type Phase } from "./connection-phase.ts";
import type { ConnectionHandlers, ConnectionStatus, FrameVerdict } from "./connection-types.ts";
import { HeartbeatInterval } from "./heartbeat-interval.ts";
import * as reasons from "./disconnect-reason.ts";
import type { DisconnectReason } from "./disconnect-reason.ts";
import { ReadMoment } from "./read-moment.ts";
import { ReconnectSchedule } from "./reconnect-schedule.ts";
import { checkPeriodMs, SleepWatch } from "./sleep-watch.ts";
import { handshakeMs, VenueSocket } from "./venue-socket.ts";

/** The delays start over after this long open, given a valid frame. */
const stableMs = 30_000;
/** A refused key counts as accepted again after this long open without another refusal. */
const forgivenMs = 10_000;

export class Connection {
  readonly #clock: Clock;
  readonly #handlers: ConnectionHandlers;
  readonly #schedule: ReconnectSchedule;
  readonly #heartbeats = new HeartbeatInterval();
  #phase: Phase = { name: "idle" };
  /** Null: a key is needed and there is none. */
  #address: string | null = null;
  #checkTimer: Timer | null = null;
  readonly #sleep: SleepWatch;
  /** An accepted frame came over the present socket. */
  #valid = false;
  #refused = false;
  #everLive = false;
  #lastFrame: Moment | null = null;
  readonly #readMoment = new ReadMoment();
  #lastError: { code: string; message: string } | null = null;
  #dials = 0;
  readonly #shown: ShownState;

  constructor(options: { clock: Clock; random: () => number; handlers: ConnectionHandlers }) {
    this.#clock = options.clock;
    this.#handlers = options.handlers;
    this.#schedule = new ReconnectSchedule(options.random);
    const now = options.clock.now();
    this.#shown = new ShownState(now);
    this.#sleep = new SleepWatch(now.monoMs);
  }

  status(): ConnectionStatus {
    const now = this.#clock.now();
    return {
      state: this.#shown.state,
      sinceWallMs: wallMsOf(this.#shown.since, now),
      attempt: this.#schedule.attempt,
      nextDialWallMs: this.#phase.name === "waiting" ? wallMsOf(this.#phase.dialAt, now) : null,
      lastFrame: this.#lastFrame,
      lastFrameWallMs: this.#lastFrame === null ? null : wallMsOf(this.#lastFrame, now),
      lastError: this.#lastError,
      heartbeatIntervalMs: this.#heartbeats.intervalMs,
      watchdogMs: this.#heartbeats.watchdogMs,
      dials: this.#dials,
    };
  }

  /** Open, with an accepted frame on this socket and a key that is not refused: what arrives now is the market. */
  get live(): boolean {
    return this.#phase.name === "open" && this.#valid && !this.#refused;
  }

  /** Open, with nothing accepted over it yet: it may be a dead one, or that of a venue with little to say. */
  get unproven(): boolean {
    return this.#phase.name === "open" && !this.#valid && !this.#refused;
  }

  get everLive(): boolean {
    return this.#everLive;
  }

  /** Starts dialling, and goes on for ever. Null as the address: a key is needed and missing. */
  start(address: string | null): void {
    if (this.#phase.name !== "idle") return;
    this.#address = address;
    this.#sleep.restart(this.#clock.now().monoMs);
    this.#checkTimer = this.#clock.every(checkPeriodMs, () => this.#onCheck());
    this.#dial();
  }

  /** A new address or key: what was refused is forgiven, and it is dialled at once. */
  setAddress(address: string | null, because: BlindReason = "disconnected"): void {
    this.#address = address;
    if (this.#phase.name === "idle") return;
    this.#abandon(reasons.settingsChanged(because));
    this.#heartbeats.forget();
    this.#refused = false;
    this.#lastError = null;
    this.#schedule.forget();
    this.#dial();
  }

  /** A person asks: drop what there is and dial at once, whatever the schedule says. */
  reconnect(message = "A new connection was asked for."): void {
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
    if (name === "idle" || name === "key-missing" || (name === "waiting" && this.#refused)) return;
    this.#abandon(reasons.machineSlept);
    this.#wait(this.#schedule.afterWake(this.#refused, this.#clock.now().monoMs));
  }

  /**
   * True where the machine slept, or this process was stopped, since that was last looked for; the feed is then given up. To be
   * asked before anything is taken for "now": after a sleep, timers, frames and answers come in any order.
   */
  noticeSleep(): boolean {
    if (this.#checkTimer === null || !this.#sleep.hasSlept(this.#clock.now().monoMs)) return false;
    this.wake();
    return true;
  }

  /** The venue's words or its REST answer say that the key is refused. */
  refuse(message: string): void {
    if (this.#phase.name !== "open" && this.#phase.name !== "dialling") return;
    this.#lose(reasons.refusal(message));
  }

  /** Sends on the open socket. False where there is none: nothing is queued. */
  send(text: string): boolean {
    return this.#phase.name === "open" && this.#phase.socket.send(text);
  }

  /** Ends everything, from any state: no timer and no socket of ours remains. */
  stop(): void {
    this.#checkTimer?.cancel();
    this.#checkTimer = null;
    this.#abandon(reasons.stopped);
    this.#phase = { name: "idle" };
    this.#refused = false;
    this.#everLive = false;
    this.#lastError = null;
    this.#schedule.reset();
    this.#show();
  }

  #dial(): void {
    if (this.#address === null) {
      this.#phase = { name: "key-missing" };
      this.#show();
      return;
    }
    const dialledMonoMs = this.#clock.now().monoMs;
    this.#valid = false;
    this.#heartbeats.newSocket();
    this.#dials++;
    let socket: VenueSocket;
    try {
      socket = new VenueSocket(this.#address, {
        onOpen: () => {
          this.#phase = { name: "open", socket, dialledMonoMs, openedMonoMs: this.#clock.now().monoMs };
          this.#handlers.onOpen();
        },
        onText: (text, bytes) => this.#onText(text, bytes),
        onUnreadable: (reason) => this.#handlers.onUnreadable(reason),
        onLost: (disconnectReason) => this.#lose(disconnectReason),
        wallMs: () => this.#clock.now().wallMs,
        closeMeans: (code, reason) => this.#handlers.closeMeans(code, reason),
      });
    } catch {
      this.#fail(reasons.addressRejected);
      return;
    }
    this.#phase = { name: "dialling", socket, dialledMonoMs };
    this.#show();
  }

  #onText(text: string, bytes: Uint8Array): void {
    const now = this.#readMoment.current ?? this.#beginRead();
    if (now === null) return;
    const verdict = this.#handlers.onText(text, now, bytes);
    if (verdict === "other") return;
    this.#lastFrame = now;
    if (verdict === "heartbeat") this.#heartbeats.beat(now.monoMs);
    if (!this.#valid || this.#refused) this.#onFirstFrames(verdict);
  }

  /** Null where the machine slept meanwhile: frames that waited in the kernel are not "now". */
  #beginRead(): Moment | null {
    const now = this.#clock.now();
    if (this.#sleep.hasSlept(now.monoMs)) {
      this.wake();
      return null;
    }
    this.#readMoment.begin(now);
    return now;
  }

  /** The first accepted frame of a socket makes the feed live; after a refusal, only a price proves the key. */
  #onFirstFrames(verdict: FrameVerdict): void {
    // The owner may have given the socket up while it read the frame.
    if (this.#phase.name !== "open") return;
    this.#valid = true;
    if (verdict === "price") this.#refused = false;
    this.#becomeLive();
  }

  #becomeLive(): void {
    if (!this.live) return;
    this.#everLive = true;
    this.#lastError = null;
    this.#handlers.onLive();
    this.#show();
  }

  #onCheck(): void {
    const now = this.#clock.now();
    if (this.#sleep.check(now.monoMs)) {
      this.wake();
      return;
    }
    const phase = this.#phase;
    if (phase.name === "dialling") {
      if (now.monoMs - phase.dialledMonoMs >= handshakeMs) this.#lose(reasons.handshakeFailed);
      return;
    }
    if (phase.name !== "open") return;
    // Armed at the dial, so that a socket on which nothing ever arrives is found out too.
    const heardMonoMs = this.#valid && this.#lastFrame !== null ? this.#lastFrame.monoMs : phase.dialledMonoMs;
    const { watchdogMs } = this.#heartbeats;
    if (now.monoMs - heardMonoMs >= watchdogMs) {
      this.#lose(reasons.fellSilent(watchdogMs));
      return;
    }
    const openForMs = now.monoMs - phase.openedMonoMs;
    if (this.#valid && this.#refused && openForMs >= forgivenMs) {
      this.#refused = false;
      this.#becomeLive();
    }
    this.#rewardStability();
  }

  #rewardStability(): void {
    const phase = this.#phase;
    if (phase.name !== "open" || !this.live || this.#schedule.attempt === 0) return;
    if (this.#clock.now().monoMs - phase.openedMonoMs < stableMs) return;
    this.#schedule.reset();
    this.#handlers.onState();
  }

  /** The present socket is gone or given up: tell, and dial again by the schedule. */
  #lose(disconnectReason: DisconnectReason): void {
    this.#abandon(disconnectReason);
    this.#fail(disconnectReason);
  }

  #fail(disconnectReason: DisconnectReason): void {
    if (disconnectReason.refused === true) this.#refused = true;
    this.#lastError = { code: disconnectReason.code, message: this.#handlers.venueWords(disconnectReason.message) };
    this.#wait(this.#schedule.afterFailure(disconnectReason, this.#refused, this.#clock.now().monoMs));
  }

  /** Lets go of the socket and of the pending dial, and says so where the feed was live. */
  #abandon(disconnectReason: DisconnectReason): void {
    const phase = this.#phase;
    const wasLive = this.live;
    const since = this.#lastFrame;
    if (phase.name === "waiting") phase.timer.cancel();
    this.#phase = { name: "idle" };
    this.#valid = false;
    if (phase.name === "open" || phase.name === "dialling") phase.socket.giveUp();
    if (wasLive && since !== null) this.#handlers.onLost(since, disconnectReason.because);
    if (phase.name === "open") this.#handlers.onClosed();
  }

  #wait(waitMs: number): void {
    const now = this.#clock.now();
    const timer = this.#clock.after(waitMs, () => this.#dial());
    this.#phase = { name: "waiting", timer, dialAt: { wallMs: now.wallMs + waitMs, monoMs: now.monoMs + waitMs } };
    this.#show();
  }

  #show(): void {
    const hasTried = this.#everLive || this.#schedule.attempt > 0;
    this.#shown.update(this.#phase, { isRefused: this.#refused, isLive: this.live, hasTried }, this.#clock.now());
    this.#handlers.onState();
  }
}
