import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { launchBrowser, unpackOnce } from "../browser.ts";

const root = mkdtempSync(path.join(tmpdir(), "pricebell-browser-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("a real Chromium runs a page and lays text out", async () => {
  const launched = await launchBrowser();
  try {
    expect(launched.version).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    const page = await launched.browser.newPage();
    await page.setContent("<title>Bell</title><span>45,000.12</span>");
    expect(await page.title()).toBe("Bell");
    expect(
      await page.evaluate(() => document.querySelector("span")?.getBoundingClientRect().width ?? 0),
    ).toBeGreaterThan(20);
  } finally {
    await launched.close();
    await launched.close();
  }
  expect(launched.browser.isConnected()).toBe(false);
});

test("unpacked by many at once, the folder is whole and nothing is left beside it", async () => {
  const folder = path.join(root, "many");
  let unpacked = 0;
  const seen: string[][] = [];
  await Promise.all(
    Array.from({ length: 5 }, () =>
      unpackOnce(folder, async (into) => {
        await writeFile(path.join(into, "first"), "1");
        if (existsSync(folder)) seen.push(readdirSync(folder));
        await new Promise((resolve) => setImmediate(resolve));
        await writeFile(path.join(into, "second"), "2");
        unpacked += 1;
      }),
    ),
  );
  expect(unpacked).toBe(5);
  for (const names of seen) expect(names).toEqual(["first", "second"]);
  expect(readFileSync(path.join(folder, "second"), "utf8")).toBe("2");
  expect(readdirSync(root)).toEqual(["many"]);
  await unpackOnce(folder, () => Promise.reject(new Error("Unpacked again.")));
});

test("an unpacking that fails leaves nothing that looks unpacked", async () => {
  const folder = path.join(root, "failed");
  await expect(unpackOnce(folder, () => Promise.reject(new Error("Disk full.")))).rejects.toThrow("Disk full.");
  expect(readdirSync(root).filter((name) => name.startsWith("failed"))).toEqual([]);
});
