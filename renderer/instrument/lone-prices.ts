/** What the window says of prices that alerts were not shown, because they stand alone. */
import type { InstrumentHealth, LonePrice } from "../../preload/contract/feed.ts";
import { message } from "../../preload/contract/messages/message.ts";
import { formatMoment, formatPrice } from "../../preload/contract/format.ts";

/** A dropped one is news for this long. */
const shownForMs = 3_600_000;

const priceOf = ({ price }: LonePrice): string => formatPrice(price, {});

/** One sentence for each that waits, and one for the last that was dropped within the hour. */
export function lonePriceSentences({ heldBack, dropped }: InstrumentHealth, nowMs: number): string[] {
  const waiting = heldBack.map((one) => message(`lone.waiting.${one.source}`, { price: priceOf(one) }));
  if (dropped === null || nowMs - Date.parse(dropped.at) > shownForMs) return waiting;
  const moment = formatMoment(Date.parse(dropped.at), nowMs);
  return [...waiting, message(`lone.dropped.${dropped.source}`, { price: priceOf(dropped), moment })];
}
