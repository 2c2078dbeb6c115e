/** The faults that the runner makes, and that it leaves the sources' meaning to the types and texts to people. */
import { describe, expect, it } from "vitest";
import { applied, mutantsOf } from "./mutants.ts";
import { RelatedTests } from "./related-tests.ts";
import { refusedByTypes } from "./type-check.ts";
import { testFiles } from "./work-tree.ts";

const root = process.cwd();
const allOf = (text: string): string[] => mutantsOf("a.ts", text).map((mutant) => applied(text, mutant));

describe("mutants", () => {
  it.each([
    ["a < b;", ["a <= b;", "a >= b;", ";"]],
    ["if (a >= b) f();", ["if (true) f();", "if (false) f();", "if (a > b) f();", "if (a < b) f();", "if (a >= b) ;"]],
    ["x = a + b;", ["x = a - b;", ";"]],
    ["const x = a && b;", ["const x = a || b;"]],
    ["const x = a ?? b;", ["const x = (b);", "const x = (a)!;"]],
    ["const x = !a;", ["const x = a;"]],
    ["const x = 0;", ["const x = 1;"]],
    ["const x = 30_000;", ["const x = 60000;"]],
    ["const x = 3;", ["const x = 4;"]],
    ["const x = Math.max(a, b);", ["const x = Math.min(a, b);"]],
    ["const x = a ? b : c;", ["const x = true ? b : c;", "const x = false ? b : c;"]],
    ["while (a) f();", ["while (false) f();", "while (a) ;"]],
  ])("of %s", (text, mutants) => {
    expect(allOf(text).sort()).toEqual([...mutants].sort());
  });

  it("leave texts, types, imports, logs and what throws alone", () => {
    const texts = [
      'import { a } from "./a.ts";',
      'const text = "a < b";',
      "type Small = 0 | 1;",
      'this.#log("a", 1 + 2);',
      "console.error(1 + 2);",
      'throw new Error("a" + 1);',
    ];
    for (const text of texts) expect(allOf(text)).toEqual([]);
  });

  it("name the line they stand in", () => {
    expect(mutantsOf("a.ts", "const a = b;\n\n\nconst c = a < b;\n").map(({ line }) => line)).toEqual([4, 4]);
  });

  it("return nothing instead of something", () => {
    expect(allOf("function f() { return a; }")).toContain("function f() { return null; }");
  });
});

describe("the types", () => {
  it("refuse what is no value of its type, and nothing that is", () => {
    const file = "main/market/feed/backoff.ts";
    const variants = [
      "export const delayMs: number = 1;\n",
      'export const delayMs: number = "1";\n',
      "export const delayMs: number = ;\n",
      // What a removed line leaves behind is no error of the types.
      "const unused = 1;\nexport {};\n",
    ].map((text) => ({ file, text }));
    expect(refusedByTypes(root, variants)).toEqual([false, true, true, false]);
  });
});

describe("related tests", () => {
  it("are those that import the source, its own folder's first, of them the quick ones, and no others", () => {
    const related = new RelatedTests(root, testFiles(root)).of("main/bridge/tick-conflator.ts");
    expect(related[0]).toBe("test/bridge/tick-conflator.test.ts");
    expect(related).not.toContain("test/alerts/truth-table.test.ts");
    const ofOutbox = new RelatedTests(root, testFiles(root)).of("main/delivery/outbox.ts");
    const placeOf = (test: string): number => ofOutbox.indexOf(`test/delivery/${test}.test.ts`);
    expect(placeOf("crash")).toBeGreaterThan(placeOf("outbox-clock"));
    expect(placeOf("outbox")).toBeLessThan(5);
  });
});
