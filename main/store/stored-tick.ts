/** A tick as tables keep it, checked when it is read. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { storedPriceOrNull, storedTextOrNull, unreadable } from "./stored-values.ts";

/** What was kept of it, by the columns of a table of ticks. */
type TickColumn = "last" | "bid" | "ask" | "size" | "trade_id" | "exchange_at";

/** `columnOf`: where a value stands, as it is told of one that cannot be read. */
export function storedTick(
  known: Pick<Tick, "instrument" | "receivedWallMs" | "ageMs">,
  row: Readonly<Record<TickColumn, unknown>>,
  columnOf: (name: TickColumn) => string = (name) => name,
): Tick {
  const price = (name: TickColumn): string | null => storedPriceOrNull(columnOf(name), row[name]);
  const [last, bid, ask] = [price("last"), price("bid"), price("ask")];
  if (last === null && bid === null && ask === null)
    return unreadable(columnOf("last"), message("damaged.why.no-price"));
  const at = row.exchange_at;
  if (at !== null && typeof at !== "string" && typeof at !== "number")
    return unreadable(columnOf("exchange_at"), message("damaged.why.venue-time"));
  return {
    ...known,
    ...{ last, bid, ask, size: price("size") },
    lastNumber: Number(last ?? Number.NaN),
    tradeId: storedTextOrNull(columnOf("trade_id"), row.trade_id),
    exchangeAt: at,
    // The monotonic clock began anew with this process: any number here could pass for "just now".
    receivedMonoMs: Number.NEGATIVE_INFINITY,
  };
}
