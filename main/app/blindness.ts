/** What cannot be watched, looked for, written down and told: the feed's status on one side, history and outbox on the other. */
import type { AlertEvent, BlindReason } from "../../preload/contract/event.ts";
import type { VenueStatus } from "../../preload/contract/feed.ts";
import { instrumentKey, instrumentOf, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Engine } from "../alerts/engine.ts";
import type { Clock } from "../clock.ts";
import { blindEventId } from "../store/event-id.ts";
import { unsavedBlind } from "../store/events.ts";
import type { Store } from "../store/interface.ts";
import { BlindWatch, type BlindSubject, type BlindWatchOptions } from "./blind-watch.ts";
import { blindSubjects } from "./feed-status.ts";
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
  #reason: BlindReason = "not-running";
  #isFirstLook = true;

  constructor(options: BlindnessOptions) {
    this.#options = options;
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
    if (this.#isFirstLook) this.#closeLeftOver(subjects, nowMs);
    this.#isFirstLook = false;
    this.#watch.update(subjects);
    if (status.state === "live") this.#reason = "disconnected";
  }

  /**
   * Blind times that the run before this one could not see the end of. The one that goes on now is closed when it ends; the
   * others have nobody who would, and stood in the history as lasting for ever. Where that run is known to have watched again
   * before it ended, it was over by then, and not only at this start. Nobody is told: it is long over.
   */
  #closeLeftOver(subjects: readonly BlindSubject[], nowMs: number): void {
    const { store } = this.#options;
    const open = store.events.openBlind();
    const goingOn = new Set(subjects.map((subject) => blindEventId({ ...subject, toMs: null })));
    for (const { id, instrument, blind } of open.ok ? open.value : []) {
      if (blind === null || goingOn.has(id)) continue;
      const { because, from, venue } = blind;
      const key = instrument === null ? null : instrumentKey(instrument);
      const fromMs = Date.parse(from);
      const toMs = Math.min(nowMs, watchedSinceMs(store, key, fromMs) ?? nowMs);
      store.recordBlind({ venue: venue ?? null, instrument: key, fromMs, toMs, because }, [], nowMs);
    }
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

/**
 * The last moment at which the run before this one is known to have watched what had been blind since `fromMs`, so that this was over;
 * null where it is not known to have watched it again. Of one instrument its own price says so, not that the venue was there.
 */
function watchedSinceMs(store: Store, instrument: InstrumentKey | null, fromMs: number): number | null {
  const ticks = store.ticks.all();
  const watchedMs =
    instrument === null
      ? store.heartbeat.last()?.aliveMs
      : (ticks.ok ? ticks.value : []).find(({ tick }) => tick.instrument === instrument)?.tick.receivedWallMs;
  return watchedMs !== undefined && watchedMs > fromMs ? watchedMs : null;
}
