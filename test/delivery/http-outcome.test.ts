/** What an answer over HTTP means for a delivery, status by status, and the pause that it asks for. */
import { expect, test } from "vitest";
import { clampedWaitMs, jsonOf, outcomeOf } from "../../main/delivery/channels/http-outcome.ts";
import type { HttpSendResult, ServiceAnswer } from "../../main/network/http-send.ts";

const nowMs = Date.parse("2026-01-05T12:00:00Z");
const answered = (status: number, headers: Record<string, string> = {}): ServiceAnswer => ({
  kind: "answered",
  status,
  headers,
  text: "",
  isWhole: true,
});
const judged = (result: HttpSendResult) => outcomeOf(result, { service: "Example", nowMs, own: () => null });

test.each([
  [[200, 204, 299], "unknown", "not-understood", "Whether the message was taken is not known."],
  [[300, 301, 302, 307, 399], "broken", "redirected", "Example"],
  [[400, 413, 414, 422, 431], "refused", "http-", "Example refuses this message (HTTP "],
  [[401, 403, 407], "broken", "http-", "Example"],
  [[402, 404, 405, 409, 410, 418, 426, 451, 499], "broken", "http-", "Example does not know this address any more"],
  [[408, 425, 500, 501, 503, 505, 507, 520, 599], "later", "http-", "Example takes no messages at the moment (HTTP "],
  [[429], "later", "http-", "Example was sent too many messages"],
  [[502, 504, 524], "unknown", "http-", "A server in front of Example got no answer from it (HTTP "],
])("%j: %s, %s", (statuses, kind, code, words) => {
  for (const status of statuses)
    expect(judged(answered(status)), String(status)).toMatchObject({
      kind,
      code: code === "http-" ? `http-${status}` : code,
      words: expect.stringContaining(words),
    });
});

test.each<[string, string | undefined, number | null]>([
  ["seconds", "7", 7_000],
  ["seconds with blanks", " 7 ", 7_000],
  ["none at all", "0", 1_000],
  ["more than an hour", "3601", 3_600_000],
  ["a date", "Mon, 05 Jan 2026 12:01:00 GMT", 60_000],
  ["a date of before", "Mon, 05 Jan 2026 11:00:00 GMT", 1_000],
  ["a broken number", "7s", null],
  ["words", "soon", null],
  ["nothing", undefined, null],
])("Retry-After: %s", (_what, header, afterMs) => {
  for (const status of [408, 425, 429, 500, 503])
    expect(judged(answered(status, header === undefined ? {} : { "retry-after": header }))).toMatchObject({ afterMs });
});

test("a pause is a whole number of milliseconds between a second and an hour", () => {
  expect([0, 999, 1_000.2, 3_600_000, 3_600_001].map(clampedWaitMs)).toEqual([
    1_000, 1_000, 1_001, 3_600_000, 3_600_000,
  ]);
});

test("what the service itself says of its answer comes before the status", () => {
  const own = (answer: ServiceAnswer) => (answer.status === 503 ? ({ kind: "accepted", receipt: "r" } as const) : null);
  const judge = { service: "Example", nowMs, own };
  expect(outcomeOf(answered(503), judge)).toEqual({ kind: "accepted", receipt: "r" });
  expect(outcomeOf(answered(500), judge)).toMatchObject({ kind: "later" });
});

test.each([
  [{ isLasting: true, mayHaveArrived: false }, "broken", "no such host"],
  [{ isLasting: true, mayHaveArrived: true }, "broken", "no such host"],
  [{ isLasting: false, mayHaveArrived: false }, "later", "no such host"],
  [{ isLasting: false, mayHaveArrived: true }, "unknown", "no such host"],
] as const)("no answer, %o: %s", (how, kind, words) => {
  const outcome = judged({ kind: "failed", code: "dns", words, ...how });
  expect(outcome).toMatchObject({ kind, code: "dns", words: expect.stringContaining(words) });
  if (outcome.kind === "later") expect(outcome.afterMs).toBeNull();
  // Only where it may have arrived the words say so.
  if (outcome.kind !== "accepted") expect(outcome.words === words).toBe(kind !== "unknown");
});

test.each([
  ['{"a":1}', { a: 1 }],
  ["[1]", null],
  ["null", null],
  ['"text"', null],
  ["<html>", null],
  ["", null],
])("the JSON of an answer %s", (text, value) => {
  expect(jsonOf({ ...answered(200), text })).toEqual(value);
});
