/**
 * Prices asked for by REST: the first one of an instrument, the one that ends an outage, and the one that tells a quiet
 * market from a venue that is silent about it. An answer counts only beside a socket: without one it would be "now" for a
 * moment and blind ever after.
 */
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Clock } from "../../lib/clock.ts";
import { isAgeUnknown } from "./known-prices.ts";
import type { Connections } from "./connections.ts";
import { RestPoller } from "./rest-poller.ts";
import { idsBetween } from "./rest-news.ts";
import { isStreamStalled } from "./stall-detector.ts";
import type { TickFilter } from "./tick-filter.ts";
import type { CurrentPrice, OpenedVenue, RestOutcome, VenueTraits } from "../venues/session.ts";
import type { WatchedInstruments } from "./watched-instruments.ts";
import type { Watched } from "./watched.ts";

const justToldMs = 5_000;
/** A price by REST waits this long for a socket to prove itself, then counts all the same: a crossing is not kept back. */
const unprovenMs = 2_000;
/**
 * So long may the stream take to prove with a price a key that REST refuses: a plan may have one without the other, and which
 * of them answers first is chance. Less than it takes the connection to clear a refusal.
 */
const proofMs = 5_000;

export interface RestPricesOptions {
  readonly clock: Clock;
  readonly venue: () => OpenedVenue;
  readonly traits: VenueTraits;
  readonly watching: WatchedInstruments;
  readonly connections: Connections;
  readonly path: TickFilter;
  /** Makes the words of a venue fit to be shown: every secret taken out, then cut. */
  readonly formatVenueText: (words: string) => string;
  /** The stream has brought a price with this key, so it is good whatever REST says of it. */
  readonly isKeyProven: () => boolean;
  /** Trades between the last one that was told and the one that REST tells, both of them left out. */
  readonly onSkipped: (watched: Watched, fromId: string, toId: string, now: Moment) => void;
  /** REST knows a later trade than the stream has told. */
  readonly onStreamStalled: (watched: Watched, now: Moment) => void;
  /** REST knows no other trade than the one that is known. */
  readonly onAgreement: (watched: Watched) => void;
  /** What REST said that is no price and no refusal of the key; null once it answers. */
  readonly onVenueError: (error: { code: string; message: string } | null) => void;
  readonly onStatus: () => void;
}

export class RestPrices {
  readonly #options: RestPricesOptions;
  readonly #poller: RestPoller;
  /** REST refused the key, and the stream has not answered for it yet. */
  #refused: { readonly words: string; readonly symbol: string; readonly atMonoMs: number } | null = null;
  /** REST has answered with the present key since the present socket was dialled: what it refuses is a symbol, not the key. */
  #accepted = false;
  /** The socket before this one ended in that time. A venue may close on a bad key without a word, and sooner than that. */
  #endedUnproven = false;

