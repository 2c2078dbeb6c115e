/**
 * Text as it is compared: `ＢＴＣ`, as keyboards of Chinese and Japanese write it, is `BTC`, and marks that nobody sees (of direction, of
 * no width), which come along where text is copied from a page, are gone.
 */
export function inOneWidth(text: string): string {
  return text.normalize("NFKC").replaceAll(/\p{Cf}/gu, "");
}
