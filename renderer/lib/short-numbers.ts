/** Numbers in a sentence with no more decimals than are read. */

/**
 * A percent of a price has more digits than anyone compares: 44,343.027935 beside a market of two decimals. Fractions of more
 * than `places` digits are rounded to that many; everything else stays as it is. For the eye alone, with the whole beside it.
 * Whatever the locale writes between: more than three digits after a sign are never a group of thousands.
 */
export function shortNumbers(text: string, places: number): string {
  const least = Math.max(places, 3);
  return text.replace(
    new RegExp(String.raw`(?<=\d)([.,٫])(\d{${least + 1},})`, "g"),
    (whole, sign: string, digits: string) => {
      const rounded = Number(`0.${digits}`).toFixed(Math.min(places, 20));
      // One that would carry over is left whole rather than told wrong.
      if (!rounded.startsWith("0")) return whole;
      const short = rounded.slice(2).replace(/0+$/, "");
      return short === "" ? "" : `${sign}${short}`;
    },
  );
}

/** Keeps a duration on one line: "for 9 min 42" and below it "s" is read twice, and so is "9 min" with "42 s" below. */
export function keepUnits(text: string): string {
  return text.replace(/(?<=\d) (?=(?:ms|s|min|h|d)\b)|(?<=\d (?:s|min|h|d)) (?=\d+ (?:ms|s|min|h)\b)/g, "\u00a0");
}