  constructor(options: RestPricesOptions) {
    this.#options = options;
    this.#poller = new RestPoller({
      clock: options.clock,
      venue: options.venue,
      batchSize: options.traits.pricesPerRequest ?? 1,
      isUrgent: (symbol) => options.watching.isUrgent([symbol]),
      isWanted: (symbol) => this.#isNeeded(symbol),
      lacksTime: (symbol) => {
        const prices = options.watching.called(symbol)?.prices;
        return prices?.lastIsCurrent === true && prices.last !== null && isAgeUnknown(prices.last);
      },
      onAnswer: (symbol, answer, askedMonoMs) => this.#onAnswer(symbol, answer, askedMonoMs),
    });
  }

  /** Asks for a price. False where that cannot be now: try later. */
  ask(symbol: string): boolean {
    return this.#poller.ask(symbol);
  }

  /** The socket of these is gone: what is under way is no longer wanted. */
  drop(instruments: readonly Watched[]): void {
    for (const { rest, subscription } of instruments) {
      rest.dropEarly();
      if (subscription.state === "live") rest.explain(null);
    }
    this.#poller.drop(instruments.map(({ symbol }) => symbol));
    this.#endedUnproven = this.#refused !== null && !this.#options.isKeyProven();
    this.#refused = null;
    this.#accepted = false;
  }

  /** Another venue or key: what the old one asked for does not bind. */
  forget(): void {
    this.#poller.forget();
    this.#refused = null;
    this.#accepted = false;
    this.#endedUnproven = false;
  }

  /** Nothing more is asked. */
  stop(): void {
    this.drop([...this.#options.watching]);
    this.#poller.clear();
  }

  /** The socket of these has proven itself: what REST told before that counts now. */
  onLive(instruments: readonly Watched[]): void {
    for (const watched of instruments) {
      const { early } = watched.rest;
      watched.rest.dropEarly();
      if (early !== null && !watched.prices.lastIsCurrent) this.#take(watched, early, this.#options.clock.now());
    }
  }

  /** Once a second for each instrument while the socket is open and has not proven itself. */
  takeEarly(watched: Watched, now: Moment): void {
    const { early } = watched.rest;
    const { askedMonoMs } = watched.subscription;
    if (early === null || askedMonoMs === null || now.monoMs - askedMonoMs < unprovenMs) return;
    watched.rest.dropEarly();
    this.#take(watched, early, now);
    this.#options.onStatus();
  }

  /** Once a second: a key that REST refuses, and that no price has proven in time, is refused. */
  check(now: Moment): void {
    if (this.#refused === null) return;
    const { words, atMonoMs } = this.#refused;
    if (this.#options.isKeyProven()) this.#clearRefusal();
    else if (now.monoMs - atMonoMs >= proofMs) {
      this.#refused = null;
      this.#options.connections.refuse(words);
    }
  }

  /** The key is good after all: what waited is asked. */
  #clearRefusal(): void {
    this.#refused = null;
    this.#poller.resume();
  }

  #onAnswer(symbol: string, answer: RestOutcome<CurrentPrice>, askedMonoMs: number): void {
    const { clock, connections, watching, onVenueError, onStreamStalled, onAgreement, onStatus } = this.#options;
    const watched = watching.called(symbol);
    // An answer that waited in the kernel while the machine slept is no price of now; the new connection asks again.
    if (watched === undefined || connections.noticeSleep()) return;
    const now = clock.now();
    if (answer.ok) {
      this.#accepted = true;
      this.#clearRefusal();
      onVenueError(null);
      watched.rest.explain(null);
    }
    if (!answer.ok) {
      this.#onFailure(watched, answer.error);
    } else if (!connections.of(watched).live) {
      watched.rest.holdEarly(answer.value);
    } else if (!isToldSince(watched, askedMonoMs)) {
      const isStalled = isStreamStalled(watched, answer.value);
      this.#take(watched, answer.value, now);
      if (isStalled) onStreamStalled(watched, now);
      else if (watched.subscriptionState === "live") onAgreement(watched);
    }
    onStatus();
  }

  /** The stream goes on from here: what it leaves out between this trade and its first one is missed. */
  #take(watched: Watched, price: CurrentPrice, now: Moment): void {
    const { connections, path, onSkipped } = this.#options;
    const { last, lastIsCurrent } = watched.prices;
    const skipped = lastIsCurrent && last !== null ? idsBetween(last.tradeId, price.tradeId) : null;
    if (skipped !== null) onSkipped(watched, ...skipped, now);
    path.fromRest(watched, price, now);
    if (price.tradeId !== null) connections.sessionOf(watched)?.knows?.(watched.symbol, price.tradeId);
  }

  /** A request that waited its turn is needless where the stream has told a price meanwhile. */
  #isNeeded(symbol: string): boolean {
    const watched = this.#options.watching.called(symbol);
    if (watched === undefined) return false;
    const { lastIsCurrent, last } = watched.prices;
    return !lastIsCurrent || last === null || this.#options.clock.now().monoMs - last.receivedMonoMs >= justToldMs;
  }

  #onFailure(watched: Watched, { code, message }: { code: string; message: string }): void {
    const words = this.#options.formatVenueText(message);
    if (code === "key-refused" && !this.#accepted && !this.#options.isKeyProven()) {
      if (this.#endedUnproven) {
        this.#options.connections.refuse(words);
        return;
      }
      // Of a first symbol it may be the symbol that is refused: another one is asked. Of two it is the key, and a venue that is
      // asked for hundreds with a key that it refuses takes it for an attack.
      if (this.#refused !== null && this.#refused.symbol !== watched.symbol) this.#poller.pause();
      this.#refused ??= { words, symbol: watched.symbol, atMonoMs: this.#options.clock.now().monoMs };
    }
    if (code === "unknown-symbol") {
      // The stream's own words weigh more than REST's.
      if (watched.subscription.state === "requested") watched.rest.explain(words);
    } else {
      this.#options.onVenueError({ code: `rest-${code}`, message: words });
    }
  }
}

/** Whether a last price of the present connection came after REST was asked. */
function isToldSince({ prices: { last, lastIsCurrent } }: Watched, askedMonoMs: number): boolean {
  return lastIsCurrent && last !== null && last.receivedMonoMs >= askedMonoMs;
}
