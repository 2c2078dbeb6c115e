/**
 * Binance writes every price and size with eight decimals, `85041.01000000`: the zeros say nothing of the market, and every window
 * and message would show them. All that is read from its frames and answers goes through this, so that the same price is the same
 * text by stream and by REST: the feed compares them as text.
 */

/** Zeros stay up to the second decimal, as people write money. */
const keptDecimals = 2;
const [zero, nine] = [48, 57];

/**
 * A decimal without the zeros at its end beyond the second decimal: `85041.10` of `85041.10000000`. Anything that is not digits with
 * one point is given back as it is, for those who judge prices: the last zero of `1.5e-10` is none of these.
 */
export function unpadded(written: string): string;
export function unpadded(written: unknown): unknown;
export function unpadded(written: unknown): unknown {
  if (typeof written !== "string" || written.charCodeAt(written.length - 1) !== zero) return written;
  const point = written.indexOf(".");
  const shortest = point + 1 + keptDecimals;
  if (point === -1 || written.length <= shortest) return written;
  let end = written.length;
  while (end > shortest && written.charCodeAt(end - 1) === zero) end--;
  for (let at = point + 1; at < end; at++) {
    const code = written.charCodeAt(at);
    if (code < zero || code > nine) return written;
  }
  return written.slice(0, end);
}
