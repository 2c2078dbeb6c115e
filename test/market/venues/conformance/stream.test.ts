/** What every venue's session does over a real socket to a fake of that venue. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exchangeMs } from "../../../../preload/contract/exchange-time.ts";
import type { SessionPrice } from "../../../../main/market/venues/session.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { until } from "../../../doubles/until.ts";
import { SessionClient, tradesOnly } from "../session-client.ts";
import { sendWithinLimit, withClock } from "./within-limit.ts";
import type { RunningVenue } from "./venue-under-test.ts";
import { venuesUnderTest } from "./venues.ts";

const dayMs = 86_400_000;
const { signal } = new AbortController();

describe.each(venuesUnderTest)("$kind.label", ({ kind, start, tellsLoss, acknowledges, neverStill }) => {
  let clock: ManualClock;
  let venue: RunningVenue;
  let clients: SessionClient[];

  beforeEach(async () => {
    clock = new ManualClock();
    clients = [];
    venue = await start(clock);
  });
  afterEach(async () => {
    clients.forEach((client) => client.stop());
    await venue.stop();
  });

  async function dial(): Promise<SessionClient> {
    const client = await SessionClient.dial(venue.opened.session(), venue.wsUrl);
    clients.push(client);
    return client;
  }
  async function subscribed(...symbols: readonly string[]): Promise<SessionClient> {
    const client = await dial();
    client.subscribe(Object.fromEntries(symbols.map((symbol) => [symbol, tradesOnly])));
    await arrived(client, symbols);
    return client;
  }
  /** Waits until the venue has answered for each. One that confirms nothing has it when it has taken a frame behind it. */
  async function arrived(client: SessionClient, symbols: readonly string[]): Promise<void> {
    if (!acknowledges) {
      await until(() => venue.received() >= client.sent, "the frames to arrive");
      const before = client.of("ignored").length;
      venue.send('{"type":"mark"}');
      await client.has("ignored", before + 1);
      return;
    }
    const has = (symbol: string): boolean =>
      [...client.of("subscribed"), ...client.of("refused")].some((one) => one.symbols.includes(symbol));
    await until(() => symbols.every(has), `${symbols.join(", ")} to be answered for`);
  }
  /** Trades of now: where the venue does not say itself that one is from before, its time does. */
  const live = (client: SessionClient): readonly SessionPrice[] =>
    client.of("price").filter(({ channel, last, origin, at }) => {
      const atMs = exchangeMs(at) ?? Number.NEGATIVE_INFINITY;
      return channel === "trades" && last !== null && origin === "live" && clock.now().wallMs - atMs < 60_000;
    });
  const lives = (client: SessionClient, count: number): Promise<void> =>
    until(() => live(client).length >= count, `${count} live prices`);

  test("a trade is told with the venue's own digits, its size, id and time, under our symbol", async () => {
    const { symbols } = venue;
    const client = await subscribed(...symbols);
    const trades = symbols.map((symbol, at) =>
      venue.trade(symbol, ["0.00001305", "84000.10", "900000000.12345678"][at] ?? "1", { size: "0.25000000" }),
    );
    await lives(client, 3);
    expect(live(client)).toMatchObject(
      trades.map(({ id, price }, at) => ({
        symbol: symbols[at],
        last: price,
        lastNumber: Number(price),
        tradeId: String(id),
      })),
    );
    expect(live(client).every(({ size }) => Number(size) === 0.25)).toBe(true);
  });

  test("trades of one millisecond come in their order, none twice", async () => {
    const [symbol] = venue.symbols;
    const client = await subscribed(symbol);
    const prices = Array.from({ length: 50 }, (_, at) => String(100 + (at % 3)));
    prices.forEach((price) => venue.trade(symbol, price));
    await lives(client, 50);
    expect(live(client).map(({ last }) => last)).toEqual(prices);
    expect(new Set(live(client).map(({ tradeId }) => tradeId)).size).toBe(50);
  });

  test("one refused symbol of three is named in words, and the two others live", async () => {
    const [first, second] = venue.symbols;
    const client = await subscribed(first, venue.wrongSymbol, second);
    expect(new Set(client.of("refused").flatMap(({ symbols }) => symbols))).toEqual(new Set([venue.wrongSymbol]));
    expect(client.of("refused")[0]?.message).toMatch(/[a-z]{3,} [a-z]{3,}/i);
    venue.trade(first, "5");
    venue.trade(second, "6");
    await lives(client, 2);
  });

  test("after the end of a subscription nothing of it is told, and it can be begun anew", async () => {
    const [first, second] = venue.symbols;
    const client = await subscribed(first, second);
    client.unsubscribe(first);
    if (acknowledges) await client.has("unsubscribed", 1);
    else await arrived(client, []);
    expect(client.of("unsubscribed").flatMap(({ symbols }) => symbols)).toEqual(acknowledges ? [first] : []);
    venue.trade(first, "5");
    venue.trade(second, "6");
    await lives(client, 1);
    expect(live(client).map(({ symbol }) => symbol)).toEqual([second]);
    const before = client.of("subscribed").length;
    client.subscribe({ [first]: tradesOnly });
    if (acknowledges) await client.has("subscribed", before + 1);
    else await arrived(client, [first]);
    venue.trade(first, "7");
    await lives(client, 2);
  });

  test("the first price of a market that has been still for three days is not of now, by stream or by REST", async ({
    skip,
  }) => {
    skip(neverStill !== null, neverStill ?? "");
    const [symbol, other] = venue.symbols;
    const { price } = venue.trade(symbol, "5.25", { atMs: clock.now().wallMs - 3 * dayMs });
    const client = await subscribed(symbol, other);
    venue.trade(other, "6");
    await lives(client, 1);
    expect(live(client).map((one) => one.symbol)).toEqual([other]);
    if (kind.traits.firstPrice === "on-subscribe") {
      const first = client.of("price").find((one) => one.symbol === symbol);
      expect(first).toMatchObject({ last: price, origin: "snapshot" });
    } else {
      const answer = await withClock(clock, venue.opened.rest.prices([symbol], signal));
      expect(answer.ok && answer.value.get(symbol)).toMatchObject({ ok: true, value: { last: price } });
    }
  });

  test("what was traded before a new socket is history of it and never of now", async () => {
    const [symbol] = venue.symbols;
    const before = await subscribed(symbol);
    for (let at = 0; at < 30; at++) venue.trade(symbol, String(100 + at), { atMs: clock.now().wallMs - 30 + at });
    await lives(before, 30);
    const after = await subscribed(symbol);
    venue.trade(symbol, "7");
    await lives(after, 1);
    expect(live(after).map(({ last }) => last)).toEqual(["7"]);
  });

  test.runIf(tellsLoss)("trades that the stream left out are told by their ids, and read by REST", async () => {
    const [symbol] = venue.symbols;
    const client = await subscribed(symbol);
    const { id } = venue.trade(symbol, "100");
    clock.advance(10);
    for (const price of ["130", "70"]) venue.trade(symbol, price, { isTold: false });
    clock.advance(10);
    venue.trade(symbol, "101");
    await lives(client, 2);
    expect(client.of("missed")).toEqual([{ kind: "missed", symbol, fromId: String(id + 1), toId: String(id + 2) }]);
    const span = { fromMs: clock.now().wallMs - 20, toMs: clock.now().wallMs };
    const ids = { afterTradeId: String(id), beforeTradeId: String(id + 3) };
    const { rest } = venue.opened;
    const history = await withClock(clock, rest.history?.(symbol, { ...span, ...ids }, signal));
    expect(history).toMatchObject({
      ok: true,
      value: { kind: "trades", complete: true, trades: [{ price: "130" }, { price: "70" }] },
    });
  });

  test("300 instruments at once are all confirmed, without one frame more than the venue bears", async () => {
    const symbols = venue.list(300);
    const client = await dial();
    const { limits, streams } = kind.traits;
    const fitting = symbols.slice(0, Math.min(300, Math.floor(limits.streamsPerSocket / streams(tradesOnly))));
    const frames = client.session.subscribe(new Map(fitting.map((symbol) => [symbol, tradesOnly])));
    await sendWithinLimit(client, frames, { rate: limits.frames, clock, received: () => venue.received() });
    await arrived(client, fitting);
    expect(client.of("refused")).toEqual([]);
    expect(client.closeCode).toBeNull();
    expect(venue.frames().busiest).toBeLessThanOrEqual(venue.frames().max);
    for (const symbol of fitting) venue.trade(symbol, "5");
    await lives(client, fitting.length);
    expect(new Set(live(client).map(({ symbol }) => symbol)).size).toBe(fitting.length);
  });

  test.for<[unknown]>([
    [""],
    ["0"],
    ["0.00000000"],
    [0],
    ["abc"],
    [null],
    [-1],
    ["-1"],
    ["1e400"],
    [[]],
    [{}],
    ["9".repeat(60)],
  ])("a price of %j is never a tick, is counted under a name, and the next one lives", async ([price]) => {
    const [symbol] = venue.symbols;
    const client = await subscribed(symbol);
    venue.tellPrice(symbol, price);
    venue.trade(symbol, "5");
    await lives(client, 1);
    expect(live(client).map(({ last }) => last)).toEqual(["5"]);
    expect(client.of("rejected").map(({ reason }) => reason)).toEqual([expect.stringMatching(/^price-/)]);
  });

  test.for([
    ["{"],
    ["null"],
    ["[]"],
    ["7"],
    ['""'],
    ["{}"],
    [`{"${"a".repeat(5_000)}":1}`],
    ['{"type":"somethingNew","e":"somethingNew"}'],
  ])("the frame %s is no price, ends nothing, and the next one lives", async ([text]) => {
    const [symbol] = venue.symbols;
    const client = await subscribed(symbol);
    const before = client.messages.length;
    venue.send(text as string);
    venue.trade(symbol, "5");
    await lives(client, 1);
    const [kind] = client.messages.slice(before).map((one) => one.kind);
    expect(kind).toMatch(/^(rejected|ignored)$/);
  });

  test("a probe is answered by a sign of life, where there is one", async () => {
    const client = await subscribed(venue.symbols[0]);
    const probe = client.session.probe();
    expect(probe === null).toBe(kind.traits.liveness.probeEveryMs === null);
    if (probe === null) return;
    const before = client.of("alive").length;
    client.send([probe]);
    await client.has("alive", before + 1);
  });

  test("what it says of its end, or of a maintenance, is told in words", async () => {
    const client = await subscribed(venue.symbols[0]);
    venue.sayGoodbye?.();
    if (venue.sayGoodbye !== undefined) await client.has("leaving", 1);
    venue.sayMaintenance?.();
    const said = () => client.of("status").filter(({ state }) => state !== "online");
    if (venue.sayMaintenance !== undefined) await until(() => said().length > 0, "the maintenance");
    for (const { message } of [...client.of("leaving"), ...said()]) expect(message).toMatch(/[a-z]{3,} [a-z]{3,}/i);
  });

  test("no end of a socket and no refused handshake is about a key, of a venue that knows none", () => {
    const codes = [1000, 1001, 1006, 1008, 1011, 1012, 1013, 4001, 4003, 4401, 4403, 401, 403, 418, 429, 451, 503, 520];
    const meanings = codes.map((code) => venue.opened.closeMeans(code, ""));
    expect(meanings.includes("key-refused")).toBe(kind.needsKey);
  });
});
