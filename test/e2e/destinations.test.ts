/** Where a person is told, set up in the window: the form comes from the channel, the test says what the service answered. */
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../main/lib/clock.ts";
import { launchBrowser } from "../doubles/browser.ts";
import { buildPage } from "../doubles/built-app.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { NtfyService } from "../doubles/services/ntfy.ts";
import { patience, Window } from "./window.ts";

const token = "tk_f0a1b2c3d4e5f6a7b8c9d0e1f2a3";
/** What a program of the person's own would be: it ends well, whatever it is given. */
const allowed = `"${process.execPath}" --eval 0`;
let browser: Browser;
let exchange: Exchange;
let service: NtfyService;
let app: HeadlessApp;
let window: Window;

beforeAll(async () => {
  await buildPage();
  ({ browser } = await launchBrowser());
  exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 200 });
  exchange.setPrice("BTC-USD", "44000.00");
  service = await NtfyService.start();
  service.token = token;
  app = await HeadlessApp.start({
    args: [
      ...["--venue-url", exchange.wsUrl, "--rest-url", exchange.restUrl, "--symbols", "BTC-USD"],
      ...["--allow-program", allowed],
    ],
    env: { DBUS_SESSION_BUS_ADDRESS: undefined, PRICEBELL_API_KEY: undefined },
  });
  window = await Window.open(browser, app);
});
afterAll(async () => {
  await window?.close();
  await browser?.close();
  await app?.dispose();
  await service?.server.stop();
  await exchange?.stop();
  expect(window.problems).toEqual([]);
});

test("a phone is set up, tried, told by default, changed and removed, and its token never comes back", async () => {
  const { page } = window;
  await page.getByRole("button", { name: "Settings" }).first().click();
  await page.getByRole("combobox", { name: "Add another place" }).selectOption({ label: "ntfy" });
  const form = page.getByRole("form", { name: "ntfy" });
  await form.getByLabel("Name", { exact: true }).fill("my phone");
  await form.getByLabel("Server").fill(service.server.origin);
  await form.getByLabel("Topic", { exact: true }).fill("no spaces allowed");
  await form.getByLabel("Access token (optional)").fill(token);
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("A topic has 1 to 64 letters, digits, hyphens and underscores.").waitFor();
  const topic = form.getByLabel("Topic", { exact: true });
  // What is wrong is where the keys go on; what has to be typed on the phone too can be looked at.
  expect(await topic.evaluate((field) => field === document.activeElement)).toBe(true);
  await topic.fill("bell-x7Kq2vT9pLm4");
  expect(await topic.getAttribute("type")).toBe("password");
  await form.getByRole("button", { name: "Show Topic" }).click();
  expect(await topic.getAttribute("type")).toBe("text");
  // Few need a user name: it is out of the way.
  const user = form.getByLabel("User name (optional)");
  expect(await user.isVisible()).toBe(false);
  await form.getByText("More options").click();
  await user.waitFor();
  await form.getByRole("button", { name: "Save" }).click();

  const phone = page.getByRole("group", { name: "my phone" });
  await phone.getByText("Send a test and look whether it arrives.").waitFor();
  const test = phone.getByRole("button", { name: "Send a test" });
  await expect.poll(() => test.evaluate((button) => button === document.activeElement), patience).toBe(true);
  await page.keyboard.press("Enter");
  await phone.getByText(/The service took the test message\. Look whether it has arrived\. Its receipt: msg/).waitFor();
  expect(await phone.getByText("Send a test and look").count()).toBe(0);
  expect(service.history).toHaveLength(1);
  await phone.getByLabel("Told by default").check();
  await expect.poll(async () => (await app.value("settings.get", {})).defaultDestinations.length, patience).toBe(2);

  await phone.getByRole("button", { name: "Change" }).click();
  const changing = phone.getByRole("form", { name: "ntfy" });
  expect(await changing.getByLabel("Access token (optional)").inputValue()).toBe("");
  await changing.getByLabel("Name", { exact: true }).fill("the phone");
  await changing.getByRole("button", { name: "Save" }).click();
  const renamed = page.getByRole("group", { name: "the phone" });
  await renamed.getByRole("button", { name: "Send a test" }).click();
  await expect.poll(() => service.history.length, patience).toBe(2);

  service.token = "tk_another";
  await renamed.getByRole("button", { name: "Send a test" }).click();
  const failed = renamed.getByText("The test message was not sent.");
  await failed.getByText("does not accept the key, token or password (HTTP 401). Enter it again").waitFor();
  const port = Number(new URL(service.server.origin).port);
  await service.server.stop();
  await renamed.getByRole("button", { name: "Send a test" }).click();
  await failed.getByText("Nothing answers at 127.0.0.1").waitFor();
  service = await NtfyService.start({}, port);
  await renamed.getByRole("button", { name: "Remove", exact: true }).click();
  await renamed.getByRole("button", { name: "Remove it" }).click();
  await renamed.waitFor({ state: "detached" });
  expect((await app.value("destinations.list", {})).map(({ id }) => id)).toEqual(["desktop", "history"]);
  expect(await window.everythingReceived()).not.toContain(token);
});

