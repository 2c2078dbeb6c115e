/** The window's styles follow the direction of the text: left and right are places in the chart alone, where time runs one way. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../doubles/built-app.ts";

const physical =
  /(?:^|[\s;{])(?:(?:margin|padding|border|inset)-(?:left|right)\b|(?:left|right):|text-align: (?:left|right)|float:)/u;
/** One value for each side, of which right and left differ. */
const fourSides = /(?:margin|padding|inset): *(?:\S+) +(\S+) +(?:\S+) +(?!\1;)(\S+);/u;

it("names no left and no right outside of the chart", () => {
  const files = readdirSync(join(projectRoot, "renderer"), { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.(?:svelte|css)$/u.test(file) && !/^chart\b/u.test(file),
  );
  expect(files.length).toBeGreaterThan(60);
  const found = files.flatMap((file) => {
    const text = readFileSync(join(projectRoot, "renderer", file), "utf8");
    const styles = file.endsWith(".css") ? text : (/<style>([\s\S]*)<\/style>/u.exec(text)?.[1] ?? "");
    return styles
      .split("\n")
      .filter((line) => physical.test(line) || fourSides.test(line))
      .map((line) => `${file}: ${line.trim()}`);
  });
  expect(found).toEqual([]);
});
