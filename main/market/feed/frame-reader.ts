/** What each frame of a venue means: a price to be judged, a heartbeat to be answered, a refusal, or something to be counted. */
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Connection } from "./connection.ts";
import type { FrameVerdict } from "./connection-types.ts";
import type { FeedCounters } from "./counters.ts";
import type { StallDetector } from "./stall-detector.ts";
import type { TickFilter } from "./tick-filter.ts";
import type { SessionMessage, SessionPrice, VenueSession } from "../venues/session.ts";
import type { Watched } from "./watched.ts";
import type { WatchedInstruments } from "./watched-instruments.ts";

export interface FrameReaderOptions {
  /** That of the open socket. */
  readonly session: () => VenueSession;
  readonly watching: WatchedInstruments;
  readonly connection: Connection;
  readonly path: TickFilter;
  readonly stallDetector: StallDetector;
  readonly counts: FeedCounters;
  /** Makes the words of a venue fit to be shown: every secret taken out, then cut. */
  readonly venueWords: (words: string) => string;
  /** Frames of this symbol may still be on their way: it was given up on the present socket. */
  readonly isLate: (symbol: string) => boolean;
  readonly onStatus: () => void;
}

export class FrameReader {
  readonly #options: FrameReaderOptions;
  #priced = false;
  #keyProven = false;
  /** What the venue said that did not end the connection. */
  venueError: { code: string; message: string } | null = null;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /**
   * A price came with the present key, over this socket or one before it, and the stream has not refused the key since. In a
   * quiet market a new socket may bring none for long.
   */
  get isKeyProven(): boolean {
    return this.#keyProven;
  }

  /** What an earlier socket complained of is not of this one; nor does what it brought outweigh this one's refusal. */
  newSocket(): void {
    this.#priced = false;
    this.venueError = null;
  }

  /** Another key, or another venue for it. */
  newKey(): void {
    this.#keyProven = false;
  }

  /** Takes a text frame in. `bytes` are those that `text` was decoded from. */
  read(text: string, now: Moment, bytes: Uint8Array): FrameVerdict {
    this.#options.counts.frames++;
    return this.#take(this.#options.session().parse(text, bytes), now);
  }

  #take(message: SessionMessage, now: Moment): FrameVerdict {
    const { venueWords, watching, connection, path, counts, onStatus } = this.#options;
    switch (message.kind) {
      case "price": {
        const watched = watching.called(message.symbol);
        if (watched === undefined) return this.#onForeign(message.symbol);
        this.#priced = this.#keyProven = true;
        this.#onPrice(watched, message, now);
        return "price";
      }
      case "alive": {
        path.ages.noteLive(message.at, now);
        if (message.reply !== null) connection.send(message.reply);
        return "heartbeat";
      }
      case "batch": {
        const verdicts = message.messages.map((one) => this.#take(one, now));
        return (
          verdicts.find((verdict) => verdict === "price") ?? verdicts.find((verdict) => verdict !== "other") ?? "other"
        );
      }
      case "refused":
        counts.revision++;
        this.#refuse(message.symbols, venueWords(message.message));
        onStatus();
        return "other";
      case "error":
        this.#onError(message.scope, message.symbols ?? [], venueWords(message.message));
        return "other";
      case "subscribed":
      case "unsubscribed":
      case "missed":
      case "status":
      case "leaving":
      case "ignored":
        counts.ignored++;
        return "other";
      case "rejected":
        counts.reject(message.reason);
        return "other";
    }
  }

  #onPrice(watched: Watched, message: SessionPrice, now: Moment): void {
    const { path, stallDetector, counts } = this.#options;
    const isFirst = watched.subscription.confirm();
    if (isFirst || watched.silence.isStalled) {
      stallDetector.onHeard(watched);
      // Shown by the next check rather than at once: on an open, hundreds become live in the same breath.
      counts.revision++;
    }
    path.fromStream(watched, message, now, isFirst);
  }

  #onForeign(symbol: string): FrameVerdict {
    const { counts, isLate } = this.#options;
    if (isLate(symbol)) counts.ignored++;
    else counts.reject("symbol-foreign");
    return "other";
  }

  /** The key travels in each subscribe frame, so a refusal may name a symbol and mean the key. A price proves the key. */
  #onError(scope: "socket" | "auth" | "rate", symbols: readonly string[], words: string): void {
    const { watching, connection, counts, onStatus } = this.#options;
    counts.revision++;
    const isOfSymbols = symbols.some((symbol) => watching.called(symbol) !== undefined);
    if (scope === "auth" && !(isOfSymbols && this.#priced)) {
      this.#keyProven = false;
      connection.refuse(words);
      return;
    }
    if (isOfSymbols) this.#refuse(symbols, words);
    else this.venueError = { code: "venue-error", message: words };
    onStatus();
  }

  /** The venue refuses these symbols; where none of them is watched it is about the venue. */
  #refuse(symbols: readonly string[], words: string): void {
    const watched = symbols.map((symbol) => this.#options.watching.called(symbol)).filter((one) => one !== undefined);
    for (const { subscription } of watched) subscription.reject(words);
    if (watched.length === 0) this.venueError = { code: "venue-error", message: words };
  }
}
