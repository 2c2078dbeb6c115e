/**
 * The names of backups and their order. Each carries a number that grows by one with every copy made, and the wall time it
 * was made at. The number alone says which copy is newer: a clock that was ahead for a while must not make last year's copy
 * look like the newest, nor push the copies of other days out.
 */

/** What a backup's file name says of it. */
export interface BackupName {
  readonly name: string;
  /** Grows by one with every copy; null in names given by versions that did not count. */
  readonly sequence: number | null;
  /** When it was made by the clock of that moment, wall milliseconds. */
  readonly atMs: number;
  readonly kind: BackupKind;
}

/** Made once a day, or before a migration changed the database. */
export type BackupKind = "daily" | "before-migration";

/** `pricebell-000042-20261123T061557123Z.db`, `...-v1.db` as format 1 left it; without the number from earlier versions. */
const pattern = /^pricebell-(?:(\d{6,15})-)?(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z(-v\d+)?\.db$/;

/** Null for a file that is no backup of ours. */
export function parseBackupName(name: string): BackupName | null {
  const match = pattern.exec(name);
  if (match === null) return null;
  const [, sequence, year, month, day, hour, minute, second, ms, version] = match;
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  if (Number.isNaN(atMs)) return null;
  return {
    name,
    sequence: sequence === undefined ? null : Number(sequence),
    atMs,
    kind: version === undefined ? "daily" : "before-migration",
  };
}

/** `version`: the format of the database, for a copy made before a migration; null for a daily one. */
export function formatBackupName(sequence: number, wallMs: number, version: number | null): string {
  const suffix = version === null ? "" : `-v${version}`;
  return `pricebell-${String(sequence).padStart(6, "0")}-${stamp(wallMs)}${suffix}.db`;
}

/** `20261123T061557123Z`: sorts by time, and is a file name on every system. */
export function stamp(wallMs: number): string {
  return new Date(wallMs).toISOString().replaceAll(/[-:.]/g, "");
}

/**
 * Sorts the newest first: by number, then those of earlier versions by their time. Of the latter nothing but the time tells
 * the order, so one from the future, made by a clock that was ahead, is taken for older than all others.
 */
export function byNewest(nowMs: number): (a: BackupName, b: BackupName) => number {
  const isFromFuture = (backup: BackupName): number => (backup.sequence === null && backup.atMs > nowMs ? 1 : 0);
  return (a, b) =>
    (b.sequence ?? -1) - (a.sequence ?? -1) ||
    isFromFuture(a) - isFromFuture(b) ||
    b.atMs - a.atMs ||
    // The same time twice: one before a migration and a daily one.
    (a.name < b.name ? 1 : -1);
}

/** The number for the next copy. Both kinds count together. */
export function nextSequence(backups: readonly BackupName[]): number {
  return 1 + Math.max(0, ...backups.map((backup) => backup.sequence ?? 0));
}
