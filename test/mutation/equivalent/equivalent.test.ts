/** What is listed as changing nothing is a mutant of the source as it stands: else it would hide another one some day. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { equivalents, isEquivalent } from "./index.ts";
import { mutantsOf } from "../mutants.ts";

test.each(equivalents)("$file: $line", ({ file, replacements, ...listed }) => {
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n").map((line) => line.trim());
  const found = mutantsOf(file, text).filter(
    (mutant) =>
      lines[mutant.line - 1] === listed.line && mutant.original === listed.original && isEquivalent(file, text, mutant),
  );
  expect(new Set(found.map(({ replacement }) => replacement))).toEqual(new Set(replacements));
});
