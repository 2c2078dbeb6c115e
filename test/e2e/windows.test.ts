/** Windows are views: two at once see the same, one may be loaded anew at any moment, and all of them outlive their host. */
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../main/lib/clock.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import { buildPage } from "../doubles/built-app.ts";
import { launchBrowser } from "../doubles/browser.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { portToComeBackTo } from "../doubles/port.ts";
import { patience, Window } from "./window.ts";

let browser: Browser;
let exchange: Exchange;
let app: HeadlessApp;
let one: Window;
let two: Window;
let args: string[];

beforeAll(async () => {
  await buildPage();
  ({ browser } = await launchBrowser());
  exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 200 });
  exchange.setPrice("BTC-USD", "44000.00");
  args = ["--venue-url", exchange.wsUrl, "--rest-url", exchange.restUrl, "--symbols", "BTC-USD,ETH-USD"];
  // The windows come back to the address that they know.
  args.push("--port", String(await portToComeBackTo()));
  app = await HeadlessApp.start({ args, env: { DBUS_SESSION_BUS_ADDRESS: undefined, PRICEBELL_API_KEY: undefined } });
  [one, two] = await Promise.all([Window.open(browser, app), Window.open(browser, app)]);
});
afterAll(async () => {
  await one?.close();
  await two?.close();
  await browser?.close();
  await app?.dispose();
  await exchange?.stop();
  expect([...one.problems, ...two.problems]).toEqual([]);
});

/** What a window shows of the world, as text. */
async function view(window: Window): Promise<string> {
  const [rows, alerts, feed, theme] = await Promise.all([
    window.watchlist.getByRole("option").allInnerTexts(),
    window.alerts.locator(".condition, .state").allTextContents(),
    window.formatFeedState.textContent(),
    window.page.evaluate(() => document.documentElement.dataset["theme"]),
  ]);
  return JSON.stringify([rows, alerts, feed, theme]);
}

const same = () => expect.poll(async () => (await view(one)) === (await view(two)), patience).toBe(true);

test("two windows at once see the same, whoever does it", async () => {
  await one.makeAlert(">45k always");
  await two.alerts.getByText("rises to 45,000 or more").waitFor();
  await two.alerts.getByRole("button", { name: /^Pause/ }).click();
  await one.alerts.getByText(/^paused at/).waitFor();
  await one.alerts.getByRole("button", { name: /^Resume/ }).click();
  await two.alerts.getByText("armed", { exact: true }).waitFor();

  await app.value("market.watch", { symbol: "SOL-USD" });
  await app.value("settings.set", { theme: "dark" });
  exchange.setPrice("BTC-USD", "45000.25");
  for (const window of [one, two]) {
    await window.row("SOL-USD").waitFor();
    await window.row("BTC-USD").getByText("45,000.25").waitFor();
    await window.alerts.getByText(/^fired at .*, re-arms below 44,955/).waitFor();
    await expect.poll(() => window.tab("History").textContent(), patience).toMatch(/1\s*new/);
    await expect.poll(() => window.page.title(), patience).toBe("BTC 45,000.25 · (1) Pricebell");
  }
  await same();

  // Read in one is read in the other.
  await one.tab("History").click();
  await expect.poll(() => two.page.title(), patience).toBe("Pricebell");
  await one.tab("Alerts").click();
});

test("a window that is loaded anew in the middle of things misses nothing and needs no token", async () => {
  const done = one.page.reload();
  exchange.setPrice("BTC-USD", "44100.50");
  const rule = await app.value("rules.create", {
    instrument: { symbol: "ETH-USD" },
    condition: { kind: "at-or-above", level: "99999" },
  });
  await app.value("market.unwatch", { symbol: "SOL-USD" });
  exchange.setPrice("BTC-USD", "44200.75");
  await done;
  await one.row("BTC-USD").getByText("44,200.75").waitFor();
  await one.alerts.getByText("ETH-USD rises to 99,999 or more").waitFor();
  await expect.poll(() => one.row("SOL-USD").count(), patience).toBe(0);
  expect(one.page.url()).toBe(app.url);
  await same();
  // It still hears what happens.
  exchange.setPrice("BTC-USD", "44300.25");
  await one.row("BTC-USD").getByText("44,300.25").waitFor();
  await app.value("rules.remove", { id: rule.id });
  await expect.poll(() => one.alerts.getByText("ETH-USD").count(), patience).toBe(0);
});

test("a second tab of a browser needs no token while another one is open, and says what is missing where none is", async () => {
  const second = await one.context.newPage();
  await second.goto(app.url);
  await second.getByRole("listbox", { name: /^Watchlist/ }).waitFor();
  // It holds the session itself now: what it was given lasts through a reload, whoever else is open.
  await second.reload();
  await second.getByRole("listbox", { name: /^Watchlist/ }).waitFor();
  await second.close();

  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(app.url);
  await page.getByText("This page has no key to Pricebell").waitFor();
  await page.getByText("Copy that address again from where it was started").waitFor();
  await stranger.close();
});

test("windows whose host is killed say so, and are whole again once it is back", async () => {
  await one.makeAlert("<44k");
  const line = one.page.getByRole("spinbutton", { name: /44,000/ });
  const state = one.alerts.filter({ hasText: "44,000" }).locator(".state");
  const looks = (): Promise<readonly string[]> =>
    Promise.all([
      line.evaluate((each) => getComputedStyle(each, "::before").borderTopStyle),
      state.evaluate((each) => getComputedStyle(each).color),
      state.innerText(),
    ]);
  const before = await looks();
  await app.kill("SIGKILL");
  // Nobody watches it now.
  await one.page.getByText("Saved, not watched: Pricebell does not answer").waitFor();
  for (const window of [one, two]) {
    await expect.poll(() => window.formatFeedState.textContent(), patience).toBe("Pricebell does not answer");
    await window.banners.getByText("Pricebell itself does not answer.").waitFor();
  }
  // Whether it waits still is not known: it looks as one that waits for nothing, and says why.
  const [lineStyle, colour, words] = await looks();
  expect([before[0], lineStyle]).toEqual(["solid", "dashed"]);
  expect(colour).not.toBe(before[1]);
  expect(words).toMatch(/Armed[^]*Pricebell does not answer/);
  // What is asked of a host that is gone is refused in words, and not believed.
  await one.alerts.getByRole("button", { name: /^Pause: .* 44,000/ }).click();
  await one.page.getByText(/Pricebell cannot be reached/).waitFor();

  exchange.setPrice("BTC-USD", "44400.50");
  await app.restart();
  for (const window of [one, two]) {
    await expect.poll(() => window.formatFeedState.textContent(), patience).toBe("Live");
    await window.row("BTC-USD").getByText("44,400.50").waitFor();
    await expect.poll(() => window.banners.textContent(), patience).not.toContain("does not answer");
  }
  expect((await app.value("rules.list", {})).map(({ state }) => state)).not.toContain("paused");
  await one.page.getByText("Saved and watching").waitFor();
  await two.makeAlert("<40k");
  await one.alerts.getByText("falls to 40,000 or less").waitFor();
});
