/**
 * What ends with the test that began it: stores, servers, folders. Test files share a process, in which a module that several of
 * them import is read once: an `afterEach` of its own would be called for the first of them alone. `end-each-test.ts`, which
 * is read for each file, calls this after each test.
 */

type End = () => void | Promise<void>;
const ends: End[] = [];

/** Called after the test that runs, those that came last first. */
export function afterTest(end: End): void {
  ends.push(end);
}

/** Ends everything, whatever one of them throws. */
export async function endAll(): Promise<void> {
  const errors: unknown[] = [];
  for (const end of ends.splice(0).reverse()) {
    try {
      await end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, "what a test began could not be ended");
}
