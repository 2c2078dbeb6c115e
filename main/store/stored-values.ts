/**
 * What a column of a row may hold, checked when the row is read. A row that another program, a failing disk or an old bug left
 * with something else would end the process where the value is first used, at every start anew; so it is found out here.
 */
import { message } from "../../preload/contract/messages/message.ts";
import Big from "big.js";
import { destinationIdPattern, type DestinationId } from "../../preload/contract/destination.ts";
import { isDecimal } from "../../preload/contract/decimal.ts";
import { symbolShape, venueIdPattern, type InstrumentKey, type VenueId } from "../../preload/contract/instrument.ts";
import type { SupersededMessage } from "./delivery-types.ts";

/** One row cannot be read: `message` says which column and why. Caught by the {@link RowReader} and nobody else. */
export class UnreadableRow extends Error {}

/** The furthest moment that a Date can hold; ISO text of anything beyond it throws. */
const furthestMs = 8.64e15;
const venueId = new RegExp(venueIdPattern);

/** Throws {@link UnreadableRow} naming the column. */
export function unreadable(column: string, why: string): never {
  throw new UnreadableRow(message("damaged.why.column", { column, reason: why }));
}

/** Wall milliseconds since the epoch. */
export function storedTime(column: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= furthestMs) return value;
  return unreadable(column, message("damaged.why.time"));
}

export function storedTimeOrNull(column: string, value: unknown): number | null {
  return value === null ? null : storedTime(column, value);
}

/** A whole number, 0 or more, that a double holds exactly. */
export function storedCount(column: string, value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  return unreadable(column, message("damaged.why.count"));
}

/** 0 or 1, as SQLite keeps a boolean. */
export function storedFlag(column: string, value: unknown): boolean {
  if (value === 0 || value === 1) return value === 1;
  return unreadable(column, message("damaged.why.flag"));
}

export function storedText(column: string, value: unknown): string {
  return typeof value === "string" ? value : unreadable(column, message("damaged.why.text"));
}

export function storedTextOrNull(column: string, value: unknown): string | null {
  return value === null ? null : storedText(column, value);
}

/** A decimal string greater than 0: a price or a size. */
export function storedPrice(column: string, value: unknown): string {
  if (typeof value === "string" && isDecimal(value) && new Big(value).gt(0)) return value;
  return unreadable(column, message("damaged.why.price"));
}

export function storedPriceOrNull(column: string, value: unknown): string | null {
  return value === null ? null : storedPrice(column, value);
}

export function storedOneOf<T extends string>(column: string, value: unknown, allowed: readonly T[]): T {
  return (
    allowed.find((one) => one === value) ??
    unreadable(column, message("damaged.why.one-of", { allowed: allowed.join(", ") }))
  );
}

const destinationId = new RegExp(destinationIdPattern);

/** The id of a destination, of one that is there no more as well: what it delivered stays in the history. */
export function storedDestination(column: string, value: unknown): DestinationId {
  const text = storedText(column, value);
  return destinationId.test(text) ? text : unreadable(column, message("damaged.why.destination"));
}

/** Every venue that there is; undefined where whoever opened the database did not say, and any name will do. */
export type KnownVenues = readonly VenueId[] | undefined;

/** `venue:symbol` of a venue that there is. */
export function storedInstrument(column: string, value: unknown, venues: KnownVenues): InstrumentKey {
  const text = storedText(column, value);
  const at = text.indexOf(":");
  const isKnown = isKnownVenue(text.slice(0, at), venues) && symbolShape.test(text.slice(at + 1));
  return isKnown ? (text as InstrumentKey) : unreadable(column, message("damaged.why.instrument"));
}

export function isKnownVenue(venue: string, venues: KnownVenues): boolean {
  return venues === undefined ? venueId.test(venue) : venues.includes(venue);
}

/** The value of JSON text. */
export function storedJson(column: string, value: unknown): unknown {
  try {
    return JSON.parse(storedText(column, value));
  } catch (error) {
    if (error instanceof SyntaxError) return unreadable(column, message("damaged.why.json"));
    throw error;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The messages that a joined one took over. */
export function storedSuperseded(column: string, value: unknown): readonly SupersededMessage[] {
  if (value === null) return [];
  const list = storedJson(column, value);
  if (!Array.isArray(list) || !list.every(isRecord)) return unreadable(column, message("damaged.why.json"));
  return list.map(({ messageId, externalId }) => ({
    messageId: storedText(column, messageId),
    externalId: storedTextOrNull(column, externalId),
  }));
}
