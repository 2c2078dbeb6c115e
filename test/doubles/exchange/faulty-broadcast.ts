/** Sends prices and heartbeats to those who listen, as the faults in force allow. */
import type { Clock } from "../../../main/lib/clock.ts";
import { Broadcast, onSent } from "../../../main/market/venues/demo/broadcast.ts";
import {
  heartbeatFrame,
  IsoTimes,
  tickerFrame,
  tradeFrame,
  type TradeParts,
} from "../../../main/market/venues/demo/frames.ts";
import type { Client } from "../../../main/market/venues/demo/session.ts";
import type { DemoQuote } from "../../../main/market/venues/demo/simulated-market.ts";
import { garbage, type Faults, type GarbageKind } from "./faults.ts";
import type { NumberedClient, RecordedMarket } from "./recorded-market.ts";

const ticksPerGarbage = 16;

export class FaultyBroadcast extends Broadcast<NumberedClient> {
  readonly #clock: Clock;
  readonly #faults: () => Readonly<Faults>;
  readonly #tradeIds: boolean;
  readonly #times = new IsoTimes();
  #ticks = 0;
  #garbageTurn = 0;

  /** `tradeIds`: whether trade frames carry an id. */
  constructor(clock: Clock, faults: () => Readonly<Faults>, tradeIds: boolean) {
    super();
    this.#clock = clock;
    this.#faults = faults;
    this.#tradeIds = tradeIds;
  }

  /** Sends one frame to one client; false where it could not be sent. */
  override send(client: Client, frame: string | Uint8Array): boolean {
    return !this.#faults().stall && super.send(client, frame);
  }

  /** Sends a ticker frame to all who listen; the number of clients that it went to. */
  ticker(market: RecordedMarket, quote: DemoQuote, ts?: string): number {
    if (market.tickerClients.size === 0 || !this.#mayTick(market)) return 0;
    return this.#spread(market, market.tickerClients, this.#tickerText(market, quote, ts));
  }

  /** Sends a trade frame to all who listen; the number of clients that it went to. */
  trade(market: RecordedMarket, trade: TradeParts, atMs: number, ts?: string): number {
    if (market.tradeClients.size === 0 || !this.#mayTick(market)) return 0;
    const whole = tradeFrame(market.instrument.symbol, trade, ts ?? this.ts(atMs));
    const frame = this.#tradeIds ? whole : whole.replace(/,"id":\d+/, "");
    const head = this.#faults().channelOnly ? '"channel":"trades"' : '"type":"trade"';
    return this.#spread(market, market.tradeClients, frame.replace('"type":"trade"', head));
  }

  /** Sends the latest price to one client that has just subscribed; false where it could not be sent. */
  snapshot(client: Client, market: RecordedMarket): boolean {
    if (!this.#mayTick(market) || !this.send(client, this.#tickerText(market, market.quote))) return false;
    market.record.sentAgain();
    return true;
  }

  /** One heartbeat period has passed. */
  heartbeat(): void {
    const faults = this.#faults();
    if (faults.stall) return;
    const frame = heartbeatFrame(this.ts(this.#clock.now().wallMs));
    for (const client of this.clients) {
      if (client.ws.readyState !== client.ws.OPEN) continue;
      if (faults.pingOnly) client.ws.ping(undefined, undefined, onSent);
      else if (!faults.noHeartbeat) this.send(client, frame);
    }
    this.#sometimesGarbage();
  }

  garbage(kind: GarbageKind): void {
    this.#garbageTurn += 1;
    for (const client of this.clients) {
      const data = garbage(kind, "BTC-USD", this.#garbageTurn);
      if (this.#faults().stall || client.ws.readyState !== client.ws.OPEN) continue;
      client.ws.send(data, { binary: kind === "binary" }, onSent);
    }
  }

  /** A moment as the frames write it. */
  ts(atMs: number): string {
    return this.#times.of(atMs + this.#faults().timestampOffsetMs);
  }

  #tickerText(market: RecordedMarket, quote: DemoQuote, ts?: string): string {
    const frame = tickerFrame(market.instrument.symbol, quote, ts ?? this.ts(quote.atMs));
    return this.#faults().channelOnly ? frame.replace('"type":', '"channel":') : frame;
  }

  #mayTick(market: RecordedMarket): boolean {
    const { stall, pingOnly, heartbeatOnly, silentSymbols } = this.#faults();
    return !stall && !pingOnly && !heartbeatOnly && !silentSymbols.includes(market.instrument.symbol);
  }

  #spread(market: RecordedMarket, clients: ReadonlySet<Client>, frame: string): number {
    const { duplicate } = this.#faults();
    let sentTo = 0;
    for (const client of clients) {
      if (!this.send(client, frame)) continue;
      sentTo += 1;
      if (duplicate) this.send(client, frame);
    }
    this.#ticks += 1;
    if (this.#ticks % ticksPerGarbage === 0) this.#sometimesGarbage(market.instrument.symbol);
    return sentTo;
  }

  #sometimesGarbage(symbol = "BTC-USD"): void {
    const { garbage: kinds, pingOnly } = this.#faults();
    if (kinds.length === 0 || pingOnly) return;
    const kind = kinds[this.#garbageTurn % kinds.length] as GarbageKind;
    this.#garbageTurn += 1;
    const data = garbage(kind, symbol, this.#garbageTurn);
    for (const client of this.clients) {
      if (client.ws.readyState === client.ws.OPEN) client.ws.send(data, { binary: kind === "binary" }, onSent);
    }
  }
}
