/** The room that is kept for what fires, as a file: how much of it is given away at a time, and what happens where it is none. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Reserve, reserveBytes, spareBytes } from "../../main/store/reserve.ts";
import { afterTest } from "../doubles/after-test.ts";
import { SmallDisk, smallDiskMissing } from "../doubles/small-disk.ts";
import { openOrFallBack } from "../../main/app/persistence/open-store.ts";
import { t0, tempDir } from "./store-harness.ts";

const drawnBytes = 128 * 1024;

function fileOf(bytes: number): string {
  const dir = tempDir();
  mkdirSync(dir, { recursive: true });
  const file = join(dir, "pricebell.reserve");
  writeFileSync(file, Buffer.alloc(bytes));
  return file;
}

it("is given away step by step, never less than nothing is left of it, and nothing below what is kept", () => {
  const file = fileOf(2 * drawnBytes + 5);
  const reserve = new Reserve(file);
  const sizes = [reserve.draw(drawnBytes), statSync(file).size, reserve.draw(drawnBytes), statSync(file).size];
  expect(sizes).toEqual([true, drawnBytes + 5, true, 5]);
  expect([reserve.draw(5), statSync(file).size]).toEqual([false, 5]);
  expect([reserve.draw(), statSync(file).size, reserve.draw()]).toEqual([true, 0, false]);
  expect(reserve.isDrawnOn).toBe(true);
  expect(new Reserve(fileOf(1)).draw(), "the last byte too").toBe(true);
});

it("where there is none, or a folder stands in its place, nothing is given and nothing thrown", () => {
  const none = new Reserve(join(tempDir(), "pricebell.reserve"));
  expect([none.draw(), none.isDrawnOn]).toEqual([false, false]);
  const folder = tempDir();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "something"), "");
  expect(new Reserve(folder).draw()).toBe(false);
});

it("is made whole where there is room: from nothing, and from what is left of it", () => {
  const dir = tempDir();
  mkdirSync(dir, { recursive: true });
  const file = join(dir, "pricebell.reserve");
  const reserve = new Reserve(file);
  expect([reserve.isDrawnOn, reserve.fill(), reserve.isDrawnOn, statSync(file).size]).toEqual([
    false,
    true,
    false,
    reserveBytes,
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect([reserve.draw(), reserve.isDrawnOn, statSync(file).size]).toEqual([true, true, reserveBytes - drawnBytes]);
  expect([reserve.fill(), reserve.isDrawnOn, statSync(file).size]).toEqual([true, false, reserveBytes]);
  truncateSync(file, 100_000);
  expect([new Reserve(file).fill(), statSync(file).size]).toEqual([true, reserveBytes]);
  const bytes = readFileSync(file);
  expect(bytes.subarray(150_000).includes(Buffer.alloc(64)), "random, so that no file system compresses it").toBe(
    false,
  );
});

it("that is whole is not written again, and with room on the disk none of it is given for the start", () => {
  const file = fileOf(reserveBytes);
  const reserve = new Reserve(file);
  rmSync(file);
  expect([reserve.fill(), existsSync(file)]).toEqual([true, false]);
  expect(new Reserve(fileOf(reserveBytes)).drawIfFull()).toBe(false);
});

it("takes no more of a disk than is left beside what others need, and leaves no file open", (context) => {
  const disk = SmallDisk.mount(4);
  if (disk === null) return context.skip(smallDiskMissing);
  afterTest(() => disk.remove());
  const openFiles = (): number => readdirSync("/proc/self/fd").length;
  const before = openFiles();
  const file = join(disk.folder, "pricebell.reserve");
  const page = 4_096;
  const withRoom = (bytes: number, run: () => boolean): boolean => {
    disk.fill();
    disk.makeRoom(bytes);
    const done = run();
    disk.makeRoom();
    return done;
  };
  const reserve = new Reserve(file);
  expect(withRoom(reserveBytes + spareBytes - page, () => reserve.fill())).toBe(false);
  expect(withRoom(reserveBytes + spareBytes, () => reserve.fill())).toBe(true);
  reserve.draw();
  expect(withRoom(drawnBytes + spareBytes - page, () => reserve.fill())).toBe(false);
  expect(withRoom(drawnBytes + spareBytes, () => reserve.fill())).toBe(true);
  expect(
    withRoom(64 * 1024, () => reserve.drawIfFull()),
    "room for a start",
  ).toBe(false);
  expect(withRoom(64 * 1024 - page, () => reserve.drawIfFull())).toBe(true);
  expect([statSync(file).size, openFiles()]).toEqual([reserveBytes - drawnBytes, before]);
});

it("where its folder is gone nothing is given for the start, and nothing made", () => {
  const reserve = new Reserve(join(tempDir(), "pricebell.reserve"));
  expect([reserve.drawIfFull(), reserve.fill()]).toEqual([false, false]);
});

it("is never written through a link", () => {
  const target = fileOf(0);
  const link = `${target}-link`;
  symlinkSync(target, link);
  const reserve = new Reserve(link);
  expect(reserve.fill()).toBe(false);
  expect(statSync(target).size).toBe(0);
});

it("in a folder that this user may not even look into there is none, and the start goes on to say so", () => {
  // As a name that is too long, so does a folder of somebody else refuse to be looked at; of root it does not.
  const dataDir = join(tempDir(), "x".repeat(300));
  const reserve = new Reserve(join(dataDir, "pricebell.reserve"));
  expect([reserve.isDrawnOn, reserve.draw(), reserve.drawIfFull(), reserve.fill()]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  const opened = openOrFallBack({ dataDir, nowMs: t0, shownByWriting: ["history"] });
  expect(opened).toMatchObject({ ok: false, error: { code: "store-unwritable" } });
});
