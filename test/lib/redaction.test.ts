import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Redactor, outsideTextLimit } from "../../main/lib/redaction.ts";

const key = 'sK-live_9f8E7d6c5B4a3/2+1"0&x';
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const everyByte = (text: string, write: (code: number) => string): string =>
  Array.from(text, (character) => write(character.charCodeAt(0))).join("");
const hexadecimal = (code: number): string => code.toString(16).padStart(2, "0");

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

const forms: [string, string][] = [
  ["as it is", key],
  ["in capitals", key.toUpperCase()],
  ["in small letters", key.toLowerCase()],
  ["URL-encoded", encodeURIComponent(key)],
  ["URL-encoded as a form", new URLSearchParams({ key }).toString().slice("key=".length)],
  ["URL-encoded whole, in small letters", everyByte(key, (code) => `%${hexadecimal(code)}`)],
  ["URL-encoded twice", encodeURIComponent(encodeURIComponent(key))],
  ["JSON-escaped", JSON.stringify(key).slice(1, -1)],
  ["JSON-escaped with its slashes", JSON.stringify(key).slice(1, -1).replaceAll("/", "\\/")],
  ["JSON-escaped whole", everyByte(key, (code) => `\\u00${hexadecimal(code).toUpperCase()}`)],
  ["JSON in JSON", JSON.stringify(JSON.stringify(key))],
  ["escaped for HTML", key.replaceAll("&", "&amp;").replaceAll('"', "&quot;")],
  ["escaped for HTML whole", everyByte(key, (code) => `&#${code};`)],
  ["escaped for HTML whole, in hexadecimal", everyByte(key, (code) => `&#x${hexadecimal(code)};`)],
  ["in base64", base64(key)],
  ["in base64 for addresses", Buffer.from(key).toString("base64url")],
  ["in the base64 of a Basic header", base64(`:${key}`)],
  ["in the base64 of something longer", base64(`me:${key}`)],
  ["in hexadecimal", Buffer.from(key).toString("hex").toUpperCase()],
];

describe("a secret in words from outside", () => {
  test.each(forms)("%s is taken out", (_form, written) => {
    const said = knowing(key).redact(`bad <${written}> here`);
    expect(said).toMatch(/^bad <.{0,4}\(key\).{0,4}> here$/u);
    const length = 10;
    for (let at = 0; at + length <= written.length; at++) expect(said).not.toContain(written.slice(at, at + length));
  });

  test.each(forms)("%s is taken out before the words are cut", (_form, written) => {
    const { formatOutsideText } = knowing(key);
    for (let before = outsideTextLimit - written.length - 5; before <= outsideTextLimit; before++) {
      const said = formatOutsideText(`${"x".repeat(Math.max(0, before))} ${written} end`);
      expect(said.length).toBeLessThanOrEqual(outsideTextLimit);
      // Nothing of it but the few letters that a cut of ours leaves of "(key)" itself.
      expect(said.replaceAll("x", "").length).toBeLessThan(20);
    }
  });

  test("every one that was known in this run, the replaced ones too", () => {
    const { redact } = knowing("first-key-1111", "second-key-2222", "third-key-3333");
    expect(redact("second-key-2222, first-key-1111 or third-key-3333?")).toBe("(key), (key) or (key)?");
  });

  test("a larger piece of it, as a venue that cuts or masks it would say", () => {
    const { redact } = knowing("abcdefghijklmnopqrstuvwxyz01");
    expect(redact("key abcdefghijkl... and ...qrstuvwxyz01")).toBe("key (key)... and ...(key)");
    expect(redact("key abcd...")).toBe("key abcd...");
  });

  test("with characters between its letters that show nothing", () => {
    const said = knowing("s3cret-key-42").formatOutsideText("bad s3c\u200Bret\u00AD-ke\u202Ey-42 given");
    expect(said).toBe("bad (key) given");
  });

  test("side by side and within each other", () => {
    expect(knowing("abcd").redact("abcdabcd abcd")).toBe("(key) (key)");
    expect(knowing("abcd", "xabcdy").redact("xabcdy abcd")).toBe("(key) (key)");
  });

  test("words without one come through letter for letter; what is too short to be one is none", () => {
    const { redact } = knowing("sec", "", key);
    for (const words of ["", "50%25 of \\u0041 &amp; \\\\ stays", "%", "İstanbul sec", "symbol BTC-USD"])
      expect(redact(words)).toBe(words);
  });

  test("escapes around it do not shift what is taken out", () => {
    expect(knowing("s3cret").redact("&amp;%41 İ s3cret \\u0041 end")).toBe("&amp;%41 İ (key) \\u0041 end");
  });

  test("none at all: nothing is taken out", () => {
    const redactor = new Redactor();
    redactor.add(null);
    expect(redactor.redact("a (key)")).toBe("a (key)");
  });

  test("whatever the key and the words around it, the key is not in what is left", () => {
    const secret = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 6, maxLength: 64 }); // prettier-ignore
    const way = fc.constantFrom(String, encodeURIComponent, (text: string) => JSON.stringify(text), base64);
    fc.assert(
      fc.property(secret, way, fc.string(), fc.string(), (text, write, before, after) => {
        const said = knowing(text).redact(`${before} ${write(text)} ${after}`);
        expect(said.replaceAll("(key)", "").toLowerCase()).not.toContain(text.toLowerCase());
        expect(said).toContain("(key)");
      }),
    );
  });
});

