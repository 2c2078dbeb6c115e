import { beforeEach, describe, expect, test } from "vitest";
import type { OpenedVenue, Span } from "../../../../main/market/venues/session.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import type { FakeKraken } from "../../../doubles/venues/kraken/kraken-venue.ts";
import { recordedFrame } from "../recorded-frame.ts";
import { openKraken } from "./opened-kraken.ts";

let clock: ManualClock;
let venue: FakeKraken;
let opened: OpenedVenue;
const { signal } = new AbortController();

beforeEach(async () => {
  ({ clock, venue, opened } = await openKraken());
});

const now = () => clock.now().wallMs;
const prices = (...symbols: string[]) => opened.rest.prices(symbols, signal);
const history = (span: Partial<Span>) =>
  opened.rest.history!("BTC-USD", { fromMs: 0, toMs: now(), afterTradeId: null, beforeTradeId: null, ...span }, signal);
/** Requests after those for the list. */
const asked = () => venue.server.requests.filter(({ path }) => !path.endsWith("AssetPairs")).map(({ url }) => url);

describe("the list of pairs", () => {
  test("names as the stream writes them, others as aliases, and shares as tokens beside currencies", async () => {
    venue.list("ACA/EUR", { status: "cancel_only" });
    venue.list("AAPLx/USD", { isTokenized: true });
    const answer = await opened.rest.instruments!(signal);
    const common = { name: null, state: "trading", note: null };
    expect(answer.ok && answer.value).toEqual([
      {
        symbol: "BTC-USD",
        wireSymbol: "BTC/USD",
        base: "BTC",
        quote: "USD",
        aliases: ["XBT"],
        tickSize: "0.1",
        ...common,
      },
      {
        symbol: "ETH-BTC",
        wireSymbol: "ETH/BTC",
        base: "ETH",
        quote: "BTC",
        aliases: [],
        tickSize: "0.000001",
        ...common,
      },
      {
        symbol: "ACA-EUR",
        wireSymbol: "ACA/EUR",
        base: "ACA",
        quote: "EUR",
        name: null,
        aliases: [],
        tickSize: "0.01",
        state: "halted",
        note: "Orders can only be cancelled at the moment.",
      },
      {
        symbol: "AAPLx-USD",
        wireSymbol: "AAPLx/USD",
        base: "AAPLx",
        quote: "USD",
        aliases: [],
        tickSize: "0.01",
        ...common,
      },
    ]);
  });

  test("a recorded list", async () => {
    venue.restFault = ({ query }) =>
      query.has("aclass_base") ? undefined : { body: recordedFrame("kraken", "rest_asset_pairs_5_2026") };
    const answer = await opened.rest.instruments!(signal);
    expect(
      answer.ok && answer.value.map(({ symbol, aliases, tickSize, state }) => [symbol, aliases, tickSize, state]),
    ).toEqual([
      ["BTC-USD", ["XBT"], "0.1", "trading"],
      ["DOGE-USD", ["XDG"], "0.0000001", "trading"],
      ["ETH-BTC", [], "0.000001", "trading"],
      ["SOL-USD", [], "0.01", "trading"],
      ["ACA-EUR", [], "0.00001", "halted"],
    ]);
  });

  test.each([
    ["online", "trading", null],
    ["limit_only", "trading", null],
    ["cancel_only", "halted", "Orders can only be cancelled at the moment."],
    ["post_only", "halted", expect.any(String)],
    ["reduce_only", "halted", "Positions can only be reduced at the moment."],
    ["maintenance", "halted", expect.any(String)],
    ["delisted", "delisted", "Kraken does not list it any more."],
  ])("a pair that Kraken says is %s is %s", async (status, state, note) => {
    venue.list("OFF/EUR", { status });
    const answer = await opened.rest.instruments!(signal);
    expect(answer.ok && answer.value.at(-1)).toMatchObject({ symbol: "OFF-EUR", state, note });
  });

  test("a state that we do not know is told in Kraken's own word", async () => {
    venue.list("OFF/EUR", { status: "offline" });
    const answer = await opened.rest.instruments!(signal);
    expect(answer.ok && answer.value.at(-1)).toMatchObject({
      symbol: "OFF-EUR",
      state: "unknown",
      note: "Kraken says that it is offline.",
    });
  });

  test("is whole without shares where there are none, and is refused where they could not be asked for", async () => {
    venue.restFault = ({ query }) =>
      query.has("aclass_base") ? { body: { error: ["EGeneral:Invalid arguments"] } } : undefined;
    const whole = await opened.rest.instruments!(signal);
    expect(whole.ok && whole.value).toHaveLength(2);
    venue.restFault = ({ query }) => (query.has("aclass_base") ? { status: 500, body: "" } : undefined);
    expect(await opened.rest.instruments!(signal)).toMatchObject({ ok: false, error: { code: "unreachable" } });
  });

  test("is asked for once, however many requests need it at the same time", async () => {
    venue.trade("BTC/USD", "45000");
    await Promise.all([prices("BTC-USD"), prices("BTC-USD"), history({ fromMs: now() - 1_000 })]);
    await prices("BTC-USD");
    expect(venue.server.requests.filter(({ path }) => path.endsWith("AssetPairs"))).toHaveLength(2);
  });

  test("given up by whoever asked first, it is asked for by the next", async () => {
    venue.trade("BTC/USD", "45000");
    const release = venue.holdRest();
    const first = new AbortController();
    const given = opened.rest.prices(["BTC-USD"], first.signal);
    const second = prices("BTC-USD");
    first.abort(new Error("given up"));
    await expect(given).rejects.toThrow("given up");
    release();
    expect((await second).ok).toBe(true);
  });
});

