import { expect, test } from "vitest";
import {
  decimalsOf,
  formatAge,
  formatDuration,
  formatExactDuration,
  formatMoment,
  formatPercent,
  formatPrice,
  formatStopwatch,
  formatTime,
} from "../../preload/contract/format.ts";

test.each([
  ["45000", {}, "45,000"],
  ["45000.12", {}, "45,000.12"],
  ["45000", { decimals: 2 }, "45,000.00"],
  ["45000.125", { decimals: 2 }, "45,000.125"],
  ["0.00000012", {}, "0.00000012"],
  ["0.00000010", {}, "0.0000001"],
  ["0.00000010", { decimals: 8 }, "0.00000010"],
  ["12345678901234567", {}, "12,345,678,901,234,567"],
  ["98765432109876543.21", {}, "98,765,432,109,876,543.21"],
  ["999999999999999999999999999999", {}, "999,999,999,999,999,999,999,999,999,999"],
  ["0.000000000000000000000000000001", {}, "0.000000000000000000000000000001"],
  ["45000.5", { locale: "de" }, "45.000,5"],
  ["4500000", { locale: "en-IN" }, "45,00,000"],
  ["-3.50", {}, "-3.5"],
])("price %s with %o reads %s", (decimal, options, words) => {
  expect(formatPrice(decimal, { locale: "en", ...options })).toBe(words);
});

test("what is not a plain decimal is shown as it came, unformatted", () => {
  expect(["1e-7", "", "abc", "1,000", "Infinity"].map((text) => formatPrice(text, { locale: "en" }))).toEqual([
    "1e-7",
    "",
    "abc",
    "1,000",
    "Infinity",
  ]);
});

test.each([
  ["1.4", {}, "1.4%"],
  ["1.456", { decimals: 2 }, "1.46%"],
  ["0.5", { signed: true }, "+0.5%"],
  ["-0.5", { signed: true }, "-0.5%"],
  ["0", { signed: true }, "0%"],
  ["1.4", { locale: "de" }, "1,4\u00a0%"],
])("percent %s with %o reads %s", (percent, options, words) => {
  expect(formatPercent(percent, { locale: "en", ...options })).toBe(words);
});

test("decimals are counted as written", () => {
  expect(["45000", "45000.10", "0.00000012"].map(decimalsOf)).toEqual([0, 2, 8]);
});

test.each([
  [0, "0 s", "0 s", "0:00", "now"],
  [999, "0 s", "999 ms", "0:00", "now"],
  [45_000, "45 s", "45 s", "0:45", "45 s ago"],
  [90_000, "1 min 30 s", "1 min 30 s", "1:30", "1 min ago"],
  [180_000, "3 min", "3 min", "3:00", "3 min ago"],
  [3_900_000, "1 h 5 min", "1 h 5 min", "1:05:00", "1 h ago"],
  [3_723_000, "1 h 2 min", "1 h 2 min 3 s", "1:02:03", "1 h ago"],
  [86_400_000, "1 d", "1 d", "24:00:00", "1 d ago"],
  [93_784_000, "1 d 2 h", "1 d 2 h 3 min 4 s", "26:03:04", "1 d ago"],
  [-5_000, "0 s", "0 s", "0:00", "now"],
])("%d ms as duration, exact duration, stopwatch and age", (ms, duration, exact, stopwatch, age) => {
  expect([formatDuration(ms), formatExactDuration(ms), formatStopwatch(ms), formatAge(ms)]).toEqual([
    duration,
    exact,
    stopwatch,
    age,
  ]);
});

test("a running count is written in the locale's own digits", () => {
  expect(formatStopwatch(725_000, "ar-EG")).toBe("\u2068١٢:٠٥\u2069");
  expect(formatStopwatch(3_600_000 * 1_234, "de-DE")).toBe("1234:00:00");
});

const at = Date.parse("2026-01-05T14:25:31Z");
const utc = { locale: "en", timeZone: "UTC" };

test("a time says its day only where that is not the reader's own", () => {
  expect(formatMoment(at, at + 3_600_000, utc)).toBe("14:25");
  expect(formatMoment(at, at + 86_400_000, utc)).toBe("Jan 5, 14:25");
  expect(formatMoment(at, at + 400 * 86_400_000, utc)).toBe("Jan 5, 2026, 14:25");
  expect(formatMoment(at, null, utc)).toBe("Jan 5, 2026, 14:25");
  expect(formatMoment(at, at, { locale: "en", timeZone: "Asia/Tokyo" })).toBe("23:25");
});

test("midnight is 00, and seconds come when asked for", () => {
  expect(formatTime(Date.parse("2026-01-05T00:05:09Z"), { ...utc, seconds: true })).toBe("00:05:09");
});
