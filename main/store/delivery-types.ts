/** Deliveries as the outbox works with them: what is kept of each, how it can end, and what can be done with them. */
import type { AlertEvent, ChannelId, DeliveryState } from "../../preload/contract/event.ts";
import type { Result } from "../../preload/contract/result.ts";

/** Which message a delivery carries: the event itself, or (`over`) that a blind time has ended. */
export type Occasion = "event" | "over";

/**
 * What channels have already shown, because the database refused the events at first: one for each event and channel, with
 * the message that it was shown in. These deliveries alone are written as shown, in the same transaction: a crash right
 * after it cannot show them again, and those of other channels still go out.
 */
export type AlreadyDelivered = readonly Pick<DeliveryRow, "eventId" | "channel" | "messageId" | "externalId">[];

/** A delivery as the outbox works with it. */
export interface DeliveryRow {
  readonly id: number;
  readonly eventId: string;
  readonly channel: ChannelId;
  readonly occasion: Occasion;
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
  /** The channel's own id of that message, e.g. the D-Bus notification id to replace. Survives retries. */
  readonly externalId: string | null;
  /** While `pending`: not before this. */
  readonly nextAttemptMs: number;
}

export interface DueDelivery extends DeliveryRow {
  readonly event: AlertEvent;
}

/** The message in which deliveries are handed to a channel. */
export interface DispatchBatch {
  readonly messageId: string;
  /** Ids of events that were shown alone and that this message names from now on. */
  readonly supersedes?: readonly string[];
}

export type DeliveryOutcome =
  | { readonly state: "shown"; readonly externalId?: string | null }
  | { readonly state: "failed" | "skipped" | "unknown"; readonly error: string; readonly externalId?: string | null }
  /** May work later: back to pending, not before `nextAttemptMs`. */
  | {
      readonly state: "pending";
      readonly error: string;
      readonly nextAttemptMs: number;
      /** A person may have seen it all the same: the next try is in the same message. Left out, it may be in another. */
      readonly maybeSeen?: boolean;
      readonly externalId?: string | null;
    };

/** The deliveries of the database, as the outbox is given them. Each channel is a queue of its own: no other is looked at. */
export interface Deliveries {
  /** Pending on this channel and to be tried until then (included), `limit` at most, the longest due first. */
  due(channel: ChannelId, untilMs: number, limit: number): Result<DueDelivery[]>;
  /** When the next pending one of this channel may be tried; null where none is pending. */
  nextDueMs(channel: ChannelId): Result<number | null>;
  /**
   * pending -> sending, attempts + 1, and keeps in which message, before anything is shown. Answers the ids that were
   * pending: the others are not the caller's to send.
   */
  begin(ids: readonly number[], dispatchBatch: DispatchBatch, nowMs: number): Result<number[]>;
  /** sending -> outcome (and pending -> skipped). Answers the ids it applied to. */
  end(ids: readonly number[], outcome: DeliveryOutcome, nowMs: number): Result<number[]>;
  /** unknown or failed -> pending: to be shown again under the same ids. Answers the ids it applied to. */
  retry(ids: readonly number[], nextAttemptMs: number, nowMs: number): Result<number[]>;
  /**
   * At start: what waits for any other channel than these, because its channel was removed, waits no longer. Answers how many
   * that were. Without it nothing would ever end them, and their events could never be deleted.
   */
  giveUpRemoved(channels: readonly ChannelId[], nowMs: number): Result<number>;
  /** At start: what a crash left in `sending` on this channel becomes `unknown`. Answers those. */
  recover(channel: ChannelId, nowMs: number): Result<DueDelivery[]>;
  /** What this message names on this channel, in whatever state, oldest event first. */
  inMessage(channel: ChannelId, messageId: string): Result<DueDelivery[]>;
  /** Shown on this channel from then until then (both included), of the newest 1,000 deliveries of all channels. */
  shownBetween(channel: ChannelId, fromMs: number, toMs: number): Result<DueDelivery[]>;
}
