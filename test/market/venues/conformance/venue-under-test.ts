/** What the conformance suite needs of a venue: a fake of it that is running, the venue opened at it, and how the fake is told things. */
import { HttpRestGate } from "../../../../main/market/feed/rest-gate.ts";
import type { ListedInstrument, OpenedVenue } from "../../../../main/market/venues/session.ts";
import type { VenueKind } from "../../../../main/market/venues/venue.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import type { FakeInstrument, FakeTrade } from "../../../doubles/venues/fake-market.ts";
import type { FakeVenue, TradeOptions } from "../../../doubles/venues/fake-venue.ts";
import type { RestAnswer, RestRequest } from "../../../doubles/venue-server.ts";

/** One venue of the table. */
export interface VenueUnderTest {
  readonly kind: VenueKind;
  /** The stream shows which trades it left out. */
  readonly tellsLoss: boolean;
  /** It confirms what was subscribed, and its end. */
  readonly acknowledges: boolean;
  /** Why none of its markets can be without a price of now; null where one can. */
  readonly neverStill: string | null;
  start(clock: ManualClock): Promise<RunningVenue>;
}

export interface RunningVenue {
  readonly opened: OpenedVenue;
  readonly wsUrl: string;
  readonly restUrl: string;
  /** Its list of instruments, as the app would know it. */
  listed(): readonly ListedInstrument[];
  /** Traded there, in our writing. */
  readonly symbols: readonly [string, string, string];
  /** Shaped like the others, and not traded there. */
  readonly wrongSymbol: string;
  /** Lists so many more, and gives their symbols. */
  list(count: number): readonly string[];
  /** A trade, told to whoever subscribed. */
  trade(symbol: string, price: string, options?: TradeOptions): FakeTrade;
  /** A frame of a trade with whatever this is in place of its price. */
  tellPrice(symbol: string, price: unknown): void;
  /** Anything over the newest socket. */
  send(text: string): void;
  /** Frames that came over it. */
  received(): number;
  /** The trades of this symbol are subscribed to over an open socket. */
  tells(symbol: string): boolean;
  /** Sockets that were ever opened, and those that still are. */
  sockets(): number;
  openSockets(): number;
  /** Streams that each open socket has. */
  streams(): readonly number[];
  /** The venue closes the newest socket. */
  close(code: number): void;
  /** The newest socket breaks off. */
  cut(): void;
  /** The most frames that came over one socket within the span of the venue's limit, and how many the venue bears. */
  frames(): { readonly busiest: number; readonly max: number };
  /** Requests of the busiest span, as a share of what the venue bears. */
  restShare(): number;
  /** Answers in place of the venue. */
  fault(answer: (request: RestRequest) => RestAnswer | null | undefined): void;
  requests(): readonly RestRequest[];
  /** It ends the newest socket soon, and says so; absent where it never does. */
  sayGoodbye?(): void;
  /** It does not trade for a while, and says so; absent where it never does. */
  sayMaintenance?(): void;
  stop(): Promise<void>;
}

/** How the suite deals with a fake that is built on the common base. */
export interface FakeDriver<Fake extends FakeVenue> extends Omit<VenueUnderTest, "start" | "neverStill"> {
  readonly bases: readonly [string, string, string];
  readonly quote: string;
  startFake(clock: ManualClock): Promise<Fake>;
  /** Lists one, and gives it. */
  add(fake: Fake, base: string, quote: string): FakeInstrument;
  /** The frame of a trade of this instrument, with this as its price. */
  tradeFrame(fake: Fake, instrument: FakeInstrument, price: unknown): object | string;
  /** Where it counts otherwise than by requests: the busiest span as a share of its limit. */
  restShare?(fake: Fake): number;
  sayGoodbye?(fake: Fake): void;
  sayMaintenance?(fake: Fake): void;
}

export function venueOf<Fake extends FakeVenue>(driver: FakeDriver<Fake>): VenueUnderTest {
  const { kind, tellsLoss, acknowledges } = driver;
  return { kind, tellsLoss, acknowledges, neverStill: null, start: (clock) => start(driver, clock) };
}

async function start<Fake extends FakeVenue>(driver: FakeDriver<Fake>, clock: ManualClock): Promise<RunningVenue> {
  const { kind, quote, sayGoodbye, sayMaintenance } = driver;
  const fake = await driver.startFake(clock);
  const bySymbol = new Map<string, FakeInstrument>();
  let listed: readonly ListedInstrument[] = [];
  const list = (base: string): string => {
    const instrument = driver.add(fake, base, quote);
    const symbol = `${base}-${quote}`;
    bySymbol.set(symbol, instrument);
    const { wireSymbol } = instrument;
    const listing = { symbol, wireSymbol, base, quote, name: null, aliases: [], tickSize: null, note: null };
    listed = [...listed, { ...listing, state: "trading" }];
    return symbol;
  };
  const instrumentOf = (symbol: string): FakeInstrument => {
    const instrument = bySymbol.get(symbol);
    if (instrument === undefined) throw new Error(`${symbol} is not listed`);
    return instrument;
  };
  const { wsUrl, restUrl } = fake;
  const gate = new HttpRestGate({
    clock,
    restUrls: [restUrl],
    limit: kind.traits.limits.rest,
    takesKey: kind.needsKey,
  });
  const apiKey = kind.needsKey ? "key-of-the-test" : null;
  return {
    opened: kind.open({ wsUrl, restUrl, apiKey, values: {}, gate, listed: () => listed }),
    wsUrl,
    restUrl,
    listed: () => listed,
    symbols: driver.bases.map(list) as unknown as RunningVenue["symbols"],
    wrongSymbol: `WRONG-${quote}`,
    list: (count) => Array.from({ length: count }, (_, at) => list(`S${at}`)),
    trade: (symbol, price, options) => fake.trade(instrumentOf(symbol).wireSymbol, price, options),
    tellPrice: (symbol, price) => fake.socket.send(driver.tradeFrame(fake, instrumentOf(symbol), price)),
    send: (text) => fake.socket.send(text),
    received: () => fake.socket.received.length,
    tells: (symbol) =>
      fake.sockets.some((socket) => socket.isOpen && socket.tellsTrades(instrumentOf(symbol).wireSymbol)),
    sockets: () => fake.sockets.length,
    openSockets: () => fake.sockets.filter(({ isOpen }) => isOpen).length,
    streams: () =>
      fake.sockets
        .filter(({ isOpen }) => isOpen)
        .map(({ streams }) => [...streams.values()].reduce((sum, symbols) => sum + symbols.size, 0)),
    close: (code) => fake.socket.close(code),
    cut: () => fake.socket.cut(),
    frames: () => ({ busiest: fake.busiestFrames, max: fake.limits.frames.max }),
    restShare: () => driver.restShare?.(fake) ?? fake.requests.busiest / fake.limits.rest.max,
    fault: (answer) => (fake.restFault = answer),
    requests: () => fake.server.requests,
    ...(sayGoodbye === undefined ? {} : { sayGoodbye: () => sayGoodbye(fake) }),
    ...(sayMaintenance === undefined ? {} : { sayMaintenance: () => sayMaintenance(fake) }),
    stop: () => fake.stop(),
  };
}
