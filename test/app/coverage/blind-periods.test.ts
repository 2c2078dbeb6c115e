import { beforeEach, describe, expect, it } from "vitest";
import { BlindPeriods, type BlindSubject } from "../../../main/app/coverage/blind-periods.ts";
import type { BlindRecord } from "../../../main/store/store-interface.ts";
import { ManualClock } from "../../doubles/clock.ts";

interface Written {
  blind: BlindRecord;
  alreadyDelivered: boolean;
}

describe("blind times", () => {
  let clock: ManualClock;
  let written: Written[];
  let writable: boolean;
  let watch: BlindPeriods;
  let subject: BlindSubject;

  beforeEach(() => {
    clock = new ManualClock();
    written = [];
    writable = true;
    watch = new BlindPeriods({
      clock,
      limitMs: () => 120_000,
      destinations: () => ["desktop", "history"],
      record(blind, destinations) {
        if (writable) written.push({ blind, alreadyDelivered: destinations.length > 0 });
        return writable;
      },
    });
    subject = { venue: "securitypro", instrument: null, fromMs: clock.now().wallMs, because: "disconnected" };
  });

  /** One look a second, as the app does. */
  function lookFor(seconds: number, subjects: readonly BlindSubject[]): void {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1000);
      watch.update(subjects);
    }
  }

  it("leaves an interruption of less than 30 s out of the history", () => {
    lookFor(29, [subject]);
    watch.update([]);
    expect(written).toEqual([]);
  });

  it("writes one that lasts 30 s once, and closes it with its end", () => {
    lookFor(50, [subject]);
    clock.advance(1000);
    watch.update([]);
    expect(written).toEqual([
      {
        blind: { venue: "securitypro", instrument: null, fromMs: subject.fromMs, toMs: null, because: "disconnected" },
        alreadyDelivered: false,
      },
      {
        blind: {
          venue: "securitypro",
          instrument: null,
          fromMs: subject.fromMs,
          toMs: subject.fromMs + 51_000,
          because: "disconnected",
        },
        alreadyDelivered: false,
      },
    ]);
  });

  it("tells once after the limit, and once more when it is over", () => {
    lookFor(300, [subject]);
    watch.update([]);
    watch.update([]);
    expect(
      written.map(({ blind, alreadyDelivered }) => [blind.toMs === null ? "lasts" : "over", alreadyDelivered]),
    ).toEqual([
      ["lasts", false],
      ["lasts", true],
      ["over", true],
    ]);
  });

  it.each([86_400_000, -86_400_000])("counts no time that a clock set by %d ms adds or takes away", (stepMs) => {
    lookFor(10, [subject]);
    clock.stepWall(stepMs);
    lookFor(19, [subject]);
    expect(written).toEqual([]);
    lookFor(1, [subject]);
    expect(written.map(({ alreadyDelivered }) => alreadyDelivered)).toEqual([false]);
    lookFor(89, [subject]);
    expect(written).toHaveLength(1);
    lookFor(1, [subject]);
    expect(written.map(({ alreadyDelivered }) => alreadyDelivered)).toEqual([false, true]);
  });

  it.each([86_400_000, -86_400_000])(
    "leaves an interruption in which the clock was set by %d ms out of the history",
    (stepMs) => {
      lookFor(5, [subject]);
      clock.stepWall(stepMs);
      watch.update([]);
      expect(written).toEqual([]);
    },
  );

  it("begins no later than it was seen, though the run before had its clock ahead", () => {
    const nowMs = clock.now().wallMs;
    lookFor(31, [{ ...subject, fromMs: nowMs + 86_400_000 }]);
    expect(written.map(({ blind }) => blind.fromMs)).toEqual([nowMs + 1_000]);
  });

  it("tells of a time before this start when it is over, although nobody could be told while it lasted", () => {
    subject = { ...subject, fromMs: subject.fromMs - 3_600_000, because: "not-running" };
    lookFor(3, [subject]);
    watch.update([]);
    expect(
      written.map(({ blind, alreadyDelivered }) => [blind.because, blind.toMs !== null, alreadyDelivered]),
    ).toEqual([
      ["not-running", false, false],
      ["not-running", true, true],
    ]);
  });

  it("tells of it while it lasts where no connection can be made", () => {
    subject = { ...subject, fromMs: subject.fromMs - 3_600_000, because: "not-running" };
    lookFor(15, [subject]);
    expect(written.map(({ alreadyDelivered }) => alreadyDelivered)).toEqual([false, true]);
  });

  it("keeps the beginning it first knew while the reason or the later beginnings change", () => {
    lookFor(31, [subject]);
    lookFor(10, [{ ...subject, fromMs: subject.fromMs + 20_000, because: "key-refused" }]);
    watch.update([]);
    expect(written.map(({ blind }) => blind.fromMs)).toEqual([subject.fromMs, subject.fromMs]);
  });

  it("offers again what could not be written, and forgets nothing that ended meanwhile", () => {
    writable = false;
    lookFor(200, [subject]);
    watch.update([]);
    writable = true;
    clock.advance(5000);
    watch.update([]);
    expect(written).toEqual([
      {
        blind: {
          venue: "securitypro",
          instrument: null,
          fromMs: subject.fromMs,
          toMs: subject.fromMs + 200_000,
          because: "disconnected",
        },
        alreadyDelivered: true,
      },
    ]);
  });

  it("keeps the blind times of a venue and of single instruments apart", () => {
    const single: BlindSubject = { ...subject, instrument: "securitypro:ETH-USD", because: "venue-silent" };
    lookFor(31, [subject, single]);
    watch.update([single]);
    expect(written.map(({ blind }) => [blind.instrument, blind.toMs !== null])).toEqual([
      [null, false],
      ["securitypro:ETH-USD", false],
      [null, true],
    ]);
  });

  it("says what is blind now, and from when on people are told", () => {
    lookFor(60, [subject]);
    expect(watch.now()).toEqual([{ ...subject, isTold: false }]);
    lookFor(62, [subject]);
    expect(watch.now()).toEqual([{ ...subject, isTold: true }]);
    writable = false;
    lookFor(1, []);
    expect(watch.now()).toEqual([]);
  });

  it("one that began long before this start is not told as lasting at once", () => {
    const old = { ...subject, fromMs: subject.fromMs - 3_600_000 };
    lookFor(10, [old]);
    expect(watch.now()).toEqual([{ ...old, isTold: false }]);
    lookFor(1, [old]);
    expect(watch.now()).toEqual([{ ...old, isTold: true }]);
  });
});
