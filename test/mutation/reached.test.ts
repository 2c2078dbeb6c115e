/** Calls written beside places tell which of them a run comes to, and change nothing else of what the source does. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { afterTest } from "../doubles/after-test.ts";
import { isReadOnce, reachedAsRead, reachedBy, withCalls } from "./reached.ts";

const text = `const limit: number = 7;
const twice = (n: number): number => n * 2;
export function size(n: number): string {
  if (n > limit) return "large";
  switch (n) {
    case 1:
      return "one";
    default: {
      const of = [1, 2].map((one) => one + n);
      return String(twice(of.length));
    }
  }
}
console.log(size(Number(process.argv[2])));
`;
const at = (part: string): number => {
  expect(text.split(part)).toHaveLength(2);
  return text.indexOf(part);
};
const places = ["7", "n * 2", "limit) return", '"large"', '"one"', "one + n"].map((part, id) => ({
  id,
  start: at(part),
}));

it("a place is named by what its run comes to, whichever process comes to it", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-reached-"));
  afterTest(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "sizes.ts");
  writeFileSync(file, withCalls("sizes.ts", text, places));
  const run = (n: number): { said: string; reached: number[] } => {
    const env = { ...process.env, PRICEBELL_REACHED: path.join(folder, `with_${n}`) };
    const said = execFileSync(process.execPath, ["--no-warnings", file, String(n)], { env, encoding: "utf8" }).trim();
    return { said, reached: [...reachedBy(folder, `with/${n}`)].sort((a, b) => a - b) };
  };
  expect(run(9)).toEqual({ said: "large", reached: [0, 2, 3] });
  expect(run(1)).toEqual({ said: "one", reached: [0, 2, 4] });
  expect(run(5)).toEqual({ said: "4", reached: [0, 1, 2, 5] });
});

it("before the first test of a file it is named by nobody: another file may have been the first to import the module", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-reached-"));
  afterTest(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "sizes.ts");
  writeFileSync(file, withCalls("sizes.ts", text, places));
  const before = `data:text/javascript,globalThis.__reachedAsRead=${JSON.stringify(path.join(folder, "as-read"))}`;
  const env = { ...process.env, PRICEBELL_REACHED: path.join(folder, "own") };
  execFileSync(process.execPath, ["--no-warnings", "--import", before, file, "9"], { env });
  expect([...reachedAsRead(folder)].sort((a, b) => a - b)).toEqual([0, 2, 3]);
  expect([...reachedBy(folder, "own")]).toEqual([]);
});

it("what is come to as the module is read is known for it", () => {
  expect(places.map(({ start }) => isReadOnce("sizes.ts", text, start))).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
