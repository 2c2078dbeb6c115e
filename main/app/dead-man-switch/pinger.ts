/**
 * Pings a service outside while all is well, so that it tells a person when that ends. What it is told, and when: at the start that it
 * begins; each period that all is well; at once that it is not, and why, where the form has words for that, else nothing; at
 * the end that it ends on purpose. A process that is dead, stopped or asleep tells nothing, and the service notices.
 */
import type { AppHealth } from "../../../preload/contract/health.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import { sendPause, sendPing, type PingAddress, type PingNetwork, type PingOutcome } from "./send-ping.ts";
import { canTell, type PingKind } from "./ping-forms.ts";

/** An answer that changes to and fro is not told more often than this: services drop what is sent too often. Milliseconds. */
const minPauseMs = 5_000;
/** How soon a ping that was not taken is sent again, where that is before its period. Milliseconds. */
const retryAfterMs = 10_000;
/** The end of the app waits so long for each of the two answers that there may be. Milliseconds. */
const stopWithinMs = 1_500;

export interface PingerOptions extends PingNetwork {
  /** Null: nothing is pinged. */
  readonly address: () => PingAddress | null;
  readonly periodMs: () => number;
  readonly health: () => AppHealth;
  /** What {@link Pinger.state} answers has changed. */
  readonly changed: () => void;
}

export interface PingState {
  /** When the service took last that all is well, wall milliseconds. */
  readonly lastBeatMs: number | null;
  readonly trouble: string | null;
  /** Attempts in a row that were not taken. */
  readonly failures: number;
}

const untried: PingState = { lastBeatMs: null, trouble: null, failures: 0 };

export class Pinger {
  readonly #options: PingerOptions;
  #state = untried;
  #attempt: AbortController | null = null;
  /** When it was last said how all is, monotonic. */
  #beatMonoMs = -Infinity;
  /** When what was not taken is sent again; null: it was taken. */
  #retryMonoMs: number | null = null;
  #told: PingKind | null = null;
  #isStopped = false;

  constructor(options: PingerOptions) {
    this.#options = options;
  }

  get state(): PingState {
    return this.#state;
  }

  /** At the start, and when the address is another one: the service is told that it begins. */
  begin(): void {
    this.#attempt?.abort();
    this.#attempt = null;
    this.#state = untried;
    this.#told = this.#retryMonoMs = null;
    this.#beatMonoMs = -Infinity;
    this.#options.changed();
    if (this.#options.address() !== null) void this.#send("start");
  }

  /** To be called once a second, and when the computer woke: sends what is due. */
  check(): void {
    const { address, clock, periodMs } = this.#options;
    if (this.#isStopped || this.#attempt !== null || address() === null) return;
    const kind = this.#kind();
    // Not well yet, and nothing has failed: the service has been told that it begins.
    if (kind === "start") return;
    const { monoMs } = clock.now();
    const sinceMs = monoMs - this.#beatMonoMs;
    const isOther = kind !== this.#told && sinceMs >= Math.min(minPauseMs, periodMs());
    const isRetry = this.#retryMonoMs !== null && monoMs >= this.#retryMonoMs;
    if (sinceMs >= periodMs() || isOther || isRetry) void this.#send(kind);
  }

  /** Sends what would be sent now, whether it is due or not, and answers what came back. */
  test(): Promise<PingOutcome> {
    this.#attempt?.abort();
    this.#attempt = null;
    return this.#send(this.#kind());
  }

  /** The app ends on purpose: the service is told so where it can be. */
  async stop(): Promise<void> {
    this.#attempt?.abort();
    this.#isStopped = true;
    const address = this.#options.address();
    if (address === null) return;
    if (address.pause !== null && (await sendPause(address.pause, this.#options, stopWithinMs))) return;
    const signal = new AbortController().signal;
    await sendPing(address, "stopping", message("ping.stopping"), this.#options, { signal, deadlineMs: stopWithinMs });
  }

  #kind(): PingKind {
    const { isWell, reasons } = this.#options.health();
    if (isWell) return "well";
    return reasons.every(({ code }) => code === "starting") ? "start" : "not-well";
  }

  async #send(kind: PingKind): Promise<PingOutcome> {
    const { address, clock, health } = this.#options;
    const to = address();
    if (to === null) return { kind: "none" };
    if (kind !== "start") {
      // Before it is known what comes of it: a period is the time between two beats, not between an answer and a beat.
      this.#beatMonoMs = clock.now().monoMs;
      this.#told = kind;
    }
    if (!canTell(to.form, kind)) return { kind: "none" };
    const attempt = new AbortController();
    this.#attempt = attempt;
    const words =
      kind === "not-well"
        ? health()
            .reasons.map((reason) => reason.words)
            .join("\n")
        : "";
    const outcome = await sendPing(to, kind, words, this.#options, { signal: attempt.signal });
    // Another one took its place, or the app ends: it says nothing of the service.
    if (this.#attempt !== attempt || this.#isStopped) return outcome;
    this.#attempt = null;
    this.#take(kind, outcome, clock.now());
    return outcome;
  }

  #take(kind: PingKind, outcome: PingOutcome, { wallMs, monoMs }: Moment): void {
    if (outcome.kind === "none") return;
    if (outcome.kind === "taken") {
      const lastBeatMs = kind === "well" ? wallMs : this.#state.lastBeatMs;
      this.#state = { lastBeatMs, trouble: null, failures: 0 };
      this.#retryMonoMs = null;
    } else {
      const { lastBeatMs, failures } = this.#state;
      this.#state = { lastBeatMs, trouble: outcome.words, failures: failures + 1 };
      this.#retryMonoMs = monoMs + retryAfterMs;
    }
    this.#options.changed();
  }
}
