/**
 * The exchanges end to end, each by a fake that behaves as that one does: from its socket through the feed, the engine and the database
 * to one notification. The clock is the test's, so that seconds of waiting cost none.
 */
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startApp, type App } from "../../main/app.ts";
import { keyFile } from "../../main/app/api-key-store.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import { coinbase } from "../../main/market/venues/coinbase/venue.ts";
import { binance } from "../../main/market/venues/binance/venue.ts";
import { kraken } from "../../main/market/venues/kraken/venue.ts";
import type { VenueKind } from "../../main/market/venues/venue.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import { tempDir, value } from "../app/app-harness.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { ManualClock } from "../doubles/clock.ts";
import { patienceMs } from "../doubles/patience.ts";
import { FakeBinance } from "../doubles/venues/binance/binance-venue.ts";
import { FakeCoinbase } from "../doubles/venues/coinbase/coinbase-venue.ts";
import { FakeKraken } from "../doubles/venues/kraken/kraken-venue.ts";
import type { FakeInstrument, FakeTrade } from "../doubles/venues/fake-market.ts";
import type { FakeVenue, TradeOptions } from "../doubles/venues/fake-venue.ts";
import { venueAt } from "../doubles/fixed-venues.ts";

interface Exchange {
  readonly kind: VenueKind;
  /** Bitcoin in dollars, or in what stands for them. */
  readonly symbol: string;
  /** The same as its wire writes it. */
  readonly wireSymbol: string;
  /** A price of two decimals as it writes it. */
  written(price: string): string;
  /** A fake at which that is traded. */
  start(clock: ManualClock): Promise<FakeVenue>;
}

const exchanges: readonly Exchange[] = [
  {
    kind: coinbase,
    written: String,
    symbol: "BTC-USD",
    wireSymbol: "BTC-USD",
    async start(clock) {
      const fake = await FakeCoinbase.start({ clock });
      fake.list("BTC-USD");
      return fake;
    },
  },
  {
    kind: kraken,
    written: String,
    symbol: "BTC-USD",
    wireSymbol: "BTC/USD",
    async start(clock) {
      const fake = await FakeKraken.start({ clock });
      fake.list("BTC/USD");
      return fake;
    },
  },
  {
    kind: binance,
    written: (price) => `${price}000000`,
    symbol: "BTC-USDT",
    wireSymbol: "BTCUSDT",
    async start(clock) {
      const fake = await FakeBinance.start({ clock });
      fake.list("BTC", "USDT");
      return fake;
    },
  },
];

