/**
 * What a venue must provide. The rest of the app knows this and nothing else of a venue, so that a further one is a folder
 * beside this file and a line in `index.ts`.
 */
import type { VenueDescription } from "../../../preload/contract/venue.ts";
import type { Clock } from "../../lib/clock.ts";
import type { OpenedVenue, OpenOptions, VenueTraits } from "./session.ts";

export type Channel = "ticker" | "trades";

/** What a venue runs inside the app, with the addresses at which it listens. */
export interface RunningVenue {
  readonly wsUrl: string;
  readonly restUrl: string;
  stop(): Promise<void>;
}

/** A kind of venue: how it describes itself, and how it is opened. */
export interface VenueKind extends VenueDescription {
  /** Symbols that a first start watches, before a person has chosen. */
  readonly firstSymbols: readonly string[];
  /**
   * An address or a key that is given without a venue is meant for this one: it was the only one that had any, and what people
   * gave it then, in files and command lines, has to stay its own. One venue at most.
   */
  readonly isDefault?: true;
  /**
   * Starts what has to run before the venue can be reached; ended again when another venue is used. Its addresses are dialled,
   * not those of the settings. Rejects where it cannot run (its port cannot be had). Absent where there is nothing to start.
   */
  start?(clock: Clock): Promise<RunningVenue>;
  /** How it is to be dealt with: its limits, and by what its sockets are known to be alive. */
  readonly traits: VenueTraits;
  /** Makes no connection. */
  open(options: OpenOptions): OpenedVenue;
}

/** A price or a quote that passed every check: one of last, bid and ask at least. Strings are plain positive decimals. */
export interface PriceMessage {
  readonly kind: "price";
  readonly channel: Channel;
  readonly symbol: string;
  readonly last: string | null;
  readonly bid: string | null;
  readonly ask: string | null;
  /** The double nearest to `last`; NaN where that is null. So too the other two. */
  readonly lastNumber: number;
  readonly bidNumber: number;
  readonly askNumber: number;
  readonly size: string | null;
  readonly tradeId: string | null;
  readonly at: string | number | null;
  /** Fields that were bad and became null: {@link BAD_BID}, {@link BAD_ASK}, {@link BAD_SIZE}, added up. */
  readonly faults: number;
}
export const BAD_BID = 1;
export const BAD_ASK = 2;
export const BAD_SIZE = 4;
