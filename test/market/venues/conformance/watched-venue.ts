/** A real feed at a fake of a venue, with the test's clock, and what the feed told. */
import { Feed } from "../../../../main/market/feed/feed.ts";
import { shownOnly } from "../../../../main/market/venues/need.ts";
import { defaultSettings } from "../../../../preload/contract/settings.ts";
import type { InstrumentHealth } from "../../../../preload/contract/feed.ts";
import { instrumentKey } from "../../../../preload/contract/instrument.ts";
import type { Tick, TickGap } from "../../../../preload/contract/tick.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import { patienceMs } from "../../../doubles/patience.ts";
import { tradesOnly } from "../session-client.ts";
import type { RunningVenue, VenueUnderTest } from "./venue-under-test.ts";

/** So much of the clock passes while something is waited for, each time the network has had its turn. */
const stepMs = 50;
const passMs = 500;

export class WatchedVenue {
  readonly venue: RunningVenue;
  readonly feed: Feed;
  readonly #clock: ManualClock;
  readonly #id: string;
  readonly #ticks: { readonly tick: Tick; readonly gap: TickGap | null }[] = [];
  /** Of gaps that had been told without it. */
  readonly #histories: { readonly gap: TickGap; readonly after: Tick }[] = [];
  /** How often instruments were said to be blind. */
  losses = 0;

  private constructor({ kind }: VenueUnderTest, venue: RunningVenue, clock: ManualClock) {
    this.venue = venue;
    this.#clock = clock;
    this.#id = kind.id;
    this.feed = new Feed({
      clock,
      random: () => 0,
      venue: kind,
      settings: { ...defaultSettings, values: {}, wsUrl: venue.wsUrl, restUrl: venue.restUrl },
      apiKey: kind.needsKey ? "key-of-the-test" : null,
      listed: venue.listed,
      lastKnown: [],
      lastWatchedMs: null,
      formatVenueText: (words) => words,
      sink: {
        onTick: (tick, gap) => void this.#ticks.push({ tick, gap }),
        onHistoryAwaited: () => undefined,
        onHistorySettled: () => undefined,
        onHistory: (gap, after) => void this.#histories.push({ gap, after }),
        onLost: () => void this.losses++,
        onStatus: () => undefined,
      },
    });
  }

  static async start(underTest: VenueUnderTest, clock: ManualClock): Promise<WatchedVenue> {
    return new WatchedVenue(underTest, await underTest.start(clock), clock);
  }

  /** Every trade of these, as for a rule. */
  watch(...symbols: readonly string[]): void {
    for (const symbol of symbols) this.feed.watch(instrumentKey({ venue: this.#id, symbol }), tradesOnly);
    this.feed.start();
  }

  /** Their prices, as for a list that somebody looks at. */
  look(...symbols: readonly string[]): void {
    for (const symbol of symbols) this.feed.watch(instrumentKey({ venue: this.#id, symbol }), shownOnly);
    this.feed.start();
  }

  /** Waits until the venue tells what is traded of each. */
  async subscribed(...symbols: readonly string[]): Promise<void> {
    await this.waitFor(() => symbols.every((symbol) => this.venue.tells(symbol)), "the subscriptions");
  }

  async redialled(): Promise<void> {
    await this.waitFor(() => this.venue.openSockets() > 0, "another socket");
  }

  /** A trade, and waits until it is a tick. */
  async tell(symbol: string, price: string): Promise<void> {
    const { id } = this.venue.trade(symbol, price);
    await this.waitFor(() => this.tradeIds(symbol).includes(String(id)), `the trade at ${price}`);
  }

  /** So much of the clock passes, and the network has its turn. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= passMs) {
      this.#clock.advance(passMs);
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  /** The clock goes on meanwhile, as the feed and the gate wait by it. */
  async waitFor(condition: () => boolean, what: string): Promise<void> {
    const endMs = performance.now() + patienceMs;
    while (!condition()) {
      if (performance.now() > endMs) throw new Error(`Waited ${patienceMs} ms in vain for: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      this.#clock.advance(stepMs);
    }
  }

  health(symbol: string): InstrumentHealth {
    const found = this.feed.status().instruments.find((one) => one.symbol === symbol);
    if (found === undefined) throw new Error(`${symbol} is not watched`);
    return found;
  }

  /** Last prices of its ticks, in order. */
  lasts(symbol: string): readonly string[] {
    return this.#of(symbol).flatMap(({ tick }) => tick.last ?? []);
  }

  tradeIds(symbol: string): readonly string[] {
    return this.#of(symbol).flatMap(({ tick }) => (tick.last === null ? [] : (tick.tradeId ?? [])));
  }

  /** Of each of its ticks with a last price: how old it was by the venue's word, null where it is of now. */
  ages(symbol: string): readonly (number | null)[] {
    return this.#of(symbol).flatMap(({ tick }) => (tick.last === null ? [] : [tick.ageMs ?? null]));
  }

  gaps(symbol: string): readonly TickGap[] {
    return this.#of(symbol).flatMap(({ gap }) => gap ?? []);
  }

  /** Every price that rules were told of: ticks, and the history of gaps. */
  touched(symbol: string): readonly number[] {
    const key = instrumentKey({ venue: this.#id, symbol });
    const late = this.#histories.filter(({ after }) => after.instrument === key).map(({ gap }) => gap);
    const history = [...this.gaps(symbol), ...late].flatMap(({ candles }) =>
      candles.flatMap(({ low, high }) => [low, high]),
    );
    return [...this.lasts(symbol), ...history].map(Number);
  }

  /** Prices and sizes of the trades that gaps were told with. */
  tradesOfGaps(symbol: string): readonly (readonly [price: number, size: number])[] {
    return this.gaps(symbol).flatMap(({ trades }) =>
      (trades ?? []).map(({ price, size }) => [Number(price), Number(size)] as const),
    );
  }

  async stop(): Promise<void> {
    this.feed.stop();
    await this.venue.stop();
  }

  #of(symbol: string): readonly { readonly tick: Tick; readonly gap: TickGap | null }[] {
    const key = instrumentKey({ venue: this.#id, symbol });
    return this.#ticks.filter(({ tick }) => tick.instrument === key);
  }
}
