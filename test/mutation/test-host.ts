/**
 * A process that keeps vitest loaded in the folder it is started in, and runs test files on request. It is a process of its
 * own because a mutant may hang it: then it is killed with everything it started.
 */
import { createVitest } from "vitest/node";

/** Asks for one test file, after `changed` (absolute paths) were written anew. */
export interface TestRequest {
  readonly test: string;
  readonly changed: readonly string[];
}

export interface TestAnswer {
  readonly passed: boolean;
}

if (process.send !== undefined) {
  const vitest = await createVitest({ watch: false, reporters: [], bail: 1, maxWorkers: 1, api: false });
  await vitest.standalone();
  const answer = async ({ test, changed }: TestRequest): Promise<TestAnswer> => {
    for (const file of changed) vitest.invalidateFile(file);
    const specifications = await vitest.globTestSpecifications([test]);
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
    // A test that was called off or skipped has noticed nothing.
    const passed = testModules.length > 0 && testModules.every((one) => one.state() === "passed");
    return { passed: passed && unhandledErrors.length === 0 };
  };
  process.on("message", (request: TestRequest) => {
    answer(request).then(
      (result) => process.send?.(result),
      () => process.send?.({ passed: false } satisfies TestAnswer),
    );
  });
  process.on("disconnect", () => process.exit());
  process.send("ready");
}
