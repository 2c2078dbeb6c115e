/** Text cut to what a service takes, in its own unit: each limit itself, one less, and never within a sign. */
import { describe, expect, test } from "vitest";
import {
  codePoints,
  cutBody,
  cutText,
  plainText,
  textOf,
  utf16Units,
  utf8Bytes,
  type Measure,
} from "../../../main/delivery/channels/message-text.ts";
import { formatMoreInHistory } from "../../../preload/contract/text.ts";
import fc from "../../doubles/generated.ts";
import { remoteMessage } from "./conformance/subject.ts";

test.each<[string, Measure, number, string]>([
  ["abcdef", utf16Units, 6, "abcdef"],
  ["abcdef", utf16Units, 5, "abcd…"],
  ["abcdef", utf8Bytes, 6, "abcdef"],
  ["abcdef", utf8Bytes, 5, "ab…"],
  ["äöüß", utf8Bytes, 7, "äö…"],
  ["äöüß", utf8Bytes, 6, "ä…"],
  ["a😀😀", utf16Units, 5, "a😀😀"],
  ["a😀😀", utf16Units, 4, "a😀…"],
  ["a😀😀", utf16Units, 3, "a…"],
  ["a😀😀b", codePoints, 4, "a😀😀b"],
  ["a😀😀b", codePoints, 3, "a😀…"],
  ["", utf16Units, 0, ""],
])("%j in %o, at most %i, is %j", (text, measure, most, cut) => {
  expect(cutText(text, most, measure)).toBe(cut);
});

test("a cut text never takes more than it may, and is the longest beginning that leaves room for its sign", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 3, max: 40 }), (text, most) => {
      for (const measure of [utf8Bytes, utf16Units, codePoints]) {
        const sizeOf = (given: string): number => [...given].reduce((sum, sign) => sum + measure(sign), 0);
        const cut = cutText(text, most, measure);
        expect(sizeOf(cut)).toBeLessThanOrEqual(most);
        if (sizeOf(text) <= most) expect(cut).toBe(text);
        else {
          const kept = cut.slice(0, -1);
          expect([text.startsWith(kept), cut.endsWith("…")]).toEqual([true, true]);
          const [next = ""] = text.slice(kept.length);
          const following = [...text.slice(kept.length)][0] ?? next;
          expect(sizeOf(kept + following) + measure("…")).toBeGreaterThan(most);
        }
      }
    }),
  );
});

describe("a body that begins with a list", () => {
  const lines = ["1", "2", "3"].map((number) => `${number} ${"x".repeat(60)}`);
  const rest = "Times are UTC";
  const body = [...lines, rest].join("\n");
  const withMore = (shown: number, more: number): string =>
    [...lines.slice(0, shown), formatMoreInHistory(more), rest].join("\n");

  test.each<[string, number, number, string]>([
    ["all of it", body.length, 0, body],
    ["one unit less", body.length - 1, 0, withMore(2, 1)],
    ["two lines and how many more there are", withMore(2, 1).length, 0, withMore(2, 1)],
    ["less than that", withMore(2, 1).length - 1, 0, withMore(1, 2)],
    ["no line at all", withMore(0, 3).length, 0, withMore(0, 3)],
    ["all of it, and more that were never in it", withMore(3, 4).length, 4, withMore(3, 4)],
    ["less than that", withMore(3, 4).length - 1, 4, withMore(2, 5)],
  ])("where there is room for %s (%i, %i more)", (_what, most, more, cut) => {
    expect(cutBody({ list: { entries: 3, more } }, body, most, utf16Units)).toBe(cut);
  });

  test("without room for any line is cut like any text, and without a list it is none", () => {
    expect(cutBody({ list: { entries: 3, more: 0 } }, body, 5, utf16Units)).toBe(
      `${formatMoreInHistory(3).slice(0, 4)}…`,
    );
    expect(cutBody({}, body, 10, utf16Units)).toBe(`${body.slice(0, 9)}…`);
  });
});

test("what would change the text around it is left out of somebody's text; lines stay", () => {
  expect(plainText("a\r\nb\rc\nd\te\0f\u202Eg\u2066h\u2028i\uD800")).toBe("a\nb\nc\nd e f g\u2066h i\uFFFD");
});

test("a title is one line, and says of a message that may be there already that it comes again", () => {
  const message = remoteMessage({ title: " one\ntwo ", body: "\n b \n", isAgain: true });
  expect(textOf(message, false)).toEqual({ title: "one two", body: "b" });
  expect(textOf(message, true)).toEqual({ title: "(again) one two", body: "b" });
  expect(textOf({ ...message, isAgain: false }, true).title).toBe("one two");
});
