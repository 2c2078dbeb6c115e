/**
 * Trades that the venue lets us know we missed while we were connected: they are read by REST and told as a gap of milliseconds, with
 * the price that is known by then. Live prices go on meanwhile.
 */
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { History, OpenedVenue, RestOutcome } from "../venues/session.ts";
import type { FeedSink } from "./feed-types.ts";
import { candlesOfGap, seenIn } from "./gap-history.ts";
import type { HistoryQueue } from "./history-queue.ts";
import { isTemporary } from "./late-history.ts";
import { isHigherId } from "./trade-ids.ts";
import type { Watched } from "./watched.ts";

/** A trade may have been overtaken by the heartbeat that names it: it has come by then. */
const overtakenMs = 2_000;
/** A venue that refuses is asked again after this, or after what it says, so often. */
const againMs = 30_000;
const mostAttempts = 5;
/** So many ids are looked up among those that came meanwhile. */
const mostLookedUp = 64;

export interface MissedTradesOptions {
  readonly clock: Clock;
  readonly venue: () => OpenedVenue;
  readonly queue: HistoryQueue;
  /** Whether a rule waits for its trades: else nobody has missed anything. */
  readonly isUrgent: (watched: Watched) => boolean;
  readonly sink: FeedSink;
}

interface Missing {
  readonly since: Moment;
  readonly before: Tick | null;
  readonly seen: TickGap["seen"];
  fromId: string;
  /** Null: up to now. */
  toId: string | null;
  readonly abort: AbortController;
  timer: Timer;
  isAsked: boolean;
  attempts: number;
}

export class MissedTrades {
  readonly #options: MissedTradesOptions;
  readonly #missing = new Map<Watched, Missing>();

  constructor(options: MissedTradesOptions) {
    this.#options = options;
  }

  /** Trades from one id to another, both included, were not told; `toId` null: up to now. */
  note(watched: Watched, fromId: string, toId: string | null, now: Moment): void {
    const { clock, venue, isUrgent } = this.#options;
    if (venue().rest.history === undefined || !isUrgent(watched) || watched.gap.untold !== null) return;
    const known = this.#missing.get(watched);
    if (known !== undefined && !known.isAsked) {
      if (isHigherId(known.fromId, fromId)) known.fromId = fromId;
      if (known.toId !== null && (toId === null || isHigherId(toId, known.toId))) known.toId = toId;
      return;
    }
    known?.abort.abort();
    const timer = clock.after(overtakenMs, () => this.#ask(watched));
    const asked = { toId, abort: new AbortController(), timer, isAsked: false };
    if (known === undefined) {
      this.#missing.set(watched, { ...asked, ...beginning(watched, now), fromId, attempts: 0 });
      return;
    }
    // What is being asked for is part of it: given up with its request, it would never be told.
    const earlier = isHigherId(fromId, known.fromId) ? known.fromId : fromId;
    this.#missing.set(watched, { ...known, ...asked, fromId: earlier });
  }

  /** Its feed is lost, and the gap tells of them; or nobody watches it any longer. */
  drop(watched: Watched): void {
    const missing = this.#missing.get(watched);
    missing?.timer.cancel();
    missing?.abort.abort();
    this.#missing.delete(watched);
  }

  #ask(watched: Watched): void {
    const missing = this.#missing.get(watched);
    if (missing === undefined) return;
    if (hasCome(watched, missing)) {
      this.#missing.delete(watched);
      return;
    }
    missing.isAsked = true;
    missing.attempts++;
    const { since, fromId, toId, abort } = missing;
    const span = {
      fromMs: since.wallMs,
      toMs: this.#options.clock.now().wallMs,
      afterTradeId: String(BigInt(fromId) - 1n),
      beforeTradeId: toId === null ? null : String(BigInt(toId) + 1n),
    };
    this.#options.queue.ask(watched, span, abort.signal, (answer) => this.#tell(watched, missing, answer));
  }

  #tell(watched: Watched, missing: Missing, answer: RestOutcome<History>): void {
    const { clock, sink } = this.#options;
    if (!answer.ok && isTemporary(answer.error) && missing.attempts < mostAttempts) {
      missing.isAsked = false;
      missing.timer = clock.after(answer.error.retryAfterMs ?? againMs, () => this.#ask(watched));
      return;
    }
    this.#missing.delete(watched);
    const { last } = watched.prices;
    if (!answer.ok || last === null || watched.gap.untold !== null) return;
    const { since, before, seen } = missing;
    const now = clock.now();
    const span = { fromWallMs: since.wallMs, toWallMs: now.wallMs };
    const candles = candlesOfGap(answer.value, { ...span, pricesSince: [last.last] });
    if (candles.length === 0) return;
    const gap = { ...span, because: "venue-silent", before, candles, seen } as const;
    if (answer.value.kind === "candles") {
      // They were too many to be read: of a minute that was mostly watched no hold and no window has to begin anew.
      sink.onHistory(gap, last, now);
      return;
    }
    sink.onLost([watched.key], since, "venue-silent");
    // The price as it is now once more: it is no new trade.
    sink.onTick({ ...last, size: null, receivedWallMs: now.wallMs, receivedMonoMs: now.monoMs }, gap);
  }
}

/** The gap begins with the last price that is known. */
function beginning({ prices, minutes }: Watched, now: Moment): Pick<Missing, "since" | "before" | "seen"> {
  const before = prices.known;
  const since = before === null ? now : { wallMs: before.receivedWallMs, monoMs: before.receivedMonoMs };
  return { since, before, seen: seenIn(since.wallMs, minutes.current(), before) };
}

/** Whether all of them have come after all. */
function hasCome({ filter }: Watched, { fromId, toId }: Missing): boolean {
  if (toId === null || filter.ids.isAbove(toId)) return false;
  const count = BigInt(toId) - BigInt(fromId) + 1n;
  if (count > BigInt(mostLookedUp)) return false;
  for (let id = BigInt(fromId); id <= BigInt(toId); id++) if (!filter.ids.hasSeen(String(id))) return false;
  return true;
}
