/** The order of the test files: what takes long begins first, so that at the end no worker waits a minute for the other one's last file. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest first, by name; vitest itself goes by the size of a file, and those that take longest are short. */
const long = [
  "test/soak/soak.test.ts",
  "test/e2e/crash.test.ts",
  "test/desktop/e2e/desktop-recovery.test.ts",
  "test/renderer/window.test.ts",
  "test/alerts/property-",
  "test/e2e/",
  "test/delivery/crash.test.ts",
  "test/renderer/keyboard.test.ts",
  "test/mutation/copied-tree.test.ts",
  "test/desktop/e2e/",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = long.findIndex((name) => moduleId.replaceAll("\\", "/").includes(name));
      return found === -1 ? long.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
