/** Where an alert is told, as it is read and written in the line: by the names that a person gave, and by ids. */
import { destinationIdPattern, ownDestinations, type DestinationId } from "../../../preload/contract/destination.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { Cursor, LineContext } from "./cursor.ts";
import { findInstruments } from "./instruments.ts";
import { comparable, meaningsOf } from "./words.ts";

/** A destination as far as the line is concerned. */
export interface NamedDestination {
  readonly id: DestinationId;
  readonly name: string;
}

const destinationId = new RegExp(destinationIdPattern, "u");
/** As the app makes them: an alert may name one that is gone. */
const madeId = /-[0-9a-f]{8}$/u;
const plainName = /^\p{L}[\p{L}\p{M}\p{N}_-]*$/u;
const maxOffered = 6;

/** The name as it is written: in quotes where it is not plainly one word that means nothing else; an id where there is no name. */
export function writtenDestination(
  id: DestinationId,
  context: Pick<LineContext, "destinations" | "selected" | "instruments">,
): string {
  const { destinations = [] } = context;
  if ((ownDestinations as readonly string[]).includes(id)) return id;
  const name = destinations.find((each) => each.id === id)?.name;
  if (name === undefined || /["“”„«»\n\r]/u.test(name) || isIdOfAnother(name, id, destinations)) return id;
  const isPlain = plainName.test(name) && meaningsOf(name) === undefined && findInstruments(name, context).length === 0;
  return isPlain ? name : `"${name}"`;
}

/** A name that is the id of another one stands for that one. */
function isIdOfAnother(name: string, id: DestinationId, destinations: readonly NamedDestination[]): boolean {
  const ids = [...ownDestinations, ...destinations.map((each) => each.id)];
  return ids.some((other) => other !== id && other === comparable(name));
}

/** Several have commas between. Null where one is missing or in doubt, which is then asked about. `wordAt`: the token of "to". */
export function readDestinations(cursor: Cursor, wordAt: number): DestinationId[] | null {
  const ids: DestinationId[] = [];
  let start = cursor.token?.start ?? cursor.text.length;
  for (;;) {
    const found = readOne(cursor, start);
    takeUpTo(cursor, found.end);
    if (found.id === null) return found.isAsked ? null : ask(cursor, ids.length === 0 ? wordAt : cursor.at - 1, "");
    if (!ids.includes(found.id)) ids.push(found.id);
    const comma = /^\s*,\s*/u.exec(cursor.text.slice(found.end))?.[0];
    if (comma === undefined) return ids;
    start = found.end + comma.length;
  }
}

interface Found {
  readonly id: DestinationId | null;
  /** Where in the text it ends. */
  readonly end: number;
  /** What was typed is no destination, and the question is put. */
  readonly isAsked?: boolean;
}

/** What begins at this place of the text, whatever tokens it was cut into. */
function readOne(cursor: Cursor, start: number): Found {
  const { text, tokens, context } = cursor;
  const quoted = tokens.find((token) => token.kind === "quoted" && token.start === start);
  const known = quoted === undefined ? longestName(cursor, start) : idOf(quoted.text, cursor);
  if (known !== null) return typeof known === "string" ? { id: known, end: quoted?.end ?? start } : known;
  // Up to the next space or comma, as somebody types a name that there is not, or the id of one that is gone.
  const typed = quoted?.text ?? /^[^\s,]*/u.exec(text.slice(start))?.[0] ?? "";
  const end = quoted?.end ?? start + typed.length;
  const { destinations = [] } = context;
  const id = comparable(typed);
  const isId = quoted === undefined && destinationId.test(id);
  if (isId && (destinations.length === 0 || madeId.test(id))) return { id, end };
  if (typed === "" || destinations.length === 0) return { id: null, end };
  const from = tokens.findIndex((token) => token.start === start);
  takeUpTo(cursor, end);
  ask(cursor, from === -1 ? cursor.at - 1 : from, typed);
  return { id: null, end, isAsked: true };
}

/** Of the names and ids that stand there the longest, where a space, a comma or the end follows. */
function longestName(cursor: Cursor, start: number): Found | null {
  let best: Found | null = null;
  for (const { id, names } of namesOf(cursor)) {
    for (const name of names) {
      const end = start + name.length;
      const isHere = comparable(cursor.text.slice(start, end)) === comparable(name);
      const isWhole = isHere && /^(?:[\s,]|$)/u.test(cursor.text.slice(end));
      if (isWhole && isBetweenTokens(cursor, end) && end > (best?.end ?? start)) best = { id, end };
    }
  }
  return best;
}

/** Ids first: one is never taken for another's name. */
function namesOf({ context: { destinations = [] } }: Cursor): {
  readonly id: DestinationId;
  readonly names: readonly string[];
}[] {
  const known = [...destinations, ...ownDestinations.map((id) => ({ id, name: id }))];
  return known.map(({ id, name }) => ({ id, names: isIdOfAnother(name, id, destinations) ? [id] : [id, name] }));
}

function idOf(written: string, cursor: Cursor): DestinationId | null {
  const wanted = comparable(written.trim());
  return namesOf(cursor).find(({ names }) => names.some((name) => comparable(name) === wanted))?.id ?? null;
}

/** A number takes the comma behind it into its token; what else reaches beyond is another thing than this name. */
function isBetweenTokens({ tokens, text }: Cursor, end: number): boolean {
  return text[end] === "," || !tokens.some((token) => token.start < end && token.end > end);
}

function takeUpTo(cursor: Cursor, end: number): void {
  while (cursor.token !== undefined && cursor.token.start < end) cursor.at++;
}

/** What there is that was meant, as choices; `typed` is empty where nothing was. */
function ask(cursor: Cursor, from: number, typed: string): null {
  const { destinations = [] } = cursor.context;
  const wanted = comparable(typed);
  const like = destinations.filter(({ id, name }) => comparable(name).includes(wanted) || id.includes(wanted));
  const offered = (like.length > 0 ? like : destinations).slice(0, maxOffered);
  if (offered.length === 0) return null;
  const span = cursor.spanFrom(from);
  const before = typed === "" ? `${cursor.written(span)} ` : "";
  const choices = offered.map(({ id, name }) => ({
    label: name,
    replacement: `${before}${writtenDestination(id, cursor.context)}`,
  }));
  cursor.questions.push({ ...span, choices, about: "destination" });
  return null;
}

/** What a person reads: names, and the id of one that is gone. */
export function nameOfDestination(id: DestinationId, destinations: readonly NamedDestination[]): string {
  const own = ownDestinations.find((each) => each === id);
  return destinations.find((each) => each.id === id)?.name ?? (own === undefined ? id : message(`channel.${own}`));
}
