/** A process that is told so lives at another wall time, and its monotonic time goes on as before. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, it } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "pricebell-clock-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("steps forward and back while it runs", { timeout: 120_000 }, async () => {
  const file = path.join(folder, "clock");
  writeFileSync(file, "3600000");
  // Steps back by itself, and tells when it has noticed.
  const program = `
    const first = Date.now() - performance.timeOrigin - performance.now();
    const told = new Date().getTime() - performance.timeOrigin - performance.now();
    const given = new Date(5).getTime();
    const startMs = performance.now();
    require("node:fs").writeFileSync(process.env.PRICEBELL_CLOCK_FILE, "-3600000");
    const timer = setInterval(() => {
      const later = Date.now() - performance.timeOrigin - performance.now();
      if (later > 0 && performance.now() - startMs < 60_000) return;
      clearInterval(timer);
      console.log(JSON.stringify({ first, told, given, later, isDate: new Date() instanceof Date, mono: performance.now() >= startMs }));
    }, 5);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", path.join(import.meta.dirname, "stepped-clock.ts"), "-e", program],
    { env: { ...process.env, PRICEBELL_CLOCK_FILE: file } },
  );
  const seen = JSON.parse(stdout) as Record<"first" | "told" | "later", number>;
  expect(Math.round(seen.first / 60_000)).toBe(60);
  expect(Math.round(seen.told / 60_000)).toBe(60);
  expect(Math.round(seen.later / 60_000)).toBe(-60);
  expect(seen).toMatchObject({ given: 5, isDate: true, mono: true });
});
