/** Waits for what a page is about to show, as long as a machine that is busy with other things may need. */
import { expect } from "vitest";
import { patienceMs } from "../doubles/patience.ts";

export const eventually = <T>(read: () => T): ReturnType<typeof expect.poll<T>> =>
  expect.poll(read, { timeout: patienceMs });
