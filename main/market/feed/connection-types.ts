/** What a connection takes and gives. Types alone. */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { ConnectionState } from "../../../preload/contract/feed.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import type { DialerOptions } from "./dialer.ts";
import type { SessionSocket } from "./session-socket.ts";

/**
 * What the owner made of a text frame. `price`, `heartbeat` and `confirmation` prove that the venue serves us; `contact` says that the
 * socket is alive and nothing else; `other` says nothing.
 */
export type FrameMeaning = "price" | "heartbeat" | "confirmation" | "contact" | "other";

export interface ConnectionHandlers {
  /** A socket is open, over which everything that is wanted is asked for next. */
  onOpen(): void;
  /** One symbol is asked for over the socket in use. */
  onAsked(symbol: string): void;
  /** `bytes` are those that `text` was decoded from; theirs is the socket's memory, so they must not be kept. */
  onText(socket: SessionSocket, text: string, now: Moment, bytes: Uint8Array): FrameMeaning;
  /** The feed is live: what arrived proves that the venue serves us. */
  onLive(): void;
  /** A frame that cannot be text for the owner: counted by reason. */
  onUnreadable(reason: string): void;
  /** The feed was live and is no more. `since` is the last accepted frame. */
  onLost(since: Moment, because: BlindReason): void;
  /** The socket that was open is gone, whether it was live or not; after `onLost`. */
  onClosed(): void;
  /** This socket is in use from now on, without a gap; what it held is to be taken in. */
  onTakenOver(socket: SessionSocket, now: Moment): void;
  /** `status()` changed. */
  onState(): void;
  /** Makes words fit to be shown that may hold a venue's own: every secret taken out, then cut. */
  formatVenueText(words: string): string;
}

export interface ConnectionOptions extends Pick<DialerOptions, "clock" | "dial" | "dials"> {
  readonly random: () => number;
  /** A socket has to be given up at this age; null where the venue sets none. */
  readonly maxSocketAgeMs: number | null;
  readonly handlers: ConnectionHandlers;
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
