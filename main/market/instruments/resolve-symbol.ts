/**
 * Which instrument of a venue is meant by a symbol that a person or a script wrote: our own way of writing it, the venue's
 * (`BTCUSDT`, `BTC/USD`), either in any case, or both parts in one. Without it an alert would wait for a symbol that the venue does not have.
 */
import type { ListedInstrument } from "../venues/session.ts";
import { assetName } from "./asset-names.ts";
import { inOneWidth } from "./in-one-width.ts";

/**
 * The symbol as the venue's list has it. What the list does not have, or where there is none, is taken as it was written, in
 * upper case where it is in lower case throughout: venues write their symbols so.
 */
export function resolveSymbol(written: string, listed: readonly ListedInstrument[]): string {
  const exact = listed.find(({ symbol, wireSymbol }) => symbol === written || wireSymbol === written);
  if (exact !== undefined) return exact.symbol;
  const wanted = comparable(written);
  // Written in one, `ADAUSD` could be two: then it is none of them.
  const isOne = !wanted.includes("-");
  const matches = listed.filter((one) =>
    namesOf(one).some((name) => name === wanted || (isOne && name.replaceAll("-", "") === wanted)),
  );
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return match.symbol;
  return written === written.toLowerCase() ? written.toUpperCase() : written;
}

function comparable(symbol: string): string {
  return inOneWidth(symbol)
    .toUpperCase()
    .replace(/[-/_:]/gu, "-");
}

function namesOf({ symbol, wireSymbol, base, quote, aliases }: ListedInstrument): readonly string[] {
  const codes = [base, ...aliases, ...(assetName(base)?.otherCodes ?? [])].map((code) => code.toUpperCase());
  return [comparable(symbol), comparable(wireSymbol), ...codes.map((code) => `${code}-${quote.toUpperCase()}`)];
}
