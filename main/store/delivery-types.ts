/** Deliveries as the outbox works with them: what is kept of each, how it can end, and what can be done with them. */
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { AlertEvent, DeliveryOccasion, DeliveryState } from "../../preload/contract/event.ts";
import type { Result } from "../../preload/contract/result.ts";

/**
 * Which message a delivery carries: the event itself, (`over`) that a blind time has ended, or (`escalation`) that nobody has
 * acknowledged a critical alert, told at the destinations of the second step.
 */
export type Occasion = DeliveryOccasion;

/**
 * What destinations have already shown, because the database refused the events at first: one for each event and destination, with
 * the message that it was shown in. These deliveries alone are written as shown, in the same transaction: a crash right
 * after it cannot show them again, and those of other destinations still go out.
 */
export type AlreadyDelivered = readonly DeliveredBefore[];

interface DeliveredBefore extends Pick<
  DeliveryRow,
  "eventId" | "destination" | "state" | "messageId" | "externalId" | "superseded"
> {
  /** Ids of events that are written and were shown alone, and that its message names from then on. */
  readonly supersedes?: readonly string[];
}

/** A message that named an event until a joined one took it over; it may still be on a screen. */
export type SupersededMessage = Pick<DeliveryRow, "externalId"> & { readonly messageId: string };

/** A delivery as the outbox works with it. */
export interface DeliveryRow {
  readonly id: number;
  readonly eventId: string;
  readonly destination: DestinationId;
  /** What a person called it when the delivery was made; null for the app's own two. */
  readonly name: string | null;
  readonly occasion: Occasion;
  /** The how many-th time: 1 at first, more where a critical alert is told again. */
  readonly nth: number;
  readonly state: DeliveryState;
  /** How often it was begun. */
  readonly attempts: number;
  /** When `state` was entered. */
  readonly atMs: number;
  readonly error: string | null;
  /**
   * The message that names it: its event's id, or that of a joined message. While `pending`: a person may have seen it in that
   * one, so it is shown again in no other; null where it can be shown in any.
   */
  readonly messageId: string | null;
  /** The destination's own id of that message, e.g. the D-Bus notification id to replace. Survives retries. */
  readonly externalId: string | null;
  /** The messages that named it before `messageId` did, oldest first. */
  readonly superseded: readonly SupersededMessage[];
  /** An earlier attempt may have been taken by a service that shows what it is sent twice: its text says "(again)". */
  readonly isAgain: boolean;
  /** While `pending`: kept back by quiet hours, and so not due. */
  readonly isKept: boolean;
  /** When it was let go, once quiet hours kept it back: it is told with the others that were, and has waited since then. */
  readonly keptUntilMs: number | null;
  /** While `pending`: not before this. */
  readonly nextAttemptMs: number;
}

export interface DueDelivery extends DeliveryRow {
  readonly event: AlertEvent;
}

/** The message in which deliveries are handed to a destination. */
export interface DispatchBatch {
  readonly messageId: string;
  /** Ids of events that were shown alone and that this message names from now on. */
  readonly supersedes?: readonly string[];
}

export type DeliveryOutcome =
  | { readonly state: "sent" | "shown"; readonly externalId?: string | null }
  | { readonly state: "failed" | "skipped" | "unknown"; readonly error: string; readonly externalId?: string | null }
  /** May work later: back to pending, not before `nextAttemptMs`. */
  | {
      readonly state: "pending";
      readonly error: string;
      readonly nextAttemptMs: number;
      /** A person may have seen it all the same: the next try is in the same message. Left out, it may be in another. */
      readonly maybeSeen?: boolean;
      /** The next try says in its text that it may be a repetition. */
      readonly isAgain?: boolean;
      readonly externalId?: string | null;
    };

/** The deliveries of the database, as the outbox is given them. Each destination is a queue of its own: no other is looked at. */
export interface Deliveries {
  /** Pending on this destination and to be tried until then (included), `limit` at most, the longest due first. */
  due(destination: DestinationId, untilMs: number, limit: number): Result<DueDelivery[]>;
  /** When the next pending one of this destination may be tried; null where none is pending. */
  nextDueMs(destination: DestinationId): Result<number | null>;
  /**
   * pending -> sending, attempts + 1, and keeps in which message, before anything is shown. Answers the ids that were
   * pending: the others are not the caller's to send.
   */
  begin(ids: readonly number[], dispatchBatch: DispatchBatch, nowMs: number): Result<number[]>;
  /** sending -> outcome (and pending -> skipped or failed). Answers the ids it applied to. */
  end(ids: readonly number[], outcome: DeliveryOutcome, nowMs: number): Result<number[]>;
  /** unknown or failed -> pending: to be shown again under the same ids. Answers the ids it applied to. */
  retry(ids: readonly number[], nextAttemptMs: number, nowMs: number): Result<number[]>;
  /** Of what is pending: kept back until it is let go, and not due meanwhile. Answers the ids it applied to. */
  keep(ids: readonly number[]): Result<number[]>;
  /** What is kept back for this destination, oldest first. */
  kept(destination: DestinationId): Result<DueDelivery[]>;
  /** Quiet hours are over: what they kept back for this destination is due, to be told together. Answers how many that are. */
  release(destination: DestinationId, nowMs: number): Result<number>;
  /** Let go, due until then, and not in a message that a person may have seen: all of them, oldest event first. */
  releaseDue(destination: DestinationId, untilMs: number): Result<DueDelivery[]>;
  /** These are to be sent once more, and to say so: nobody knows whether they were taken. */
  markAgain(ids: readonly number[]): Result<null>;
  /**
   * At start: what waits for any other destination than these, because its destination was removed, waits no longer. Answers how many
   * that were. Without it nothing would ever end them, and their events could never be deleted.
   */
  giveUpRemoved(destinations: readonly DestinationId[], nowMs: number): Result<number>;
  /** At start: what a crash left in `sending` on this destination becomes `unknown`. Answers those. */
  recover(destination: DestinationId, nowMs: number): Result<DueDelivery[]>;
  /** What this message names on this destination, in whatever state, oldest event first. */
  inMessage(destination: DestinationId, messageId: string): Result<DueDelivery[]>;
  /** Shown on this destination from then until then (both included), of the newest 1,000 deliveries of all destinations. */
  shownBetween(destination: DestinationId, fromMs: number, toMs: number): Result<DueDelivery[]>;
}

/** What the rest of the app asks of them. */
export interface DeliveriesOfEvents {
  /** All of one event, in whatever state, the oldest first. */
  ofEvent(eventId: string): Result<DueDelivery[]>;
}
