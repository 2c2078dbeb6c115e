/** Gaps and their history by themselves: no socket, a clock of their own, and a venue's history that a test answers itself. */
import { Backfill } from "../../../main/market/feed/backfill.ts";
import { HistoryQueue } from "../../../main/market/feed/history-queue.ts";
import { isTraded } from "../../../main/market/feed/known-prices.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { OpenedVenue, SessionPrice } from "../../../main/market/venues/session.ts";
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { AskedHistory } from "./asked-history.ts";
import { trade } from "./scripted-venue.ts";
import { tickOf } from "./tick-of.ts";

export interface BackfillHarnessOptions {
  /** Whether a rule waits for every instrument. */
  readonly isUrgent?: boolean;
  readonly hasHistory?: boolean;
  readonly maxHeldInAll?: number;
}

export class BackfillHarness {
  readonly clock = new ManualClock();
  readonly asked = new AskedHistory();
  /** Ticks handed on, with their gaps. */
  readonly ticks: { readonly tick: Tick; readonly gap: TickGap | null }[] = [];
  /** Of gaps that had been told without it. */
  readonly histories: { readonly gap: TickGap; readonly after: Tick }[] = [];
  /** Wall times at which gaps end whose history is to outlive the process, and of those that are settled. */
  readonly awaited: number[] = [];
  readonly settled: number[] = [];
  /** Symbols of which a gap was told, in order. */
  readonly gapsTold: string[] = [];
  /** How often the health of an instrument changed. */
  opened = 0;
  isUrgent: boolean;
  readonly backfill: Backfill;

  constructor({ isUrgent = true, hasHistory = true, maxHeldInAll }: BackfillHarnessOptions = {}) {
    this.isUrgent = isUrgent;
    const venue: OpenedVenue = {
      shownUrl: "",
      dialUrl: "",
      rest: {
        prices: () => Promise.resolve({ ok: true, value: new Map() }),
        ...(hasHistory ? { history: this.asked.history } : {}),
      },
      session: () => {
        throw new Error("No socket is dialled here.");
      },
      closeMeans: () => null,
    };
    const [open, urgent] = [() => venue, () => this.isUrgent];
    this.backfill = new Backfill({
      clock: this.clock,
      venue: open,
      queue: new HistoryQueue({ venue: open, isUrgent: urgent, judge: (history) => history }),
      isUrgent: urgent,
      onOpened: () => this.opened++,
      onTold: ({ symbol }) => this.gapsTold.push(symbol),
      maxHeldInAll,
      sink: {
        onTick: (tick, gap) => void this.ticks.push({ tick, gap }),
        onHistory: (gap, after) => void this.histories.push({ gap, after }),
        onHistoryAwaited: (gap) => void this.awaited.push(gap.toWallMs),
        onHistorySettled: (gap) => void this.settled.push(gap.toWallMs),
        onLost: () => undefined,
        onStatus: () => undefined,
      },
    });
  }

  /** Asked for over a socket, with this last price where one is given. */
  watch(symbol = "A-USD", last?: string, more: Partial<Tick> = {}): Watched {
    const watched = new Watched(`demo:${symbol}`, symbol);
    watched.subscription.begin(this.clock.now().monoMs);
    if (last !== undefined) this.tick(watched, last, more);
    return watched;
  }

  /** The feed is lost, its last frame being of now. True where a gap begins. */
  lose(watched: Watched, since: Moment = this.clock.now()): boolean {
    return this.backfill.begin(watched, since, "disconnected");
  }

  /** An outage of so long, after which this price is the first. */
  outage(watched: Watched, ms: number, last: string | null, more: Partial<Tick> = {}): void {
    this.lose(watched);
    this.clock.advance(ms);
    this.tick(watched, last, more);
  }

  /** A price that counts comes now; null: a quote. */
  tick(watched: Watched, last: string | null, more: Partial<Tick> = {}): Tick {
    const { wallMs, monoMs } = this.clock.now();
    const quote = last === null ? { lastNumber: Number.NaN, bid: "1", ask: "2" } : {};
    const received = { receivedWallMs: wallMs, receivedMonoMs: monoMs };
    const tick = tickOf({ instrument: watched.key, last, ...quote, ...received, ...more });
    watched.prices.accept(tick);
    if (isTraded(tick)) watched.minutes.add(tick);
    this.backfill.deliver(watched, tick);
    return tick;
  }

  /** The venue tells a trade of the past again. */
  replay(watched: Watched, last: string, tradeId: string): void {
    const told = trade(watched.symbol, last, tradeId, { at: this.clock.now().wallMs, origin: "replay" });
    this.backfill.replay(watched, told as SessionPrice);
  }

  /** Last prices handed on since this was last asked, `?` for a quote, each that ended a gap with the highs of its candles. */
  heard(): string[] {
    return this.ticks.splice(0).map(({ tick, gap }) => {
      const price = tick.last ?? "?";
      return gap === null ? price : `${price} [${gap.candles.map(({ high }) => high).join(" ")}]`;
    });
  }

  /** The same of histories that came late: the price before the gap, the highs, the first price after it. */
  late(): string[] {
    return this.histories
      .splice(0)
      .map(
        ({ gap, after }) =>
          `${gap.before?.last ?? "-"} [${gap.candles.map(({ high }) => high).join(" ")}] ${after.last ?? "?"}`,
      );
  }
}
