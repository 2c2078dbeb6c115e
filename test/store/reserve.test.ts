/** The room that is kept for what fires, as a file: how much of it is given away at a time, and what happens where it is none. */
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Reserve } from "../../main/store/reserve.ts";
import { tempDir } from "./store-harness.ts";

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
});

it("where there is none, or a folder stands in its place, nothing is given and nothing thrown", () => {
  const none = new Reserve(join(tempDir(), "pricebell.reserve"));
  expect([none.draw(), none.isDrawnOn]).toEqual([false, false]);
  const folder = tempDir();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "something"), "");
  expect(new Reserve(folder).draw()).toBe(false);
});