describe.each(exchanges)("$kind.label", ({ kind, symbol, wireSymbol, written, start }) => {
  let clock: ManualClock;
  let fake: FakeVenue;
  let channel: RecordingChannel;
  let app: App;

  beforeEach(async () => {
    clock = new ManualClock();
    fake = await start(clock);
    trade("44000.10");
    channel = new RecordingChannel();
    const dataDir = path.join(tempDir(), "data");
    const started = await startApp({
      version: "0",
      host: "headless",
      dataDir,
      clock,
      redactor: new Redactor(),
      apiKeyStores: (venue) => keyFile(path.join(dataDir, `api-key-${venue.id}`)),
      desktop: channel,
      fixedVenues: venueAt(kind.id, { wsUrl: fake.wsUrl, restUrl: fake.restUrl }),
      symbols: [symbol],
    });
    if (!started.ok) throw new Error(started.error.message);
    app = started.value;
  });
  afterEach(async () => {
    await app.stop();
    await fake.stop();
  });

  function trade(price: string, options?: TradeOptions): void {
    fake.trade(wireSymbol, written(price), options);
  }
  /** Waits while the clock goes on, a little at a time: what is under way in the network takes no time of it. */
  async function passes(what: string, condition: () => boolean): Promise<void> {
    const endMs = performance.now() + patienceMs;
    while (!condition()) {
      if (performance.now() > endMs) throw new Error(`Waited in vain for: ${what}`);
      clock.advance(20);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  const last = (): string | null => app.market.snapshot()[0]?.last ?? null;
  const priced = (price: string): Promise<void> => passes(`the price ${price}`, () => last() === price);
  const rule = (level: string, kind = "crosses-up"): unknown =>
    value(app.rules.create({ instrument: { symbol }, condition: { kind, level } }));
  const status = () => app.feedStatus().venues.find(({ venue }) => venue === kind.id);

  /** The stream tells each trade: the price until then may be by REST. */
  async function live(): Promise<void> {
    const isTold = ([stream, symbols]: [string, ReadonlySet<string>]) =>
      /trade|match/i.test(stream) && [...symbols].some((one) => one.toUpperCase() === wireSymbol);
    await passes("the subscription", () =>
      fake.sockets.some(({ isOpen, streams }) => isOpen && [...streams].some(isTold)),
    );
    trade("44000.20");
    await passes("the stream's price", () => status()?.instruments[0]?.subscription === "live");
    await priced("44000.20");
  }

  test("a market still for three days fires nothing, however true a rule is of its last price, until something is traded", async () => {
    const still = fake.instruments.get(wireSymbol) as FakeInstrument;
    const threeDaysMs = 3 * 86_400_000;
    still.trades[0] = { ...(still.trades[0] as FakeTrade), atMs: clock.now().wallMs - threeDaysMs };
    rule("40000", "at-or-above");
    await priced("44000.10");
    await passes("the age", () => (app.market.snapshot()[0]?.ageMs ?? 0) >= threeDaysMs);
    const untilMs = clock.now().wallMs + 12_000;
    await passes("twelve seconds", () => clock.now().wallMs >= untilMs);
    expect(channel.messages).toEqual([]);
    trade("44000.20");
    await passes("the notification", () => channel.messages.length > 0);
    expect(app.history.list({})).toMatchObject({ value: [{ kind: "fired", tick: { price: "44000.20" }, gap: null }] });
  });

  test("a touch between two trades of one millisecond fires a rule, once", async () => {
    await priced("44000.10");
    rule("45000");
    await live();
    for (const price of ["44999.90", "45000.00", "44000.20"]) trade(price);
    await passes("the notification", () => channel.messages.length > 0);
    await priced("44000.20");
    expect(channel.messages).toMatchObject([{ title: `${symbol} crossed above 45,000` }]);
    expect(app.history.list({})).toMatchObject({
      value: [{ kind: "fired", instrument: { venue: kind.id, symbol }, tick: { price: "45000.00" } }],
    });
  });

  test("a trade that the stream lost is read by REST, and fires a rule, once", async () => {
    await priced("44000.10");
    rule("45000");
    await live();
    trade("45000.50", { isTold: false });
    trade("44000.30");
    await passes("the notification", () => channel.messages.length > 0);
    await priced("44000.30");
    expect(channel.messages).toHaveLength(1);
  });

  test("what was traded while the connection was cut is read, and fires a rule, once", async () => {
    await priced("44000.10");
    rule("45000");
    trade("44000.20");
    await priced("44000.20");
    clock.advance(1_000);
    fake.socket.cut();
    await passes("the loss", () => status()?.state !== "live");
    clock.advance(500);
    for (const price of ["45000.50", "44000.30"]) trade(price);
    await passes("the notification", () => channel.messages.length > 0);
    await priced("44000.30");
    expect(channel.messages).toHaveLength(1);
    expect(fake.sockets).toHaveLength(2);
  });

  test("a symbol that it does not know is rejected in words, and its other instruments live", async () => {
    value(app.market.watch(instrumentKey({ venue: kind.id, symbol: "DOGE-XYZ" })));
    await priced("44000.10");
    const wrong = () => status()?.instruments.find(({ symbol }) => symbol === "DOGE-XYZ");
    await passes("the refusal", () => wrong()?.subscription === "rejected");
    expect(wrong()?.detail).toMatch(/does not (know|list) DOGE-XYZ/);
    trade("44000.20");
    await priced("44000.20");
  });
});
