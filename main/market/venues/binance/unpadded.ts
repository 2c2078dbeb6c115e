/**
 * Binance writes every price and size with eight decimals, `85041.01000000`: the zeros say nothing of the market, and every window
 * and message would show them. The same price is the same text by stream and by REST, for the feed compares them as text: what the
 * template of a usual trade reads has none of these zeros (trade-template.test.ts holds both to the same text), and all else that is
 * read from Binance's frames and answers goes through this.
 */

/** Zeros stay up to the second decimal, as people write money. */
const keptDecimals = 2;
/** Codes of characters. From the end on the zeros, then the other decimals, then the point: once over them. */
const [zero, nine, point] = [48, 57, 46];

/**
 * A decimal without the zeros at its end beyond the second decimal: `85041.10` of `85041.10000000`. What does not end with a
 * point and digits is given back as it is, for those who judge prices: the last zero of `1.5e-10` is none of these.
 */
export function unpadded(written: string): string;
export function unpadded(written: unknown): unknown;
export function unpadded(written: unknown): unknown {
  if (typeof written !== "string" || written.charCodeAt(written.length - 1) !== zero) return written;
  let at = written.length - 2;
  while (written.charCodeAt(at) === zero) at--;
  const end = at + 1;
  while (written.charCodeAt(at) >= zero && written.charCodeAt(at) <= nine) at--;
  if (written.charCodeAt(at) !== point) return written;
  return written.slice(0, Math.max(end, at + 1 + keptDecimals));
}
