/**
 * What one venue's feed is made of, wired together: the connection brings frames, the tick filter makes ticks of them, gaps are told
 * with the first price after them, silence is looked into by REST.
 */
import { message } from "../../../preload/contract/messages/message.ts";
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import { Backfill } from "./backfill.ts";
import { Connections } from "./connections.ts";
import { FeedCounters } from "./counters.ts";
import { CurrentVenue } from "./current-venue.ts";
import type { FeedOptions } from "./feed-types.ts";
import { FrameReader } from "./frame-reader.ts";
import { HistoryQueue } from "./history-queue.ts";
import { InstrumentLifecycle } from "./instrument-lifecycle.ts";
import { MissedTrades } from "./missed-trades.ts";
import { PeriodicCheck } from "./periodic-check.ts";
import { RestPrices } from "./rest-prices.ts";
import { StallDetector } from "./stall-detector.ts";
import { StreamBeginning } from "./stream-beginning.ts";
import { TickFilter } from "./tick-filter.ts";
import type { OpenedVenue } from "../venues/session.ts";
import { VenueNotice } from "./venue-notice.ts";
import type { Watched } from "./watched.ts";
import { WatchedInstruments } from "./watched-instruments.ts";

export class FeedParts {
  readonly venue: CurrentVenue;
  readonly connections: Connections;
  readonly rest: RestPrices;
  readonly backfills: Backfill;
  readonly missed: MissedTrades;
  readonly path: TickFilter;
  readonly frames: FrameReader;
  readonly notice = new VenueNotice();
  readonly counts = new FeedCounters();
  readonly watching: WatchedInstruments;
  readonly check: PeriodicCheck;
  readonly #lifecycle: InstrumentLifecycle;
  readonly #isRunning: () => boolean;

  /** `isRunning`: whether the feed watches, so that what is lost begins a gap. */
  constructor(options: FeedOptions, isRunning: () => boolean) {
    this.#isRunning = isRunning;
    const { clock, sink, random, formatVenueText } = options;
    const { traits } = options.venue;
    this.venue = new CurrentVenue({
      ...options,
      isUrgent: (symbols) => this.watching.isUrgent(symbols),
      onDated: (atMs, now) => this.path.ages.noteAnswer(atMs, now),
    });
    const venue = (): OpenedVenue => this.venue.opened;
    const onStatus = (): void => sink.onStatus();
    const isUrgent = (watched: Watched): boolean => this.watching.isUrgent([watched.symbol]);
    const queue = new HistoryQueue({ venue, isUrgent, judge: (history) => this.path.judgePast(history) });
    const onTold = (watched: Watched): void => missed.onGapTold(watched);
    const backfills = new Backfill({ ...options, venue, queue, isUrgent, onTold, onOpened: onStatus });
    this.backfills = backfills;
    const path = new TickFilter({ counts: this.counts, backfills, guard: options.settings.absurdPrintGuard });
    this.path = path;
    const missed = new MissedTrades({
      ...{ clock, venue, queue, isUrgent, sink, path },
      readLater: (watched, awaited) => backfills.recallAwaited(watched, awaited),
      onTradesRead: (watched, now) => stallDetector.onTradesRead(watched, now),
      waitedSinceMs: ({ symbol }) => path.waitedSinceMs(this.watching.urgentSince(symbol)),
      onRead: (watched, tradeId) => this.connections.sessionOf(watched)?.hasRead?.(watched.symbol, tradeId),
    });
    this.missed = missed;
    const watching = new WatchedInstruments({ ...options, path, backfills });
    this.watching = watching;
    const stallDetector = new StallDetector({
      needsTrades: ({ symbol }) => watching.needs.get(symbol)?.everyTrade === true,
      probe: (watched) => this.rest.ask(watched.symbol),
      resubscribe: (watched) => this.connections.renew(watched),
      reconnect: (watched) =>
        this.connections.of(watched).reconnect(message("venue.stopped-sending", { symbol: watched.symbol })),
    });
    this.#lifecycle = new InstrumentLifecycle({ sink, path, backfills, stallDetector });
    const beginning = new StreamBeginning({
      firstPrice: traits.firstPrice,
      askPrice: (symbol) => this.rest.ask(symbol),
      missed,
      sessionOf: (watched) => this.connections.sessionOf(watched),
    });
    const connections = new Connections({
      clock,
      random,
      venue: this.venue,
      watching,
      handlers: {
        onDated: (atMs, now) => path.ages.noteAnswer(atMs, now),
        onOpen: (instruments) => this.#onOpen(instruments),
        onAsked: (watched) => {
          this.#lifecycle.asked(watched, clock.now().monoMs);
          beginning.asked(watched);
        },
        onText: (socket, text, now, bytes) => this.frames.read(socket, text, now, bytes),
        onLive: (instruments) => this.rest.onLive(instruments),
        onUnreadable: (reason) => this.counts.reject(reason),
        onLost: (instruments, since, because) => this.#onLost(instruments, since, because),
        onClosed: (instruments) => this.#onClosed(instruments),
        onTakenOver: (socket, now) => this.frames.takeHeld(socket, now),
        onState: onStatus,
        formatVenueText,
      },
    });
    this.connections = connections;
    const notice = this.notice;
    const parts = { clock, venue, watching, connections, path, notice, formatVenueText, stallDetector, onStatus };
    this.rest = new RestPrices({
      ...parts,
      traits,
      isKeyProven: () => this.frames.isKeyProven,
      onStreamStalled: (watched, now) => stallDetector.onStreamStalled(watched, now),
      onAgreement: (watched) => stallDetector.onAgreement(watched),
      onVenueError: (error) => notice.setError(error),
      onSkipped: (watched, fromId, toId, now) => missed.note(watched, fromId, toId, now),
    });
    this.frames = new FrameReader({
      ...parts,
      counts: this.counts,
      // Where nobody waits for each of them, the price is what is shown.
      onMissed: (watched, ...ids) => missed.note(watched, ...ids) || this.rest.ask(watched.symbol),
      onConfirmed: (watched, now) => beginning.confirmed(watched, now),
      onLiveTrade(watched) {
        watched.silence.noteTrade();
        missed.onLiveTrade(watched);
      },
      onReplay: (watched, trade) => backfills.replay(watched, trade),
    });
    this.check = new PeriodicCheck({ ...parts, counts: this.counts, rest: this.rest });
  }

  #onOpen(instruments: readonly Watched[]): void {
    this.notice.newSocket();
    this.#lifecycle.opened(instruments);
  }

  #onLost(instruments: readonly Watched[], since: Moment, because: BlindReason): void {
    for (const watched of instruments) this.missed.lost(watched);
    if (this.#isRunning()) this.#lifecycle.lost(instruments, since, because);
  }

  #onClosed(instruments: readonly Watched[]): void {
    this.rest.drop(instruments);
    if (this.#isRunning()) this.#lifecycle.lostUnproven(instruments);
    this.#lifecycle.closed(instruments);
  }
}