describe("prices", () => {
  test("one by its last trade: with its id and its time", async () => {
    venue.trade("BTC/USD", "45000.10");
    const answer = await prices("BTC-USD");
    expect(answer.ok && answer.value.get("BTC-USD")).toEqual({
      ok: true,
      value: { last: "45000.10", lastNumber: 45000.1, tradeId: "1001", asOf: "trade", at: now() },
    });
    expect(asked()).toEqual(["/0/public/Trades?pair=XXBTZUSD&count=1"]);
  });

  test("several in one request, of no known time; what Kraken does not list is refused by name and not asked for", async () => {
    venue.trade("BTC/USD", "45000.10");
    venue.trade("ETH/BTC", "0.061");
    const answer = await prices("BTC-USD", "DOGE-XYZ", "ETH-BTC");
    expect(answer.ok && Object.fromEntries(answer.value)).toEqual({
      "DOGE-XYZ": {
        ok: false,
        error: { code: "unknown-symbol", message: "Kraken does not know DOGE-XYZ.", retryAfterMs: null },
      },
      "BTC-USD": {
        ok: true,
        value: { last: "45000.10", lastNumber: 45000.1, tradeId: null, asOf: "unknown", at: null },
      },
      "ETH-BTC": { ok: true, value: { last: "0.061", lastNumber: 0.061, tradeId: null, asOf: "unknown", at: null } },
    });
    expect(asked()).toEqual(["/0/public/Ticker?pair=XXBTZUSD,XETHXXBT"]);
  });

  test("names are never built by rule: TRX, DOT and BNB have no letters before them", async () => {
    for (const base of ["TRX", "DOT", "BNB", "DOGE", "ZETA", "XION"]) {
      venue.list(`${base}/USD`);
      venue.trade(`${base}/USD`, "1.5");
    }
    const answer = await prices("TRX-USD", "DOT-USD", "BNB-USD", "DOGE-USD", "ZETA-USD", "XION-USD");
    expect(answer.ok && [...answer.value.values()].every(({ ok }) => ok)).toBe(true);
    expect(asked()).toEqual(["/0/public/Ticker?pair=TRXUSD,DOTUSD,BNBUSD,XDGUSD,ZETAUSD,XIONUSD"]);
  });

  test("rules written with XBT are asked for under the name of the list", async () => {
    venue.trade("BTC/USD", "45000");
    const answer = await prices("XBT-USD");
    expect(answer.ok && answer.value.get("XBT-USD")).toMatchObject({ ok: true, value: { last: "45000" } });
  });

  test("a pair that left the list is unknown, and harms no other", async () => {
    venue.list("EOS/USD");
    venue.trade("BTC/USD", "45000");
    await opened.rest.instruments!(signal);
    venue.instruments.delete("EOS/USD");
    const answer = await prices("BTC-USD", "EOS-USD", "ETH-BTC");
    expect(answer.ok && answer.value.get("EOS-USD")).toMatchObject({
      ok: false,
      error: { code: "unknown-symbol", message: "Kraken does not know EOS-USD." },
    });
    expect(answer.ok && answer.value.get("BTC-USD")).toMatchObject({ ok: true });
  });

  test("at most 50 pairs an address; one that is too long is halved until it passes", async () => {
    const symbols = Array.from({ length: 120 }, (_, at) => `COIN${at}-USD`);
    for (const symbol of symbols) {
      venue.list(symbol.replace("-", "/"));
      venue.trade(symbol.replace("-", "/"), "1.5");
    }
    venue.maxAddressLength = 400;
    const answer = await prices(...symbols);
    expect(answer.ok && [...answer.value.values()].filter(({ ok }) => ok)).toHaveLength(120);
    const sizes = asked().map((url) => url.split(",").length);
    expect(Math.max(...sizes)).toBe(50);
    expect(sizes).toEqual([50, 25, 25, 50, 25, 25, 20]);
  });

  test("shares as tokens are asked for by their class, apart from currencies", async () => {
    venue.list("AAPLx/USD", { isTokenized: true });
    venue.trade("AAPLx/USD", "250.12");
    venue.trade("BTC/USD", "45000");
    const both = await prices("AAPLx-USD", "BTC-USD");
    expect(both.ok && both.value.get("AAPLx-USD")).toMatchObject({ ok: true, value: { last: "250.12" } });
    const one = await prices("AAPLx-USD");
    expect(one.ok && one.value.get("AAPLx-USD")).toMatchObject({ ok: true, value: { tradeId: "1001" } });
  });

  test("a recorded answer, under the other name", async () => {
    venue.list("BTC/USDT");
    await opened.rest.instruments!(signal);
    venue.restFault = () => ({ body: recordedFrame("kraken", "rest_ticker_XBTUSDT") });
    const answer = await prices("BTC-USDT", "BTC-USD");
    expect(answer.ok && [...answer.value]).toMatchObject([
      ["BTC-USDT", { ok: true, value: { last: "105899.40000", lastNumber: 105899.4 } }],
    ]);
  });

  test("a pair that was never traded has no price, and 0 is none", async () => {
    const one = await prices("BTC-USD");
    expect(one.ok && one.value.get("BTC-USD")).toMatchObject({
      error: { code: "unknown-symbol", message: "BTC-USD has never been traded on Kraken." },
    });
    const two = await prices("BTC-USD", "ETH-BTC");
    expect(two.ok && two.value.get("BTC-USD")).toEqual(one.ok && one.value.get("BTC-USD"));
  });
});

