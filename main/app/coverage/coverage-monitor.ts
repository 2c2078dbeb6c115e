/** What cannot be watched, looked for, written down and told: the feed's status on one side, history and outbox on the other. */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { AlertEvent, BlindReason } from "../../../preload/contract/event.ts";
import type { VenueStatus } from "../../../preload/contract/feed.ts";
import { instrumentOf, type InstrumentKey, type VenueId } from "../../../preload/contract/instrument.ts";
import type { Engine } from "../../alerts/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import { inMemoryBlind } from "../../store/events-table.ts";
import { keepsDecisions } from "../../store/store-health.ts";
import type { Store } from "../../store/store-interface.ts";
import { BlindPeriods, type BlindNow, type BlindPeriodsOptions, type BlindSubject } from "./blind-periods.ts";
import { blindSubjects } from "../feed-status.ts";
import { LeftOverBlindTimes } from "./left-over-blind-times.ts";
import { SharedBlindTime } from "./shared-blind-time.ts";
import type { InMemoryFallback } from "../persistence/in-memory-fallback.ts";

export interface WatchedVenue {
  readonly status: VenueStatus;
  readonly lastWatchedMs: number | null;
}

export interface CoverageMonitorOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly inMemoryFallback: InMemoryFallback;
  readonly engine: Engine;
  /** How long before it is a notification. Milliseconds. */
  readonly limitMs: () => number;
  /** Where people are told. */
  readonly destinations: () => readonly DestinationId[];
  /** Each venue that is on, and until when the run before this one watched it. */
  readonly feeds: () => readonly WatchedVenue[];
  readonly recorded: (event: AlertEvent) => void;
  /** There may be something for the outbox. */
  readonly toTell: () => void;
}

export class CoverageMonitor {
  readonly #options: CoverageMonitorOptions;
  readonly #watch: BlindPeriods;
  readonly #leftOver: LeftOverBlindTimes;
  readonly #shared = new SharedBlindTime();
  /** Why each venue cannot be watched while it cannot; missing until it was connected for the first time in this run. */
  readonly #reasons = new Map<VenueId, BlindReason>();

  constructor(options: CoverageMonitorOptions) {
    this.#options = options;
    this.#leftOver = new LeftOverBlindTimes(options.store);
    this.#watch = new BlindPeriods({
      clock: options.clock,
      limitMs: options.limitMs,
      destinations: options.destinations,
      record: (...blind) => this.#record(...blind),
    });
  }

  /** What an armed rule waits for and cannot be watched, as of the last look; `wasWatched`: it was before, in this run. */
  blindNow(): (BlindNow & { readonly wasWatched: boolean })[] {
    // Of several that are out together one that came back ends it: only before the first of them is all of it new.
    const wasWatched = (venue: VenueId | null): boolean =>
      venue === null ? this.#reasons.size > 0 : this.#reasons.has(venue);
    return this.#watch.now().map((blind) => ({ ...blind, wasWatched: wasWatched(blind.venue) }));
  }

  /** The venue's feed was lost, and why. */
  lost(venue: VenueId, because: BlindReason): void {
    this.#reasons.set(venue, because);
  }

  /** The venue was switched off: what could not be watched of it is over, and nobody waits to hear that. */
  switchedOff(venue: VenueId): void {
    this.#reasons.delete(venue);
    this.#watch.drop(venue);
  }

  /** Looks what is blind now; to be called when a feed's status changes and once a second. */
  check(): void {
    const nowMs = this.#options.clock.now().wallMs;
    const awaited = this.#options.engine.instruments();
    const found = this.#options.feeds().flatMap((venue) => this.#subjectsOf(venue, awaited, nowMs));
    const subjects = this.#shared.join(found, nowMs);
    this.#leftOver.close(subjects, nowMs);
    this.#watch.update(subjects);
  }

  #subjectsOf(
    { status, lastWatchedMs }: WatchedVenue,
    awaited: readonly InstrumentKey[],
    nowMs: number,
  ): BlindSubject[] {
    const { venue, state } = status;
    const { engine } = this.#options;
    const isAwaited = (key: InstrumentKey): boolean => engine.armedCount(key) > 0;
    const anyAwaited = awaited.some((key) => instrumentOf(key).venue === venue && isAwaited(key));
    const reason = this.#reasons.get(venue);
    // Before the first connection of this run the blindness is older than this run; on a very first start nothing is.
    const beganMs = reason === undefined && state !== "live" ? lastWatchedMs : null;
    const because = reason ?? (beganMs === null ? "disconnected" : "not-running");
    if (state === "live") this.#reasons.set(venue, "disconnected");
    return blindSubjects(status, isAwaited, anyAwaited, because, nowMs).map((subject) =>
      beganMs === null ? subject : { ...subject, fromMs: Math.min(subject.fromMs, beganMs) },
    );
  }

  #record(...[blind, destinations]: Parameters<BlindPeriodsOptions["record"]>): boolean {
    const { store, inMemoryFallback, clock, recorded: tell, toTell } = this.#options;
    const nowMs = clock.now().wallMs;
    const occasion = blind.toMs === null ? "event" : "over";
    if (keepsDecisions(store.health()) && !inMemoryFallback.inFlight) {
      const recorded = store.recordBlind(blind, destinations, nowMs, inMemoryFallback.alreadyDelivered(occasion));
      if (recorded.ok) {
        inMemoryFallback.drop(recorded.value.id, "event");
        inMemoryFallback.drop(recorded.value.id, "over");
        tell(recorded.value);
        toTell();
        return true;
      }
    }
    // Being blind is told though it cannot be written; it is offered again each second.
    if (destinations.length > 0) {
      const event = inMemoryBlind(blind, nowMs);
      if (inMemoryFallback.add(event, occasion)) tell(inMemoryFallback.event(event.id) ?? event);
      toTell();
    }
    return false;
  }
}
