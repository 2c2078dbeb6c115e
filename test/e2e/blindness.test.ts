/** Never silently blind: what cannot be watched is said in the window, in `feed.status`, in the history and as a notification. */
import type { Browser } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../main/lib/clock.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import { noFaults } from "../doubles/exchange/faults.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import type { HealthState } from "../../preload/contract/feed.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { buildPage } from "../doubles/built-app.ts";
import { launchBrowser } from "../doubles/browser.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { NotificationService } from "../doubles/notification-service.ts";
import { sessionBusMissing, startSessionBus, type SessionBus } from "../doubles/session-bus.ts";
import { InProcessApp } from "./in-process-app.ts";
import { patience, Window } from "./window.ts";
import { venueAt } from "../doubles/fixed-venues.ts";

describe.skipIf(sessionBusMissing() !== null)("never silently blind", () => {
  const clock = new ManualClock(Date.now());
  let browser: Browser;
  let exchange: Exchange;
  let bus: SessionBus;
  let service: NotificationService;
  let app: InProcessApp;
  let window: Window;

  beforeAll(async () => {
    await buildPage();
    ({ browser } = await launchBrowser());
    exchange = await startStaticExchange({ clock: systemClock, heartbeatMs: 200 });
    exchange.setPrice("BTC-USD", "44000.00");
    bus = await startSessionBus();
    service = await NotificationService.start(bus.address);
    const fixedVenues = venueAt("securitypro", exchange);
    app = new InProcessApp({ clock, fixedVenues, symbols: ["BTC-USD", "ETH-USD"], bus: bus.address });
    await app.start();
    await live();
    await app.value("settings.set", { blindAfterMs: 60_000 });
    await app.value("rules.create", {
      instrument: { symbol: "BTC-USD" },
      condition: { kind: "crosses-up", level: "90000" },
    });
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: "en-US",
      timezoneId: "UTC",
    });
    // The page's clock shows the app's time, however long that takes in the real one; its timers run as ever.
    await context.clock.setFixedTime(clock.now().wallMs);
    window = await Window.open(browser, app, context);
  });
  afterAll(async () => {
    await window?.close();
    await browser?.close();
    await app?.dispose();
    await service?.stop();
    await bus?.stop();
    await exchange?.stop();
    expect(window.problems).toEqual([]);
  });
  beforeEach(() => {
    service.calls.length = 0;
  });

  const summary = async (): Promise<string> => (await app.value("feed.status", {})).summary;
  const blindRows = async (): Promise<AlertEvent[]> =>
    (await app.value("history.list", {})).filter(({ kind }) => kind === "blind");

  const healthOf = async (symbol: string): Promise<HealthState | undefined> =>
    (await app.value("feed.status", {})).venues[0]?.instruments.find((one) => one.symbol === symbol)?.health;

  /** Time passes for the app and for the page, a second at a time, as it does. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) clock.advance(1_000);
    await window.context.clock.setFixedTime(clock.now().wallMs);
  }

  /** What the venue does takes real time, in which the app's stands still: only the wait for the next dial is cut short. */
  async function live(): Promise<void> {
    await eventually("the feed to be live", async () => {
      const status = await app.value("feed.status", {});
      const { nextDialAt = null } = status.venues[0] ?? {};
      // It is told in whole milliseconds, and may be a fraction of one later.
      if (nextDialAt !== null) clock.advance(Math.max(0, Date.parse(nextDialAt) - clock.now().wallMs) + 1);
      return status.summary === "live";
    });
  }

  /** The desktop deliveries of the newest blind time are written down as shown. What was asked of the desktop is not yet that. */
  async function shown(count: number): Promise<void> {
    await eventually(`${count} deliveries to be shown`, async () => {
      const desktop = (await blindRows())[0]?.deliveries.filter(({ destination }) => destination === "desktop") ?? [];
      return desktop.length === count && desktop.every(({ state }) => state === "shown");
    });
  }

  async function cut(): Promise<void> {
    await exchange.setFaults({ refuse: "tcp" });
    exchange.drop();
    await eventually("the feed to be lost", async () => (await summary()) !== "live");
  }

  async function mend(): Promise<void> {
    await exchange.clearFaults();
    await live();
  }

  test("an interruption of some seconds is in the top bar and nowhere else", async () => {
    await expect.poll(() => window.formatFeedState.textContent(), patience).toBe("Live");
    await cut();
    await expect.poll(() => window.formatFeedState.textContent(), patience).toMatch(/^Reconnecting/);
    expect(await summary()).toBe("reconnecting");
    await pass(5);
    await mend();
    await expect.poll(() => window.formatFeedState.textContent(), patience).toBe("Live");
    expect(await blindRows()).toEqual([]);
    expect(service.calls).toEqual([]);
  });

  test("an outage over 30 s is in the history; over the limit it is told, and once more when it is over, with its length", async () => {
    await cut();
    await pass(35);
    expect(await summary()).toBe("blind");
    await expect.poll(() => window.formatFeedState.textContent(), patience).toMatch(/^Blind for 0:3[5-9]$/);
    await window.banners.getByText(/^No prices for 3\d s\.$/).waitFor();
    const [lasting] = await blindRows();
    expect(lasting?.blind).toMatchObject({ to: null, because: "disconnected" });
    expect(service.calls, "not told before the limit").toEqual([]);
    // An armed alert that cannot fire says so.
    await window.alerts.getByText(/Cannot fire now\. Disconnected/).waitFor();

    await pass(30);
    await shown(1);
    expect(service.calls[0]?.title).toMatch(/^Pricebell has been unable to watch .* for 1 min.*: disconnected$/);
    expect(service.calls[0]?.body).toMatch(/Alerts there cannot fire until it is back\.$/);
    await pass(60);
    await expect.poll(() => window.formatFeedState.textContent(), patience).toMatch(/^Blind for 2:\d\d$/);
    expect(service.calls, "told once while it lasts").toHaveLength(1);

    // The venue beats before it sends a price: from then on it is one instrument without a price, not the same outage again.
    await exchange.setFaults({ ...noFaults, heartbeatOnly: true, rest: "hang" });
    await live();
    await shown(2);
    await eventually("the instrument to wait for its price", async () => (await healthOf("BTC-USD")) === "stale");
    await exchange.clearFaults();
    exchange.setPrice("BTC-USD", "44000.25");
    await eventually("its price", async () => (await healthOf("BTC-USD")) === "live");
    expect(service.calls).toHaveLength(2);
    expect(service.calls[1]?.title).toMatch(/^Pricebell could not watch .* for 2 min.*: disconnected$/);
    const rows = await blindRows();
    expect(rows, "one blind time is one row").toHaveLength(1);
    const { from, to } = rows[0]?.blind ?? { from: "", to: "" };
    const lastedMs = Date.parse(to ?? "") - Date.parse(from);
    expect(lastedMs).toBeGreaterThanOrEqual(125_000);
    expect(lastedMs).toBeLessThan(170_000);
    expect(rows[0]?.deliveries.map(({ destination, state }) => `${destination} ${state}`).sort()).toEqual([
      "desktop shown",
      "desktop shown",
      "history shown",
      "history shown",
    ]);
    await expect.poll(() => window.formatFeedState.textContent(), patience).toBe("Live");
    await window.tab("History").click();
    await window.events.getByText(/Pricebell could not watch .* for 2 min.*: disconnected/).waitFor();
    await window.tab("Alerts").click();
  });

  test("an instrument that the venue rejects is shown as that, with the venue's words", async () => {
    await app.value("market.watch", { symbol: "NOSUCH-USD" });
    // What changes on the watchlist within this goes out together.
    await pass(1);
    await eventually("the rejection", async () => {
      const found = (await app.value("feed.status", {})).venues[0]?.instruments.find(
        ({ symbol }) => symbol === "NOSUCH-USD",
      );
      return found?.health === "rejected" && found.subscription === "rejected";
    });
    const detail =
      (await app.value("feed.status", {})).venues[0]?.instruments.find(({ symbol }) => symbol === "NOSUCH-USD")
        ?.detail ?? "";
    expect(detail).toMatch(/\w+/);
    await window.row("NOSUCH-USD").getByText("rejected", { exact: true }).waitFor();
    await window.row("NOSUCH-USD").click();
    await window.page.locator("section.instrument").getByText(`Rejected by the venue: ${detail}`).waitFor();
    // The others go on.
    expect(await summary()).toBe("live");
    exchange.setPrice("BTC-USD", "44001.50");
    await window.row("BTC-USD").getByText("44,001.50").waitFor();
    await app.value("market.unwatch", { symbol: "NOSUCH-USD" });
  });

  test("the time that Pricebell was not running is told at the next start", async () => {
    const stoppedMs = clock.now().wallMs;
    await app.stop();
    clock.advance(10 * 60_000);
    await exchange.setFaults({ heartbeatOnly: true, rest: "hang" });
    await app.start();
    await live();
    await shown(1);
    await eventually("the instrument to wait for its price", async () => (await healthOf("BTC-USD")) === "stale");
    await exchange.clearFaults();
    exchange.setPrice("BTC-USD", "44002.50");
    await eventually("its price", async () => (await healthOf("BTC-USD")) === "live");
    expect(service.calls, "told once").toHaveLength(1);
    expect(service.calls[0]?.title).toMatch(/^Pricebell could not watch .* for 10 min.*: Pricebell was not running$/);
    const [row, before] = await blindRows();
    expect(before?.blind?.because, "one row more than before").toBe("disconnected");
    expect(row?.blind?.because).toBe("not-running");
    const fromMs = Date.parse(row?.blind?.from ?? "");
    expect(fromMs).toBeLessThanOrEqual(stoppedMs);
    expect(fromMs).toBeGreaterThan(stoppedMs - 10_000);
    expect(Date.parse(row?.blind?.to ?? "")).toBeGreaterThanOrEqual(stoppedMs + 10 * 60_000);
  });
});
