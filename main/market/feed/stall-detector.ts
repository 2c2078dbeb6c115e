/**
 * Tells a quiet market from a venue that trades and does not tell us. A quiet symbol alone never costs a connection: only
 * one that REST proves to be trading does, first by asking for it again, then by a new connection, seldom.
 */
import type { Moment } from "../../../preload/contract/tick.ts";
import { isAnotherTrade, isFromBefore } from "./rest-news.ts";
import type { CurrentPrice } from "../venues/session.ts";
import type { Watched } from "./watched.ts";

const minReconnectMs = 5 * 60_000;

export interface StallDetectorOptions {
  /** Whether a rule waits for each of its trades: then quotes do not tell that they come. */
  readonly needsTrades: (watched: Watched) => boolean;
  /** False where it cannot be asked now; it is tried again a second later. */
  readonly probe: (watched: Watched) => boolean;
  readonly resubscribe: (watched: Watched) => void;
  readonly reconnect: (watched: Watched) => void;
}

export class StallDetector {
  readonly #options: StallDetectorOptions;
  #reconnectedMonoMs: number | null = null;

  constructor(options: StallDetectorOptions) {
    this.#options = options;
  }

  /** Once a second, for each instrument, while the connection is live. */
  check(watched: Watched, now: Moment): void {
    const { subscription, prices, silence } = watched;
    const { askedMonoMs, state } = subscription;
    if (askedMonoMs === null || state === "rejected") return;
    const [known, isCurrent] = this.#options.needsTrades(watched)
      ? [prices.last, prices.lastIsCurrent]
      : [prices.newest, prices.isCurrent];
    const newestMonoMs = isCurrent && known !== null ? known.receivedMonoMs : null;
    silence.check({ askedMonoMs, hasPrice: state === "live", newestMonoMs }, now.monoMs);
    if (silence.isProbeDue && this.#options.probe(watched)) silence.probe(now.monoMs);
  }

  /** It is asked for over a socket. */
  beginSubscription({ silence }: Watched): void {
    silence.beginSubscription();
  }

  /** The stream told its first price of a subscription, or one that ends a stall. */
  onPrice({ silence }: Watched, isNews: boolean): void {
    silence.notePrice(isNews);
  }

  /** REST knows of nothing that the stream has not told since. */
  onAgreement({ silence }: Watched): void {
    silence.agree();
  }

  /** Trades that its stream did not tell were read by REST; the stream may go on telling others, or be mute. */
  onTradesRead(watched: Watched, now: Moment): void {
    if (watched.silence.noteRead()) this.#askAnew(watched, now);
  }

  /** REST proved that the venue trades what it does not tell us. */
  onStreamStalled(watched: Watched, now: Moment): void {
    watched.silence.stall();
    this.#askAnew(watched, now);
  }

  /** The socket is gone. */
  endConnection({ silence }: Watched): void {
    silence.endConnection();
  }

  /** First by another subscription, then over another connection. */
  #askAnew(watched: Watched, now: Moment): void {
    const { silence } = watched;
    if (!silence.isResubscribed) {
      silence.noteResubscribed();
      this.#options.resubscribe(watched);
      return;
    }
    if (this.#reconnectedMonoMs !== null && now.monoMs - this.#reconnectedMonoMs < minReconnectMs) return;
    this.#reconnectedMonoMs = now.monoMs;
    this.#options.reconnect(watched);
  }
}

/** Whether REST knows of another trade than we do, and not an earlier one, of an instrument whose present price we have. */
export function isStreamStalled(watched: Watched, price: CurrentPrice): boolean {
  const { last, lastIsCurrent } = watched.prices;
  if (last === null || !lastIsCurrent || watched.subscriptionState === "requested") return false;
  return !isFromBefore(price, last) && isAnotherTrade(price, last);
}
