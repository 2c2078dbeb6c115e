/** By what one socket is known to be dead: it is silent for too long, or does not answer a probe. */
import type { Liveness } from "../venues/session.ts";
import type { HeartbeatInterval } from "./heartbeat-interval.ts";

export class SocketLiveness {
  readonly #liveness: Liveness;
  readonly #heartbeats: HeartbeatInterval;
  /** Counts from the dial, so that a socket on which nothing ever arrives is found out too. */
  #lastFrameMonoMs: number;
  #probedMonoMs: number;
  #awaitsAnswer = false;

  constructor(liveness: Liveness, heartbeats: HeartbeatInterval, dialledMonoMs: number) {
    this.#liveness = liveness;
    this.#heartbeats = heartbeats;
    this.#lastFrameMonoMs = this.#probedMonoMs = dialledMonoMs;
  }

  /** Silence longer than this means that it is dead: as the venue says, else as measured from its heartbeats. */
  get idleMs(): number {
    return this.#liveness.idleMs ?? this.#heartbeats.watchdogMs;
  }

  /** A text frame was accepted. */
  noteFrame(monoMs: number): void {
    this.#lastFrameMonoMs = monoMs;
    this.#awaitsAnswer = false;
  }

  /** A WebSocket ping: a sign of life where the venue sends them for that, and no answer to a probe. */
  notePing(monoMs: number): void {
    if (this.#liveness.countsPings) this.#lastFrameMonoMs = monoMs;
  }

  isProbeDue(monoMs: number): boolean {
    const { probeEveryMs } = this.#liveness;
    return probeEveryMs !== null && !this.#awaitsAnswer && monoMs - this.#probedMonoMs >= probeEveryMs;
  }

  probe(monoMs: number): void {
    this.#probedMonoMs = monoMs;
    this.#awaitsAnswer = true;
  }

  /** For how long it has said nothing, where that is too long; null while it is alive. */
  deadForMs(monoMs: number): number | null {
    if (monoMs - this.#lastFrameMonoMs >= this.idleMs) return this.idleMs;
    const { probeTimeoutMs } = this.#liveness;
    return this.#awaitsAnswer && monoMs - this.#probedMonoMs >= probeTimeoutMs ? probeTimeoutMs : null;
  }
}
