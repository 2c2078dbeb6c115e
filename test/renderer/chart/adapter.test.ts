/** The chart library is known in one folder, and local time is right where clocks change. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../doubles/built-app.ts";

describe("The chart library", () => {
  it("is imported by the adapter alone, and loaded when a chart is shown", () => {
    const files = globSync("{main,preload,renderer,test}/**/*.{ts,svelte}", { cwd: projectRoot });
    const importing = files.filter((file) =>
      /from\s+"lightweight-charts"|import\(\s*"lightweight-charts"/.test(readFileSync(join(projectRoot, file), "utf8")),
    );
    expect(files.length).toBeGreaterThan(500);
    expect(importing.every((file) => file.startsWith("renderer/chart/adapter/"))).toBe(true);
    expect(importing).not.toEqual([]);
  });
});
