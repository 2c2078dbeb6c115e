/** What the venue says of itself: that it does not trade, or what it complains of without ending the connection. */
import { exchangeMs } from "../../../preload/contract/exchange-time.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import type { SessionMessage } from "../venues/session.ts";

type StatusMessage = Extract<SessionMessage, { kind: "status" }>;

export interface Notice {
  readonly code: string;
  readonly message: string;
}

export class VenueNotice {
  #error: Notice | null = null;
  #state: Notice | null = null;
  #notTrading: string | null = null;

  /** For the status: that it does not trade, or will not, weighs more than what it complains of; null where there is nothing. */
  get shown(): Notice | null {
    return this.#state ?? this.#error;
  }

  /** Words of the venue on why no prices come; null while it trades. */
  get notTrading(): string | null {
    return this.#notTrading;
  }

  setError(error: Notice | null): void {
    this.#error = error;
  }

  /** The state of the whole venue, in words fit to be shown. One that begins later is announced, and not in force. */
  setState({ state, from, message }: Pick<StatusMessage, "state" | "from" | "message">, now: Moment): void {
    const fromMs = exchangeMs(from);
    const isAnnounced = fromMs !== null && fromMs > now.wallMs;
    this.#notTrading = state === "online" || isAnnounced ? null : message;
    this.#state = state === "online" ? null : { code: `venue-${state}`, message };
  }

  /** What an earlier socket complained of is not of this one. Of the venue's state it tells anew. */
  newSocket(): void {
    this.#error = null;
    this.#state = null;
    this.#notTrading = null;
  }
}
