/** How a database is opened, and why it could not be. */
import type { Backup } from "../../preload/contract/contract.ts";
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { Store } from "./store-interface.ts";

export interface StoreOptions {
  /** Made where it is missing (0700). Holds `pricebell.db`, its lock, `backups/` and `aside/`. */
  readonly dataDir: string;
  /** Wall milliseconds of this start. */
  readonly nowMs: number;
  /** Monotonic milliseconds; `performance.now` unless a test owns the clock. */
  readonly monoMs?: () => number;
  /** How long minutes are kept. Default 7 days. */
  readonly minutesKeptMs?: number;
  /** Destinations whose deliveries are shown by being written: none of them waits for the outbox. */
  readonly shownByWriting: readonly DestinationId[];
  /** Every venue that there is: a row that names any other cannot be read. Absent: any name of the right shape will do. */
  readonly venues?: readonly VenueId[];
}

/** Why a database could not be opened. The file is always left where and as it is. */
export type StoreErrorCode =
  | "store-locked"
  | "store-newer"
  | "store-corrupt"
  | "store-unwritable"
  /** Something in the data folder belongs to others, can be changed by them, is a link or not what its name says. */
  | "folder-refused";

export interface StoreError {
  readonly code: StoreErrorCode;
  /** Names the file, what it means for the alerts and what to do next. */
  readonly message: string;
  /** What alone is wrong, for a sentence of one's own; where it is known. */
  readonly why?: string;
  readonly file: string;
  /** Backups that could be restored instead, newest first. */
  readonly backups: readonly Backup[];
}

export type OpenResult =
  | { readonly ok: true; readonly value: Store }
  | { readonly ok: false; readonly error: StoreError };
