/** What each frame of a venue means: a price to be judged, a heartbeat to be answered, a refusal, or something to be counted. */
import type { Moment } from "../../../preload/contract/tick.ts";
import type { SessionMessage, SessionPrice } from "../venues/session.ts";
import type { Connections } from "./connections.ts";
import type { FrameMeaning } from "./connection-types.ts";
import type { FeedCounters } from "./counters.ts";
import type { SessionSocket } from "./session-socket.ts";
import type { StallDetector } from "./stall-detector.ts";
import type { TickFilter } from "./tick-filter.ts";
import type { VenueNotice } from "./venue-notice.ts";
import type { Watched } from "./watched.ts";
import type { WatchedInstruments } from "./watched-instruments.ts";

export interface FrameReaderOptions {
  readonly watching: WatchedInstruments;
  readonly connections: Connections;
  readonly path: TickFilter;
  readonly stallDetector: StallDetector;
  readonly notice: VenueNotice;
  readonly counts: FeedCounters;
  /** Makes the words of a venue fit to be shown: every secret taken out, then cut. */
  readonly formatVenueText: (words: string) => string;
  /** Trades of an instrument were not told. */
  readonly onMissed: (watched: Watched, fromId: string, toId: string | null, now: Moment) => void;
  /** The venue tells what was asked of an instrument from now on. */
  readonly onConfirmed: (watched: Watched, now: Moment) => void;
  /** A trade was told as it happened. */
  readonly onLiveTrade: (watched: Watched) => void;
  /** A trade of the past was told again. */
  readonly onReplay: (watched: Watched, trade: SessionPrice) => void;
  readonly onStatus: () => void;
}

export class FrameReader {
  readonly #options: FrameReaderOptions;
  #keyProven = false;

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

  /** Another key, or another venue for it. */
  newKey(): void {
    this.#keyProven = false;
  }

  /** Takes a text frame in. `bytes` are those that `text` was decoded from. */
  read(socket: SessionSocket, text: string, now: Moment, bytes: Uint8Array): FrameMeaning {
    this.#options.counts.frames++;
    return this.#take(socket, socket.session.parse(text, bytes), now);
  }

  /** A socket takes over: of what it held, what the one before it has not told. */
  takeHeld(socket: SessionSocket, now: Moment): void {
    const { watching, path } = this.#options;
    for (const price of socket.release()) {
      const watched = watching.called(price.symbol);
      if (watched === undefined || price.tradeId === null || !path.isNewer(watched, price.tradeId)) continue;
      this.#onPrice(socket, watched, price, now);
    }
  }

  #take(socket: SessionSocket, message: SessionMessage, now: Moment): FrameMeaning {
    const { formatVenueText, watching, connections, path, notice, counts, onMissed, onReplay, onStatus } =
      this.#options;
    switch (message.kind) {
      case "price": {
        const watched = watching.called(message.symbol);
        if (watched === undefined) return this.#onForeign(socket, message.symbol);
        if (message.origin === "replay") {
          if (!socket.isHolding) onReplay(watched, message);
          return "confirmation";
        }
        this.#onPrice(socket, watched, message, now);
        return "price";
      }
      case "alive":
        path.ages.noteLive(message.at, now);
        if (message.reply !== null) socket.frames.pushFirst(message.reply);
        if (message.missing !== undefined) socket.subscriptions.onMissing(message.missing);
        return "heartbeat";
      case "batch": {
        const meanings = message.messages.map((one) => this.#take(socket, one, now));
        return strongest.find((meaning) => meanings.includes(meaning)) ?? "other";
      }
      case "subscribed":
        this.#onConfirmed(socket, message.symbols, now);
        return "confirmation";
      case "unsubscribed":
        return "contact";
      case "refused":
        socket.subscriptions.onRefused(message.symbols);
        this.#refuse(message.symbols, formatVenueText(message.message));
        onStatus();
        return "other";
      case "error":
        if (message.scope === "rate") socket.subscriptions.onRateExceeded(message.retryAfterMs);
        this.#onError(socket, message.scope, message.symbols ?? [], formatVenueText(message.message));
        return "other";
      case "missed": {
        const watched = watching.called(message.symbol);
        if (watched !== undefined && !socket.isHolding) onMissed(watched, message.fromId, message.toId, now);
        return "contact";
      }
      case "status":
        notice.setState({ ...message, message: formatVenueText(message.message) }, now);
        onStatus();
        return "contact";
      case "leaving":
        connections.replace(socket);
        return "contact";
      case "ignored":
        counts.ignored++;
        return "other";
      case "rejected":
        counts.reject(message.reason);
        return "other";
    }
  }

  #onPrice(socket: SessionSocket, watched: Watched, message: SessionPrice, now: Moment): void {
    if (socket.isHolding) {
      socket.subscriptions.onConfirmed([watched.symbol], false);
      socket.hold(message);
      return;
    }
    if (!socket.hasPrice) socket.notePrice();
    this.#keyProven = true;
    const { path, stallDetector, counts, onLiveTrade } = this.#options;
    const isFirst = watched.subscription.confirm();
    // What is told on subscribing says nothing of whether anything comes after it.
    const isNews = message.last !== null && message.origin === "live";
    if (isFirst || (watched.silence.isStalled && isNews)) {
      socket.subscriptions.onConfirmed([watched.symbol], false);
      stallDetector.onPrice(watched, isNews);
      // Shown by the next check rather than at once: on an open, hundreds become live at the same moment.
      counts.revision++;
    }
    if (message.channel === "trades" && message.origin === "live") onLiveTrade(watched);
    path.fromStream(watched, message, now, isFirst);
  }

  #onConfirmed(socket: SessionSocket, symbols: readonly string[], now: Moment): void {
    socket.subscriptions.onConfirmed(symbols, true);
    if (socket.isHolding) return;
    for (const symbol of symbols) {
      const watched = this.#options.watching.called(symbol);
      if (watched !== undefined) this.#options.onConfirmed(watched, now);
    }
  }

  #onForeign(socket: SessionSocket, symbol: string): FrameMeaning {
    const { counts } = this.#options;
    if (socket.subscriptions.wasReleased(symbol)) counts.ignored++;
    else counts.reject("symbol-foreign");
    return "other";
  }

  /** The key travels in each subscribe frame, so a refusal may name a symbol and mean the key. A price proves the key. */
  #onError(socket: SessionSocket, scope: "socket" | "auth" | "rate", symbols: readonly string[], words: string): void {
    const { watching, connections, onStatus } = this.#options;
    const isOfSymbols = symbols.some((symbol) => watching.called(symbol) !== undefined);
    if (scope === "auth" && !(isOfSymbols && socket.hasPrice)) {
      this.#keyProven = false;
      connections.refuse(words);
      return;
    }
    this.#refuse(symbols, words);
    onStatus();
  }

  /** The venue refuses these symbols; where none of them is watched it is about the venue. */
  #refuse(symbols: readonly string[], words: string): void {
    const watched = symbols.map((symbol) => this.#options.watching.called(symbol)).filter((one) => one !== undefined);
    for (const { subscription } of watched) subscription.reject(words);
    if (watched.length === 0) this.#options.notice.setError({ code: "venue-error", message: words });
  }
}

/** Of a frame that says several things, the one that proves most counts. */
const strongest: readonly FrameMeaning[] = ["price", "heartbeat", "confirmation", "contact"];
