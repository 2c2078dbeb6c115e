/** Prices are counted in whole price steps and written as decimals. */

/** A whole number of price steps as a decimal: `priceText(4500012, 2)` is `45000.12`. Never an exponent. */
export function priceText(units: number, decimals: number): string {
  if (decimals === 0) return String(units);
  const digits = String(units).padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
