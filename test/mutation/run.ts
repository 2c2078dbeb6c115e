/**
 * `npm run mutate -- main/market --sample 60 --seed 1`: puts small faults into the sources of a folder (or file), one at a
 * time, and tells which of them no test notices. Ends with 1 where more than `--at-most` percent survive.
 *
 * Its own and not Stryker: that one switches its mutants on in the process of the test, and the tests here that matter most
 * run the app as processes of their own, where no mutant would ever be on; it also takes no sample.
 */
import { parseArgs } from "node:util";
import { Random } from "../../main/market/venues/demo/random.ts";
import { CopiedTree } from "./copied-tree.ts";
import { applied, mutantsOf, type Mutant } from "./mutants.ts";
import { RelatedTests } from "./related-tests.ts";
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
const maxTestMs = Number(values["longest-test-s"]) * 1_000;
const root = process.cwd();
const sources = positionals.flatMap((folder) => listFiles(root, folder)).filter((file) => file.endsWith(".ts"));
if (sources.length === 0) throw new Error("name a folder or file with sources, such as main/market");

type Candidate = Mutant & { readonly file: string };
const tree = new CopiedTree(root, patienceMs);
process.once("SIGINT", () => void tree.dispose().then(() => process.exit(130)));
const related = new RelatedTests(
  root,
  testFiles(root).filter((test) => values.tests.some((start) => test.startsWith(start))),
);
/** How long a test file takes without a fault; null where it is left out. Milliseconds. */
const durations = new Map<string, number | null>();
const counts = { killed: 0, hung: 0, survived: 0, untested: 0 };
const survivors: string[] = [];
const hangs: string[] = [];

async function durationOf(test: string): Promise<number | null> {
  const known = durations.get(test);
  if (known !== undefined) return known;
  const startMs = performance.now();
  const end = await tree.run(test, maxTestMs);
  const ms = performance.now() - startMs;
  if (end !== "passed")
    console.log(`  left out: ${test} ${end === "hung" ? "takes too long" : "fails"} without a fault`);
  durations.set(test, end === "passed" ? ms : null);
  return end === "passed" ? ms : null;
}

type MutantResult =
  | { readonly kind: "killed" | "hung"; readonly test: string }
  | { readonly kind: "survived" | "untested" };

/** How many mutants the types look at in one go: nearly half of them are refused. */
const checkedAtOnce = 100;

/** In a random order, without those that the types refuse; looked at as they are asked for. */
function* tested(all: Candidate[]): Generator<Candidate> {
  const order = shuffled(all);
  for (let from = 0; from < order.length; from += checkedAtOnce) {
    const some = order.slice(from, from + checkedAtOnce);
    const refused = refusedByTypes(
      root,
      some.map((one) => ({ file: one.file, text: applied(tree.read(one.file), one) })),
    );
    yield* some.filter((_, i) => refused[i] === false);
  }
}

/** Tries every related test file until one notices. `untested`: none of them could be run, which says nothing of the tests. */
async function resultOf({ file, ...mutant }: Candidate): Promise<MutantResult> {
  const text = tree.read(file);
  let ran = 0;
  for (const test of related.of(file)) {
    const usualMs = await durationOf(test);
    if (usualMs === null) continue;
    tree.write(file, applied(text, mutant));
    try {
      const end = await tree.run(test, 3 * usualMs + 3 * patienceMs);
      if (end !== "passed") return { kind: end === "hung" ? "hung" : "killed", test };
      ran++;
    } finally {
      tree.write(file, text);
    }
  }
  return { kind: ran === 0 && related.of(file).length > 0 ? "untested" : "survived" };
}

function shuffled(all: Candidate[]): Candidate[] {
  const random = new Random("mutation", Number(values.seed));
  return all
    .map((candidate) => ({ candidate, key: random.unit() }))
    .sort((a, b) => a.key - b.key)
    .map(({ candidate }) => candidate);
}

const words = ({ file, line, original, replacement }: Candidate): string =>
  `${file}:${line}  ${short(original)}  ->  ${short(replacement)}`;
const short = (text: string): string => {
  const oneLine = text.replace(/\s+/g, " ");
  return oneLine.length > 90 ? `${oneLine.slice(0, 87)}...` : oneLine;
};

try {
  const all = sources.flatMap((file) => mutantsOf(file, tree.read(file)).map((mutant) => ({ ...mutant, file })));
  let left = Number(values.sample);
  for (const candidate of tested(all)) {
    if (left-- === 0) break;
    const result = await resultOf(candidate);
    counts[result.kind]++;
    if (result.kind === "survived") survivors.push(words(candidate));
    if (result.kind === "hung") hangs.push(words(candidate));
    console.log(`${result.kind.padEnd(8)} ${words(candidate)}${"test" in result ? `  (${result.test})` : ""}`);
  }
} finally {
  await tree.dispose();
}
const tried = counts.killed + counts.hung + counts.survived;
const share = tried === 0 ? 0 : (100 * counts.survived) / tried;
if (hangs.length > 0) console.log(`\nKilled because a test hung:\n${hangs.join("\n")}`);
if (survivors.length > 0) console.log(`\nSurvived:\n${survivors.join("\n")}`);
console.log(
  `\n${positionals.join(" ")}: ${tried} mutants, ${counts.killed} killed, ${counts.hung} hung, ${counts.survived} survived, ${counts.untested} untested: ${share.toFixed(1)} % (seed ${values.seed})`,
);
// Where much of it could not be tried, a small share says little.
process.exitCode = counts.untested > tried || share > Number(values["at-most"]) ? 1 : 0;
