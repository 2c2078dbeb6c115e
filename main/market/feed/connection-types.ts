/** What a connection takes and gives. Types alone. */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { ConnectionState } from "../../../preload/contract/feed.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import type { RestFailureCode } from "../venues/session.ts";

/** What the owner made of a text frame. Only `price` and `heartbeat` are signs of life. */
export type FrameVerdict = "price" | "heartbeat" | "other";

export interface ConnectionHandlers {
  /** A socket is open: send everything that is wanted, afresh. */
  onOpen(): void;
  /** `bytes` are those that `text` was decoded from; theirs is the socket's memory, so they must not be kept. */
  onText(text: string, now: Moment, bytes: Uint8Array): FrameVerdict;
  /** The feed is live: what arrived proves that the venue serves us. */
  onLive(): void;
  /** A frame that cannot be text for the owner: counted by reason. */
  onUnreadable(reason: string): void;
  /** The feed was live and is no more. `since` is the last accepted frame. */
  onLost(since: Moment, because: BlindReason): void;
  /** The socket that was open is gone, whether it was live or not; after `onLost`. */
  onClosed(): void;
  /** `status()` changed. */
  onState(): void;
  /** What a close code or the status of a refused handshake means with this venue; null: nothing more than the code says. */
  closeMeans(code: number, reason: string): RestFailureCode | null;
  /** Makes words fit to be shown that may hold a venue's own: every secret taken out, then cut. */
  venueWords(words: string): string;
}

export interface ConnectionStatus {
  readonly state: ConnectionState;
  readonly sinceWallMs: number;
  /** Failures since the connection was last stable. */
  readonly attempt: number;
  readonly nextDialWallMs: number | null;
  readonly lastFrame: Moment | null;
  /** When that was, by the wall clock as it is set now; so are the other wall times here. */
  readonly lastFrameWallMs: number | null;
  readonly lastError: { readonly code: string; readonly message: string } | null;
  readonly heartbeatIntervalMs: number | null;
  readonly watchdogMs: number;
  readonly dials: number;
}
