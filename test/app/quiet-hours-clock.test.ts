/** Whether it is quiet, as settings, clock and time zone change under it, and who is told of that. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkEveryMs, QuietHoursClock, quietHoursRefusal } from "../../main/app/quiet-hours-clock.ts";
import { SettingsService } from "../../main/app/settings-service.ts";
import { currentTimeZone } from "../../main/lib/time-zone.ts";
import { weekdays } from "../../preload/contract/quiet-hours.ts";
import { ManualClock } from "../doubles/clock.ts";
import { openIn, tempDir, value } from "./app-harness.ts";

const night = { isOn: true, periods: [{ days: [...weekdays], from: "23:00", to: "07:00" }] };

let clock: ManualClock;
let settings: SettingsService;
let zone: string;
let zonesAsked: number;
let quiet: QuietHoursClock;
let told: (string | null)[];

beforeEach(() => {
  clock = new ManualClock(Date.parse("2026-01-05T22:59:00Z"));
  const store = openIn(tempDir(), clock.now().wallMs);
  settings = new SettingsService(store, value(store.settings.get()));
  zone = "UTC";
  zonesAsked = 0;
  const timeZone = (): string => ((zonesAsked += 1), zone);
  quiet = new QuietHoursClock({ clock, settings, timeZone });
  told = [];
  quiet.changed.listen(() => told.push(quiet.until()));
  quiet.start();
});
afterEach(() => {
  quiet.stop();
  expect(clock.pending).toBe(0);
});

test("off, nobody looks at the clock, and the system is not asked for its zone", () => {
  expect([clock.pending, quiet.until(), zonesAsked]).toEqual([0, null, 0]);
});

test("that it begins is told within seconds, that it ends at once", () => {
  value(settings.set({ quietHours: night }));
  expect(told).toEqual([]);
  clock.advance(60_000 + checkEveryMs);
  expect(told).toEqual(["2026-01-06T07:00:00.000Z"]);
  clock.advance(Date.parse("2026-01-06T07:00:00Z") - clock.now().wallMs);
  expect(told).toEqual(["2026-01-06T07:00:00.000Z", null]);
});

test("another setting holds at once, and turned off it is over", () => {
  clock.advance(3_600_000);
  value(settings.set({ quietHours: night }));
  value(settings.set({ quietHours: { isOn: true, periods: [{ days: ["mon"], from: "22:00", to: "06:30" }] } }));
  value(settings.set({ quietHours: { ...night, isOn: false } }));
  expect(told).toEqual(["2026-01-06T07:00:00.000Z", "2026-01-06T06:30:00.000Z", null]);
});

test.each([
  ["the clock is set back by a quarter of an hour", () => clock.stepWall(-900_000), null],
  ["the clock is set on by nine hours", () => clock.stepWall(9 * 3_600_000), null],
  ["the computer is in Berlin", () => (zone = "Europe/Berlin"), "2026-01-06T06:00:00.000Z"],
  ["the computer is in New York", () => (zone = "America/New_York"), null],
])("%s: noticed within seconds", (_name, change, until) => {
  clock.advance(120_000);
  value(settings.set({ quietHours: night }));
  expect(told).toEqual(["2026-01-06T07:00:00.000Z"]);
  change();
  clock.advance(checkEveryMs);
  expect(told).toEqual(["2026-01-06T07:00:00.000Z", until]);
});

test("no time of the week left is refused while it is on, by its field", () => {
  const always = { isOn: true, periods: [{ days: [...weekdays], from: "05:00", to: "05:00" }] };
  expect(quietHoursRefusal(always)?.error).toMatchObject({ code: "settings-invalid", field: "quietHours.periods" });
  expect(quietHoursRefusal({ ...always, isOn: false })).toBeNull();
  expect(quietHoursRefusal(night)).toBeNull();
  expect(quietHoursRefusal(undefined)).toBeNull();
});

test("the zone that this process is in is the one that TZ says, also where it says so later", () => {
  const before = process.env["TZ"];
  try {
    process.env["TZ"] = "Asia/Tokyo";
    expect(currentTimeZone()).toBe("Asia/Tokyo");
    process.env["TZ"] = "America/Sao_Paulo";
    expect(currentTimeZone()).toBe("America/Sao_Paulo");
  } finally {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  }
});
