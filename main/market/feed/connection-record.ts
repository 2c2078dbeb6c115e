/** What is known of a connection beyond its present socket, and shown of it. */
import type { Moment } from "../../../preload/contract/tick.ts";
import { wallMsOf } from "../../lib/clock.ts";
import { ShownState, type Phase } from "./connection-phase.ts";
import type { ConnectionStatus } from "./connection-types.ts";
import type { Dialer } from "./dialer.ts";
import type { HeartbeatInterval } from "./heartbeat-interval.ts";
import type { ReconnectSchedule } from "./reconnect-schedule.ts";

export class ConnectionRecord {
  readonly #shown: ShownState;
  #isRefused = false;
  #everLive = false;
  #lastFrame: Moment | null = null;
  #lastError: ConnectionStatus["lastError"] = null;

  constructor(now: Moment) {
    this.#shown = new ShownState(now);
  }

  /** The key was refused, and no price has come since. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** When the last frame came that proves that we are served. */
  get lastFrame(): Moment | null {
    return this.#lastFrame;
  }

  noteFrame(now: Moment): void {
    this.#lastFrame = now;
  }

  noteLive(): void {
    this.#everLive = true;
    this.#lastError = null;
  }

  noteFailure(error: ConnectionStatus["lastError"], isRefusal: boolean): void {
    this.#lastError = error;
    if (isRefusal) this.#isRefused = true;
  }

  /** A price proves the key, or a long time without another refusal does. */
  clearRefusal(): void {
    this.#isRefused = false;
  }

  /** Another address or key: what the old one was refused for does not matter any more. */
  forgetFailures(): void {
    this.#isRefused = false;
    this.#lastError = null;
  }

  /** Nothing is watched any more. */
  end(): void {
    this.forgetFailures();
    this.#everLive = false;
  }

  /** What is shown follows what is. */
  show(phase: Phase, isLive: boolean, attempt: number, now: Moment): void {
    const hasTried = this.#everLive || attempt > 0;
    this.#shown.update(phase, { isRefused: this.#isRefused, isLive, hasTried }, now);
  }

  status(
    phase: Phase,
    parts: { schedule: ReconnectSchedule; heartbeats: HeartbeatInterval; dialer: Dialer },
    now: Moment,
  ): ConnectionStatus {
    const { schedule, heartbeats, dialer } = parts;
    const lastFrame = this.#lastFrame;
    return {
      state: this.#shown.state,
      sinceWallMs: wallMsOf(this.#shown.since, now),
      attempt: schedule.attempt,
      nextDialWallMs: phase.name === "waiting" ? wallMsOf(phase.dialAt, now) : null,
      lastFrame,
      lastFrameWallMs: lastFrame === null ? null : wallMsOf(lastFrame, now),
      lastError: this.#lastError,
      heartbeatIntervalMs: heartbeats.intervalMs,
      watchdogMs: phase.name === "open" ? phase.socket.liveness.idleMs : heartbeats.watchdogMs,
      dials: dialer.count,
    };
  }
}
