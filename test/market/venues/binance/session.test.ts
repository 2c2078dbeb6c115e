import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BinanceSession } from "../../../../main/market/venues/binance/session.ts";
import type { ListedInstrument, Need } from "../../../../main/market/venues/session.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { until } from "../../../doubles/until.ts";
import { FakeBinance } from "../../../doubles/venues/binance/binance-venue.ts";
import { SessionClient, tradesOnly, withQuotes } from "../session-client.ts";
import { listedAs } from "./listed.ts";

const shownOnly: Need = { everyTrade: false, size: false, quotes: false };

let clock: ManualClock;
let venue: FakeBinance;
let client: SessionClient;
let listed: readonly ListedInstrument[];

beforeEach(async () => {
  clock = new ManualClock();
  venue = await FakeBinance.start({ clock });
  const pairs = [
    ["BTC", "USDT"],
    ["ETH", "USDT"],
    ["币安人生", "USDT"],
    ["IOTA", "TRY"],
  ] as const;
  pairs.forEach(([base, quote]) => venue.list(base, quote));
  listed = listedAs(...pairs);
  client = await SessionClient.dial(new BinanceSession(() => listed), venue.wsUrl);
});
afterEach(async () => {
  client.stop();
  await venue.stop();
});

const asked = (): readonly unknown[] => venue.socket.received.map(({ method, params }) => [method, params]);
async function subscribed(symbols: Readonly<Record<string, Need>>): Promise<void> {
  const before = client.of("subscribed").length;
  client.subscribe(symbols);
  await client.has("subscribed", before + 1);
}

describe("subscribing", () => {
  test("asks of each instrument what is needed of it, and no more", async () => {
    await subscribed({ "BTC-USDT": withQuotes, "ETH-USDT": tradesOnly, "IOTA-TRY": shownOnly });
    expect(asked()).toEqual([
      [
        "SUBSCRIBE",
        [
          "btcusdt@ticker",
          "btcusdt@aggTrade",
          "btcusdt@bookTicker",
          "ethusdt@ticker",
          "ethusdt@aggTrade",
          "iotatry@ticker",
        ],
      ],
    ]);
    expect(client.of("subscribed")).toEqual([{ kind: "subscribed", symbols: ["BTC-USDT", "ETH-USDT", "IOTA-TRY"] }]);
    venue.trade("BTCUSDT", "84000.10", { size: "0.25" });
    venue.trade("IOTATRY", "9.5");
    venue.quote("BTCUSDT", "84000.00", "84000.20");
    venue.quote("ETHUSDT", "3000.00", "3000.20");
    await client.has("price", 2);
    expect(client.of("price")).toMatchObject([
      { symbol: "BTC-USDT", last: "84000.10", size: "0.25" },
      { symbol: "BTC-USDT", last: null, bid: "84000.00", ask: "84000.20" },
    ]);
  });

  test("a thousand instruments go in frames of at most 200 streams, each instrument's in one", () => {
    const symbols = Array.from({ length: 1_000 }, (_, at) => `S${at}`);
    const session = new BinanceSession(() => listedAs(...symbols.map((base) => [base, "USDT"] as const)));
    const frames = session.subscribe(new Map(symbols.map((base) => [`${base}-USDT`, withQuotes])));
    const params = frames.map((frame) => (JSON.parse(frame) as { params: string[] }).params);
    expect(params.flat()).toHaveLength(3_000);
    expect(Math.max(...params.map(({ length }) => length))).toBeLessThanOrEqual(200);
    for (const names of params) for (const name of names) expect(names).toContain(`${name.split("@")[0]}@bookTicker`);
    expect(new Set(frames.map((frame) => (JSON.parse(frame) as { id: number }).id)).size).toBe(frames.length);
  });

  test("a symbol that Binance does not list is refused in words, though the venue would confirm it; the two others live", async () => {
    await subscribed({ "BTC-USDT": shownOnly, "NO-SUCH": shownOnly, "ETH-USDT": shownOnly });
    expect(asked()).toEqual([["SUBSCRIBE", ["btcusdt@ticker", "ethusdt@ticker"]]]);
    expect(client.of("subscribed")).toMatchObject([{ symbols: ["BTC-USDT", "ETH-USDT"] }]);
    expect(client.of("refused")).toEqual([
      {
        kind: "refused",
        symbols: ["NO-SUCH"],
        message: "Binance does not list NO-SUCH. Search for it to see how it is written there.",
      },
    ]);
    client.subscribe({ "NO-OTHER": shownOnly });
    await client.has("refused", 2);
    expect(client.of("refused")[1]?.symbols).toEqual(["NO-OTHER"]);
  });

  test("a symbol that came onto the list later is subscribed", async () => {
    venue.list("NEW", "USDT");
    client.subscribe({ "NEW-USDT": shownOnly });
    await client.has("refused", 1);
    listed = [...listed, ...listedAs(["NEW", "USDT"])];
    await subscribed({ "NEW-USDT": shownOnly });
    expect(asked().at(-1)).toEqual(["SUBSCRIBE", ["newusdt@ticker"]]);
  });

  test("without a list nothing is refused", async () => {
    listed = [];
    await subscribed({ "BTC-USDT": shownOnly });
    expect(asked()).toEqual([["SUBSCRIBE", ["btcusdt@ticker"]]]);
  });

  test("a symbol beyond ASCII is asked for and told in its own letters; İ and I of a Turkish computer change nothing", async () => {
    await subscribed({ "币安人生-USDT": tradesOnly, "IOTA-TRY": tradesOnly });
    venue.trade("币安人生USDT", "0.31");
    venue.trade("IOTATRY", "9.5");
    await client.has("price", 2);
    expect(client.prices).toEqual([
      ["币安人生-USDT", "0.31", "live"],
      ["IOTA-TRY", "9.5", "live"],
    ]);
  });

  test("other needs change what differs, and renew nothing", async () => {
    await subscribed({ "BTC-USDT": tradesOnly });
    await subscribed({ "BTC-USDT": { ...withQuotes } });
    client.subscribe({ "BTC-USDT": shownOnly });
    await client.has("subscribed", 3);
    expect(asked().slice(1)).toEqual([
      ["SUBSCRIBE", ["btcusdt@bookTicker"]],
      ["UNSUBSCRIBE", ["btcusdt@aggTrade", "btcusdt@bookTicker"]],
    ]);
    expect(client.session.subscribe(new Map([["BTC-USDT", shownOnly]]))).toEqual([]);
  });

  test("what was not confirmed is asked again", async () => {
    client.session.subscribe(new Map([["BTC-USDT", shownOnly]]));
    await subscribed({ "BTC-USDT": shownOnly });
    expect(asked()).toEqual([["SUBSCRIBE", ["btcusdt@ticker"]]]);
  });
});

