/** The order of the test files: what takes long begins first, so that at the end no worker waits a minute for the other one's last file. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * By name; vitest itself goes by the size of a file, and those that take longest are short. Those that wait for processes and
 * services stand between those that keep a processor busy: beside each other they would leave it idle.
 */
const long = [
  "test/soak/",
  "test/e2e/crash.test.ts",
  "test/alerts/property-levels.test.ts",
  "test/desktop/e2e/desktop-recovery.test.ts",
  "test/renderer/window.test.ts",
  "test/delivery/crash.test.ts",
  "test/alerts/property-trends.test.ts",
  "test/desktop/e2e/desktop-system.test.ts",
  "test/renderer/everyone.test.ts",
  "test/delivery/remote-crash.test.ts",
  "test/alerts/property-interruptions.test.ts",
  "test/desktop/e2e/desktop.test.ts",
  "test/renderer/layout.test.ts",
  "test/headless/headless.test.ts",
  "test/alerts/property-mixed.test.ts",
  "test/delivery/quiet-hours/crash.test.ts",
  "test/alerts/property-moves.test.ts",
  "test/desktop/e2e/desktop-keys.test.ts",
  "test/renderer/frame.test.ts",
  "test/delivery/reminders/reminder-crash.test.ts",
  "test/renderer/events.test.ts",
  "test/mutation/copied-tree.test.ts",
  "test/renderer/keyboard.test.ts",
  "test/desktop/e2e/",
  "test/renderer/chart.test.ts",
  "test/e2e/",
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
