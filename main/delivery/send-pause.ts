/**
 * How long nothing is handed to a service that could not be reached, or asked for a pause. It holds for everything that waits there.
 * What the service asked for is kept over a restart: one that is sent to before that answers with a longer pause, or with a ban.
 */
import type { Clock } from "../lib/clock.ts";
import type { StoredPause } from "../store/store-interface.ts";
import { growingPauseMs } from "./growing-pause.ts";

/** What no service would ask for; beyond this one is tried before. Milliseconds. */
const maxPauseMs = 24 * 3_600_000;

/** Where a pause that a service asked for outlives this run. */
export interface KeptPause {
  get(): StoredPause | null;
  set(pause: StoredPause | null): void;
}

export class SendPause {
  readonly #clock: Clock;
  readonly #kept: KeptPause;
  #failures = 0;
  /** Monotonic; Infinity: not until a person mends it. */
  #untilMs = Number.NEGATIVE_INFINITY;
  #isKept = false;

  constructor(clock: Clock, kept: KeptPause) {
    this.#clock = clock;
    this.#kept = kept;
  }

  /** Attempts in a row that did not reach it. */
  get failures(): number {
    return this.#failures;
  }

  get remainingMs(): number {
    return Math.max(0, this.#untilMs - this.#clock.now().monoMs);
  }

  /** Takes up what the last run was asked for. Answers what the service said; null where nothing is left of it. */
  resume(): string | null {
    const pause = this.#kept.get();
    if (pause === null) return null;
    const { wallMs, monoMs } = this.#clock.now();
    // However the clock was set meanwhile, it is no longer than it was asked for.
    const leftMs = Math.min(pause.forMs, maxPauseMs, pause.sinceMs + pause.forMs - wallMs);
    if (leftMs <= 0) return null;
    this.#untilMs = monoMs + leftMs;
    this.#failures = 1;
    this.#isKept = true;
    return pause.words;
  }

  /** `askedMs`: what the service asked for, null where it asked for nothing; our own growing pause where that is more. */
  failed(askedMs: number | null, words: string): void {
    this.#failures += 1;
    const ownMs = growingPauseMs(this.#failures);
    const forMs = askedMs === null ? ownMs : Math.max(Math.min(maxPauseMs, askedMs), ownMs);
    const { wallMs, monoMs } = this.#clock.now();
    // What was on its way, or is a test, ends no pause that the service asked for meanwhile.
    if (this.#untilMs !== Infinity && monoMs + forMs < this.#untilMs) return;
    this.#untilMs = monoMs + forMs;
    if (askedMs !== null) this.#keep({ sinceMs: wallMs, forMs, words });
  }

  /** The service asked for it in answer to something else than a message: none has failed. False where a longer one is under way. */
  hold(askedMs: number, words: string): boolean {
    const forMs = Math.min(maxPauseMs, askedMs);
    const { wallMs, monoMs } = this.#clock.now();
    if (monoMs + forMs <= this.#untilMs) return false;
    this.#untilMs = monoMs + forMs;
    this.#keep({ sinceMs: wallMs, forMs, words });
    return true;
  }

  /** Nothing is sent until a person mends it. */
  untilMended(): void {
    this.#failures += 1;
    this.#untilMs = Infinity;
  }

  over(): void {
    this.#failures = 0;
    this.#untilMs = Number.NEGATIVE_INFINITY;
    this.#keep(null);
  }

  #keep(pause: StoredPause | null): void {
    if (pause === null && !this.#isKept) return;
    this.#isKept = pause !== null;
    this.#kept.set(pause);
  }
}
