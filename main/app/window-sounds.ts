/**
 * Sounds that open windows play for a destination. Each page says whether it may play one; what is to be heard goes to those that
 * may, and only a page that says it played makes it heard. Without that, an alert would pass for told in a room where nothing rang.
 */
import type { Clock, Timer } from "../lib/clock.ts";
import { Signal } from "../lib/signal.ts";
import type { SoundOutcome, SoundPlayer, SoundReadiness, SoundRequest } from "../delivery/channels/remote-channel.ts";

/** One page, asked to play one sound. */
export interface SoundAsked extends SoundRequest {
  readonly clientId: string;
  readonly id: string;
}

/** A page says so within the length of its sound; one that has not by then is gone or asleep. Milliseconds. */
export const answeredWithinMs = 8_000;
/** A page that is loaded anew, and a window that opens after a start, take this long: no reason to tell of trouble. Milliseconds. */
export const absentForMs = 15_000;

interface Asking {
  readonly waitsFor: Set<string>;
  readonly settle: (outcome: SoundOutcome) => void;
}

export class WindowSounds implements SoundPlayer {
  readonly asked = new Signal<SoundAsked>();
  readonly #changed = new Signal<void>();
  readonly #clock: Clock;
  /** Of each page: whether its browser lets it play. */
  readonly #pages = new Map<string, boolean>();
  readonly #asking = new Map<string, Asking>();
  #state: SoundReadiness = "ready";
  #worse: Timer | null = null;
  /** Somebody wants to hear of it: without a destination that plays sounds no timer runs. */
  #isFollowed = false;
  #made = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  state(): SoundReadiness {
    return this.#state;
  }

  onChanged(listener: () => void): () => void {
    if (!this.#isFollowed) {
      this.#isFollowed = true;
      this.#update();
    }
    return this.#changed.listen(listener);
  }

  /** A page is there, and may play sounds or may not. */
  pageSays(clientId: string, canPlay: boolean): void {
    this.#pages.set(clientId, canPlay);
    this.#update();
  }

  /** A page is gone, and what it was asked for with it. */
  pageGone(clientId: string): void {
    this.#pages.delete(clientId);
    for (const id of [...this.#asking.keys()]) this.pagePlayed(clientId, id, false);
    this.#update();
  }

  /** What came of it on one page. Another page may still play it. */
  pagePlayed(clientId: string, id: string, isPlayed: boolean): void {
    const asking = this.#asking.get(id);
    if (asking?.waitsFor.delete(clientId) !== true) return;
    if (isPlayed) asking.settle("played");
    else if (asking.waitsFor.size === 0) asking.settle("blocked");
  }

  /** Settles within {@link answeredWithinMs}. Never rejects. */
  async play(request: SoundRequest, signal: AbortSignal): Promise<SoundOutcome> {
    const able = [...this.#pages].filter(([, canPlay]) => canPlay).map(([clientId]) => clientId);
    if (able.length === 0) return this.#now();
    const id = `sound-${String((this.#made += 1))}`;
    const { promise, resolve } = Promise.withResolvers<SoundOutcome>();
    this.#asking.set(id, { waitsFor: new Set(able), settle: resolve });
    const end = (): void => resolve("no-answer");
    const late = this.#clock.after(answeredWithinMs, end);
    signal.addEventListener("abort", end);
    try {
      for (const clientId of able) this.asked.emit({ ...request, clientId, id });
      return await promise;
    } finally {
      late.cancel();
      signal.removeEventListener("abort", end);
      this.#asking.delete(id);
    }
  }

  stop(): void {
    this.#worse?.cancel();
    this.#worse = null;
    for (const { settle } of this.#asking.values()) settle("no-answer");
    this.asked.clear();
    this.#changed.clear();
  }

  #now(): Exclude<SoundReadiness, "ready"> {
    return this.#pages.size === 0 ? "no-window" : "blocked";
  }

  /** Better at once; worse only when it has stayed so. */
  #update(): void {
    const isReady = [...this.#pages.values()].includes(true);
    this.#worse?.cancel();
    if (!this.#isFollowed) return;
    this.#worse = isReady ? null : this.#clock.after(absentForMs, () => this.#become(this.#now()));
    if (isReady) this.#become("ready");
  }

  #become(state: SoundReadiness): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#changed.emit();
  }
}
