/** What cannot be watched, looked for, written down and told: the feed's status on one side, history and outbox on the other. */
import type { AlertEvent, BlindReason } from "../../preload/contract/event.ts";
import type { VenueStatus } from "../../preload/contract/feed.ts";
import { instrumentOf, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Engine } from "../alerts/engine.ts";
import type { Clock } from "../clock.ts";
import { unsavedBlind } from "../store/events.ts";
import type { Store } from "../store/interface.ts";
import { BlindWatch, type BlindWatchOptions } from "./blind-watch.ts";
import { blindSubjects } from "./feed-status.ts";
import { LeftOverBlindTimes } from "./left-over-blind-times.ts";
import type { Unsaved } from "./unsaved.ts";

export interface BlindnessOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly unsaved: Unsaved;
  readonly engine: Engine;
  /** How long before it is a notification. Milliseconds. */
  readonly limitMs: () => number;
  /** The venue in use, and until when the run before this one watched. */
  readonly feed: () => { readonly status: VenueStatus; readonly aliveUntilMs: number | null };
  readonly recorded: (event: AlertEvent) => void;
  /** There may be something for the outbox. */
  readonly toTell: () => void;
}

export class Blindness {
  readonly #options: BlindnessOptions;
  readonly #watch: BlindWatch;
  readonly #leftOver: LeftOverBlindTimes;
  #reason: BlindReason = "not-running";

  constructor(options: BlindnessOptions) {
    this.#options = options;
    this.#leftOver = new LeftOverBlindTimes(options.store);
    this.#watch = new BlindWatch({
      clock: options.clock,
      limitMs: options.limitMs,
      record: (...blind) => this.#record(...blind),
    });
  }

  /** The feed was lost, and why. */
  lost(because: BlindReason): void {
    this.#reason = because;
  }

  /** Looks what is blind now; to be called when the feed's status changes and once a second. */
  look(): void {
    const { engine, clock, feed } = this.#options;
    const { status, aliveUntilMs } = feed();
    const isAwaited = (key: InstrumentKey): boolean => engine.armedCount(key) > 0;
    const anyAwaited = engine.instruments().some((key) => instrumentOf(key).venue === status.venue && isAwaited(key));
    // Before the first connection of this run the blindness is older than this run; on a very first start nothing is.
    const isUnconnected = this.#reason === "not-running" && status.state !== "live";
    const beganMs = isUnconnected ? aliveUntilMs : null;
    const because = this.#reason === "not-running" && beganMs === null ? "disconnected" : this.#reason;
    const nowMs = clock.now().wallMs;
    const subjects = blindSubjects(status, isAwaited, anyAwaited, because, nowMs).map((subject) =>
      beganMs === null ? subject : { ...subject, fromMs: Math.min(subject.fromMs, beganMs) },
    );
    this.#leftOver.close(subjects, nowMs);
    this.#watch.update(subjects);
    if (status.state === "live") this.#reason = "disconnected";
  }

  #record(...[blind, channels]: Parameters<BlindWatchOptions["record"]>): boolean {
    const { store, unsaved, clock, recorded: tell, toTell } = this.#options;
    const nowMs = clock.now().wallMs;
    const occasion = blind.toMs === null ? "event" : "over";
    if (store.health().state === "ok" && !unsaved.inHand) {
      const recorded = store.recordBlind(blind, channels, nowMs, unsaved.told(occasion));
      if (recorded.ok) {
        unsaved.drop(recorded.value.id, "event");
        unsaved.drop(recorded.value.id, "over");
        tell(recorded.value);
        toTell();
        return true;
      }
    }
    // Being blind is told though it cannot be written; it is offered again each second.
    if (channels.length > 0) {
      const event = unsavedBlind(blind, nowMs);
      if (unsaved.add(event, occasion)) tell(unsaved.event(event.id) ?? event);
      toTell();
    }
    return false;
  }
}
