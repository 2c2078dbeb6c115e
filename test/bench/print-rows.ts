/** One line of a benchmark. A ratio is measured against a floor of the same run: figures differ between machines, ratios less. */
export interface Row {
  readonly name: string;
  readonly value: number;
  /** `x floor`, `us`, `ms a second` ... */
  readonly unit: string;
  /** At most this; null where there is nothing to hold it to. */
  readonly target: number | null;
}

/** Prints rows under a title, marking what misses its target. */
export function printRows(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  for (const { name, value, unit, target } of rows) {
    const shown = value >= 100 ? value.toFixed(0) : value.toPrecision(3);
    const comparison =
      target === null ? "" : value <= target ? `  (at most ${target}: met)` : `  (at most ${target}: MISSED)`;
    console.log(`  ${name.padEnd(72)} ${shown.padStart(8)} ${unit}${comparison}`);
  }
}

/** The middle of the values; the mean of the middle two for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("The median of nothing");
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
