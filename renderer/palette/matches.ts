/** What the quick search offers for what was typed. */

import { symbolShape } from "../../preload/contract/instrument.ts";

export interface Match {
  readonly symbol: string;
  readonly how: "open" | "add";
}

/** Watched ones first, those that begin with the text before those that hold it; then what the venue has; then what was typed. */
export function matchesOf(text: string, watched: readonly string[], known: readonly string[], limit = 12): Match[] {
  const wanted = text.trim().toUpperCase().replace(/\s+/g, "-");
  const rank = (symbols: readonly string[]): string[] => {
    const found = symbols.filter((symbol) => symbol.includes(wanted));
    return [
      ...found.filter((symbol) => symbol.startsWith(wanted)),
      ...found.filter((symbol) => !symbol.startsWith(wanted)),
    ];
  };
  const matches: Match[] = rank(watched).map((symbol) => ({ symbol, how: "open" }));
  const have = new Set(watched);
  matches.push(...rank(known.filter((symbol) => !have.has(symbol))).map((symbol) => ({ symbol, how: "add" as const })));
  // A venue that cannot list its symbols may still have this one: it is asked.
  const isNamed = matches.some((match) => match.symbol === wanted);
  const typed: Match[] =
    !isNamed && wanted.length > 1 && symbolShape.test(wanted) ? [{ symbol: wanted, how: "add" }] : [];
  return [...matches.slice(0, limit - typed.length), ...typed];
}
