/**
 * Holds a venue as it is today against what its adapter takes it for: connects, watches a busy, a quiet and a wrong symbol, compares
 * the stream's trades with REST's, reads candles, drops the socket and looks how the gap is closed.
 */
import { Feed } from "../../main/market/feed/feed.ts";
import type { Clock } from "../../main/lib/clock.ts";
import type { History, ListedInstrument } from "../../main/market/venues/session.ts";
import type { VenueKind } from "../../main/market/venues/venue.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import { defaultSettings } from "../../preload/contract/settings.ts";
import type { Tick, TickGap } from "../../preload/contract/tick.ts";

export interface Finding {
  readonly check: string;
  /** `unreachable`: nothing could be said of it from here. */
  readonly outcome: "as expected" | "differs" | "unreachable";
  readonly detail: string;
}

export interface CheckOptions {
  readonly kind: VenueKind;
  readonly addresses: { readonly wsUrl: string; readonly restUrl: string };
  readonly clock: Clock;
  /** Lets time pass: `ms` of the clock. */
  readonly pass: (ms: number) => Promise<void>;
  /** How long the stream is watched, all in all. */
  readonly forMs: number;
  /** An instrument that is traded many times a minute. */
  readonly busySymbol: string;
}

const wrongSymbol = "NOSUCH-PAIR";
const everything = { everyTrade: true, size: true, quotes: true };

interface ReceivedTick {
  readonly tick: Tick;
  readonly gap: TickGap | null;
}

/** Every finding, in the order of the checks. Never rejects for what the venue does. */
export async function checkVenue(options: CheckOptions): Promise<readonly Finding[]> {
  const { kind, addresses, clock, pass, forMs, busySymbol } = options;
  const findings: Finding[] = [];
  const note = (check: string, isRight: boolean, detail: string): void =>
    void findings.push({ check, outcome: isRight ? "as expected" : "differs", detail });
  const told: ReceivedTick[] = [];
  let listed: readonly ListedInstrument[] = [];
  const feed = new Feed({
    clock,
    random: Math.random,
    venue: kind,
    settings: { ...defaultSettings, values: {}, ...addresses },
    apiKey: null,
    listed: () => listed,
    lastKnown: [],
    lastWatchedMs: null,
    formatVenueText: (words) => words,
    sink: {
      onTick: (tick, gap) => void told.push({ tick, gap }),
      onHistory: () => undefined,
      onHistoryAwaited: () => undefined,
      onHistorySettled: () => undefined,
      onLost: () => undefined,
      onStatus: () => undefined,
    },
  });
  try {
    const list = await feed.rest.instruments?.(AbortSignal.timeout(20_000));
    if (list === undefined || !list.ok) {
      const words = list === undefined ? "it gives no list" : list.error.message;
      return [{ check: "list", outcome: list === undefined ? "differs" : "unreachable", detail: words }];
    }
    listed = list.value;
    const isListed = listed.some(({ symbol, state }) => symbol === busySymbol && state === "trading");
    note("list", isListed, `${listed.length} instruments, ${busySymbol} ${isListed ? "trades" : "does not trade"}`);
    const quietSymbol = quietOf(listed, busySymbol);
    const symbols = [busySymbol, quietSymbol, wrongSymbol].filter((symbol) => symbol !== null);
    for (const symbol of symbols) feed.watch(instrumentKey({ venue: kind.id, symbol }), everything);
    feed.start();
    await pass(forMs / 2);

    const of = (symbol: string): ReceivedTick[] =>
      told.filter(({ tick }) => tick.instrument === instrumentKey({ venue: kind.id, symbol }));
    const healthOf = (symbol: string) => feed.status().instruments.find((one) => one.symbol === symbol);
    const { state, counts } = feed.status();
    note("connection", state === "live", state);
    note("busy instrument", of(busySymbol).length > 1, `${of(busySymbol).length} ticks of ${busySymbol}`);
    if (quietSymbol !== null) {
      const { subscription, health } = healthOf(quietSymbol) ?? { subscription: "requested", health: "waiting" };
      note("quiet instrument", health !== "rejected", `${quietSymbol}: ${subscription}, ${health}`);
    }
    const wrong = healthOf(wrongSymbol);
    note("wrong symbol", wrong?.health === "rejected", wrong?.detail ?? "nothing is said of it");
    const rejected = Object.entries(counts.rejected);
    note(
      "frames",
      rejected.length === 0,
      rejected.map(([reason, count]) => `${count} ${reason}`).join(", ") || "all read",
    );

    const dropped = told.length;
    feed.reconnect();
    await pass(forMs / 2);
    const gap =
      told.slice(dropped).find(({ tick, gap: begun }) => begun !== null && isOf(tick, busySymbol))?.gap ?? null;
    const closed = gap === null ? "no gap was told" : `${gap.candles.length} pieces of history`;
    note("gap", gap !== null && gap.toWallMs >= gap.fromWallMs, closed);

    const trades = of(busySymbol).filter(
      ({ tick }) => tick.last !== null && tick.tradeId !== null && tick.ageMs == null,
    );
    await compareTrades(feed, busySymbol, trades, note);
    await compareCandles(feed, busySymbol, trades, note);
    return findings;
  } finally {
    feed.stop();
  }

  function isOf(tick: Tick, symbol: string): boolean {
    return tick.instrument === instrumentKey({ venue: kind.id, symbol });
  }
}

