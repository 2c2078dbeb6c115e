/**
 * A process that keeps vitest loaded in the folder it is started in, and runs test files on request. It is a process of its
 * own because a mutant may hang it: then it is killed with everything it started.
 */
import path from "node:path";
import { BaseSequencer, createVitest, type TestSpecification } from "vitest/node";

/** Asks for test files, in this order, until one fails (each of them with `--all`); after `changed` (absolute paths) were written anew. */
export interface TestRequest {
  readonly tests: readonly string[];
  readonly changed: readonly string[];
}

export interface TestAnswer {
  /** Each file that ran to its end without a failure, and how long it took, in ms. */
  readonly passed: Readonly<Record<string, number>>;
  /** The files with a failure; what was only called off because of one is in neither. */
  readonly failed: readonly string[];
}

class InGivenOrder extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files);
  }
}

if (process.send !== undefined) {
  const isAll = process.argv.includes("--all");
  const vitest = await createVitest({
    watch: false,
    reporters: [],
    bail: isAll ? 0 : 1,
    // Half of the time of the tests is waiting. Where one failure is to end the others, none may run beside it.
    maxWorkers: isAll ? 4 : 1,
    api: false,
    sequence: { sequencer: InGivenOrder },
  });
  await vitest.standalone();
  const answer = async ({ tests, changed }: TestRequest): Promise<TestAnswer> => {
    for (const file of changed) vitest.invalidateFile(file);
    // What failed in an earlier run would be counted as the one failure that calls this one off.
    vitest.state.idMap.clear();
    vitest.state.filesMap.clear();
    const place = new Map(tests.map((test, i) => [path.resolve(test), i]));
    const specifications = (await vitest.globTestSpecifications([...tests]))
      .filter(({ moduleId }) => place.has(path.resolve(moduleId)))
      .sort((a, b) => (place.get(path.resolve(a.moduleId)) ?? 0) - (place.get(path.resolve(b.moduleId)) ?? 0));
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
    const passed: Record<string, number> = {};
    const failed: string[] = [];
    for (const one of testModules) {
      const { collectDuration, duration } = one.diagnostic();
      if (one.state() === "passed") passed[one.relativeModuleId] = collectDuration + duration;
      if (one.state() === "failed") failed.push(one.relativeModuleId);
    }
    // A failure outside of any test: which file it belongs to is not known.
    if (unhandledErrors.length > 0 && failed.length === 0) failed.push("outside of a test");
    return { passed, failed };
  };
  process.on("message", (request: TestRequest) => {
    answer(request).then(
      (result) => process.send?.(result),
      (error: unknown) => process.send?.({ passed: {}, failed: [String(error)] } satisfies TestAnswer),
    );
  });
  process.on("disconnect", () => process.exit());
  process.send("ready");
}
