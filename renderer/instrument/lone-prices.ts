/** What the window says of prices that alerts were not shown, because they stand alone. */
import type { InstrumentHealth, LonePrice } from "../../preload/contract/feed.ts";
import { formatMoment, formatPrice } from "../../preload/contract/format.ts";

const names = { last: "A price", bid: "A bid", ask: "An ask" } as const;
/** A dropped one is news for this long. */
const shownForMs = 3_600_000;

const priceOf = ({ price }: LonePrice): string => formatPrice(price, {});

/** One sentence for each that waits, and one for the last that was dropped within the hour. */
export function lonePriceSentences({ heldBack, dropped }: InstrumentHealth, nowMs: number): string[] {
  const waiting = heldBack.map(
    (one) => `${names[one.source]} of ${priceOf(one)} is held back: alerts see it when a second one like it comes.`,
  );
  if (dropped === null || nowMs - Date.parse(dropped.at) > shownForMs) return waiting;
  const when = formatMoment(Date.parse(dropped.at), nowMs);
  return [...waiting, `${names[dropped.source]} of ${priceOf(dropped)} (${when}) stood alone and was left out.`];
}
