/**
 * What the life of a connection means for the instruments that are watched over it: they are asked for, their prices stop to be
 * of now, a gap begins. Tells the sink which ones are lost.
 */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Backfill } from "./backfill.ts";
import type { FeedSink } from "./feed-types.ts";
import type { StallDetector } from "./stall-detector.ts";
import type { TickFilter } from "./tick-filter.ts";
import type { Watched } from "./watched.ts";

export interface InstrumentLifecycleOptions {
  readonly sink: FeedSink;
  readonly path: TickFilter;
  readonly backfills: Backfill;
  readonly stallDetector: StallDetector;
}

export class InstrumentLifecycle {
  readonly #options: InstrumentLifecycleOptions;

  constructor(options: InstrumentLifecycleOptions) {
    this.#options = options;
  }

  /** A socket is open, over which they will be asked for. */
  opened(instruments: Iterable<Watched>): void {
    for (const watched of instruments) this.#options.path.newSocket(watched);
  }

  /** One is asked for over the open socket, at this monotonic time. */
  asked(watched: Watched, monoMs: number): void {
    watched.subscription.begin(monoMs);
    this.#options.path.beginSubscription(watched);
    this.#options.stallDetector.beginSubscription(watched);
  }

  /** The feed of them is lost: a gap begins at the last frame that was accepted. */
  lost(instruments: Iterable<Watched>, since: Moment, because: BlindReason): void {
    const { path, backfills, sink } = this.#options;
    const lost: InstrumentKey[] = [];
    for (const watched of instruments) {
      path.dropHeld(watched);
      if (backfills.begin(watched, since, because) && watched.subscription.state !== "rejected") lost.push(watched.key);
    }
    if (lost.length > 0) sink.onLost(lost, since, because);
  }

  /**
   * Prices by REST were all that came while the socket was open: what follows them is a gap like any other. Those that arrived
   * together are told together, for each telling is written to the disk before the next price is looked at.
   */
  lostUnproven(instruments: Iterable<Watched>): void {
    const lost = new Map<number, { readonly since: Moment; readonly watched: Watched[] }>();
    for (const watched of instruments) {
      this.#options.path.dropHeld(watched);
      const { newest, isCurrent } = watched.prices;
      if (!isCurrent || newest === null) continue;
      const since: Moment = { wallMs: newest.receivedWallMs, monoMs: newest.receivedMonoMs };
      const together = lost.get(since.monoMs);
      if (together === undefined) lost.set(since.monoMs, { since, watched: [watched] });
      else together.watched.push(watched);
    }
    for (const { since, watched } of lost.values()) this.lost(watched, since, "disconnected");
  }

  /** The socket is gone; after {@link lost}. */
  closed(instruments: Iterable<Watched>): void {
    for (const watched of instruments) {
      watched.subscription.end();
      this.#options.path.endConnection(watched);
      this.#options.stallDetector.endConnection(watched);
    }
  }
}
