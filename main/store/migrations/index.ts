/** Every migration, in order, and the one function that applies them. */
import type { Database } from "better-sqlite3";
import { first } from "./0001-first.ts";
import { armedBlind } from "./0002-armed-blind.ts";
import { blindSince } from "./0003-blind-since.ts";
import { messageId } from "./0004-message-id.ts";
import { quotes } from "./0005-quotes.ts";
import { damagedRows } from "./0006-damaged-rows.ts";
import { triggered } from "./0007-triggered.ts";
import { dueByChannel } from "./0008-due-by-channel.ts";
import { venues } from "./0009-venues.ts";
import { watchedVenues } from "./0010-watched-venues.ts";
import { destinations } from "./0011-destinations.ts";
import { measuredFrom } from "./0012-measured-from.ts";
import { quietHours } from "./0013-quiet-hours.ts";
import { reminders } from "./0014-reminders.ts";
import { pauses } from "./0015-pauses.ts";
import { awaitedHistories } from "./0016-awaited-histories.ts";
import { superseded } from "./0017-superseded.ts";
import { missedTrades } from "./0018-missed-trades.ts";
import { messagesToClear } from "./0019-messages-to-clear.ts";
import type { Migration } from "./migration.ts";

/** Consecutive from 1: a gap or a swap would leave a file that says it is newer than it is. A test holds this. */
export const migrations: readonly Migration[] = [
  first,
  armedBlind,
  blindSince,
  messageId,
  quotes,
  damagedRows,
  triggered,
  dueByChannel,
  venues,
  watchedVenues,
  destinations,
  measuredFrom,
  quietHours,
  reminders,
  pauses,
  awaitedHistories,
  superseded,
  missedTrades,
  messagesToClear,
];

export const latestVersion = migrations.length;

/** The schema version of a file; 0 where it has none yet. */
export function versionOf(db: Database): number {
  return db.pragma("user_version", { simple: true }) as number;
}

/**
 * Applies what is missing up to `target`. Each step and its version number are one transaction: a crash leaves a whole version. In a
 * new file, which has nothing to lose, all of them are one: each commit waits for the disk, and the first start would do so for every
 * step there has ever been.
 */
export function migrate(db: Database, target = latestVersion, steps = migrations): void {
  const isNew = versionOf(db) === 0;
  const missing = steps.filter(({ version }) => version <= target && version > versionOf(db));
  const apply = (): void => {
    for (const step of missing) applyStep(db, step);
  };
  if (isNew) db.transaction(apply).immediate();
  else apply();
}

function applyStep(db: Database, { version, sql }: Migration): void {
  db.transaction(() => {
    // What cannot be read is put aside when it is read: a check that it fails must not keep the file from being opened.
    db.pragma("ignore_check_constraints = ON");
    try {
      db.exec(sql);
    } finally {
      db.pragma("ignore_check_constraints = OFF");
    }
    const orphans = db.pragma("foreign_key_check") as unknown[];
    if (orphans.length > 0) throw new Error(`migration ${version} leaves ${orphans.length} rows that refer to nothing`);
    db.pragma(`user_version = ${version}`);
  }).immediate();
}
