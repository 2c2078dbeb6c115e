/** The end of a soak: everything has arrived, and the app ends by itself and leaves nothing behind. */
import Database from "better-sqlite3";
import path from "node:path";
import type { Exchange } from "../doubles/exchange/types.ts";
import { sleep, type AppRuns } from "./app-runs.ts";
import { exchangeMs, type LiveProber } from "./live-prober.ts";

/** The market stands still: waits until the app shows the last price of every instrument, so that nothing is under way. */
export async function caughtUp(
  exchange: Exchange,
  prober: LiveProber,
  appRuns: AppRuns,
  problems: string[],
): Promise<void> {
  const deadlineMs = performance.now() + 60_000;
  const last = (symbol: string): number => exchange.nextSeq(symbol) - 1;
  let left = exchange.symbols;
  do {
    await sleep(100);
    const quotes = await appRuns.ask("market.snapshot", {});
    left = exchange.symbols.filter((symbol) => {
      const [price] = exchange.record(symbol, { since: last(symbol) });
      const quote = quotes.find(({ instrument }) => instrument.symbol === symbol);
      return quote?.stale !== false || quote.last !== price?.price || exchangeMs(quote.at) !== price.atMs;
    });
  } while (left.length > 0 && performance.now() < deadlineMs);
  if (left.length > 0) problems.push(`never caught up with ${left.join(", ")}`);
  // A price may be made twice in one millisecond, and the first be taken for the second. Frames come in order: one behind them
  // all, once it is counted, says that nothing is under way.
  const counted = async (): Promise<number> => (await appRuns.ask("feed.status", {})).venues[0]?.counts.ignored ?? 0;
  const before = await counted();
  exchange.sendRaw('{"type":"mark"}');
  while ((await counted()) === before && performance.now() < deadlineMs) await sleep(20);
  if (performance.now() >= deadlineMs) problems.push("a mark behind all prices never arrived");
  await prober.stop();
  for (const symbol of exchange.symbols)
    if (!left.includes(symbol))
      prober.acks.get(symbol)?.push({ run: appRuns.run, at: last(symbol), durable: true, extremesDurable: true });
}

/** It ends by itself when asked, leaves no connection, and a database without a flaw. */
export async function endCleanly(appRuns: AppRuns, exchange: Exchange, problems: string[]): Promise<void> {
  const { dataDir } = appRuns;
  const exit = await appRuns.stop();
  if (exit.code !== 0) problems.push(`it ended with code ${exit.code}`);
  const deadlineMs = performance.now() + 10_000;
  while (exchange.connections > 0 && performance.now() < deadlineMs) await sleep(20);
  if (exchange.connections > 0) problems.push("a connection is left");
  const db = new Database(path.join(dataDir, "pricebell.db"), { readonly: true, fileMustExist: true });
  try {
    const integrity = db.pragma("integrity_check", { simple: true });
    if (integrity !== "ok") problems.push(`the database is not sound: ${String(integrity)}`);
    const twice = db
      .prepare(
        "SELECT count(*) AS n FROM (SELECT 1 FROM events WHERE kind = 'fired' GROUP BY rule_id, generation HAVING count(*) > 1)",
      )
      .get();
    if ((twice as { n: number }).n > 0) problems.push("two events of one rule and generation in the database");
  } finally {
    db.close();
  }
}
