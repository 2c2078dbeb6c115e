/** What a venue's answers over HTTP mean that are no prices: a code, words, and for how long nothing is asked. */
import { describe, expect, test } from "vitest";
import { formatSpan, refusalOf, unreachable } from "../../../main/market/feed/rest-refusal.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { RestFailureCode } from "../../../main/market/venues/session.ts";

const wallMs = Date.parse("2026-01-05T12:00:00.000Z");
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The code, how long the venue says to wait, and how long nothing is asked of it; null where it is no refusal. */
function meaning(status: number, headers: Record<string, string> = {}, takesKey = false) {
  const refusal = refusalOf(status, { headers, takesKey, wallMs });
  return refusal === null ? null : [refusal.code, refusal.retryAfterMs, refusal.holdMs];
}

test.each([200, 204, 299, 400, 404, 422, 499])("%i is for the venue's own reader", (status) => {
  expect(meaning(status)).toBeNull();
});

test.each<[number, RestFailureCode, number | null, number | null]>([
  [301, "unreachable", null, null],
  [399, "unreachable", null, null],
  [403, "forbidden", null, 30_000],
  [401, "forbidden", null, 30_000],
  [418, "banned", 120_000, 120_000],
  [429, "rate-limited", null, 30_000],
  [451, "region", 120_000, 120_000],
  [503, "maintenance", null, null],
  [500, "unreachable", null, null],
  [502, "unreachable", null, null],
  [100, "unreachable", null, null],
])("%i: %s, to wait %s, held for %s", (status, code, waitMs, holdMs) => {
  expect(meaning(status)).toEqual([code, waitMs, holdMs]);
});

test("of a venue that knows keys 401 and 403 are about the key, and hold nothing up", () => {
  for (const status of [401, 403]) expect(meaning(status, {}, true)).toEqual(["key-refused", null, null]);
});

describe("how long the venue says to wait", () => {
  const afterS = (seconds: number) => ({ "retry-after": String(seconds) });

  test.each([403, 429, 503])("counts for %i, up to an hour", (status) => {
    expect(meaning(status, afterS(90))?.slice(1)).toEqual([90_000, 90_000]);
    expect(meaning(status, afterS(7_200))?.slice(1)).toEqual([60 * minuteMs, 60 * minuteMs]);
  });

  test("counts for a ban, up to three days", () => {
    expect(meaning(418, afterS(7_200))?.slice(1)).toEqual([120 * minuteMs, 120 * minuteMs]);
    expect(meaning(418, afterS(9 * 86_400))?.slice(1)).toEqual([3 * dayMs, 3 * dayMs]);
  });

  test("may be a date by the venue's own clock, and by ours where it has none", () => {
    const until = { "retry-after": "Mon, 05 Jan 2026 12:01:00 GMT" };
    expect(meaning(429, until)?.[1]).toBe(minuteMs);
    expect(meaning(429, { ...until, date: "Mon, 05 Jan 2026 12:00:30 GMT" })?.[1]).toBe(30_000);
  });
});

test.each([
  [1, "1 s"],
  [90_000, "90 s"],
  [119_001, "120 s"],
  [120_000, "2 min"],
  [120_001, "3 min"],
  [7_199_999, "120 min"],
  [7_200_000, "2 h"],
  [7_200_001, "3 h"],
])("%i ms are %s", (ms, words) => {
  expect(formatSpan(ms)).toBe(words);
});

test("no answer at all is told by the system's code, never by words that may hold the address", () => {
  const refused = (error: unknown) => unreachable(error, "api.example.com");
  const secret = new Error("https://user:secret@api.example.com failed");
  expect(refused(secret).message).not.toContain("secret");
  expect(
    refused(Object.assign(new Error("x"), { cause: Object.assign(secret, { code: "EXOTIC" }) })).message,
  ).toContain("EXOTIC");
  expect(refused(Object.assign(new Error("x"), { code: "EXOTIC" })).message).toContain("EXOTIC");
  for (const error of [secret, "secret"]) {
    const { code, retryAfterMs, holdMs } = refused(error);
    expect([code, retryAfterMs, holdMs]).toEqual(["unreachable", null, null]);
  }
});

test.each([300, 301, 399])("%i is an address that leads elsewhere, and says so", (status) => {
  const refusal = refusalOf(status, { headers: {}, takesKey: false, wallMs });
  expect(refusal?.message).toBe(message("rest.leads-elsewhere", { status }));
});
