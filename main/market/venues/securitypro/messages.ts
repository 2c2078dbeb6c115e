/**
 * SecurityPro's frames as its documentation shows them, read leniently: every field is unknown until it was looked at.
 * Source: the venue's page "Real-time Price Feed".
 */

/** Any frame. A ticker or a trade may carry `type`, or only `channel`. */
export interface Frame {
  readonly type?: unknown;
  readonly channel?: unknown;
  readonly symbol?: unknown;
  readonly price?: unknown;
  readonly bid?: unknown;
  readonly ask?: unknown;
  readonly size?: unknown;
  readonly ts?: unknown;
  /** Not documented; used where present. */
  readonly id?: unknown;
  readonly trade_id?: unknown;
  readonly tradeId?: unknown;
  /** Not documented: the words of an error frame, under the names that venues use. */
  readonly message?: unknown;
  readonly reason?: unknown;
  readonly error?: unknown;
  readonly msg?: unknown;
  readonly code?: unknown;
}

/** What a client sends to be given (or no longer given) a channel of one symbol. */
export interface SubscribeFrame {
  readonly op: "subscribe" | "unsubscribe";
  readonly channel: "ticker" | "trades";
  readonly symbol: string;
  /** Absent where the key goes in the query string or there is none. */
  readonly apiKey?: string;
}

/** The client's answer to a heartbeat, where the organisation's policy asks for one. */
export interface PongFrame {
  readonly type: "pong";
  readonly ts: string | number;
}