describe("trades that are asked for beside a ticker", () => {
  async function looked(): Promise<number> {
    await subscribed({ "BTC-USDT": shownOnly });
    const { id } = venue.trade("BTCUSDT", "100");
    clock.advance(1_000);
    await client.has("price", 1);
    return id;
  }

  test("are missing where a ticker, until they are confirmed, tells the last one of its second", async () => {
    const id = await looked();
    client.session.subscribe(new Map([["BTC-USDT", tradesOnly]]));
    for (const price of ["110", "95"]) venue.trade("BTCUSDT", price);
    clock.advance(1_000);
    await client.has("price", 2);
    const ids = { fromId: String(id + 1), toId: String(id + 1) };
    expect(client.of("missed")).toEqual([{ kind: "missed", symbol: "BTC-USDT", ...ids }]);
    expect(client.prices.at(-1)).toEqual(["BTC-USDT", "95", "live"]);
  });

  test("are of now in the first ticker where REST has told an earlier one: it was made since", async () => {
    const before = venue.trade("BTCUSDT", "100");
    await subscribed({ "BTC-USDT": shownOnly });
    client.session.knows?.("BTC-USDT", String(before.id));
    const { id } = venue.trade("BTCUSDT", "110");
    clock.advance(1_000);
    await client.has("price", 1);
    const { wallMs } = clock.now();
    expect(client.of("price")).toMatchObject([
      { last: "110", tradeId: String(id), origin: "live", at: String(wallMs) },
    ]);
  });

  test("are not missing of what is only looked at, nor where REST has read them", async () => {
    await looked();
    for (const price of ["110", "95"]) venue.trade("BTCUSDT", price);
    clock.advance(1_000);
    await client.has("price", 2);
    await subscribed({ "BTC-USDT": tradesOnly });
    const { id } = venue.trade("BTCUSDT", "96", { isTold: false });
    client.session.hasRead?.("BTC-USDT", String(id));
    venue.trade("BTCUSDT", "97");
    await client.has("price", 3);
    expect(client.of("missed")).toEqual([]);
  });
});

