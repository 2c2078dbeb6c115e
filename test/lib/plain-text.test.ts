import { describe, expect, test } from "vitest";
import { isolatedText, withoutControls } from "../../main/lib/plain-text.ts";

describe("text that somebody else wrote", () => {
  test.each([
    ["a right-to-left override", "sell \u202E54 ta", "sell 54 ta"],
    ["embeddings and their end", "\u202A\u202Ba\u202C\u202D", "a"],
    ["isolates, opened or closed", "\u2066a\u2067b\u2068c\u2069", "abc"],
    ["marks", "a\u200E\u200F\u061Cb", "ab"],
    ["letters of no width", "s3\u200Bcr\u2060et\uFEFF", "s3cret"],
    ["a soft hyphen", "s3\u00ADcret", "s3cret"],
    ["a terminal's own commands", "\u001B[2Ja\u009Bb", " [2Ja b"],
    ["line ends and a tab", "a\r\nb\tc\u2028d\u2029e", "a b c d e"],
    ["half a character", "a\uD83D", "a\uFFFD"],
  ])("loses %s", (_what, text, expected) => {
    expect(withoutControls(text)).toBe(expected);
  });

  test("keeps what people write: accents, other scripts, emoji with their joiners", () => {
    for (const text of ["Gärtner, naïve", "ビットコイン", "मूल्य", "👩\u200D🚀 to the 🌕", "می\u200Cخواهم", "שלום"]) {
      expect(withoutControls(text)).toBe(text);
    }
  });

  test.each([
    ["plain", " buy \u202Enow ", "buy now"],
    ["Hebrew", "קנה 100", "\u2068קנה 100\u2069"],
    ["Arabic that closes an isolate of its own", "اشتر\u2069 100", "\u2068اشتر 100\u2069"],
    ["Hebrew within English", "see שלום", "\u2068see שלום\u2069"],
  ])("%s stands beside ours without moving it", (_what, text, expected) => {
    expect(isolatedText(text)).toBe(expected);
  });
});