test("a program is one of those that were allowed at the start, and where there is none the page says how", async () => {
  const { page } = window;
  const add = page.getByRole("combobox", { name: "Add another place" });
  await add.selectOption({ label: "Program" });
  const form = page.getByRole("form", { name: "Program" });
  // What was begun is left, and the settings are not.
  await form.getByRole("combobox", { name: "Command" }).press("Escape");
  await form.waitFor({ state: "detached" });
  expect(await add.evaluate((field) => field === document.activeElement)).toBe(true);
  await add.selectOption({ label: "Program" });
  await form.getByRole("combobox", { name: "Command" }).selectOption(allowed);
  await form.getByRole("button", { name: "Save" }).click();
  const group = page.getByRole("group", { name: "Program" });
  // One was made just now: the form of another one, left again, gives the focus back where it was opened.
  await group.waitFor();
  await add.selectOption({ label: "Program" });
  await form.getByRole("combobox", { name: "Command" }).press("Escape");
  await form.waitFor({ state: "detached" });
  expect(await add.evaluate((field) => field === document.activeElement)).toBe(true);
  await group.getByRole("button", { name: "Send a test" }).click();
  await group.getByText("The service took the test message.").waitFor();
  expect(await app.call("destinations.chooseProgram", {})).toMatchObject({ error: { code: "not-supported" } });

  await page.route("**/api/channels.list", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(JSON.stringify(allowed), '""') });
  });
  await page.getByRole("button", { name: "Prices" }).click();
  await page.getByRole("button", { name: "Settings" }).first().click();
  await add.selectOption({ label: "Program" });
  await form.getByText("A page in a browser cannot allow one").waitFor();
  expect(await form.getByLabel("Command").count()).toBe(0);
  await page.unroute("**/api/channels.list");
  await form.getByRole("button", { name: "Cancel" }).click();
});

test("a sound is played by an open page, and an alert counts as told there once the page has played it", async () => {
  const { page } = window;
  await page.getByRole("combobox", { name: "Add another place" }).selectOption({ label: "Sound" });
  const form = page.getByRole("form", { name: "Sound" });
  await form.getByLabel("Sound", { exact: true }).selectOption({ label: "Bell" });
  await form.getByRole("button", { name: "Save" }).click();
  const destination = page.getByRole("group", { name: "Sound" });
  // A browser lets a page play once somebody has touched it, which came before the sound was wanted here.
  const enable = page.getByRole("button", { name: "Enable sound" });
  await destination.getByRole("button", { name: "Send a test" }).click();
  await destination.getByText("An open window played the sound.").waitFor();
  expect(await enable.count()).toBe(0);

  const found = (await app.value("destinations.list", {})).find(({ channel }) => channel === "sound");
  await app.value("rules.create", {
    instrument: { venue: "securitypro", symbol: "BTC-USD" },
    condition: { kind: "at-or-above", level: "40000" },
    notify: { to: [found?.id ?? ""], urgency: "normal" },
  });
  await expect
    .poll(
      async () => (await app.value("history.list", { limit: 1 }))[0]?.deliveries.map(({ state }) => state),
      patience,
    )
    .toEqual(["shown", "sent"]);
});

test("a page that nobody has touched says that it may not play yet, and how it may", async () => {
  const context = await browser.newContext({ locale: "en-US" });
  // A driven browser counts every page as touched; this one does not until it is asked to play, as others do.
  await context.addInitScript(`
    const allowed = new WeakSet();
    Object.defineProperty(AudioContext.prototype, "state", { get() { return allowed.has(this) ? "running" : "suspended"; } });
    AudioContext.prototype.resume = function () { allowed.add(this); return Promise.resolve(); };
  `);
  const other = await Window.open(browser, app, context);
  const enable = other.page.getByRole("button", { name: "Enable sound" });
  await enable.click();
  await enable.waitFor({ state: "detached" });
  await other.close();
  expect(other.problems).toEqual([]);
});
