/** What is logged of a bug: its stack, without anything of what the person had sent. */
import { expect, test } from "vitest";
import { bugText } from "../../main/bridge/internal-error-text.ts";

const bug = (words: string): Error => Object.assign(new Error(words), { stack: `Error: ${words}\n    at here.ts:1` });

test.each<[string, unknown, string, string]>([
  ["a text of the input", { apiKey: "s3cret-key" }, "bad key s3cret-key", "bad key [input]"],
  ["each time", { apiKey: "s3cret" }, "s3cret and s3cret", "[input] and [input]"],
  ["within lists and objects", [{ deep: [{ apiKey: "s3cret" }] }], "bad s3cret", "bad [input]"],
  ["the input itself", "s3cret", "bad s3cret", "bad [input]"],
  [
    "of two of which one is part of the other, the longer first",
    { a: "s3cret", b: "my s3cret" },
    "my s3cret",
    "[input]",
  ],
  ["one of four letters", { a: "abcd" }, "bad abcd", "bad [input]"],
  ["none of three, which an ordinary word may hold", { a: "abc" }, "bad abc", "bad abc"],
  ["no number, and nothing of an empty input", { a: 45_000, b: null }, "bad 45000", "bad 45000"],
])("%s", (_what, input, words, shown) => {
  expect(bugText(bug(words), input)).toBe(`Error: ${shown}\n    at here.ts:1`);
});

test("what is thrown and is no error is told as one line, an error without a stack by its name", () => {
  expect(bugText("lost s3cret", { key: "s3cret" })).toBe("Thrown: lost [input]");
  expect(bugText(Object.assign(new TypeError("odd"), { stack: undefined }), {})).toBe("TypeError: odd");
});

test("what was sent is taken out of it however deep it lies, also where the input holds itself", () => {
  let input: unknown = "the-secret";
  for (let level = 0; level < 20_000; level++) input = { inside: input };
  const itself: Record<string, unknown> = { input };
  itself["again"] = itself;
  expect(bugText(new Error("bad the-secret"), itself)).not.toContain("the-secret");
});
