/** The lint rule that keeps words for people in the messages: what it refuses, and what only developers see. */
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { expect, test } from "vitest";
import { refusalsOf } from "../../doubles/oxlint.ts";

const rule = "house/words-in-messages";

/** How often the rule refuses each piece, in each of the files. */
function refused(pieces: readonly string[], files: readonly string[]): number[][] {
  const found = refusalsOf(
    Object.fromEntries(
      pieces.flatMap((code, index) => files.map((file) => [file.replace("#", String(index)), code] as const)),
    ),
    /words-in-messages/,
  );
  return pieces.map((_, index) => files.map((file) => found.get(file.replace("#", String(index)))?.length ?? -1));
}

/** The same rule in a component, which ESLint reads. */
async function refusedIn(markup: string): Promise<(string | null)[]> {
  const linter = new ESLint({
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    ruleFilter: ({ ruleId }) => ruleId === rule,
  });
  const [result] = await linter.lintText(markup, { filePath: "renderer/lib/X.svelte" });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}

test("refused is what reads like English", () => {
  const pieces = [
    'export const detail = "The venue is away.";',
    "export const detail = (venue: string) => `${venue} is not there.`;",
    'export const answer = { reason: "the disk is full" };',
    'fail("not-found", "There is no such alert.");',
    'export const why = (a: boolean) => (a ? "it is empty" : null);',
  ];
  const files = ["main/app/x#.ts", "main/market/venues/kraken/x#.ts", "preload/x#.ts", "renderer/lib/x#.ts"];
  expect(refused(pieces, files)).toEqual(pieces.map(() => [1, 1, 1, 1]));
});

test("what only developers see is left alone", () => {
  const pieces = [
    'throw new Error("There is no such rule.");',
    'export const bug = new TypeError("No handler answers this.");',
    'log("The computer went to sleep.");',
    'console.warn("left out: it takes too long");',
    'db.prepare("SELECT name, price FROM rules WHERE id = ? ORDER BY name");',
    'export const type = "text/html; charset=utf-8";',
    'export const caching = "public, max-age=31536000, immutable";',
    'export const key = "answer.database-busy";',
    'export const label = "Kraken";',
    'import { a } from "./a b.ts";\na();',
    'export type Words = "not for people";',
  ];
  expect(refused(pieces, ["main/app/x#.ts"])).toEqual(pieces.map(() => [0]));
});

test("in markup any word is refused, also one that is only read out", async () => {
  expect(await refusedIn('<p>Nothing</p><button aria-label="Close">x</button>')).toEqual([rule, rule]);
  expect(
    await refusedIn(
      '<p class="far away" id={a ? "x" : "y"}>{text}</p><b class={a ? "far" : "far away"}>Pricebell</b><kbd>Escape</kbd>',
    ),
  ).toEqual([]);
});

test("messages are the place for them", () => {
  const piece = 'export const a = { "a.b": "The venue is away." };';
  expect(refused([piece], ["preload/contract/messages/en/x#.ts"])).toEqual([[0]]);
});
