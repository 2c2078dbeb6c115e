/** Which test files could notice a fault in a source file: those that import it, nearest first. */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

export class RelatedTests {
  readonly #root: string;
  readonly #tests: readonly string[];
  readonly #imports = new Map<string, readonly string[]>();
  /** Files that start processes of their own. */
  readonly #starters = new Set<string>();
  /** By test file: how many imports away each file is. */
  readonly #distances = new Map<string, ReadonlyMap<string, number>>();

  /** @param tests - paths from the root, with `/` */
  constructor(root: string, tests: readonly string[]) {
    this.#root = root;
    this.#tests = tests;
  }

  /**
   * Those that mirror the source's own folder come first, of them those that start no processes, which take as long as twenty others;
   * and among equals those with the shortest way to it.
   */
  of(source: string): string[] {
    const ownFolder = source
      .replace(/^main\//, "test/")
      .split("/")
      .slice(0, 2)
      .join("/");
    const near: { test: string; rank: number }[] = [];
    for (const test of this.#tests) {
      const distances = this.#distancesFrom(test);
      const distance = distances.get(source);
      if (distance === undefined) continue;
      const isElsewhere = !test.startsWith(`${ownFolder}/`);
      const isSlow = [...distances.keys()].some((file) => file.startsWith("test/") && this.#starters.has(file));
      near.push({ test, rank: distance + (isElsewhere ? 1000 : 0) + (isSlow ? 100 : 0) });
    }
    return near.sort((a, b) => a.rank - b.rank || (a.test < b.test ? -1 : 1)).map(({ test }) => test);
  }

  #distancesFrom(test: string): ReadonlyMap<string, number> {
    const known = this.#distances.get(test);
    if (known !== undefined) return known;
    const distances = new Map([[test, 0]]);
    // A map is walked in the order of insertion, with what is inserted meanwhile: breadth first.
    for (const [file, distance] of distances)
      for (const imported of this.#importsOf(file)) if (!distances.has(imported)) distances.set(imported, distance + 1);
    this.#distances.set(test, distances);
    return distances;
  }

  #importsOf(file: string): readonly string[] {
    const known = this.#imports.get(file);
    if (known !== undefined) return known;
    const imports = file.endsWith(".ts") ? this.#read(file) : [];
    this.#imports.set(file, imports);
    return imports;
  }

  #read(file: string): string[] {
    const { importedFiles } = ts.preProcessFile(readFileSync(path.join(this.#root, file), "utf8"), true, true);
    if (importedFiles.some(({ fileName }) => fileName === "node:child_process")) this.#starters.add(file);
    return importedFiles
      .map(({ fileName }) => fileName)
      .filter((name) => name.startsWith(".") && name.endsWith(".ts"))
      .map((name) => path.posix.join(path.posix.dirname(file), name))
      .filter((name) => ts.sys.fileExists(path.join(this.#root, name)));
  }
}
