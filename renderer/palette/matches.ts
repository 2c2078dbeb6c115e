/** What the quick search offers for what was typed. */
import { instrumentKey, type Instrument } from "../../preload/contract/instrument.ts";
import type { FoundInstrument } from "../../preload/contract/listed-instrument.ts";

export interface Match {
  readonly key: string;
  readonly instrument: Instrument;
  readonly how: "open" | "add";
  /** A name for people; null where none is known. */
  readonly name: string | null;
  /** It cannot be traded now: `halted` or `delisted`, with the venue's reason where there is one. */
  readonly trouble: { readonly state: "halted" | "delisted"; readonly note: string | null } | null;
  /** Its venue has no list: only asking tells whether it is traded there. */
  readonly isUnlisted: boolean;
}

/** Watched ones first, those that begin with the text before those that hold it; then what was found, best first. */
export function matchesOf(
  text: string,
  watched: readonly Instrument[],
  found: readonly FoundInstrument[],
  limit = 12,
): Match[] {
  const foundByKey = new Map(found.map((one) => [instrumentKey(one.instrument), one]));
  const wanted = text
    .trim()
    .toUpperCase()
    .replace(/[\s/_]+/gu, "-");
  const opened = watched.filter(
    (instrument) => instrument.symbol.toUpperCase().includes(wanted) || foundByKey.has(instrumentKey(instrument)),
  );
  const begins = (instrument: Instrument): boolean => instrument.symbol.toUpperCase().startsWith(wanted);
  const ranked = [...opened.filter(begins), ...opened.filter((instrument) => !begins(instrument))];
  const openedKeys = new Set(ranked.map(instrumentKey));
  const added = found.map(({ instrument }) => instrument).filter((one) => !openedKeys.has(instrumentKey(one)));
  const matches = [
    ...ranked.map((instrument) => matchOf(instrument, "open", foundByKey)),
    ...added.map((instrument) => matchOf(instrument, "add", foundByKey)),
  ];
  if (matches.length <= limit) return matches;
  // What was typed for a venue without a list comes last, and is the only way to its instruments: it keeps its place.
  const unlisted = matches.filter(({ isUnlisted, how }) => isUnlisted && how === "add").slice(0, limit);
  return [...matches.filter((match) => !unlisted.includes(match)).slice(0, limit - unlisted.length), ...unlisted];
}

function matchOf(instrument: Instrument, how: Match["how"], foundByKey: ReadonlyMap<string, FoundInstrument>): Match {
  const key = instrumentKey(instrument);
  const found = foundByKey.get(key);
  const state = found?.state;
  return {
    key,
    instrument,
    how,
    name: found?.name ?? null,
    trouble: state === "halted" || state === "delisted" ? { state, note: found?.note ?? null } : null,
    isUnlisted: found?.isListed === false,
  };
}
