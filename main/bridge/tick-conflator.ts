/** Ticks for windows: the latest of each instrument, 10 times a second for all, up to 60 for the one in focus. */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { TickBatch } from "../../preload/contract/market.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import type { Publisher } from "./publisher.ts";

/** Between two batches for everyone: 10 a second at most. */
export const batchPeriodMs = 100;
/** Between two batches for one focus: at most once a frame of a 60 Hz screen, in whole milliseconds as timers have them. */
export const focusPeriodMs = 17;
/** More different instruments than this between two batches, and the batch goes out early: memory stays bounded. */
export const maxPendingInstruments = 10_000;

interface Focus {
  readonly clients: Set<string>;
  /** The latest tick not yet sent; null when it has been. */
  tick: Tick | null;
}

/**
 * Keeps the latest {@link Tick} of each instrument and publishes `market.ticks`. `offer` costs one map write a tick.
 * The first batch after a quiet spell goes out at once; no timer runs while nothing is pending or nobody listens.
 */
export class TickConflator {
  readonly #clock: Clock;
  readonly #publisher: Publisher;
  readonly #pending = new Map<InstrumentKey, Tick>();
  readonly #focuses = new Map<InstrumentKey, Focus>();
  readonly #focusOfClient = new Map<string, InstrumentKey>();
  #batchTimer: Timer | null = null;
  #focusTimer: Timer | null = null;
  #lastBatchMonoMs = -Infinity;
  #lastFocusMonoMs = -Infinity;

  constructor(options: { readonly clock: Clock; readonly publisher: Publisher }) {
    this.#clock = options.clock;
    this.#publisher = options.publisher;
  }

  /** Takes an accepted tick. Called for every one of them: keep it cheap. */
  offer(tick: Tick): void {
    // Nobody to show it to: a window that comes later asks for a snapshot, which has this price. Not even put in and cleared
    // away again: what a cleared Map leaves behind holds the next, and all of them outlive their ticks by minutes.
    if (this.#batchTimer !== null || this.#publisher.wants("market.ticks")) this.#offerToAll(tick);
    this.#offerToFocus(tick);
  }

  /** The instrument a window looks at; null: none. Ends with {@link removeClient}. */
  focus(clientId: string, instrument: InstrumentKey | null): void {
    this.removeClient(clientId);
    if (instrument === null) return;
    this.#focusOfClient.set(clientId, instrument);
    const focus = this.#focuses.get(instrument);
    if (focus === undefined) this.#focuses.set(instrument, { clients: new Set([clientId]), tick: null });
    else focus.clients.add(clientId);
  }

  /** A window is gone: forgets its focus. */
  removeClient(clientId: string): void {
    const instrument = this.#focusOfClient.get(clientId);
    if (instrument === undefined) return;
    this.#focusOfClient.delete(clientId);
    const focus = this.#focuses.get(instrument);
    focus?.clients.delete(clientId);
    if (focus?.clients.size === 0) this.#focuses.delete(instrument);
  }

  /** An instrument is watched no longer: what is pending of it is not shown. */
  forget(instrument: InstrumentKey): void {
    this.#pending.delete(instrument);
    const focus = this.#focuses.get(instrument);
    if (focus !== undefined) focus.tick = null;
  }

  /** Drops what is pending and its timers. */
  stop(): void {
    this.#batchTimer?.cancel();
    this.#focusTimer?.cancel();
    this.#batchTimer = null;
    this.#focusTimer = null;
    this.#pending.clear();
    this.#focuses.clear();
    this.#focusOfClient.clear();
  }

  #offerToAll(tick: Tick): void {
    this.#pending.set(tick.instrument, joined(this.#pending.get(tick.instrument) ?? null, tick));
    if (this.#batchTimer === null) this.#armBatch();
    else if (this.#pending.size >= maxPendingInstruments) this.#sendEarly();
  }

  #armBatch(): void {
    const delayMs = Math.max(0, this.#lastBatchMonoMs + batchPeriodMs - this.#clock.now().monoMs);
    this.#batchTimer = this.#clock.after(delayMs, () => this.#sendBatch());
  }

  #sendEarly(): void {
    this.#batchTimer?.cancel();
    this.#sendBatch();
  }

  #sendBatch(): void {
    this.#batchTimer = null;
    if (this.#pending.size === 0) return;
    this.#lastBatchMonoMs = this.#clock.now().monoMs;
    const batch = tickBatch(this.#pending.values());
    this.#pending.clear();
    this.#publisher.publish("market.ticks", batch);
  }

  #offerToFocus(tick: Tick): void {
    const focus = this.#focuses.get(tick.instrument);
    if (focus === undefined) return;
    focus.tick = joined(focus.tick, tick);
    if (this.#focusTimer !== null) return;
    const delayMs = Math.max(0, this.#lastFocusMonoMs + focusPeriodMs - this.#clock.now().monoMs);
    this.#focusTimer = this.#clock.after(delayMs, () => this.#sendFocus());
  }

  #sendFocus(): void {
    this.#focusTimer = null;
    this.#lastFocusMonoMs = this.#clock.now().monoMs;
    for (const focus of this.#focuses.values()) {
      if (focus.tick === null) continue;
      const batch = tickBatch([focus.tick]);
      focus.tick = null;
      for (const clientId of focus.clients) this.#publisher.publishTo(clientId, "market.ticks", batch);
    }
  }
}

/** The tick, with what one before it told that it does not: a trade has no bid, a quote no last price. */
function joined(before: Tick | null, tick: Tick): Tick {
  if (before === null || (tick.last !== null && tick.bid !== null && tick.ask !== null)) return tick;
  const { last, lastNumber, ageMs = null } = tick.last === null ? before : tick;
  return {
    ...tick,
    last,
    lastNumber,
    ageMs,
    bid: tick.bid ?? before.bid,
    ask: tick.ask ?? before.ask,
  };
}

/** The batch with a column of ages, which nearly every batch can do without. */
export function withAges(batch: TickBatch, ageMs: (number | null)[]): TickBatch {
  return ageMs.every((age) => age === null) ? batch : { ...batch, ageMs };
}

/** Ticks as columns: an object a tick costs a window twelve times as much. */
function tickBatch(ticks: Iterable<Tick>): TickBatch {
  const batch: TickBatch = { keys: [], last: [], bid: [], ask: [], receivedMs: [] };
  const ages: (number | null)[] = [];
  for (const tick of ticks) {
    batch.keys.push(tick.instrument);
    batch.last.push(tick.last);
    batch.bid.push(tick.bid);
    batch.ask.push(tick.ask);
    batch.receivedMs.push(tick.receivedWallMs);
    ages.push(tick.last === null ? null : (tick.ageMs ?? null));
  }
  return withAges(batch, ages);
}
