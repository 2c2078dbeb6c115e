/** The window by hand, on the real app: the watchlist, the looks, and every kind of alert made, changed and refused. */
import type { Browser } from "playwright";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { buildPage } from "../doubles/built-app.ts";
import { launchBrowser } from "../doubles/browser.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import { systemClock } from "../../main/lib/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { kindsInWindow } from "./kinds-in-window.ts";
import { patience, Window } from "./window.ts";

let browser: Browser;
let exchange: Exchange;
let app: HeadlessApp;
let window: Window;

beforeAll(async () => {
  await buildPage();
  ({ browser } = await launchBrowser());
  exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 200 });
  exchange.setPrice("BTC-USD", "44000.00");
  app = await HeadlessApp.start({
    args: ["--venue-url", exchange.wsUrl, "--rest-url", exchange.restUrl, "--symbols", "BTC-USD,ETH-USD,SOL-USD"],
    // Not about notifications: without a bus none can be shown, and the page goes on all the same.
    env: { DBUS_SESSION_BUS_ADDRESS: undefined, PRICEBELL_API_KEY: undefined },
  });
  window = await Window.open(browser, app);
  await window.row("BTC-USD").getByText("44,000.00").waitFor();
});
afterAll(async () => {
  await window?.close();
  await browser?.close();
  await app?.dispose();
  await exchange?.stop();
  expect(window.problems).toEqual([]);
});
// No test begins with what one that failed has left.
beforeEach(async () => {
  await window.tab("Alerts").click();
  await removeAllRules();
});

const listed = async (): Promise<string[]> =>
  (await app.value("market.snapshot", {})).map(({ instrument }) => instrument.symbol);
const shown = (): Promise<string[]> => window.watchlist.locator(".symbol").allTextContents();
const rules = () => app.value("rules.list", {});
const theAlert = (text: string) => window.alerts.filter({ hasText: text });

async function removeAllRules(): Promise<void> {
  for (const { id } of await rules()) await app.value("rules.remove", { id });
  await expect.poll(() => window.alerts.count(), patience).toBe(0);
}

test("the watchlist by keyboard: Ctrl+K adds, Alt with an arrow moves, Delete removes; the host agrees", async () => {
  const { page } = window;
  exchange.setPrice("XRP-USD", "2.5125");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Symbol" }).waitFor();
  await page.keyboard.type("xrp-usd");
  await page.getByRole("option", { name: /XRP-USD/ }).waitFor();
  await page.keyboard.press("Enter");
  await window.row("XRP-USD").waitFor();
  await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent(), patience).toBe("XRP-USD");
  expect(await listed()).toEqual(["BTC-USD", "ETH-USD", "SOL-USD", "XRP-USD"]);
  await window.row("XRP-USD").getByText("2.5125").waitFor();
  exchange.setPrice("XRP-USD", "2.5250");
  await window.row("XRP-USD").getByText("2.525").waitFor();

  await window.watchlist.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(listed, patience).toEqual(["BTC-USD", "XRP-USD", "ETH-USD", "SOL-USD"]);
  await expect.poll(shown, patience).toEqual(["BTC-USD", "XRP-USD", "ETH-USD", "SOL-USD"]);

  await page.keyboard.press("Delete");
  await expect.poll(shown, patience).toEqual(["BTC-USD", "ETH-USD", "SOL-USD"]);
  expect(await listed()).toEqual(["BTC-USD", "ETH-USD", "SOL-USD"]);
  await eventually("the venue is asked for it no longer", () =>
    Promise.resolve(!exchange.subscriptions().ticker.includes("XRP-USD")),
  );
  await window.row("BTC-USD").click();
});

test("what is no symbol is refused in the palette, and nothing is added", async () => {
  const { page } = window;
  await page.keyboard.press("Control+k");
  await page.keyboard.type("btc usd!");
  await page.getByText(/No such symbol/).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Symbol" }).waitFor({ state: "detached" });
  expect(await listed()).toEqual(["BTC-USD", "ETH-USD", "SOL-USD"]);
});

test("light and dark are chosen in the settings, and kept when the page is opened again", async () => {
  const { page } = window;
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const grounds: string[] = [];
  for (const theme of ["Light", "Dark"]) {
    await page.keyboard.press("Control+,");
    await page.getByRole("radiogroup", { name: "Theme" }).getByText(theme, { exact: true }).click();
    await expect
      .poll(() => page.evaluate(() => document.documentElement.dataset["theme"]), patience)
      .toBe(theme.toLowerCase());
    grounds.push(await ground());
    await page.reload();
    await window.watchlist.waitFor();
    await expect.poll(ground, patience).toBe(grounds.at(-1));
  }
  expect(new Set(grounds).size).toBe(2);
});

