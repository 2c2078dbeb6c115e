/** What the outbox needs of the database, and nothing more. Every write is one durable transaction before it returns. */
import type { AlertEvent, ChannelId, DeliveryState } from "../../preload/contract/event.ts";

/** A delivery that is not finished: `pending` was never handed over (or failed and will be tried again), `unknown` may have been. */
export interface DueDelivery {
  readonly id: number;
  readonly channel: ChannelId;
  readonly state: "pending" | "unknown";
  /** Times it was handed over so far. */
  readonly attempts: number;
  /** Under which message it was handed over: the event's own, or one that joins several. Null before the first time. */
  readonly messageId: string | null;
  /** What the channel called it, to replace it after a restart. */
  readonly externalId: string | null;
  readonly event: AlertEvent;
}

export interface DeliveryEnd {
  readonly state: Exclude<DeliveryState, "sending">;
  readonly error: string | null;
  readonly externalId: string | null;
  /** With `pending` and `unknown`: not to be tried before this. Wall milliseconds. */
  readonly nextAttemptMs: number | null;
}

/** All methods are synchronous and throw when the database cannot do it. */
export interface OutboxStore {
  /** Unfinished deliveries of this channel whose time has come, oldest event first. */
  due(channel: ChannelId, nowMs: number, limit: number): DueDelivery[];
  /** When the next unfinished delivery of this channel may be tried; null where there is none. Wall milliseconds. */
  nextAttemptMs(channel: ChannelId): number | null;
  /** Marks them `sending` under this message, one attempt more. Must be durable before anything is shown. */
  begin(ids: readonly number[], messageId: string, nowMs: number): void;
  /** Writes down how it went. */
  end(ids: readonly number[], end: DeliveryEnd, nowMs: number): void;
  /** At start: what a crash left in `sending` becomes `unknown` and due at once. Returns how many there were. */
  recover(channel: ChannelId, nowMs: number): number;
  /** Makes every unfinished delivery of this channel due now: the channel is well again. */
  hasten(channel: ChannelId, nowMs: number): void;
  /** Every event that was handed over under this message, oldest first. */
  eventsOfMessage(channel: ChannelId, messageId: string): AlertEvent[];
}
