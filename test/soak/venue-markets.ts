/** Fakes of the exchanges side by side, each with a few markets that move at random, and what was ever traded on them. */
import { binance } from "../../main/market/venues/binance/venue.ts";
import { coinbase } from "../../main/market/venues/coinbase/venue.ts";
import { kraken } from "../../main/market/venues/kraken/venue.ts";
import type { Random } from "../../main/market/venues/demo/random.ts";
import { FakeBinance } from "../doubles/venues/binance/binance-venue.ts";
import { FakeCoinbase } from "../doubles/venues/coinbase/coinbase-venue.ts";
import type { FakeVenue } from "../doubles/venues/fake-venue.ts";
import { FakeKraken } from "../doubles/venues/kraken/kraken-venue.ts";
import type { MadeTrade } from "./venue-judge.ts";

/** Prices are whole numbers of these, and none comes twice on an instrument: a price says which trade it is of. */
const priceStep = 0.0001;
const firstSteps = 300_000_000;
/** What is sent arrives within this, on a machine that does other things too. */
const onTheWayMs = 500;
/** A trade moves the price by so much at most, as a share. */
const maxMove = 0.0006;

export class Market {
  readonly symbol: string;
  readonly trades: MadeTrade[] = [];
  readonly #fake: FakeVenue;
  readonly #wireSymbol: string;
  readonly #places = new Map<number, number>();
  #steps: number;

  constructor(fake: FakeVenue, symbol: string, wireSymbol: string, steps: number) {
    this.#fake = fake;
    this.symbol = symbol;
    this.#wireSymbol = wireSymbol;
    this.#steps = steps;
  }

  /** `isTold` false: the stream loses it. Nor is it told where no stream of its trades is open that still arrives. */
  trade(random: Random, isTold: boolean): void {
    const moved = this.#steps * (1 + maxMove * (2 * random.unit() - 1)) * (1 + (firstSteps / this.#steps - 1) / 5_000);
    this.#steps = Math.round(moved);
    while (this.#places.has(this.#steps)) this.#steps++;
    this.#places.set(this.#steps, this.trades.length);
    const { price, atMs } = this.#fake.trade(this.#wireSymbol, (this.#steps * priceStep).toFixed(4), { isTold });
    const arrives = this.#fake.sockets.some(
      (socket) => socket.isOpen && !socket.isStalled && socket.tellsTrades(this.#wireSymbol),
    );
    this.trades.push({ price: Number(price), atMs, isTold: isTold && arrives });
  }

  /** A socket ends: what was just sent over it may not have arrived. */
  loseNewest(): void {
    const sinceMs = Date.now() - onTheWayMs;
    for (let at = this.trades.length - 1; at >= 0; at--) {
      const trade = this.trades[at];
      if (trade === undefined || trade.atMs < sinceMs) return;
      this.trades[at] = { ...trade, isTold: false };
    }
  }

  /** The place among its trades of the one at this price; null where there was none. */
  placeOf(price: string): number | null {
    return this.#places.get(Math.round(Number(price) / priceStep)) ?? null;
  }
}

export interface MovingVenue {
  readonly id: string;
  readonly fake: FakeVenue;
  readonly markets: readonly Market[];
}

const bases = ["BTC", "ETH", "SOL", "XRP", "LINK", "DOT"];

/** Each venue's fake with its markets listed, and one trade on each. */
export async function startVenues(random: Random): Promise<readonly MovingVenue[]> {
  const [onCoinbase, onKraken, onBinance] = await Promise.all([
    FakeCoinbase.start(),
    FakeKraken.start(),
    FakeBinance.start(),
  ]);
  const venues = [
    moving(coinbase.id, onCoinbase, "USD", (base) => onCoinbase.list(`${base}-USD`)),
    moving(kraken.id, onKraken, "USD", (base) => onKraken.list(`${base}/USD`)),
    moving(binance.id, onBinance, "USDT", (base) => onBinance.list(base, "USDT")),
  ];
  for (const { markets } of venues) for (const market of markets) market.trade(random, true);
  return venues;
}

function moving(
  id: string,
  fake: FakeVenue,
  quote: string,
  list: (base: string) => { readonly wireSymbol: string },
): MovingVenue {
  const markets = bases.map((base, at) => {
    const { wireSymbol } = list(base);
    return new Market(fake, `${base}-${quote}`, wireSymbol, firstSteps + at * 1_000_000);
  });
  return { id, fake, markets };
}
