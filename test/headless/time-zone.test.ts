import { describe, expect, it } from "vitest";
import { timeZoneWarning } from "../../main/lib/time-zone.ts";

describe("the time zone that the process was told to be in", () => {
  it.each([undefined, "", "UTC", "Europe/Berlin", ":Europe/Berlin", "EST5EDT", "America/St_Johns", "Etc/GMT-3"])(
    "is fine as %s",
    (setting) => expect(timeZoneWarning(setting, -60)).toBeNull(),
  );

  it.each([
    ["CET-1CEST,M3.5.0,M10.5.0/3", 0, "UTC,"],
    ["<+0330>-3:30", 0, "UTC,"],
    ["MSK-3", -180, "UTC+3,"],
    ["/usr/share/zoneinfo/America/St_Johns", 210, "UTC-3:30,"],
    ["Nowhere/At_All", 0, "UTC,"],
  ])("is not known as %s: says so, and which one holds", (setting, offsetMinutes, zone) => {
    const warning = timeZoneWarning(setting, offsetMinutes);
    expect(warning).toContain(JSON.stringify(setting));
    expect(warning).toContain(`are those of ${zone}`);
    expect(warning).toContain("Europe/Berlin");
  });
});
