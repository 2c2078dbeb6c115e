/** A tick filter alone, with one instrument and a clock of its own: prices in, in words what counts of them. */
import type { Backfill } from "../../../main/market/feed/backfill.ts";
import { FeedCounters } from "../../../main/market/feed/counters.ts";
import { TickFilter } from "../../../main/market/feed/tick-filter.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { CurrentPrice, SessionPrice } from "../../../main/market/venues/session.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";

export const noon = Date.parse("2026-01-05T12:00:00.000Z");

export interface Told {
  readonly last?: string;
  readonly bid?: string;
  readonly ask?: string;
  readonly size?: string;
  readonly id?: string;
  /** Of the venue's time, milliseconds after noon; now where it is left out. */
  readonly at?: number | null;
  readonly by?: "ticker" | "trades";
  readonly origin?: SessionPrice["origin"];
  readonly faults?: number;
}

export class FilterHarness {
  readonly counts = new FeedCounters();
  readonly filter: TickFilter;
  watched = new Watched("demo:A-USD", "A-USD");
  readonly #counted: Tick[] = [];
  #nowMs = 1_000;

  constructor() {
    const backfills = { deliver: (_: Watched, tick: Tick) => this.#counted.push(tick) } as unknown as Backfill;
    this.filter = new TickFilter({ counts: this.counts, backfills, guard: true });
    // The venue's clock is known, so that an age can be told.
    this.filter.ages.noteLive(noon, this.momentAt(0));
    this.watched.subscription.begin(this.momentAt(0).monoMs);
  }

  /** So many milliseconds after noon; now where that is left out. */
  momentAt(ms = this.#nowMs): Moment {
    return { wallMs: noon + ms, monoMs: 50_000 + ms };
  }

  /** Tells a price 100 ms later, and answers what counts by it. `isFirst`: since the instrument was asked for. */
  stream(told: Told, isFirst = false): string[] {
    this.#nowMs += 100;
    const { last = null, bid = null, ask = null, size = null, id = null, at = this.#nowMs } = told;
    const { by = "trades", origin = "live", faults = 0 } = told;
    const message: SessionPrice = {
      kind: "price",
      channel: by,
      symbol: "A-USD",
      ...{ last, bid, ask, size, faults, origin },
      lastNumber: Number(last ?? Number.NaN),
      bidNumber: Number(bid ?? Number.NaN),
      askNumber: Number(ask ?? Number.NaN),
      tradeId: id,
      at: at === null ? null : noon + at,
      sentAt: null,
    };
    this.filter.fromStream(this.watched, message, this.momentAt(), isFirst);
    return this.heard();
  }

  /** The same of an answer by REST, and whether it was taken for more than what is known. */
  rest(last: string, more: Partial<CurrentPrice> = {}): [boolean, string[]] {
    this.#nowMs += 100;
    const price: CurrentPrice = { last, lastNumber: Number(last), tradeId: null, asOf: "answer", at: null, ...more };
    const isTaken = this.filter.fromRest(this.watched, price, this.momentAt());
    return [isTaken, this.heard()];
  }

  /** What counted since this was last asked: `100`, `bid 99`, `ask 101`, of an id `#7`, of a size `x2`, from before `old`. */
  heard(): string[] {
    return this.#counted.splice(0).map(({ last, bid, ask, tradeId, size, ageMs }) => {
      const parts = [last, bid && `bid ${bid}`, ask && `ask ${ask}`, tradeId && `#${tradeId}`, size && `x${size}`];
      return [...parts, ageMs != null && "old"].filter(Boolean).join(" ");
    });
  }

  dropped() {
    const { ticks, late, duplicate, heldBack, absurd } = this.counts;
    return { ticks, late, duplicate, heldBack, absurd };
  }
}

/** Nothing of it all was dropped. */
export const noneDropped = { late: 0, duplicate: 0, heldBack: 0, absurd: 0 };
