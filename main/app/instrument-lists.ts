/**
 * The lists of instruments of the venues that are on: read from the venue, kept for the times when it cannot be reached, searched, and
 * asked whether an instrument that an alert waits for still is there.
 */
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { ListedInstrument } from "../../preload/contract/listed-instrument.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import { Signal } from "../lib/signal.ts";
import { resolveSymbol } from "../market/instruments/resolve-symbol.ts";
import { InstrumentSearch, type Found } from "../market/instruments/search.ts";
import type { RestOutcome } from "../market/venues/session.ts";
import type { MarketDatabase } from "../store/market-database.ts";

/** Venues list and delist a few times a week. */
const readEveryMs = 3_600_000;
const retryMs = 300_000;

/** Asks a venue for its list. Rejects only when `signal` aborts. */
export type FetchList = (signal: AbortSignal) => Promise<RestOutcome<readonly ListedInstrument[]>>;

export interface ListedVenue {
  readonly id: VenueId;
  readonly label: string;
}

interface Followed {
  readonly venue: ListedVenue;
  /** Null: the venue cannot say what it has. */
  readonly fetch: FetchList | null;
  readonly abort: AbortController;
  instruments: readonly ListedInstrument[];
  bySymbol: ReadonlyMap<string, ListedInstrument>;
  timer: Timer | null;
}

export class InstrumentLists {
  /** A venue's list was read, or is no longer followed. */
  readonly changed = new Signal<VenueId>();
  readonly #clock: Clock;
  readonly #kept: MarketDatabase["instruments"];
  readonly #followed = new Map<VenueId, Followed>();
  #search: InstrumentSearch | null = null;

  constructor(options: { readonly clock: Clock; readonly kept: MarketDatabase["instruments"] }) {
    this.#clock = options.clock;
    this.#kept = options.kept;
  }

  /** This venue is on. What is kept of its list counts at once; it is read anew where that is an hour old, and hourly from then on. */
  follow(venue: ListedVenue, fetch: FetchList | null): void {
    this.unfollow(venue.id);
    const kept = fetch === null ? null : this.#kept.get(venue.id);
    const followed: Followed = {
      venue,
      fetch,
      abort: new AbortController(),
      instruments: [],
      bySymbol: new Map(),
      timer: null,
    };
    this.#followed.set(venue.id, followed);
    if (fetch === null) return;
    if (kept !== null) this.#take(followed, kept.instruments);
    const ageMs = kept === null ? Number.POSITIVE_INFINITY : this.#clock.now().wallMs - kept.readMs;
    // One from the future was read with a wrong clock: how old it is cannot be known.
    if (ageMs >= 0 && ageMs < readEveryMs) this.#readIn(followed, fetch, readEveryMs - ageMs);
    else this.#read(followed, fetch);
  }

  /** This venue is off: nothing of it is found, and nothing asked. */
  unfollow(id: VenueId): void {
    const followed = this.#followed.get(id);
    if (followed === undefined) return;
    followed.abort.abort();
    followed.timer?.cancel();
    this.#followed.delete(id);
    this.#search = null;
    this.changed.emit(id);
  }

  stop(): void {
    for (const id of [...this.#followed.keys()]) this.unfollow(id);
  }

  /** The newest list that is known of a venue that is on; empty where there is none. */
  listed(id: VenueId): readonly ListedInstrument[] {
    return this.#followed.get(id)?.instruments ?? [];
  }

  /** An instrument as its venue lists it; null where the list does not have it; undefined where there is no list. */
  lookUp(id: VenueId, symbol: string): ListedInstrument | null | undefined {
    const followed = this.#followed.get(id);
    if (followed === undefined || followed.instruments.length === 0) return undefined;
    return followed.bySymbol.get(symbol) ?? null;
  }

  /** The symbol that is meant by what was written, in the venue's own way or ours. */
  resolve(id: VenueId, written: string): string {
    return resolveSymbol(written, this.listed(id));
  }

  /** What fits the text best, over all venues that are on, best first. */
  find(text: string, limit: number): readonly Found[] {
    this.#search ??= new InstrumentSearch(
      Array.from(this.#followed.values(), ({ venue, instruments }) => ({
        venue: venue.id,
        label: venue.label,
        instruments,
      })),
    );
    return this.#search.find(text, limit);
  }

  /** Venues that are on and have no list that could be searched: what was typed may be traded there all the same. */
  withoutList(): readonly ListedVenue[] {
    return [...this.#followed.values()].filter(({ instruments }) => instruments.length === 0).map(({ venue }) => venue);
  }

  #read(followed: Followed, fetch: FetchList): void {
    const { venue, abort } = followed;
    fetch(abort.signal).then(
      (answer) => {
        if (abort.signal.aborted) return;
        // An empty list is a venue in trouble: every alert would lose its instrument.
        const isList = answer.ok && answer.value.length > 0;
        this.#readIn(followed, fetch, isList ? readEveryMs : retryMs);
        if (!isList) return;
        this.#kept.put(venue.id, { instruments: answer.value, readMs: this.#clock.now().wallMs });
        this.#take(followed, answer.value);
      },
      (error: unknown) => {
        // Requests reject only when they are aborted; anything else is a bug and must be heard.
        if (!abort.signal.aborted) throw error;
      },
    );
  }

  #readIn(followed: Followed, fetch: FetchList, waitMs: number): void {
    followed.timer = this.#clock.after(waitMs, () => this.#read(followed, fetch));
  }

  #take(followed: Followed, instruments: readonly ListedInstrument[]): void {
    followed.instruments = instruments;
    followed.bySymbol = new Map(instruments.map((listed) => [listed.symbol, listed]));
    this.#search = null;
    this.changed.emit(followed.venue.id);
  }
}
