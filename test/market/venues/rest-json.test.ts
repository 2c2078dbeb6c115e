/** A venue's answer as JSON: what is none, by its status, and which refusals are of the whole venue. */
import { expect, test } from "vitest";
import { getJson, isOfWholeVenue, refusal, wordsOf } from "../../../main/market/venues/rest-json.ts";
import type { RestAnswer, RestFailureCode, RestOutcome } from "../../../main/market/venues/session.ts";
import { away, never } from "./rest-answer.ts";

const read = (answer: RestOutcome<RestAnswer>, numbers: "exact" | "rounded" = "exact") =>
  getJson({ get: () => Promise.resolve(answer), holdOff: () => undefined }, { path: "/x" }, numbers, never);
const answer = (status: number, text: string): RestOutcome<RestAnswer> => ({
  ok: true,
  value: { status, headers: { a: "b" }, text },
});

test("numbers are the text that they were written as, or rounded where that is asked for", async () => {
  const text = '{"a":0.13110,"b":9007199254740993}';
  expect(await read(answer(200, text))).toEqual({
    ok: true,
    value: { status: 200, headers: { a: "b" }, value: { a: "0.13110", b: "9007199254740993" } },
  });
  expect(await read(answer(200, text), "rounded")).toMatchObject({ value: { value: { a: 0.1311 } } });
});

test.each([
  [199, true],
  [200, false],
  [299, false],
  [300, true],
  [404, true],
])("what is no JSON with the status %i is an answer all the same: %s", async (status, isAnswer) => {
  expect(await read(answer(status, "<html>"))).toEqual(
    isAnswer
      ? { ok: true, value: { status, headers: { a: "b" }, value: undefined } }
      : refusal("invalid", "The venue's answer is not JSON."),
  );
});

test("what did not come is what the gate says, and a refusal says when to come back where that is known", async () => {
  expect(await read(away)).toBe(away);
  expect(refusal("banned", "no")).toEqual({ ok: false, error: { code: "banned", message: "no", retryAfterMs: null } });
  expect(refusal("banned", "no", 5).error.retryAfterMs).toBe(5);
});

test.each<[RestFailureCode, boolean]>([
  ["unknown-symbol", false],
  ["invalid", false],
  ["unreachable", true],
  ["rate-limited", true],
  ["key-refused", true],
  ["maintenance", true],
])("%s is of the whole venue: %s", (code, isOfAll) => {
  expect(isOfWholeVenue(refusal(code, "").error)).toBe(isOfAll);
});

test("the venue's words are those under the name it gives them, where they say something", () => {
  expect([
    wordsOf({ msg: "Odd" }, "msg"),
    wordsOf({ msg: "" }, "msg"),
    wordsOf({ a: "b" }, "msg"),
    wordsOf(null, "msg"),
  ]).toEqual(["Odd", null, null, null]);
});
