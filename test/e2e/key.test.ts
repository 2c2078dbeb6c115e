/** The venue's key: asked for, refused, put right in the settings, live at once; and never seen again by anything that shows. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CallName } from "../../preload/contract/contract.ts";
import { systemClock } from "../../main/lib/clock.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import { buildPage } from "../doubles/built-app.ts";
import { launchBrowser } from "../doubles/browser.ts";
import { HeadlessApp, type PushStream } from "../doubles/headless-app.ts";
import { patience, Window } from "./window.ts";

const wrongKey = "wrong-4c1f9be2a7";
const rightKey = "right-a93d07e5c1";

let browser: Browser;
let exchange: Exchange;
let app: HeadlessApp;
let pushes: PushStream;
let window: Window;

beforeAll(async () => {
  await buildPage();
  ({ browser } = await launchBrowser());
  exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 200, requireKey: rightKey });
  exchange.setPrice("BTC-USD", "44000.00");
  app = await HeadlessApp.start({
    args: ["--venue-url", exchange.wsUrl, "--rest-url", exchange.restUrl, "--symbols", "BTC-USD"],
    env: { DBUS_SESSION_BUS_ADDRESS: undefined, PRICEBELL_API_KEY: undefined },
  });
  pushes = await app.pushes();
  window = await Window.open(browser, app);
});
afterAll(async () => {
  await window?.close();
  await browser?.close();
  await app?.dispose();
  await exchange?.stop();
  expect(window.problems).toEqual([]);
});

async function save(key: string): Promise<void> {
  const { page } = window;
  await page.getByLabel("API key", { exact: true }).fill(key);
  await page.getByRole("button", { name: "Save key" }).click();
}

const summary = async (): Promise<string> => (await app.value("feed.status", {})).summary;

/** Everything that shows or tells: the page and what it was sent, a script's answers and pushes, and what was printed. */
async function everythingShown(): Promise<string> {
  const { page, context } = window;
  const inPage = await page.evaluate(async () => {
    const fields = [...document.querySelectorAll("input, textarea")].map((field) => (field as HTMLInputElement).value);
    const databases = await indexedDB.databases();
    const caches = await globalThis.caches.keys();
    return JSON.stringify([
      document.documentElement.outerHTML,
      fields,
      location.href,
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      databases,
      caches,
    ]);
  });
  const reads: CallName[] = [
    "settings.get",
    "venues.list",
    "feed.status",
    "app.info",
    "history.list",
    "market.snapshot",
    "store.backups",
    "rules.list",
  ];
  const answers = await Promise.all(reads.map((name) => app.request(`api/${name}`, { method: "POST", body: "{}" })));
  return [
    inPage,
    await window.everythingReceived(),
    ...[await context.cookies(), answers, pushes.received, app.lines].map((part) => JSON.stringify(part)),
    app.stderr,
  ].join("\n");
}

test("without a key the window says what is missing, and the settings ask for it", async () => {
  await expect.poll(() => window.formatFeedState.textContent(), patience).toBe("Key missing");
  expect(await summary()).toBe("key-missing");
  await window.banners.getByText("An API key is needed.").waitFor();
  await window.banners.getByRole("button", { name: "Open settings" }).first().click();
  await window.page.getByText("No key is saved.").waitFor();
});

test("a key that the venue refuses is a state with its own words, and is not dialled in a hot loop", async () => {
  await save(wrongKey);
  await expect.poll(() => window.formatFeedState.textContent(), patience).toBe("Key refused");
  expect(await summary()).toBe("key-refused");
  await window.banners.getByText("The venue refuses the API key.").waitFor();
  await window.page.getByText("The venue refuses the saved key. Save the right one: it is tried at once.").waitFor();
  const [venue] = (await app.value("feed.status", {})).venues;
  expect(Date.parse(venue?.nextDialAt ?? "") - Date.now()).toBeGreaterThan(60_000);
});

test("the right key is tried at once: prices come", async () => {
  await save(rightKey);
  await expect.poll(() => window.formatFeedState.textContent(), patience).toBe("Live");
  await window.page.getByText(/A key is saved, in a file only you can read/).waitFor();
  await expect.poll(() => window.banners.textContent(), patience).not.toMatch(/key/i);
  await window.page.keyboard.press("Escape");
  await window.row("BTC-USD").getByText("44,000.00").waitFor();
});

test("neither key is anywhere in the page, in what it was sent, in an answer, a push or the output", async () => {
  const everything = await everythingShown();
  // The search itself works: what must be there is found.
  for (const known of ["44000.00", "hasApiKey", "key-refused", app.url])
    expect(everything.includes(known), known).toBe(true);
  for (const key of [wrongKey, rightKey]) expect(everything.includes(key), key).toBe(false);
});

test("on the disk it is in one file that nobody else may read, and outlives a restart", async () => {
  const holders = readdirSync(app.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => [wrongKey, rightKey].some((key) => readFileSync(file).includes(key)));
  expect(holders.map((file) => path.relative(app.dataDir, file))).toEqual(["api-key"]);
  expect(statSync(holders[0] ?? "").mode & 0o777).toBe(0o600);
  await app.stop();
  await app.restart();
  await expect.poll(summary, patience).toBe("live");
});
