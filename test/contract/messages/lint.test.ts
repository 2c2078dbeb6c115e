/** The lint rule that keeps words for people in the messages: what it refuses, and what only developers see. */
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { expect, test } from "vitest";

const rule = "house/words-in-messages";
const linter = new ESLint({
  cwd: fileURLToPath(new URL("../../..", import.meta.url)),
  // Types are not needed for it, and take long to load.
  overrideConfig: { files: ["**/*.ts"], languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => ruleId === rule,
});

async function refused(code: string, filePath = "main/app/x.ts"): Promise<(string | null)[]> {
  const [result] = await linter.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}

test.for([
  'export const detail = "The venue is away.";',
  "export const detail = (venue: string) => `${venue} is not there.`;",
  'export const answer = { reason: "the disk is full" };',
  'fail("not-found", "There is no such alert.");',
  'export const why = (a: boolean) => (a ? "it is empty" : null);',
])("refused: %s", async (code) => {
  for (const file of ["main/app/x.ts", "main/market/venues/kraken/x.ts", "preload/x.ts", "renderer/lib/x.ts"])
    expect(await refused(code, file), file).toEqual([rule]);
});

test.for([
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
])("left alone: %s", async (code) => {
  expect(await refused(code)).toEqual([]);
});

test("in markup any word is refused, also one that is only read out", async () => {
  const page = "renderer/lib/X.svelte";
  expect(await refused('<p>Nothing</p><button aria-label="Close">x</button>', page)).toEqual([rule, rule]);
  expect(
    await refused(
      '<p class="far away" id={a ? "x" : "y"}>{text}</p><b class={a ? "far" : "far away"}>Pricebell</b><kbd>Escape</kbd>',
      page,
    ),
  ).toEqual([]);
});

test("messages are the place for them", async () => {
  expect(
    await refused('export const a = { "a.b": "The venue is away." };', "preload/contract/messages/en/x.ts"),
  ).toEqual([]);
});