describe("a venue's words", () => {
  test("are one line, without what reorders text, and end in an ellipsis where they are cut", () => {
    const { formatOutsideText } = new Redactor();
    expect(formatOutsideText(" two\nlines \u202Eback ")).toBe("two lines back");
    expect(formatOutsideText("y".repeat(outsideTextLimit))).toBe("y".repeat(outsideTextLimit));
    expect(formatOutsideText("y".repeat(outsideTextLimit + 1))).toBe(`${"y".repeat(outsideTextLimit - 1)}…`);
    expect(formatOutsideText("🔔".repeat(outsideTextLimit)).isWellFormed()).toBe(true);
  });

  test("a megabyte of them is not read to its end", () => {
    for (let before = 0; before < 2 * key.length; before++) {
      const said = knowing(key).formatOutsideText(`${" ".repeat(before)}${`${key} `.repeat(30_000)}`);
      expect(said).toMatch(/^(?:\(key\) )+[(key) ]{0,5}…$/u);
    }
  });
});

describe("any number of keys", () => {
  const numbered = (number: number): string => createHash("sha256").update(String(number)).digest("base64url");
  const addMany = (redactor: Redactor): void => {
    for (let number = 0; number < 1_000; number++) redactor.add(numbered(number));
  };

  test("the latest ones stay known, and one that is named again is one of them", () => {
    const redactor = knowing(key);
    for (let number = 0; number < 1_000; number++) {
      redactor.add(numbered(number));
      redactor.add(key);
    }
    const latest = [...Array.from({ length: 300 }, (_, at) => numbered(999 - at)), key];
    expect(latest.filter((secret) => redactor.redact(secret) !== "(key)")).toEqual([]);
    expect(redactor.redact(numbered(0)), "nor do they take ever more memory").toBe(numbered(0));
  });

  test("one that is in use stays known until its holder uses another, or none", () => {
    const redactor = new Redactor();
    redactor.keep("venue", [key, null]);
    redactor.keep("other", ["another-key-1234"]);
    addMany(redactor);
    expect(redactor.redact(`${key} another-key-1234`)).toBe("(key) (key)");
    redactor.keep("venue", ["the-next-key-1"]);
    expect(redactor.redact(`${key} the-next-key-1`), "it may still be quoted").toBe("(key) (key)");
    addMany(redactor);
    expect(redactor.redact(`${key} the-next-key-1`)).toBe(`${key} (key)`);
  });

  test("long ones push out older ones the sooner, and never the latest", () => {
    const long = (number: number): string =>
      Array.from({ length: 90 }, (_, at) => numbered(number * 100 + at)).join("");
    const redactor = new Redactor();
    for (let number = 0; number < 20; number++) redactor.add(long(number));
    expect([0, 19].map((number) => redactor.redact(long(number)) === "(key)")).toEqual([false, true]);
    const longest = Array.from({ length: 500 }, (_, at) => numbered(at)).join("");
    redactor.add(longest);
    expect(redactor.redact(longest)).toBe("(key)");
  });

  test("a piece that two of them have is known while either is", () => {
    const redactor = new Redactor();
    redactor.keep("venue", ["shared-piece-one"]);
    redactor.add("shared-piece-two");
    addMany(redactor);
    expect(redactor.redact("shared-piece-one")).toBe("(key)");
    expect(redactor.redact("shared-piece-")).toBe("(key)");
  });

  test("are looked for in the time that one takes", () => {
    const words = Array.from({ length: 60 }, (_, at) => numbered(-at)).join(" ");
    const fastestMs = (redact: (words: string) => string): number =>
      Math.min(
        ...Array.from({ length: 5 }, () => {
          const begin = process.cpuUsage();
          redact(words);
          const { user, system } = process.cpuUsage(begin);
          return (user + system) / 1_000;
        }),
      );
    const many = new Redactor();
    addMany(many);
    expect(fastestMs(many.redact)).toBeLessThan(20 * fastestMs(knowing(numbered(0)).redact));
  });
});
