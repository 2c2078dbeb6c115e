/** Round steps for a price, worked out on its digits: 0.1 + 0.2 must not reach a person. */

/** A decimal as an integer and the number of its digits after the point. */
function digitsOf(decimal: string): { units: bigint; places: number } | null {
  const found = /^(\d+)(?:\.(\d+))?$/.exec(decimal.trim().replace(/[,_'\s]/g, ""));
  if (found === null) return null;
  const fraction = found[2] ?? "";
  return { units: BigInt(`${found[1] ?? "0"}${fraction}`), places: fraction.length };
}

function textOf(units: bigint, places: number): string {
  const digits = units.toString().padStart(places + 1, "0");
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** About a thousandth of the price, as 1 at the place where that is: 10 for 45000, 0.01 for 12. In the price's own units. */
function stepOf(units: bigint): bigint {
  const size = units.toString().length - 4;
  return size <= 0 ? 1n : 10n ** BigInt(size);
}

/** The next round price up or down; from the price now where the field is empty. Null where neither is a price. */
export function stepPrice(text: string, direction: 1 | -1, price: string | null): string | null {
  const from = digitsOf(text) ?? (price === null ? null : digitsOf(price));
  if (from === null) return null;
  const step = stepOf(from.units);
  const rest = from.units % step;
  const to = direction === 1 ? from.units - rest + step : from.units - (rest === 0n ? step : rest);
  return to <= 0n ? null : textOf(to, from.places);
}

/**
 * A round price a little beyond this one, where an alert is likely wanted: 44500 for 44388.12 upward. Never the price itself:
 * that would be true already.
 */
export function levelBeyond(price: string, direction: 1 | -1): string {
  const at = digitsOf(price);
  if (at === null || at.units === 0n) return price;
  const coarse = stepOf(at.units) * 50n;
  const rest = at.units % coarse;
  const near = direction === 1 ? at.units - rest + coarse : at.units - rest;
  // Too close to be what anyone waits for: one further.
  const gap = direction === 1 ? near - at.units : at.units - near;
  const to = gap * 4n < coarse ? near + BigInt(direction) * coarse : near;
  return to <= 0n ? price : shortest(textOf(to, at.places));
}

/** Without the zeros that say nothing: 44500 and not 44500.00. */
function shortest(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

/** A range of about one percent to either side of the price, in round numbers. */
export function rangeAround(price: string): [low: string, high: string] {
  const at = digitsOf(price);
  if (at === null) return ["", ""];
  const step = stepOf(at.units) * 10n;
  // Rounded away from the price, and never onto it, however few its digits.
  const below = (at.units * 99n) / 100n;
  const above = (at.units * 101n + 99n) / 100n;
  const low = below - (below % step);
  const high = above % step === 0n ? above : above - (above % step) + step;
  return low <= 0n ? ["", ""] : [shortest(textOf(low, at.places)), shortest(textOf(high, at.places))];
}
