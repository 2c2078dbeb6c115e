import { beforeEach, describe, expect, test } from "vitest";
import type { OpenedVenue } from "../../../../main/market/venues/session.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import { until } from "../../../doubles/until.ts";
import type { FakeKraken } from "../../../doubles/venues/kraken/kraken-venue.ts";
import { SessionClient, tradesOnly, withQuotes } from "../session-client.ts";
import { dialKraken, subscribed } from "./opened-kraken.ts";

let clock: ManualClock;
let venue: FakeKraken;
let opened: OpenedVenue;
let client: SessionClient;

beforeEach(async () => {
  ({ clock, venue, opened, client } = await dialKraken());
});

describe("prices", () => {
  test("of the trades before, the newest is the price as it stands and the others are history, in their order", async () => {
    const ageMs = 107_000;
    for (const price of ["44998.0", "44999.0", "45000.10"]) {
      venue.trade("BTC/USD", price, { atMs: clock.now().wallMs - ageMs, isTold: false });
    }
    await subscribed(client, { "BTC-USD": tradesOnly });
    await client.has("price", 3);
    expect(client.of("price")).toMatchObject([
      { last: "44998.0", origin: "replay", tradeId: "1001" },
      { last: "44999.0", origin: "replay", tradeId: "1002" },
      { last: "45000.10", origin: "snapshot", tradeId: "1003", at: "2026-01-05T11:58:13.000000Z", size: "0.5" },
    ]);
    expect(client.of("missed")).toEqual([]);
  });

  test("at most 50 trades come again, and a hole between them and the next is told", async () => {
    for (let at = 0; at < 60; at++) venue.trade("BTC/USD", String(45_000 + at), { isTold: false });
    await subscribed(client, { "BTC-USD": tradesOnly });
    venue.trade("BTC/USD", "46000", { isTold: false });
    venue.trade("BTC/USD", "45100");
    await client.has("price", 51);
    expect(client.of("price").filter(({ origin }) => origin === "replay")).toHaveLength(49);
    expect(client.messages.slice(-2)).toMatchObject([
      { kind: "missed", symbol: "BTC-USD", fromId: "1061", toId: "1061" },
      { kind: "price", last: "45100", origin: "live" },
    ]);
  });

  test("a ticker is a quote, and its price is used until a trade came: of no known time, and of none of the trades", async () => {
    venue.quote("BTC/USD", "44999.9", "45000.1");
    venue.trade("BTC/USD", "45000.0", { isTold: false });
    venue.muted.add("BTC/USD");
    await subscribed(client, { "BTC-USD": withQuotes });
    venue.muted.clear();
    venue.quote("BTC/USD", "44999.80", "45000.1");
    await client.has("price", 1);
    venue.trade("BTC/USD", "45001.0");
    venue.quote("BTC/USD", "45000.9", "45001.1");
    await client.has("price", 3);
    expect(client.of("price")).toMatchObject([
      {
        last: "45000.0",
        bid: "44999.80",
        tradeId: null,
        at: null,
        sentAt: "2026-01-05T12:00:00.000000Z",
        origin: "snapshot",
      },
      { last: "45001.0", bid: null, origin: "live" },
      { last: null, bid: "45000.9", ask: "45001.1", at: "2026-01-05T12:00:00.000000Z", origin: "live" },
    ]);
  });

  test("several trades in one frame are all told, and of several symbols each is its own", async () => {
    await subscribed(client, { "BTC-USD": tradesOnly, "ETH-USD": tradesOnly });
    const [btc, eth] = [venue.instruments.get("BTC/USD")!, venue.instruments.get("ETH/USD")!];
    const now = clock.now().wallMs;
    const rows = [
      [btc, btc.trade("1.0", now)],
      [eth, eth.trade("2.0", now)],
      [btc, btc.trade("3.0", now)],
    ] as const;
    venue.socket.send(venue.trades("update", rows));
    await client.has("price", 3);
    expect(client.prices).toEqual([
      ["BTC-USD", "1.0", "live"],
      ["ETH-USD", "2.0", "live"],
      ["BTC-USD", "3.0", "live"],
    ]);
  });

  test("rows that come newest first are told oldest first: no crossing is turned round, and no hole is seen", async () => {
    await subscribed(client, { "BTC-USD": tradesOnly });
    const btc = venue.instruments.get("BTC/USD")!;
    const [first, second] = [btc.trade("1", clock.now().wallMs), btc.trade("2", clock.now().wallMs)];
    venue.socket.send(
      venue.trades("update", [
        [btc, second],
        [btc, first],
      ]),
    );
    await client.has("price", 2);
    expect(client.prices.map(([, last]) => last)).toEqual(["1", "2"]);
    expect(client.of("missed")).toEqual([]);
  });
});

