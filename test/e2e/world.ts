/** A whole world for one test: an exchange, a session bus with a notification service, and the app between them. */
import { systemClock } from "../../main/clock.ts";
import { startExchange } from "../../main/market/demo/exchange.ts";
import type { Exchange } from "../../main/market/demo/types.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { HeadlessApp, type HeadlessOptions } from "../doubles/headless-app.ts";
import { NotificationService } from "../doubles/notification-service.ts";
import { startSessionBus, type SessionBus } from "../doubles/session-bus.ts";
import { eventually } from "../doubles/eventually.ts";

export class World {
  readonly exchange: Exchange;
  readonly bus: SessionBus;
  readonly app: HeadlessApp;
  notifications: NotificationService;

  private constructor(exchange: Exchange, bus: SessionBus, notifications: NotificationService, app: HeadlessApp) {
    this.exchange = exchange;
    this.bus = bus;
    this.notifications = notifications;
    this.app = app;
  }

  /** The exchange stands still until a test moves a price. The app talks to it as to any SecurityPro. */
  static async start(options: { readonly symbols?: string; readonly env?: HeadlessOptions["env"] } = {}): Promise<World> {
    const exchange = await startExchange({ clock: systemClock, held: true, heartbeatMs: 200 });
    const bus = await startSessionBus();
    const notifications = await NotificationService.start(bus.address);
    const app = await HeadlessApp.start({
      args: ["--venue-url", exchange.wsUrl, "--rest-url", exchange.restUrl, "--symbols", options.symbols ?? "BTC-USD"],
      env: { DBUS_SESSION_BUS_ADDRESS: bus.address, ...options.env },
    });
    return new World(exchange, bus, notifications, app);
  }

  /** Waits until the app shows this price. */
  async sees(symbol: string, price: string): Promise<void> {
    await eventually(`${symbol} at ${price}`, async () => (await this.app.value("market.snapshot", {})).some((quote) => quote.instrument.symbol === symbol && quote.last === price));
  }

  /** Waits until the app is connected and its subscriptions stand. */
  async live(symbol: string): Promise<void> {
    await eventually(`${symbol} live`, async () => {
      const venue = (await this.app.value("feed.status", {})).venues[0];
      return venue?.state === "live" && venue.instruments.some((one) => one.symbol === symbol && one.health === "live");
    });
  }

  /** Events of this rule, oldest first. */
  async eventsOf(ruleId: string): Promise<AlertEvent[]> {
    return (await this.app.value("history.list", { ruleId })).reverse();
  }

  /** State of the desktop delivery of the first event of this rule. */
  async desktopState(ruleId: string): Promise<string | undefined> {
    return (await this.eventsOf(ruleId))[0]?.deliveries.find((delivery) => delivery.channel === "desktop")?.state;
  }

  async stop(): Promise<void> {
    await this.app.dispose();
    await this.notifications.stop();
    await this.bus.stop();
    await this.exchange.stop();
  }
}
