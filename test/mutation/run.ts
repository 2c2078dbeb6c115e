/**
 * `npm run mutate -- main/market --sample 60 --seed 1`: puts small faults into the sources of a folder (or file), one at a
 * time, and tells which of them no test notices. Ends with 1 where more than `--at-most` percent survive.
 *
 * Its own and not Stryker: that one switches its mutants on in the process of the test, and the tests here that matter most
 * run the app as processes of their own, where no mutant would ever be on; it also takes no sample.
 */
import { parseArgs } from "node:util";
import { Random } from "../../main/market/venues/demo/random.ts";
import { ChosenTests } from "./chosen-tests.ts";
import { CopiedTree } from "./copied-tree.ts";
import { isEquivalent } from "./equivalent/index.ts";
import { applied, mutantsOf, type Mutant } from "./mutants.ts";
import { refusedByTypes } from "./type-check.ts";
import { listFiles, testFiles } from "./work-tree.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    "at-most": { type: "string", default: "100" },
    /** Test files that take longer than this without a fault are left out. */
    "longest-test-s": { type: "string", default: "60" },
    "patience-s": { type: "string", default: "10" },
    /** Only test files whose path begins so: quick, where a survivor is then looked at by hand. May be given more than once. */
    tests: { type: "string", multiple: true, default: [""] },
  },
});
const patienceMs = Number(values["patience-s"]) * 1_000;
const root = process.cwd();
const sources = positionals.flatMap((folder) => listFiles(root, folder)).filter((file) => file.endsWith(".ts"));
if (sources.length === 0) throw new Error("name a folder or file with sources, such as main/market");

type Candidate = Mutant & { readonly file: string };
type MutantResult = { readonly kind: "killed" | "hung"; readonly test: string } | { readonly kind: "survived" };

/** How many mutants the types look at in one go: nearly half of them are refused. */
const checkedAtOnce = 100;

/** A random sample of those that the types allow. */
function sampled(all: readonly Candidate[], count: number): Candidate[] {
  const random = new Random("mutation", Number(values.seed));
  const order = all
    .map((candidate) => ({ candidate, key: random.unit() }))
    .sort((a, b) => a.key - b.key)
    .map(({ candidate }) => candidate);
  const allowed: Candidate[] = [];
  for (let from = 0; from < order.length && allowed.length < count; from += checkedAtOnce) {
    const some = order.slice(from, from + checkedAtOnce);
    const texts = some.map((one) => ({ file: one.file, text: applied(tree.read(one.file), one) }));
    const refused = refusedByTypes(root, texts);
    allowed.push(...some.filter((_, i) => refused[i] === false));
  }
  return allowed.slice(0, count);
}

/** Tries the tests that come to the place until one notices, few at a time, so that one that hangs is soon given up. */
async function resultOf({ file, ...mutant }: Candidate, chosen: ChosenTests): Promise<MutantResult> {
  const text = tree.read(file);
  const goes = chosen.of(file, mutant.start);
  tree.write(file, applied(text, mutant));
  try {
    for (const { tests, usualMs } of goes) {
      const end = await tree.run(tests, 3 * usualMs + 3 * patienceMs);
      if (end === "hung") return { kind: "hung", test: tests.join(" ") };
      if (end.failed.length > 0) return { kind: "killed", test: end.failed.join(" ") };
    }
    return { kind: "survived" };
  } finally {
    tree.write(file, text);
  }
}

const words = ({ file, line, original, replacement }: Candidate): string =>
  `${file}:${line}  ${short(original)}  ->  ${short(replacement)}`;
const short = (text: string): string => {
  const oneLine = text.replace(/\s+/g, " ");
  return oneLine.length > 90 ? `${oneLine.slice(0, 87)}...` : oneLine;
};

const tree = new CopiedTree(root, patienceMs);
process.once("SIGINT", () => void tree.dispose().then(() => process.exit(130)));
const counts = { killed: 0, hung: 0, survived: 0 };
const found: Record<"hung" | "survived", string[]> = { hung: [], survived: [] };
try {
  const all = sources.flatMap((file) => mutantsOf(file, tree.read(file)).map((mutant) => ({ ...mutant, file })));
  const candidates = sampled(
    all.filter((one) => !isEquivalent(one.file, tree.read(one.file), one)),
    Number(values.sample),
  );
  const tests = testFiles(root).filter((test) => values.tests.some((start) => test.startsWith(start)));
  const chosen = new ChosenTests(tree, tests, Number(values["longest-test-s"]) * 1_000);
  const leftOut = await chosen.runOnce(candidates);
  for (const test of leftOut) console.log(`  left out: ${test} fails or takes too long without a fault`);
  for (const candidate of candidates) {
    const result = await resultOf(candidate, chosen);
    counts[result.kind]++;
    if (result.kind !== "killed") found[result.kind].push(words(candidate));
    console.log(`${result.kind.padEnd(8)} ${words(candidate)}${"test" in result ? `  (${result.test})` : ""}`);
  }
} finally {
  await tree.dispose();
}
const tried = counts.killed + counts.hung + counts.survived;
const share = tried === 0 ? 0 : (100 * counts.survived) / tried;
if (found.hung.length > 0) console.log(`\nKilled because a test hung:\n${found.hung.join("\n")}`);
if (found.survived.length > 0) console.log(`\nSurvived:\n${found.survived.join("\n")}`);
console.log(
  `\n${positionals.join(" ")}: ${tried} mutants, ${counts.killed} killed, ${counts.hung} hung, ${counts.survived} survived: ${share.toFixed(1)} % (seed ${values.seed})`,
);
process.exitCode = share > Number(values["at-most"]) ? 1 : 0;