describe("signs of life", () => {
  test("heartbeats come only where something is subscribed, a second after all else", async () => {
    clock.advance(2_000);
    await subscribed(client, { "BTC-USD": tradesOnly });
    clock.advance(1_000);
    venue.trade("BTC/USD", "45000");
    clock.advance(1_000);
    await client.has("price", 1);
    expect(client.of("alive")).toEqual([]);
    clock.advance(1_000);
    await until(() => client.of("alive").some(({ at }) => at === null), "the heartbeat");
    expect(client.of("alive")).toEqual([{ kind: "alive", at: null, reply: null }]);
  });

  test("a probe is answered with the venue's time, on a silent socket too", async () => {
    client.send([client.session.probe() as string]);
    await client.has("alive", 1);
    expect(client.of("alive")).toEqual([{ kind: "alive", at: "2026-01-05T12:00:00.000000Z", reply: null }]);
  });

  test("confirmed, heartbeats, and no data: no price is made of that, and REST tells what is traded", async () => {
    venue.muted.add("BTC/USD");
    await subscribed(client, { "BTC-USD": tradesOnly });
    venue.trade("BTC/USD", "45000");
    clock.advance(2_000);
    await client.has("alive", 1);
    expect(client.of("price")).toEqual([]);
    const answer = await opened.rest.prices(["BTC-USD"], new AbortController().signal);
    expect(answer.ok && answer.value.get("BTC-USD")).toMatchObject({ ok: true, value: { last: "45000" } });
  });
});

test("a trade is of the time that the venue says, however far from ours", async () => {
  await subscribed(client, { "BTC-USD": tradesOnly });
  venue.trade("BTC/USD", "45000", { atMs: clock.now().wallMs - 30_000 });
  venue.trade("BTC/USD", "45001", { atMs: clock.now().wallMs + 3_600_000 });
  await client.has("price", 2);
  expect(client.of("price").map(({ at }) => at)).toEqual([
    "2026-01-05T11:59:30.000000Z",
    "2026-01-05T13:00:00.000000Z",
  ]);
});

test("the state of the venue comes first, and again when it changes", async () => {
  await client.has("status", 1);
  venue.system = "maintenance";
  venue.sayStatus(venue.socket);
  await client.has("status", 2);
  expect(client.of("status")).toMatchObject([
    { state: "online", message: "", from: null, to: null },
    { state: "maintenance", message: "Kraken is down for maintenance: no prices come until it is over." },
  ]);
});

test("each socket is a session of its own: ids, confirmations and trade ids begin anew", async () => {
  await subscribed(client, { "BTC-USD": tradesOnly });
  venue.trade("BTC/USD", "45000");
  await client.has("price", 1);
  venue.socket.close(1001, "CloudFlare WebSocket proxy restarting");
  await until(() => client.closeCode !== null, "the close");
  expect(client.closeCode).toBe(1001);
  venue.trade("BTC/USD", "45001");
  client = await SessionClient.dial(opened.session(), venue.wsUrl);
  await subscribed(client, { "BTC-USD": tradesOnly });
  await client.has("price", 2);
  expect(client.prices).toEqual([
    ["BTC-USD", "45000", "replay"],
    ["BTC-USD", "45001", "snapshot"],
  ]);
});
