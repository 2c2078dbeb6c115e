/** The first command a newcomer runs, on a machine without a display. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectRoot, buildHeadless } from "../doubles/built-app.ts";
import { launchBrowser } from "../doubles/browser.ts";
import { eventually } from "../doubles/eventually.ts";
import { patience, Window } from "./window.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "pricebell-launch-"));
const lines: string[] = [];
let errors = "";
let child: ChildProcess;
let browser: Browser;

beforeAll(async () => {
  await buildHeadless();
  ({ browser } = await launchBrowser());
  const {
    DISPLAY: _x,
    WAYLAND_DISPLAY: _wayland,
    DBUS_SESSION_BUS_ADDRESS: _bus,
    PRICEBELL_API_KEY: _key,
    ...env
  } = process.env;
  child = spawn(process.execPath, ["main/launch.ts", "--data-dir", dataDir], {
    cwd: projectRoot,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  createInterface({ input: child.stdout ?? process.stdin }).on("line", (line) => lines.push(line));
  child.stderr?.on("data", (data) => (errors += String(data)));
});
afterAll(async () => {
  await browser?.close();
  if (child.exitCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(dataDir, { recursive: true, force: true });
});

test("without a display it says in one line why, serves the page, and shows a moving market that says it is made up", async () => {
  const address = (): string | undefined =>
    lines.map((line) => /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(line)?.[0]).find((found) => found !== undefined);
  await eventually("an address", () => Promise.resolve(address() !== undefined));
  expect(lines[0]).toBe("Pricebell opens in your browser instead of its own window: there is no display.");
  expect(lines.filter((line) => line.includes("no display"))).toHaveLength(1);

  const [url = "", token = ""] = (address() ?? "").split("#token=");
  const window = await Window.open(browser, { url, token });
  await window.page.getByText("Demo data", { exact: true }).waitFor();
  const prices = () => window.watchlist.locator(".price").allTextContents();
  await expect
    .poll(async () => (await prices()).filter((price) => /^\d[\d,.]*$/.test(price.trim())).length, patience)
    .toBeGreaterThanOrEqual(9);
  const first = (await prices()).join(" ");
  await expect.poll(async () => (await prices()).join(" "), patience).not.toBe(first);
  expect(await window.formatFeedState.textContent()).toBe("Live");
  // The exchange's past, drawn under the policy of the host.
  await window.page.getByText(/^\S+-USD, candles of 1m since /).waitFor();
  expect(window.problems).toEqual([]);
  await window.close();

  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number | null];
  expect(code).toBe(0);
  expect(errors).toBe("");
});
