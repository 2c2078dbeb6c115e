/** When it is quiet on the wall: nights, days of the week, and the days on which clocks are set in five zones. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quietUntil } from "../../../main/delivery/quiet-hours/quiet-until.ts";
import { coversWholeWeek, weekdays, type QuietHours, type Weekday } from "../../../preload/contract/quiet-hours.ts";
import { quietMinutes, wallTable } from "./minute-by-minute.ts";

const workdays: Weekday[] = ["mon", "tue", "wed", "thu", "fri"];
const daily = (from: string, to: string): QuietHours => ({ isOn: true, periods: [{ days: [...weekdays], from, to }] });
const on = (...periods: QuietHours["periods"]): QuietHours => ({ isOn: true, periods });

const night = daily("23:00", "07:00");
const nights = on({ days: workdays, from: "23:00", to: "07:00" }, { days: ["sat", "sun"], from: "23:00", to: "09:00" });
const berlin = "Europe/Berlin";
const apia = "Pacific/Apia";
const lordHowe = "Australia/Lord_Howe";
const saoPaulo = "America/Sao_Paulo";

/** Zone, settings, now, until when it is quiet (null: it is not). Instants with their offset, as the wall shows them. */
const table: Record<string, readonly [string, QuietHours, string, string | null]> = {
  off: [berlin, { ...night, isOn: false }, "2026-01-05T23:30:00+01:00", null],
  "no periods": [berlin, on(), "2026-01-05T23:30:00+01:00", null],
  "before it begins": [berlin, night, "2026-01-05T22:59:59.999+01:00", null],
  "as it begins": [berlin, night, "2026-01-05T23:00:00+01:00", "2026-01-06T07:00:00+01:00"],
  "after midnight": [berlin, night, "2026-01-06T02:00:00+01:00", "2026-01-06T07:00:00+01:00"],
  "its last millisecond": [berlin, night, "2026-01-06T06:59:59.999+01:00", "2026-01-06T07:00:00+01:00"],
  "as it ends": [berlin, night, "2026-01-06T07:00:00+01:00", null],
  "within one day": [berlin, daily("12:00", "14:00"), "2026-01-05T13:00:00+01:00", "2026-01-05T14:00:00+01:00"],
  "Saturday 08:00 belongs to Friday": [berlin, nights, "2026-01-10T08:00:00+01:00", null],
  "Sunday 08:00 belongs to Saturday": [berlin, nights, "2026-01-11T08:00:00+01:00", "2026-01-11T09:00:00+01:00"],
  "Monday 08:00 belongs to Sunday": [berlin, nights, "2026-01-12T08:00:00+01:00", "2026-01-12T09:00:00+01:00"],
  "a day on which none begins": [
    berlin,
    on({ days: ["fri"], from: "23:00", to: "07:00" }),
    "2026-01-11T02:00:00+01:00",
    null,
  ],
  "a whole day, to the same time": [
    berlin,
    on({ days: ["sun"], from: "00:00", to: "00:00" }),
    "2026-01-11T15:00:00+01:00",
    "2026-01-12T00:00:00+01:00",
  ],
  "a whole day from noon": [
    berlin,
    on({ days: ["sat"], from: "12:00", to: "12:00" }),
    "2026-01-11T11:59:00+01:00",
    "2026-01-11T12:00:00+01:00",
  ],
  "a whole weekend, one day after the other": [
    berlin,
    on({ days: ["sat", "sun"], from: "00:00", to: "00:00" }),
    "2026-01-10T10:00:00+01:00",
    "2026-01-12T00:00:00+01:00",
  ],
  "one that begins as another ends": [
    berlin,
    on({ days: ["mon"], from: "20:00", to: "22:00" }, { days: ["mon"], from: "22:00", to: "06:00" }),
    "2026-01-05T20:30:00+01:00",
    "2026-01-06T06:00:00+01:00",
  ],
  "two at once: the later end": [
    berlin,
    on({ days: ["mon"], from: "20:00", to: "08:00" }, { days: ["mon"], from: "22:00", to: "06:00" }),
    "2026-01-05T23:00:00+01:00",
    "2026-01-06T08:00:00+01:00",
  ],
  "no minute of the week is loud": [
    berlin,
    daily("05:00", "05:00"),
    "2026-01-05T12:00:00+01:00",
    "2026-02-10T05:00:00+01:00",
  ],
  "no minute of the week is loud, and a period ends after exactly as long as anybody looks": [
    berlin,
    daily("05:00", "05:00"),
    "2026-01-05T05:00:00+01:00",
    "2026-02-09T05:00:00+01:00",
  ],
  "before 1970": [
    "UTC",
    on({ days: ["wed"], from: "23:00", to: "07:00" }),
    "1969-12-24T23:30:00Z",
    "1969-12-25T07:00:00Z",
  ],

  "the short night: 07:00 is 7 hours away": [berlin, night, "2026-03-28T23:00:00+01:00", "2026-03-29T07:00:00+02:00"],
  "begins in the hour that is left out": [
    berlin,
    daily("02:30", "07:00"),
    "2026-03-29T03:00:00+02:00",
    "2026-03-29T07:00:00+02:00",
  ],
  "not before the hour that is left out": [berlin, daily("02:30", "07:00"), "2026-03-29T01:59:59+01:00", null],
  "ends in the hour that is left out": [
    berlin,
    daily("23:00", "02:30"),
    "2026-03-29T01:30:00+01:00",
    "2026-03-29T03:00:00+02:00",
  ],
  "lies in the hour that is left out": [berlin, daily("02:10", "02:50"), "2026-03-29T03:00:00+02:00", null],
  "a whole day of 23 hours": [
    berlin,
    on({ days: ["sun"], from: "00:00", to: "00:00" }),
    "2026-03-29T00:00:00+01:00",
    "2026-03-30T00:00:00+02:00",
  ],

  "the long night: 07:00 is 9 hours away": [berlin, night, "2026-10-24T23:00:00+02:00", "2026-10-25T07:00:00+01:00"],
  "begins at the first 02:30": [
    berlin,
    daily("02:30", "07:00"),
    "2026-10-25T02:30:00+02:00",
    "2026-10-25T07:00:00+01:00",
  ],
  "still quiet at the second 02:00": [
    berlin,
    daily("02:30", "07:00"),
    "2026-10-25T02:00:00+01:00",
    "2026-10-25T07:00:00+01:00",
  ],
  "ends at the second 02:30": [
    berlin,
    daily("23:00", "02:30"),
    "2026-10-25T02:29:00+02:00",
    "2026-10-25T02:30:00+01:00",
  ],
  "still quiet after the first 02:30": [
    berlin,
    daily("23:00", "02:30"),
    "2026-10-25T02:45:00+02:00",
    "2026-10-25T02:30:00+01:00",
  ],
  "over at the second 02:30": [berlin, daily("23:00", "02:30"), "2026-10-25T02:30:00+01:00", null],

  "midnight is left out": [
    saoPaulo,
    on({ days: ["sun"], from: "00:00", to: "06:00" }),
    "2018-11-04T01:00:00-02:00",
    "2018-11-04T06:00:00-02:00",
  ],
  "before the midnight that is left out": [
    saoPaulo,
    on({ days: ["sun"], from: "00:00", to: "06:00" }),
    "2018-11-03T23:59:00-03:00",
    null,
  ],
  "23:30 exists twice on a Saturday": [
    saoPaulo,
    on({ days: ["sat"], from: "22:00", to: "23:30" }),
    "2018-02-17T23:45:00-02:00",
    "2018-02-17T23:30:00-03:00",
  ],
  "no clock is set there any more": [saoPaulo, night, "2026-10-17T23:00:00-03:00", "2026-10-18T07:00:00-03:00"],

  "half an hour is left out": [
    lordHowe,
    daily("23:00", "07:00"),
    "2026-10-03T23:00:00+10:30",
    "2026-10-04T07:00:00+11:00",
  ],
  "begins in that half hour": [
    lordHowe,
    daily("02:15", "03:00"),
    "2026-10-04T02:30:00+11:00",
    "2026-10-04T03:00:00+11:00",
  ],
  "half an hour exists twice": [
    lordHowe,
    daily("23:00", "01:45"),
    "2026-04-05T01:50:00+11:00",
    "2026-04-05T01:45:00+10:30",
  ],

  "the day before the Friday that is left out": [
    apia,
    on({ days: ["thu"], from: "23:00", to: "07:00" }),
    "2011-12-29T23:30:00-10:00",
    "2011-12-31T00:00:00+14:00",
  ],
  "Saturday's early hours are of the Friday that is left out": [
    apia,
    on({ days: ["fri"], from: "23:00", to: "07:00" }),
    "2011-12-31T03:00:00+14:00",
    "2011-12-31T07:00:00+14:00",
  ],
  "Friday evening is left out": [
    apia,
    on({ days: ["fri"], from: "18:00", to: "22:00" }),
    "2011-12-31T00:00:00+14:00",
    null,
  ],
  "one night from Thursday to Saturday": [apia, night, "2011-12-29T23:00:00-10:00", "2011-12-31T07:00:00+14:00"],
};

