/** What the feed keeps of one instrument that somebody watches. Data alone: the feed moves it. */
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { HealthState, SubscriptionState } from "../../../preload/contract/feed.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { Tick, TickGap } from "../../../preload/contract/tick.ts";
import { AbsurdPrints, type HeldPrint } from "./outlier-filter.ts";
import { DroppedRun } from "./dropped-run.ts";
import { Minutes } from "../history/minute-candles.ts";
import { TradeIds } from "./trade-ids.ts";
import type { RestPrice } from "../venues/venue.ts";

/** The beginning of a time in which the instrument could not be watched. */
export interface GapStart {
  readonly fromWallMs: number;
  /** Null where it began before this run, whose monotonic clock knows nothing of that. */
  readonly fromMonoMs: number | null;
  readonly because: BlindReason;
  readonly before: Tick | null;
  readonly seen: TickGap["seen"];
}

/** A tick that told of a trade, or of the last price as of one. */
export type Traded = Tick & { readonly last: string };

/** Ticks that wait until the venue's history of a gap is here, because the gap has to be told first. */
export interface BackfillBuffer {
  readonly start: GapStart;
  readonly toWallMs: number;
  readonly ticks: Tick[];
  readonly abort: AbortController;
}

export interface Watched {
  readonly key: InstrumentKey;
  readonly symbol: string;
  /** Somebody needs single trades. */
  trades: boolean;
  subscription: SubscriptionState;
  /** The venue's own words about this symbol, the key taken out. */
  words: string | null;
  /** When it was asked for on the present socket; null while there is none. */
  askedMonoMs: number | null;
  /** The last accepted tick with a last price, perhaps from before an outage. */
  last: Traded | null;
  /** The last accepted tick of any kind; a quote where it is not `last`. */
  newest: Tick | null;
  bid: string | null;
  ask: string | null;
  /** The last tick of the present connection that had both: a trade has neither, and does not make them unknown. */
  quoted: Tick | null;
  /** `newest` arrived over (or by REST during) the present connection. */
  current: boolean;
  /** So did `last`. */
  lastIsCurrent: boolean;
  /** A price of now has come from the stream since it was asked for on the present socket: what follows is of now too. */
  hasLivePrice: boolean;
  /** When the first price from before came since then; null where none did. */
  gap: GapStart | null;
  backfill: BackfillBuffer | null;
  /** A REST answer that came before the connection had proven itself. */
  early: RestPrice | null;
  /** REST knows a later trade than the stream gave us: the venue is silent about it. */
  streamStalled: boolean;
  resubscribed: boolean;
  /** It is to be asked about by REST as soon as that can be. */
  probeDue: boolean;
  probedMonoMs: number | null;
  probeEveryMs: number;
  shownHealth: HealthState;
  readonly ids: TradeIds;
  readonly dropped: DroppedRun;
  readonly prints: AbsurdPrints;
  /** The absurd print that was dropped last. */
  droppedPrint: HeldPrint | null;
  readonly minutes: Minutes;
}

/** A quiet market is asked about by REST first after this long without a tick. */
export const firstProbeMs = 60_000;

export function newWatched(key: InstrumentKey, symbol: string, trades: boolean): Watched {
  return {
    key,
    symbol,
    trades,
    subscription: "requested",
    words: null,
    askedMonoMs: null,
    last: null,
    newest: null,
    bid: null,
    quoted: null,
    ask: null,
    current: false,
    lastIsCurrent: false,
    hasLivePrice: false,
    gap: null,
    backfill: null,
    early: null,
    streamStalled: false,
    resubscribed: false,
    probeDue: false,
    probedMonoMs: null,
    probeEveryMs: firstProbeMs,
    shownHealth: "waiting",
    ids: new TradeIds(),
    dropped: new DroppedRun(),
    prints: new AbsurdPrints(),
    droppedPrint: null,
    minutes: new Minutes(),
  };
}

/** It is asked for on the present socket, at this monotonic time: nothing that it has told before says anything of now. */
export function beginSubscription(watched: Watched, monoMs: number): void {
  watched.askedMonoMs = monoMs;
  watched.probeDue = false;
  watched.probedMonoMs = null;
  watched.hasLivePrice = false;
  // A refusal stands until a price says otherwise.
  if (watched.subscription !== "rejected") watched.subscription = "requested";
}

/** Whether a tick has a last price. */
export function isTraded(tick: Tick): tick is Traded {
  return tick.last !== null;
}

/** The newest tick, with the last price known where it is a quote that has none. */
export function knownTick({ newest, last }: Watched): Tick | null {
  if (newest === null || newest.last !== null || last === null) return newest;
  return { ...newest, last: last.last, lastNumber: last.lastNumber };
}
