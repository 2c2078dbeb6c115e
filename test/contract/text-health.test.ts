/** What is known of one instrument, in words: why nothing comes, what is so beside it, and moments as a person reads them. */
import { expect, test } from "vitest";
import type { HealthState } from "../../preload/contract/feed.ts";
import { formatHealth } from "../../preload/contract/text.ts";

const plain = (text: string): string => text.replace(/[\u2066-\u2069]/gu, "");
const read = "Traded until 2026-01-05T12:00:30.250Z, still being read.";

test.each<[HealthState, string | null, string]>([
  ["live", null, "Live"],
  ["live", "Still being read.", "Still being read."],
  ["stale", "No price since the connection came back.", "Stale: No price since the connection came back."],
  ["rejected", "The venue does not list it.", "Rejected by the venue: The venue does not list it."],
  ["quiet", "The venue has halted it.", "Quiet: the venue is live, nothing is traded. The venue has halted it."],
  ["waiting", null, "Waiting for the first price"],
])("%s, %s: %s", (health, detail, told) => {
  expect(plain(formatHealth({ health, detail }))).toBe(told);
});

test("its moments are told in local time, without a day where that is today", () => {
  const now = Date.parse("2026-01-05T13:00:00Z");
  const time = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const at = time.format(Date.parse("2026-01-05T12:00:30.250Z"));
  expect(plain(formatHealth({ health: "live", detail: read }, now))).toBe(`Traded until ${at}, still being read.`);
  expect(plain(formatHealth({ health: "live", detail: read }))).toMatch(/^Traded until \D+ 5, 2026, \d\d:\d\d, still/);
});
