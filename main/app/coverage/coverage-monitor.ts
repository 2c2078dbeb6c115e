/** What cannot be watched, looked for, written down and told: the feed's status on one side, history and outbox on the other. */
import type { AlertEvent, BlindReason, ChannelId } from "../../../preload/contract/event.ts";
import type { VenueStatus } from "../../../preload/contract/feed.ts";
import { instrumentOf, type InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Engine } from "../../alerts/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import { inMemoryBlind } from "../../store/events-table.ts";
import type { Store } from "../../store/store-interface.ts";
import { BlindPeriods, type BlindPeriodsOptions } from "./blind-periods.ts";
import { blindSubjects } from "../feed-status.ts";
import { LeftOverBlindTimes } from "./left-over-blind-times.ts";
import type { InMemoryFallback } from "../persistence/in-memory-fallback.ts";

export interface CoverageMonitorOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly inMemoryFallback: InMemoryFallback;
  readonly engine: Engine;
  /** How long before it is a notification. Milliseconds. */
  readonly limitMs: () => number;
  /** Those that people are told on. */
  readonly channels: readonly ChannelId[];
  /** The venue in use, and until when the run before this one watched. */
  readonly feed: () => { readonly status: VenueStatus; readonly lastWatchedMs: number | null };
  readonly recorded: (event: AlertEvent) => void;
  /** There may be something for the outbox. */
  readonly toTell: () => void;
}

export class CoverageMonitor {
  readonly #options: CoverageMonitorOptions;
  readonly #watch: BlindPeriods;
  readonly #leftOver: LeftOverBlindTimes;
  #reason: BlindReason = "not-running";

  constructor(options: CoverageMonitorOptions) {
    this.#options = options;
    this.#leftOver = new LeftOverBlindTimes(options.store);
    this.#watch = new BlindPeriods({
      clock: options.clock,
      limitMs: options.limitMs,
      channels: options.channels,
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
    const { status, lastWatchedMs } = feed();
    const isAwaited = (key: InstrumentKey): boolean => engine.armedCount(key) > 0;
    const anyAwaited = engine.instruments().some((key) => instrumentOf(key).venue === status.venue && isAwaited(key));
    // Before the first connection of this run the blindness is older than this run; on a very first start nothing is.
    const isUnconnected = this.#reason === "not-running" && status.state !== "live";
    const beganMs = isUnconnected ? lastWatchedMs : null;
    const because = this.#reason === "not-running" && beganMs === null ? "disconnected" : this.#reason;
    const nowMs = clock.now().wallMs;
    const subjects = blindSubjects(status, isAwaited, anyAwaited, because, nowMs).map((subject) =>
      beganMs === null ? subject : { ...subject, fromMs: Math.min(subject.fromMs, beganMs) },
    );
    this.#leftOver.close(subjects, nowMs);
    this.#watch.update(subjects);
    if (status.state === "live") this.#reason = "disconnected";
  }

  #record(...[blind, channels]: Parameters<BlindPeriodsOptions["record"]>): boolean {
    const { store, inMemoryFallback, clock, recorded: tell, toTell } = this.#options;
    const nowMs = clock.now().wallMs;
    const occasion = blind.toMs === null ? "event" : "over";
    if (store.health().state === "ok" && !inMemoryFallback.inFlight) {
      const recorded = store.recordBlind(blind, channels, nowMs, inMemoryFallback.alreadyDelivered(occasion));
      if (recorded.ok) {
        inMemoryFallback.drop(recorded.value.id, "event");
        inMemoryFallback.drop(recorded.value.id, "over");
        tell(recorded.value);
        toTell();
        return true;
      }
    }
    // Being blind is told though it cannot be written; it is offered again each second.
    if (channels.length > 0) {
      const event = inMemoryBlind(blind, nowMs);
      if (inMemoryFallback.add(event, occasion)) tell(inMemoryFallback.event(event.id) ?? event);
      toTell();
    }
    return false;
  }
}
