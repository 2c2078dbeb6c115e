/** Who may still write when there is no room, decided by itself: what is given away for whom, and when the room is made again. */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { pathsIn, type Paths } from "../../main/store/data-folder.ts";
import { FullDisk } from "../../main/store/full-disk.ts";
import { keptForDecisionsBytes, reserveBytes, spareBytes } from "../../main/store/reserve.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import { tempDir } from "./store-harness.ts";

/** Given away at a time. */
const drawnBytes = 128 * 1024;
const refused = fail("store-failed", "the disk is full");

let paths: Paths;
let access: { failuresForRoom: number; limit: (why: string | null) => void };
let limits: (string | null)[];
let monoMs: number;
let disk: FullDisk;
let runs: number;

/** A write that finds no room so many times. */
const needing = (failures: number) => (): Result<number> => {
  runs += 1;
  if (runs > failures) return ok(runs);
  access.failuresForRoom += 1;
  return refused;
};
const broken = (): Result<number> => {
  runs += 1;
  return refused;
};
const sizeLeft = (): number => statSync(paths.reserve).size;

beforeEach(() => {
  paths = pathsIn(tempDir());
  mkdirSync(paths.dir, { recursive: true });
  limits = [];
  runs = 0;
  monoMs = 5;
  access = { failuresForRoom: 3, limit: (why) => void limits.push(why) };
  disk = new FullDisk(paths, access, () => monoMs);
  disk.keepReserve();
});

it("one megabyte is kept, half of it for what fires alone, and half a megabyte is left for others", () => {
  expect([sizeLeft(), keptForDecisionsBytes, spareBytes]).toEqual([1_048_576, 524_288, 524_288]);
  expect(limits).toEqual([]);
});

describe("what fires", () => {
  it("gets as much as it takes, and that is told", () => {
    expect(disk.decision(needing(2))).toEqual(ok(3));
    expect([sizeLeft(), limits.length]).toEqual([reserveBytes - 2 * drawnBytes, 2]);
    expect(limits[0]).toContain(paths.file);
    expect(limits[0]).toContain("1.5 MB");
  });

  it("gets the last of it, and is refused when nothing is left", () => {
    expect(disk.decision(needing(99))).toEqual(refused);
    expect([sizeLeft(), runs]).toEqual([0, 9]);
  });

  it("gets nothing where it fails for another reason, or not at all", () => {
    expect([disk.decision(broken), disk.decision(needing(0))]).toEqual([refused, ok(2)]);
    expect([sizeLeft(), limits, runs]).toEqual([reserveBytes, [], 2]);
  });
});

describe("what a person does", () => {
  it("gets half of it, and is refused with words of its own after that", () => {
    expect(disk.change(needing(4))).toEqual(ok(5));
    expect(sizeLeft()).toBe(keptForDecisionsBytes);
    runs = 0;
    const answer = disk.change(needing(9));
    expect(answer).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(answer).not.toEqual(refused);
    expect([sizeLeft(), runs]).toEqual([keptForDecisionsBytes, 1]);
    expect(disk.decision(needing(2)), "what fires gets the rest").toEqual(ok(3));
  });

  it("that fails for another reason is told that one", () => {
    expect(disk.change(broken)).toEqual(refused);
  });
});

describe("what can wait", () => {
  it("is written while the room is whole, whatever comes of it", () => {
    expect([disk.other(needing(0)), disk.other(broken), limits, sizeLeft()]).toEqual([
      ok(1),
      refused,
      [],
      reserveBytes,
    ]);
  });

  it("makes the room whole first where some of it was given away, and then everything is written again", () => {
    disk.decision(needing(1));
    expect([disk.other(needing(0)), limits.at(-1), sizeLeft()]).toEqual([ok(3), null, reserveBytes]);
  });

  it("waits where the room cannot be made whole", () => {
    disk.decision(needing(1));
    renameSync(paths.dir, `${paths.dir}-away`);
    const answer = disk.other(needing(0));
    expect([answer, runs]).toMatchObject([{ ok: false, error: { message: limits[0] } }, 2]);
    expect(limits).toHaveLength(1);
  });
});

it("room that an earlier run gave away is told at the start", () => {
  writeFileSync(paths.reserve, Buffer.alloc(5));
  const next = new FullDisk(paths, access, () => monoMs);
  expect(limits).toEqual([expect.stringContaining("1.5 MB")]);
  next.keepReserve();
  expect(sizeLeft(), "and made whole before something is written, not by the way").toBe(5);
});

it("where no room could be made, it is tried again after a minute", () => {
  rmSync(paths.dir, { recursive: true });
  const next = new FullDisk(paths, access, () => monoMs);
  next.keepReserve();
  mkdirSync(paths.dir);
  monoMs += 59_999;
  next.keepReserve();
  expect(existsSync(paths.reserve)).toBe(false);
  monoMs += 1;
  next.keepReserve();
  expect(sizeLeft()).toBe(reserveBytes);
});
