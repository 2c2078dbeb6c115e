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
    const test = "test/bridge/tick-conflator.test.ts";
    const source = "main/bridge/tick-conflator.ts";
    const sound = tree.read(source);
    const withoutTicks = sound.replace('this.#publisher.wants("market.ticks")', "false");
    expect(withoutTicks).not.toBe(sound);
    const endOf = async (text: string, limitMs = startPatienceMs): Promise<"passed" | "failed" | "hung"> => {
      tree.write(source, text);
      const end = await tree.run([test], limitMs);
      if (end === "hung") return "hung";
      expect([...Object.keys(end.passed), ...end.failed]).toEqual([test]);
      return end.failed.length > 0 ? "failed" : "passed";
    };
    expect(await endOf(sound)).toBe("passed");
    // Tests that fail, in two mutants running, and a file that cannot be loaded.
    expect(await endOf(withoutTicks)).toBe("failed");
    expect(await endOf(sound)).toBe("passed");
    // A file that cannot be loaded.
    expect(await endOf(`${sound}\nthrow new Error("a fault");\n`)).toBe("failed");
    expect(await endOf(`${sound}\nfor (;;);\n`, 8_000)).toBe("hung");
    // The process that hung is gone: another one goes on.
    expect(await endOf(sound)).toBe("passed");
  },
);