describe("refusals", () => {
  test.each([
    ["EGeneral:Too many requests", "rate-limited", "Kraken was asked too often (EGeneral:Too many requests)."],
    ["EAPI:Rate limit exceeded", "rate-limited", "Kraken was asked too often (EAPI:Rate limit exceeded)."],
    ["EService:Unavailable", "maintenance", "Kraken is not in service at the moment (EService:Unavailable)."],
    ["EService:Busy", "maintenance", "Kraken is not in service at the moment (EService:Busy)."],
    ["EGeneral:Internal error", "invalid", "Kraken refused the request (EGeneral:Internal error)."],
  ])("%s comes with HTTP 200, and is a refusal all the same", async (words, code, message) => {
    venue.restFault = () => ({ body: { error: [words] } });
    expect(await opened.rest.instruments!(signal)).toEqual({ ok: false, error: { code, message, retryAfterMs: null } });
  });

  test("after too many requests nothing is asked for a while, whoever asks", async () => {
    venue.restFault = () => ({ body: recordedFrame("kraken", "rest_error_rate_limit") });
    await opened.rest.instruments!(signal);
    venue.restFault = () => undefined;
    let isAnswered = false;
    const second = opened.rest.instruments!(signal).then((answer) => {
      isAnswered = true;
      return answer;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([isAnswered, venue.server.requests.length]).toEqual([false, 1]);
    clock.advance(30_000);
    expect((await second).ok).toBe(true);
  });

  test("a recorded refusal of a pair", async () => {
    await opened.rest.instruments!(signal);
    venue.restFault = () => ({ body: recordedFrame("kraken", "rest_error_unknown_pair") });
    expect(await history({ fromMs: now() - 1_000 })).toMatchObject({ ok: false, error: { code: "unknown-symbol" } });
  });

  test("a warning beside a good answer is none", async () => {
    venue.restFault = ({ query }) =>
      query.has("aclass_base") ? undefined : { body: { error: ["WGeneral:Deprecated"], result: {} } };
    expect(await opened.rest.instruments!(signal)).toEqual({ ok: true, value: [] });
  });

  test.each([
    [451, "region"],
    [403, "forbidden"],
    [429, "rate-limited"],
  ])("HTTP %d: %s", async (status, code) => {
    venue.restFault = () => ({ status, body: "" });
    expect(await prices("BTC-USD", "ETH-BTC")).toMatchObject({ ok: false, error: { code } });
  });

  test.each([
    ["no list of errors", { result: {} }],
    ["no result", { error: [] }],
    ["no object", []],
  ])("an answer with %s is unusable", async (_, body) => {
    venue.restFault = () => ({ body });
    expect(await opened.rest.instruments!(signal)).toMatchObject({ ok: false, error: { code: "invalid" } });
  });
});