describe("quietUntil", () => {
  test.each(Object.entries(table))("%s", (_name, [zone, hours, now, until]) => {
    const found = quietUntil(hours, Date.parse(now), zone);
    expect(found === null ? null : new Date(found).toISOString()).toBe(
      until === null ? null : new Date(until).toISOString(),
    );
  });

  test("another zone, another answer for the same instant", () => {
    const nowMs = Date.parse("2026-01-05T23:30:00+01:00");
    expect(quietUntil(night, nowMs, berlin)).not.toBeNull();
    expect(quietUntil(night, nowMs, "America/New_York")).toBeNull();
  });

  const around = {
    [`${berlin} 2026-03-29`]: wallTable(berlin, Date.parse("2026-03-26T00:00:00+01:00"), 8),
    [`${berlin} 2026-10-25`]: wallTable(berlin, Date.parse("2026-10-22T00:00:00+02:00"), 8),
    [`${saoPaulo} 2018-02-17`]: wallTable(saoPaulo, Date.parse("2018-02-14T00:00:00-02:00"), 8),
    [`${saoPaulo} 2018-11-04`]: wallTable(saoPaulo, Date.parse("2018-11-01T00:00:00-03:00"), 8),
    [`${lordHowe} 2026-04-05`]: wallTable(lordHowe, Date.parse("2026-04-02T00:00:00+11:00"), 8),
    [`${lordHowe} 2026-10-04`]: wallTable(lordHowe, Date.parse("2026-10-01T00:00:00+10:30"), 8),
    [`${apia} 2011-12-30`]: wallTable(apia, Date.parse("2011-12-27T00:00:00-10:00"), 8),
    "Asia/Kathmandu": wallTable("Asia/Kathmandu", Date.parse("2026-05-01T00:00:00+05:45"), 8),
  };
  // Near the hours at which clocks are set, and anywhere.
  const time = fc
    .oneof(
      fc.integer({ min: 0, max: 3 * 60 + 30 }),
      fc.integer({ min: 22 * 60, max: 1_439 }),
      fc.integer({ min: 0, max: 1_439 }),
    )
    .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`);
  const period = fc.record({ days: fc.subarray([...weekdays], { minLength: 1 }), from: time, to: time });
  const hours = fc.array(period, { minLength: 1, maxLength: 3 }).map((periods) => on(...periods));

  test.each(Object.entries(around))("as minute by minute, around %s", (place, wall) => {
    const zone = place.split(" ")[0] ?? "";
    // The middle days: what is quiet there began and ends within the table.
    const minute = fc.integer({ min: 2 * 1_440, max: 6 * 1_440 - 1 });
    fc.assert(
      fc.property(hours, fc.array(minute, { minLength: 1, maxLength: 8 }), (given, minutes) => {
        const quiet = quietMinutes(given, wall);
        for (const at of minutes) {
          const nowMs = wall.fromMs + at * 60_000;
          const until = quietUntil(given, nowMs, zone);
          expect(until !== null).toBe(quiet[at]);
          const ends = quiet.indexOf(false, at);
          // Where the table ends first, only that it is not over before.
          if (until === null) continue;
          if (ends >= 0 && ends < 7 * 1_440) expect(until).toBe(wall.fromMs + ends * 60_000);
          else expect(until).toBeGreaterThanOrEqual(wall.fromMs + 7 * 1_440 * 60_000);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("coversWholeWeek", () => {
  test.each<[string, QuietHours, boolean]>([
    ["nights", night, false],
    ["the same time again on every day", daily("05:00", "05:00"), true],
    ["all but a minute", daily("05:00", "04:59"), false],
    ["two halves", on({ days: [...weekdays], from: "07:00", to: "23:00" }, ...night.periods), true],
    ["all but one day", on({ days: workdays.slice(1).concat("sat", "sun"), from: "00:00", to: "00:00" }), false],
    ["none", on(), false],
  ])("%s", (_name, { periods }, covers) => {
    expect(coversWholeWeek(periods)).toBe(covers);
  });
});
