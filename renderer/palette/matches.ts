/** What the quick search offers for what was typed. */
import { instrumentKey, type Instrument, type VenueId } from "../../preload/contract/instrument.ts";

const symbolPattern = /^[A-Z0-9][A-Z0-9._/:-]{0,39}$/;

export interface Match {
  readonly instrument: Instrument;
  readonly how: "open" | "add";
}

/**
 * Watched ones first, those that begin with the text before those that hold it; then what the venues have; then what was typed,
 * on each venue of `on` that has not offered it.
 */
export function matchesOf(
  text: string,
  watched: readonly Instrument[],
  known: readonly Instrument[],
  on: readonly VenueId[],
  limit = 12,
): Match[] {
  const wanted = text.trim().toUpperCase().replace(/\s+/g, "-");
  const rank = (instruments: readonly Instrument[]): Instrument[] => {
    const found = instruments.filter(({ symbol }) => symbol.includes(wanted));
    return [
      ...found.filter(({ symbol }) => symbol.startsWith(wanted)),
      ...found.filter(({ symbol }) => !symbol.startsWith(wanted)),
    ];
  };
  const matches: Match[] = rank(watched).map((instrument) => ({ instrument, how: "open" }));
  const have = new Set(watched.map(instrumentKey));
  const others = known.filter((instrument) => !have.has(instrumentKey(instrument)));
  matches.push(...rank(others).map((instrument) => ({ instrument, how: "add" as const })));
  // A venue that cannot list its symbols may still have this one: it is asked.
  const naming = new Set(
    matches.filter(({ instrument }) => instrument.symbol === wanted).map((m) => m.instrument.venue),
  );
  const isSymbol = wanted.length > 1 && symbolPattern.test(wanted);
  const asked = isSymbol ? on.filter((venue) => !naming.has(venue)) : [];
  const typed = asked.map((venue): Match => ({ instrument: { venue, symbol: wanted }, how: "add" }));
  return [...matches.slice(0, Math.max(0, limit - typed.length)), ...typed];
}
