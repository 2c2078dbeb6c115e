/** Sends prices and heartbeats to those who listen, as the faults in force allow. */
import type { Clock } from "../../../lib/clock.ts";
import { garbage, type Faults, type GarbageKind } from "./faults.ts";
import { heartbeatFrame, IsoTimes, tickerFrame, tradeFrame, type TradeParts } from "./frames.ts";
import type { SimulatedMarket } from "./simulated-market.ts";
import type { Client } from "./session.ts";
import type { DemoQuote } from "./types.ts";

const ticksPerGarbage = 16;
/** A client that reads nothing is let go before it fills the memory. */
const maxUnsentBytes = 16 * 1024 * 1024;

export class Broadcast {
  readonly #clock: Clock;
  readonly #faults: () => Readonly<Faults>;
  readonly #times = new IsoTimes();
  readonly clients = new Set<Client>();
  #ticks = 0;
  #garbageTurn = 0;

  constructor(clock: Clock, faults: () => Readonly<Faults>) {
    this.#clock = clock;
    this.#faults = faults;
  }

  /** Sends one frame to one client; false where it could not be sent. */
  send(client: Client, frame: string | Uint8Array): boolean {
    if (this.#faults().stall || client.ws.readyState !== client.ws.OPEN) return false;
    client.ws.send(frame, onSent);
    return true;
  }

  /** Joins all frames that `run` sends into one write for each client. */
  together(run: () => void): void {
    const clients = [...this.clients];
    for (const client of clients) client.socket.cork();
    try {
      run();
    } finally {
      for (const client of clients) {
        client.socket.uncork();
        if (client.socket.writableLength > maxUnsentBytes) client.ws.terminate();
      }
    }
  }

  /** Sends a ticker frame to all who listen; the number of clients that it went to. */
  ticker(simulatedMarket: SimulatedMarket, quote: DemoQuote, ts?: string): number {
    if (simulatedMarket.tickerClients.size === 0 || !this.#mayTick(simulatedMarket)) return 0;
    return this.#spread(simulatedMarket, simulatedMarket.tickerClients, this.#tickerText(simulatedMarket, quote, ts));
  }

  /** Sends a trade frame to all who listen; the number of clients that it went to. */
  trade(simulatedMarket: SimulatedMarket, trade: TradeParts, atMs: number, ts?: string): number {
    if (simulatedMarket.tradeClients.size === 0 || !this.#mayTick(simulatedMarket)) return 0;
    const frame = tradeFrame(simulatedMarket.instrument.symbol, trade, ts ?? this.ts(atMs), this.#faults().channelOnly);
    return this.#spread(simulatedMarket, simulatedMarket.tradeClients, frame);
  }

  /** Sends the latest price to one client that has just subscribed; false where it could not be sent. */
  snapshot(client: Client, simulatedMarket: SimulatedMarket): boolean {
    if (!this.#mayTick(simulatedMarket) || !this.send(client, this.#tickerText(simulatedMarket, simulatedMarket.quote)))
      return false;
    simulatedMarket.record.sentAgain();
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

  #tickerText(simulatedMarket: SimulatedMarket, quote: DemoQuote, ts?: string): string {
    return tickerFrame(simulatedMarket.instrument.symbol, quote, ts ?? this.ts(quote.atMs), this.#faults().channelOnly);
  }

  #mayTick(simulatedMarket: SimulatedMarket): boolean {
    const { stall, pingOnly, heartbeatOnly, silentSymbols } = this.#faults();
    return !stall && !pingOnly && !heartbeatOnly && !silentSymbols.includes(simulatedMarket.instrument.symbol);
  }

  #spread(simulatedMarket: SimulatedMarket, clients: ReadonlySet<Client>, frame: string): number {
    const { duplicate } = this.#faults();
    let sentTo = 0;
    for (const client of clients) {
      if (!this.send(client, frame)) continue;
      sentTo += 1;
      if (duplicate) this.send(client, frame);
    }
    this.#ticks += 1;
    if (this.#ticks % ticksPerGarbage === 0) this.#sometimesGarbage(simulatedMarket.instrument.symbol);
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

/** A send that fails belongs to a socket on its way out; its own close event says so. */
function onSent(): void {}