type Note = (check: string, isRight: boolean, detail: string) => void;

/** Every trade that REST tells between the first and the last one of the stream has to have come over it, at the same price. */
async function compareTrades(feed: Feed, symbol: string, told: readonly ReceivedTick[], note: Note): Promise<void> {
  const first = told[0]?.tick;
  const last = told.at(-1)?.tick;
  if (first === undefined || last === undefined) return note("trades", false, "the stream told none");
  const span = {
    fromMs: first.receivedWallMs - 1_000,
    toMs: last.receivedWallMs + 1_000,
    afterTradeId: first.tradeId,
    beforeTradeId: last.tradeId,
  };
  const answer = await feed.rest.history?.(symbol, span, AbortSignal.timeout(20_000));
  if (answer?.ok !== true) return note("trades", false, answer?.error.message ?? "it has no history");
  const { kind, missing, other } = compared(answer.value, told);
  const words = `${kind}; ${missing} not told by the stream, ${other} at another price`;
  note("trades", kind === "trades" && other === 0, words);
}

/** Trades that a connection was down for are missing from the stream by right; how many is shown all the same. */
function compared(history: History, told: readonly ReceivedTick[]): { kind: string; missing: number; other: number } {
  if (history.kind !== "trades") return { kind: history.kind, missing: 0, other: 0 };
  const prices = new Map(told.map(({ tick }) => [tick.tradeId, tick.last]));
  let missing = 0;
  let other = 0;
  for (const { tradeId, price } of history.trades) {
    const known = prices.get(tradeId);
    if (known === undefined) missing++;
    else if (Number(known) !== Number(price)) other++;
  }
  return { kind: "trades", missing, other };
}

/** The candle of a minute has to hold the prices that the stream told in it. */
async function compareCandles(feed: Feed, symbol: string, told: readonly ReceivedTick[], note: Note): Promise<void> {
  const minuteMs = 60_000;
  const toMs = told.at(-1)?.tick.receivedWallMs ?? Date.now();
  const answer = await feed.rest.candles?.(symbol, toMs - 10 * minuteMs, toMs, AbortSignal.timeout(20_000));
  if (answer?.ok !== true) return note("candles", false, answer?.error.message ?? "it has none");
  const candles = answer.value;
  const outside = told.filter(({ tick: { lastNumber, receivedWallMs } }) => {
    const candle = candles.find(
      ({ openMs, lengthMs }) => receivedWallMs >= openMs + 2_000 && receivedWallMs < openMs + lengthMs - 2_000,
    );
    return candle !== undefined && (lastNumber > Number(candle.high) || lastNumber < Number(candle.low));
  });
  note(
    "candles",
    candles.length > 0 && outside.length === 0,
    `${candles.length}; ${outside.length} prices outside of theirs`,
  );
}

/** One in a currency that few look at, so that it is likely to be still. */
function quietOf(listed: readonly ListedInstrument[], busySymbol: string): string | null {
  const usual = ["USD", "USDT", "USDC", "EUR"];
  const trading = listed.filter(({ symbol, state }) => state === "trading" && symbol !== busySymbol);
  return (trading.findLast(({ quote }) => !usual.includes(quote)) ?? trading.at(-1))?.symbol ?? null;
}
