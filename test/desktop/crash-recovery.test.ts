/** An error that nobody caught: its report, the start after it, and the guard against starting for ever. */
import { EventEmitter } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  attempts,
  AttemptGuard,
  reportTimes,
  setupCrashRecovery,
  writeReport,
} from "../../main/desktop/crash-recovery.ts";
import { ManualClock } from "../doubles/clock.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pricebell-parts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("three attempts within five minutes, and again once they have passed", () => {
  const guard = new AttemptGuard();
  expect([0, 1, 2, 3].map((ms) => guard.tryAt(ms))).toEqual([true, true, true, false]);
  expect(guard.tryAt(5 * 60_000 - 1)).toBe(false);
  expect(guard.tryAt(5 * 60_000)).toBe(true);
});

test("reports are named by their time, and other files are none", () => {
  expect(reportTimes(join(folder, "none"))).toEqual([]);
  writeReport(folder, 2_000, "b", "about");
  writeReport(folder, 1_000, "a string", "about");
  writeFileSync(join(folder, "crash-x.txt"), "");
  expect(reportTimes(folder)).toEqual([1_000, 2_000]);
});

describe("an error that nobody caught", () => {
  function crash(reports: string): string[] {
    const calls: string[] = [];
    const running = new EventEmitter();
    setupCrashRecovery({
      process: running as never,
      app: {
        relaunch: () => void calls.push(`start again with ${String(process.env["PRICEBELL_API_KEY"])}`),
        exit: (code) => void calls.push(`exit ${String(code)}`),
        getVersion: () => "0",
      },
      folder: reports,
      clock: new ManualClock(),
      log: () => undefined,
      keyGiven: "k3y",
      redact: (words) => words.replaceAll("s3cret", "(key)"),
      giveUp: (why) => void calls.push(`tell: ${why}`),
    });
    running.emit("uncaughtException", new Error("bug with s3cret"));
    running.emit("unhandledRejection", new Error("and another on the way out"));
    return calls;
  }

  test("ends the app and starts it again, once; after the fourth in five minutes the person is told instead", () => {
    for (let i = 0; i < attempts.most; i++) {
      expect(crash(folder)).toEqual(["start again with k3y", "exit 1"]);
      expect(process.env["PRICEBELL_API_KEY"]).toBeUndefined();
      // Each in a moment of its own, all of them within the five minutes.
      const last = new ManualClock().now().wallMs;
      writeReport(folder, last - i - 1, "an earlier one", "about");
      if (i < attempts.most - 1) rmSync(join(folder, `crash-${String(last)}.txt`));
    }
    expect(crash(folder)).toEqual([expect.stringMatching(/^tell: It ended four times/), "exit 1"]);
  });

  test("is written down with its stack, and without the secrets that it quotes", () => {
    crash(folder);
    const [report] = readdirSync(folder).filter((name) => name.startsWith("crash-"));
    const text = readFileSync(join(folder, report ?? ""), "utf8");
    expect(text).toMatch(/bug with \(key\)\n\s+at /u);
    expect(text).not.toContain("s3cret");
  });

  test("is told to the person where no report can be written, for nobody would count the starts", () => {
    writeFileSync(join(folder, "file"), "");
    expect(crash(join(folder, "file", "crashes"))).toEqual([
      expect.stringMatching(/^tell: An error ended it, and no report/),
      "exit 1",
    ]);
  });
});