describe("unsubscribing", () => {
  test("ends every stream of the symbol, and is confirmed", async () => {
    await subscribed({ "BTC-USDT": withQuotes, "ETH-USDT": tradesOnly });
    client.unsubscribe("BTC-USDT", "NO-SUCH");
    await client.has("unsubscribed", 1);
    expect(client.of("unsubscribed")).toEqual([{ kind: "unsubscribed", symbols: ["BTC-USDT"] }]);
    expect(asked().at(-1)).toEqual(["UNSUBSCRIBE", ["btcusdt@ticker", "btcusdt@aggTrade", "btcusdt@bookTicker"]]);
  });

  test("before the confirmation is not undone by it", async () => {
    client.subscribe({ "BTC-USDT": tradesOnly });
    client.unsubscribe("BTC-USDT");
    await client.has("unsubscribed", 1);
    expect(client.of("subscribed")).toEqual([{ kind: "subscribed", symbols: [] }]);
    client.subscribe({ "BTC-USDT": tradesOnly });
    await client.has("subscribed", 2);
    expect(asked().at(-1)).toEqual(["SUBSCRIBE", ["btcusdt@ticker", "btcusdt@aggTrade"]]);
  });
});

describe("the probe", () => {
  test("is answered with a sign of life, and finds nothing missing where nothing is", async () => {
    await subscribed({ "BTC-USDT": tradesOnly, "ETH-USDT": shownOnly });
    client.send([client.session.probe() ?? ""]);
    await client.has("alive", 1);
    expect(client.of("alive")).toEqual([{ kind: "alive", at: null, reply: null }]);
  });

  test("finds what the venue confirmed and has lost, which is then asked for again", async () => {
    await subscribed({ "BTC-USDT": tradesOnly, "ETH-USDT": tradesOnly });
    venue.forget(venue.socket, "ETHUSDT", "aggTrade");
    client.send([client.session.probe() ?? ""]);
    await client.has("alive", 1);
    expect(client.of("alive")[0]?.missing).toEqual(["ETH-USDT"]);
    await subscribed({ "ETH-USDT": tradesOnly });
    expect(asked().at(-1)).toEqual(["SUBSCRIBE", ["ethusdt@aggTrade"]]);
    venue.trade("ETHUSDT", "3000");
    await client.has("price", 1);
  });

  test("misses nothing of what was asked for, or ended, after it was sent", async () => {
    await subscribed({ "BTC-USDT": shownOnly, "ETH-USDT": shownOnly });
    const probe = client.session.probe() ?? "";
    client.unsubscribe("ETH-USDT");
    client.send([probe]);
    client.subscribe({ "IOTA-TRY": shownOnly });
    await client.has("alive", 1);
    expect(client.of("alive")[0]).not.toHaveProperty("missing");
  });
});

describe("how the venue misbehaves, and says so", () => {
  test("a goodbye in both its forms", async () => {
    venue.sayShutdown(venue.socket, "raw");
    venue.sayShutdown(venue.socket, "wrapped");
    await client.has("leaving", 2);
  });

  test("more than 1024 streams are refused, symbol by symbol", async () => {
    const symbols = Array.from({ length: 1_000 }, (_, at) => `S${at}`);
    listed = listedAs(...symbols.map((base) => [base, "USDT"] as const));
    const frames = client.session.subscribe(new Map(symbols.map((base) => [`${base}-USDT`, tradesOnly])));
    // Ten frames within the limit of frames: the clock goes on between them.
    for (const [at, frame] of frames.entries()) {
      client.send([frame]);
      await until(() => venue.socket.received.length === at + 1, "the frame to arrive");
      clock.advance(500);
    }
    await client.has("refused", 5);
    expect(client.of("subscribed").flatMap((one) => one.symbols)).toHaveLength(500);
    expect(client.of("refused").flatMap((one) => one.symbols)).toHaveLength(500);
    expect(client.of("refused")[0]?.message).toBe("Too many subscriptions");
    expect(venue.violations).toBe(0);
  });

  test("six frames within a second end the socket with 1008", async () => {
    client.send(Array.from({ length: 6 }, () => client.session.probe() ?? ""));
    await until(() => client.closeCode !== null, "the close");
    expect(client.closeCode).toBe(1008);
  });

  test("a confirmation is none of another socket's: ids are counted for each", async () => {
    const other = new BinanceSession(() => listed);
    const [frame = ""] = other.subscribe(new Map([["ETH-USDT", shownOnly]]));
    client.send([frame]);
    await until(() => client.messages.length === 1, "the answer");
    expect(client.messages).toEqual([{ kind: "ignored" }]);
  });
});
