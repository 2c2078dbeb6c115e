/** A test file runs against the copy as it stands at that moment, whatever came before it. */
import { afterEach, expect, it } from "vitest";
import { startPatienceMs } from "../doubles/patience.ts";
import { CopiedTree } from "./copied-tree.ts";

const trees: CopiedTree[] = [];
afterEach(async () => {
  for (const tree of trees.splice(0)) await tree.dispose();
});

it(
  "a test fails by a fault, passes without it, and is ended where it hangs",
  { timeout: 6 * startPatienceMs },
  async () => {
    const tree = new CopiedTree(process.cwd(), 1_000);
    trees.push(tree);
    const test = "test/bridge/conflate.test.ts";
    const source = "main/bridge/conflate.ts";
    const text = tree.read(source);
    const ends: string[] = [];
    for (const fault of ["", 'throw new Error("a fault");', "", "for (;;);"]) {
      tree.write(source, `${text}\n${fault}\n`);
      ends.push(await tree.run(test, fault.startsWith("for") ? 5_000 : startPatienceMs));
    }
    // The process that hung is gone: another one goes on.
    tree.write(source, text);
    ends.push(await tree.run(test, startPatienceMs));
    expect(ends).toEqual(["passed", "failed", "passed", "hung", "passed"]);
  },
);
