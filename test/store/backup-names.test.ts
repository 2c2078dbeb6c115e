/** What the name of a backup says, and which of them is the newest. */
import { expect, it } from "vitest";
import {
  byNewest,
  formatBackupName,
  nextSequence,
  parseBackupName,
  stamp,
  type BackupName,
} from "../../main/store/backup-names.ts";

const atMs = Date.parse("2026-11-23T06:15:57.123Z");

it.each([
  ["pricebell-000042-20261123T061557123Z.db", 42, "daily"],
  ["pricebell-000042-20261123T061557123Z-v1.db", 42, "before-migration"],
  ["pricebell-20261123T061557123Z.db", null, "daily"],
  ["pricebell-20261123T061557123Z-v12.db", null, "before-migration"],
  ["pricebell-123456789012345-20261123T061557123Z.db", 123_456_789_012_345, "daily"],
])("%s is copy %s, made %s", (name, sequence, kind) => {
  expect(parseBackupName(name)).toEqual({ name, sequence, atMs, kind });
});

it.each([
  "pricebell.db",
  "pricebell-42-20261123T061557123Z.db",
  "pricebell-1234567890123456-20261123T061557123Z.db",
  "pricebell-000042-20261323T061557123Z.db",
  "pricebell-000042-20261123T061557123Z.db-wal",
  "x-pricebell-000042-20261123T061557123Z.db",
  "pricebell-000042-20261123T061557123Z-v.db",
])("%s is no backup of ours", (name) => {
  expect(parseBackupName(name)).toBeNull();
});

it("a name that is given is read as what it was given for", () => {
  expect(stamp(atMs)).toBe("20261123T061557123Z");
  expect(formatBackupName(7, atMs, null)).toBe("pricebell-000007-20261123T061557123Z.db");
  expect(formatBackupName(1_234_567, atMs, 3)).toBe("pricebell-1234567-20261123T061557123Z-v3.db");
});

const backup = (sequence: number | null, laterMs: number, name = `${sequence} ${laterMs}`): BackupName => ({
  name,
  sequence,
  atMs: atMs + laterMs,
  kind: "daily",
});

it("the newest is the one of the highest number, whatever its time; those without a number are older, and by their time", () => {
  const sorted = [
    backup(3, -9_000),
    backup(2, 99_000),
    backup(0, 0),
    // By a clock of now, then by their time; those of the future are older than all others.
    backup(null, 0),
    backup(null, -1),
    backup(null, 2),
    backup(null, 1),
  ];
  expect(sorted.toReversed().sort(byNewest(atMs))).toEqual(sorted);
  expect([...sorted].sort(byNewest(atMs))).toEqual(sorted);
});

it("two of one time are in the order of their names, the last first", () => {
  const two = [backup(null, 0, "b"), backup(null, 0, "a")];
  expect(two.toReversed().sort(byNewest(atMs))).toEqual(two);
});

it("the next number is one more than the highest of either kind, and 1 at first", () => {
  expect(nextSequence([])).toBe(1);
  expect(nextSequence([backup(null, 0)])).toBe(1);
  expect(nextSequence([backup(4, 0), { ...backup(9, 0), kind: "before-migration" }, backup(null, 0)])).toBe(10);
});
