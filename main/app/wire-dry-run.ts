/** "Would it have fired?": candles, a thread for them, and what of them is still to be fetched. */
import { join } from "node:path";
import { pathsIn } from "../store/data-folder.ts";
import { marketDatabaseName } from "../store/market-database.ts";
import type { AppOptions } from "./app-interface.ts";
import { CandleFetcher } from "./dry-run/candle-fetcher.ts";
import { DryRunService, type DryRunCandles } from "./dry-run/dry-run-service.ts";
import { DryRunThread } from "./dry-run/dry-run-thread.ts";
import type { RuleService } from "./rule-service.ts";
import type { Market } from "./wire-market.ts";
import type { Storage } from "./wire-storage.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import { intervalMs } from "../../preload/contract/candles.ts";

export function wireDryRun(
  { clock, dataDir }: AppOptions,
  { settings }: Storage,
  { candles }: Market,
  rules: RuleService,
): DryRunService {
  const candlesOf = (instrument: InstrumentKey, backMs: number): DryRunCandles | null => {
    const found = candles.keptAs(instrument, backMs);
    if (found === null) return null;
    const { interval, server, isOfVenue } = found;
    return {
      interval,
      kept: isOfVenue
        ? {
            source: "venue",
            file: join(dataDir, marketDatabaseName),
            series: { instrument, lengthMs: intervalMs[interval], server },
          }
        : { source: "recorded", file: pathsIn(dataDir).file, series: { instrument } },
    };
  };
  return new DryRunService({
    clock,
    candlesOf,
    thread: new DryRunThread(clock),
    fetcher: new CandleFetcher({
      clock,
      fetchMissing: (key, interval, span, signal) => candles.fetchMissing(key, interval, span, signal),
    }),
    dropsAbsurdPrints: () => settings.current.absurdPrintGuard,
    parse: (rule) => rules.parse(rule),
  });
}
