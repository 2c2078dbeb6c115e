/**
 * Trades that the venue lets us know we missed while we were connected: they are read by REST and told as a gap of milliseconds, with
 * the price that is known by then. Live prices go on meanwhile.
 */
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { History, OpenedVenue, RestOutcome } from "../venues/session.ts";
import type { FeedSink } from "./feed-types.ts";
import { candlesOfTrades } from "./gap-history.ts";
import type { HistoryQueue } from "./history-queue.ts";
import { isHigherId } from "./trade-ids.ts";
import type { Watched } from "./watched.ts";

/** A trade may have been overtaken by the heartbeat that names it: it has come by then. */
const overtakenMs = 2_000;
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
  fromId: string;
  /** Null: up to now. */
  toId: string | null;
  readonly abort: AbortController;
  readonly timer: Timer;
  isAsked: boolean;
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
    const before = watched.prices.known;
    const since = before === null ? now : { wallMs: before.receivedWallMs, monoMs: before.receivedMonoMs };
    const timer = clock.after(overtakenMs, () => this.#ask(watched));
    this.#missing.set(watched, { since, before, fromId, toId, abort: new AbortController(), timer, isAsked: false });
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
    const { since, fromId, toId, abort } = missing;
    const span = {
      fromMs: since.wallMs,
      toMs: this.#options.clock.now().wallMs,
      afterTradeId: String(BigInt(fromId) - 1n),
      beforeTradeId: toId === null ? null : String(BigInt(toId) + 1n),
    };
    this.#options.queue.ask(watched, span, abort.signal, (answer) => this.#tell(watched, missing, answer));
  }

  #tell(watched: Watched, { since, before }: Missing, answer: RestOutcome<History>): void {
    this.#missing.delete(watched);
    const { clock, sink } = this.#options;
    const { last } = watched.prices;
    if (!answer.ok || answer.value.kind !== "trades" || last === null || watched.gap.untold !== null) return;
    const now = clock.now();
    const candles = candlesOfTrades(answer.value.trades, since.wallMs, now.wallMs);
    if (candles.length === 0) return;
    const gap = {
      fromWallMs: since.wallMs,
      toWallMs: now.wallMs,
      because: "venue-silent",
      before,
      candles,
      seen: null,
    } as const;
    sink.onLost([watched.key], since, "venue-silent");
    // The price as it is now once more: it is no new trade.
    sink.onTick({ ...last, size: null, receivedWallMs: now.wallMs, receivedMonoMs: now.monoMs }, gap);
  }
}

/** Whether all of them have come after all. */
function hasCome({ filter }: Watched, { fromId, toId }: Missing): boolean {
  if (toId === null || filter.ids.isAbove(toId)) return false;
  const count = BigInt(toId) - BigInt(fromId) + 1n;
  if (count > BigInt(mostLookedUp)) return false;
  for (let id = BigInt(fromId); id <= BigInt(toId); id++) if (!filter.ids.hasSeen(String(id))) return false;
  return true;
}