test.each(Object.entries(kindsInWindow))(
  "an alert of the kind %s is made in the window, reads as one sentence, and is watched",
  async (name, { kind, part, fields, sentence }) => {
    await window.entry.fill("");
    await window.chooseKind(kind);
    await window.openPart(part);
    for (const [label, value] of Object.entries(fields)) await window.field(label).fill(value);
    await window.page.keyboard.press("Enter");
    await expect.poll(() => window.sentence.textContent(), patience).toBe(`${sentence}.`);
    await window.composer.getByRole("button", { name: /^Make alert/ }).click();
    await theAlert(sentence)
      .getByText(/^armed$/)
      .waitFor();
    expect((await rules()).map(({ condition }) => condition.kind)).toEqual([name]);
  },
);

test("an alert is edited, duplicated, paused, resumed, removed, and brought back", async () => {
  const { page, composer } = window;
  await window.makeAlert(">45000 always");
  const alert = theAlert("rises to 45,000 or more");
  const more = async (item: string): Promise<void> => {
    await alert.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };

  await more("Edit");
  await composer.getByRole("heading", { name: "Edit alert" }).waitFor();
  await window.entry.fill(">47.0k always");
  await composer.getByRole("button", { name: /^Save alert/ }).click();
  await theAlert("rises to 47,000 or more").waitFor();
  expect((await rules()).map(({ condition, generation }) => [condition, generation])).toEqual([
    [{ kind: "at-or-above", level: "47000" }, 2],
  ]);

  await theAlert("47,000")
    .getByRole("button", { name: /^More for/ })
    .click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await window.openPart("Level");
  await window.field("Level").fill("45000");
  await window.field("Level").press("Control+Enter");
  await alert.waitFor();
  expect(await rules()).toHaveLength(2);

  await alert.getByRole("button", { name: /^Pause/ }).click();
  await alert.getByText(/^paused at/).waitFor();
  exchange.setPrice("BTC-USD", "45500.00");
  exchange.setPrice("BTC-USD", "44000.00");
  await window.row("BTC-USD").getByText("44,000.00").waitFor();
  await alert.getByRole("button", { name: /^Resume/ }).click();
  await alert.getByText("armed", { exact: true }).waitFor();
  expect(await app.value("history.list", {}), "nothing fires while paused").toEqual([]);

  await more("Remove");
  await page.getByText("Alert on BTC-USD removed.").waitFor();
  await expect.poll(async () => (await rules()).length, patience).toBe(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await alert.waitFor();
  expect((await rules()).map(({ repeat }) => repeat)).toEqual(["always", "always"]);
});

test("an alert that makes no sense is refused beside its field, and nothing is stored", async () => {
  const { page, composer } = window;
  const wrong = [
    { typed: ">45000", part: "Level", label: "Level", value: "0" },
    { typed: ">45000", part: "Level", label: "Level", value: "forty" },
    { typed: "43000-45000", part: "Low, High", label: "Low", value: "46000" },
    { typed: "+5% 10m", part: "By", label: "By", value: "0" },
    { typed: "+5% 10m", part: "Within", label: "Within", value: "9999" },
    { typed: "size 10", part: "Size of one trade, at least", label: "Size of one trade, at least", value: "0" },
  ];
  for (const { typed, part, label, value } of wrong) {
    await window.entry.fill(typed);
    await window.openPart(part);
    const field = window.field(label);
    await field.fill(value);
    await expect.poll(() => field.getAttribute("aria-invalid"), patience).toBe("true");
    const words = page.locator(`[id="${(await field.getAttribute("aria-describedby")) ?? ""}"]`);
    expect(await words.textContent(), `${label} ${value}`).toMatch(/\w+/);
    // What the field cannot say leaves the alert as it was; what makes no sense cannot be saved.
    const isTaken = (await window.entry.inputValue()) !== typed;
    expect(await composer.getByRole("button", { name: /^Make alert/ }).isDisabled()).toBe(isTaken);
    if (isTaken) await field.press("Control+Enter");
    await page.keyboard.press("Escape");
    expect(await rules(), `${label} ${value}`).toEqual([]);
  }
  // Put right, the same line saves.
  await window.makeAlert(">45000");
  expect(await rules()).toHaveLength(1);
});
