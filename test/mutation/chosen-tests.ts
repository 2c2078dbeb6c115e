/** Which test files a mutant is tried by, and in which order: those that come to its place, the nearest and quickest first. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { CopiedTree } from "./copied-tree.ts";
import { isReadOnce, reachedAsRead, reachedBy, setUp, withCalls, type Place } from "./reached.ts";
import { RelatedTests } from "./related-tests.ts";

/** Test files that are run in one go, and how long they take without a fault. */
export interface SomeTests {
  readonly tests: readonly string[];
  readonly usualMs: number;
}

/** The first go takes about so long, each after it twice as long: most mutants die in the first. */
const firstMs = 2_000;

/** Read before each test file, whichever project it is of. */
const setUpFile = "test/end-each-test.ts";

export class ChosenTests {
  readonly #tree: CopiedTree;
  readonly #related: RelatedTests;
  readonly #maxTestMs: number;
  readonly #places: (Place & { readonly file: string })[] = [];
  readonly #reached = new Map<string, ReadonlySet<number>>();
  /** Of these nobody knows which test files come to them: whichever imports the file may notice. */
  #asRead: ReadonlySet<number> = new Set();
  #usualMs: Readonly<Record<string, number>> = {};

  /** @param tests - paths from the root, with `/`; those that take longer than `maxTestMs` without a fault are left out */
  constructor(tree: CopiedTree, tests: readonly string[], maxTestMs: number) {
    this.#tree = tree;
    this.#related = new RelatedTests(tree.root, tests);
    this.#maxTestMs = maxTestMs;
  }

  /** Runs every test file that imports one of these files, with no fault in any. Resolves to those that are left out. */
  async runOnce(places: readonly { readonly file: string; readonly start: number }[]): Promise<string[]> {
    this.#places.push(...places.map(({ file, start }, id) => ({ id, file, start })));
    const folder = path.join(this.#tree.root, "reached");
    mkdirSync(folder);
    const files = new Set(places.map(({ file }) => file));
    const unchanged = [setUpFile, ...files].map((file) => ({ file, text: this.#tree.read(file) }));
    this.#tree.write(setUpFile, setUp(folder) + this.#tree.read(setUpFile));
    for (const file of files)
      this.#tree.write(
        file,
        withCalls(
          file,
          this.#tree.read(file),
          this.#places.filter((place) => place.file === file),
        ),
      );
    const tests = [...new Set([...files].flatMap((file) => this.#related.of(file)))];
    const end = await this.#tree.run(tests, tests.length * this.#maxTestMs, true);
    if (end === "hung") throw new Error("The tests do not end without a fault.");
    for (const { file, text } of unchanged) this.#tree.write(file, text);
    this.#usualMs = end.passed;
    for (const test of tests) this.#reached.set(test, reachedBy(folder, test));
    this.#asRead = reachedAsRead(folder);
    return tests.filter((test) => !this.#isUsed(test));
  }

  /** In goes that grow, so that a fault which lets a test hang is soon given up. */
  of(file: string, start: number): SomeTests[] {
    const place = this.#places.find((one) => one.file === file && one.start === start);
    const isOnce = isReadOnce(file, this.#tree.read(file), start) || (place && this.#asRead.has(place.id));
    const own = `test/${file.split("/")[1] ?? ""}/`;
    const tests = this.#related
      .of(file)
      .filter((test) => this.#isUsed(test) && (isOnce || (place && this.#reached.get(test)?.has(place.id))))
      .map((test) => ({ test, ms: this.#usualMs[test] ?? 0 }))
      .sort((a, b) => Number(b.test.startsWith(own)) - Number(a.test.startsWith(own)) || a.ms - b.ms);
    const goes: { tests: string[]; usualMs: number }[] = [];
    let last: { tests: string[]; usualMs: number } | undefined;
    for (const { test, ms } of tests) {
      if (last === undefined || last.usualMs >= firstMs * 2 ** (goes.length - 1))
        goes.push((last = { tests: [], usualMs: 0 }));
      last.tests.push(test);
      last.usualMs += ms;
    }
    return goes;
  }

  #isUsed(test: string): boolean {
    const ms = this.#usualMs[test];
    return ms !== undefined && ms <= this.#maxTestMs;
  }
}
