/** The main job, end to end: an alert made by hand, a price that gets there, the person told; and everything that hangs on it. */
import type { Browser } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildPage } from "../doubles/built-app.ts";
import { launchBrowser } from "../doubles/browser.ts";
import { eventually } from "../doubles/eventually.ts";
import { NotificationService } from "../doubles/notification-service.ts";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { patience, Window } from "./window.ts";
import { Environment } from "./environment.ts";

const missing = sessionBusMissing();

describe.skipIf(missing !== null)("a price gets there and the person is told", () => {
  let browser: Browser;
  let environment: Environment;
  let window: Window;

  beforeAll(async () => {
    await buildPage();
    ({ browser } = await launchBrowser());
    environment = await Environment.start({ symbols: "BTC-USD,ETH-USD" });
    await environment.live("BTC-USD");
  });
  afterAll(async () => {
    await window?.close();
    await browser?.close();
    await environment?.stop();
    expect(window.problems).toEqual([]);
  });
  beforeEach(() => environment.exchange.setPrice("BTC-USD", "44000.00"));

  /** The last notification that the desktop was asked to show, once there are this many. */
  async function notified(count: number): Promise<NonNullable<(typeof environment.notifications.calls)[number]>> {
    await eventually(`${count} notifications`, () => Promise.resolve(environment.notifications.calls.length >= count));
    const last = environment.notifications.calls.at(-1);
    if (last === undefined || environment.notifications.calls.length !== count)
      throw new Error(`There were ${environment.notifications.calls.length} notifications, not ${count}.`);
    return last;
  }

  test("the address is opened: the token leaves it, and prices move", async () => {
    window = await Window.open(browser, environment.app);
    await expect.poll(() => window.page.url(), patience).toBe(environment.app.url);
    for (const [price, shown] of [
      ["44000.00", "44,000.00"],
      ["44010.25", "44,010.25"],
      ["43990.75", "43,990.75"],
    ] as const) {
      environment.exchange.setPrice("BTC-USD", price);
      await window.row("BTC-USD").getByText(shown).waitFor();
    }
    expect(await window.formatFeedState.textContent()).toBe("Live");
    // What stays behind to let it in again is a session of this tab's own: never the token, and no cookie.
    expect(await window.context.cookies()).toEqual([]);
    expect(
      await window.page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })),
    ).not.toContain(environment.app.token);
    expect(await window.page.content()).not.toContain(environment.app.token);
  });

  test("an alert is made by keyboard alone, and its sentence stands there while it is typed", async () => {
    const { page } = window;
    await window.watchlist.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("a");
    await expect.poll(() => page.evaluate(() => document.activeElement?.id), patience).toBe("composer-entry");
    await page.keyboard.type(">4");
    await expect
      .poll(() => window.sentence.textContent(), patience)
      .toBe("Tell me once when BTC-USD rises to 4 or more.");
    await page.getByText("Already true").first().waitFor();
    await page.keyboard.type("5k");
    await expect
      .poll(() => window.sentence.textContent(), patience)
      .toBe("Tell me once when BTC-USD rises to 45,000 or more.");
    expect(await environment.app.value("rules.list", {})).toEqual([]);
    await page.keyboard.press("Control+Enter");
    await page.getByText("Saved and watching").waitFor();
    await window.alerts.filter({ hasText: "Tell me once when BTC-USD rises to 45,000 or more" }).waitFor();
  });

  test("the exchange crosses it: one notification with its words and actions, a new line in the history, the alert done", async () => {
    const { page } = window;
    environment.exchange.setPrice("BTC-USD", "45000.12");
    const shown = await notified(1);
    expect(shown.title).toBe("BTC-USD at 45,000 or more");
    expect(shown.body).toMatch(/^45,000\.12 at \d\d:\d\d:\d\d/);
    expect(shown.actions).toEqual(["default", "Open", "snooze", "Snooze 15 min"]);
    await window.alerts
      .filter({ hasText: "45,000 or more" })
      .getByText(/^fired at .*, done$/)
      .waitFor();

    await expect.poll(() => window.tab("History").textContent(), patience).toMatch(/1\s*new/);
    expect((await environment.app.value("app.info", {})).unread).toBe(1);
    await window.tab("Alerts").focus();
    await page.keyboard.press("ArrowRight");
    const line = window.events.filter({ hasText: "BTC-USD at 45,000 or more" });
    await line.getByText("New.").waitFor({ state: "attached" });
    await expect.poll(() => window.tab("History").textContent(), patience).not.toMatch(/new/);
    await expect.poll(async () => (await environment.app.value("app.info", {})).unread, patience).toBe(0);
    const rules = await environment.app.value("rules.list", {});
    await eventually(
      "it to be written down as shown",
      async () => (await environment.desktopState(rules[0]?.id ?? "")) === "shown",
    );
    const [event] = await environment.app.value("history.list", {});
    expect(event).toMatchObject({
      kind: "fired",
      gap: null,
      previous: { price: "44000.00" },
      tick: { price: "45000.12" },
      readAt: expect.any(String),
    });
    expect(event?.deliveries.map(({ destination, state }) => `${destination} ${state}`).sort()).toEqual([
      "desktop shown",
      "history shown",
    ]);
    await line.click();
    const details = page.locator("#side-panel dl");
    await details.getByText("45,000.12").first().waitFor();
    await details.getByText("not yet").waitFor({ state: "detached" });
  });

  test("Snooze and Pause, pressed on the notification, act on the alert; the click opens it in the page", async () => {
    await window.tab("Alerts").click();
    await window.makeAlert("^46k always");
    environment.exchange.setPrice("BTC-USD", "46000.50");
    const { id } = await notified(2);
    environment.notifications.press(id, "snooze");
    const snoozed = window.alerts.filter({ hasText: "crosses above 46,000" });
    await snoozed.getByText(/^snoozed until/).waitFor();
    const [rule] = (await environment.app.value("rules.list", {})).filter(({ repeat }) => repeat === "always");
    const leftMs = Date.parse(rule?.snoozedUntil ?? "") - Date.now();
    expect(leftMs).toBeGreaterThan(14 * 60_000);
    expect(leftMs).toBeLessThanOrEqual(15 * 60_000);

    environment.notifications.press(id, "pause");
    await snoozed.getByText(/^paused at/).waitFor();
    environment.exchange.setPrice("BTC-USD", "44000.00");
    environment.exchange.setPrice("BTC-USD", "46100.00");
    await environment.sees("BTC-USD", "46100.00");
    expect(await environment.eventsOf(rule?.id ?? "")).toHaveLength(1);
    expect(environment.notifications.calls).toHaveLength(2);

    environment.notifications.press(id, "default");
    await expect.poll(() => window.tab("History").getAttribute("aria-selected"), patience).toBe("true");
  });

  test("the test notification says how it really went: shown, nobody there, no answer", async () => {
    const { page } = window;
    await page.keyboard.press("Control+,");
    const send = page.getByRole("button", { name: "Send a test notification" });
    await send.click();
    await page.getByText("Shown. The desktop took it.").waitFor();
    expect((await notified(3)).title).toBe("Pricebell can reach you");

    await environment.notifications.stop();
    await expect
      .poll(
        async () =>
          (await environment.app.value("feed.status", {})).channels.find(({ channel }) => channel === "desktop")?.state,
        patience,
      )
      .not.toBe("ok");
    await send.click();
    await page.getByText(/It could not be shown\. .+/).waitFor();

    environment.notifications = await NotificationService.start(environment.bus.address, { silent: "notify" });
    await expect
      .poll(
        async () =>
          (await environment.app.value("feed.status", {})).channels.find(({ channel }) => channel === "desktop")?.state,
        patience,
      )
      .toBe("ok");
    await send.click();
    await page.getByText(/Sent, but the desktop did not say whether it was shown\. .+/).waitFor({ timeout: 40_000 });
    expect(environment.notifications.calls).toHaveLength(1);
    await page.keyboard.press("Escape");
  });
});
