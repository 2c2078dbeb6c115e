/** Over which time the watchlist tells a change. Chosen once for the whole list, and labelled once. */
import type { Settings } from "../../preload/contract/settings.ts";
import { formatMoment } from "../../preload/contract/format.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { QuoteCell } from "./quotes.svelte.ts";

export type ChangeSpan = Settings["changeSpan"];
export const changeSpans: readonly ChangeSpan[] = ["day", "1h", "15min"];

/** How many minutes are looked back. */
const minutesOf: Record<Exclude<ChangeSpan, "day">, number> = { "1h": 59, "15min": 15 };

/**
 * Percent, up to the price that stands beside it: the sparkline's newest point is some seconds behind. Null where nothing is known of so
 * long ago: less time is not told as if it were more.
 */
export function changeOver(
  cell: Pick<QuoteCell, "changePercent" | "spark" | "price">,
  span: ChangeSpan,
): number | null {
  if (span === "day") return cell.changePercent;
  const from = cell.spark.at(-1 - minutesOf[span]);
  const { last } = cell.price;
  return from === undefined || last === null || from <= 0 ? null : (Number(last) / from - 1) * 100;
}

/** What stands over the column. The day of a venue that does not tell its first price begins when it was first watched. */
export function changeLabel(cells: readonly QuoteCell[], span: ChangeSpan, nowMs: number): string {
  if (span !== "day") return message(`watchlist.span.${span}`);
  const since = cells.flatMap(({ reference }) => (reference?.basis === "session" ? [Date.parse(reference.at)] : []));
  const first = since[0];
  if (first === undefined) return message("watchlist.span.day");
  const isOne = since.length === cells.length && since.every((ms) => Math.abs(ms - first) < 60_000);
  return isOne
    ? message("watchlist.span.since", { moment: formatMoment(first, nowMs) })
    : message("watchlist.span.mixed");
}
