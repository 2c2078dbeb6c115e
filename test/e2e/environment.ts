/** A whole world for one test: an exchange, a session bus with a notification service, and the app between them. */
import { systemClock } from "../../main/lib/clock.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import type { RuleInput } from "../../preload/contract/rule-calls.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Condition, Rule } from "../../preload/contract/rule.ts";
import { HeadlessApp, type HeadlessOptions } from "../doubles/headless-app.ts";
import { NotificationService, type ServiceOptions } from "../doubles/notification-service.ts";
import { startSessionBus, type SessionBus } from "../doubles/session-bus.ts";
import { eventually } from "../doubles/eventually.ts";

export interface EnvironmentOptions {
  readonly symbols?: string;
  readonly env?: HeadlessOptions["env"];
  /** Left out: a new one, removed at the end. */
  readonly dataDir?: string;
  /** The key that the exchange wants; left out, none. */
  readonly requireKey?: string;
  /** How the notification service behaves; null: there is none. */
  readonly service?: ServiceOptions | null;
}

export class Environment {
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
  static async start(options: EnvironmentOptions = {}): Promise<Environment> {
    const { symbols = "BTC-USD", env, dataDir, requireKey, service } = options;
    const exchange = await startStaticExchange({
      clock: systemClock,

      heartbeatMs: 200,
      ...(requireKey === undefined ? {} : { requireKey }),
    });
    // Near what the tests set: from wherever the demo market stands today, that could look like an absurd print.
    exchange.setPrice("BTC-USD", "44000.00");
    const bus = await startSessionBus();
    const notifications = await NotificationService.start(bus.address, service ?? {});
    if (service === null) await notifications.stop();
    const app = await HeadlessApp.start({
      args: ["--venue-url", exchange.wsUrl, "--rest-url", exchange.restUrl, "--symbols", symbols],
      // A key that lies in the environment of whoever runs the tests has no business here.
      env: { DBUS_SESSION_BUS_ADDRESS: bus.address, PRICEBELL_API_KEY: undefined, ...env },
      ...(dataDir === undefined ? {} : { dataDir }),
    });
    return new Environment(exchange, bus, notifications, app);
  }

  /** Makes an alert over the API. */
  alert(condition: Condition, more: Partial<RuleInput> = {}): Promise<Rule> {
    return this.app.value("rules.create", { instrument: { symbol: "BTC-USD" }, condition, ...more });
  }

  /** Waits until the app shows this price. */
  async sees(symbol: string, price: string): Promise<void> {
    await eventually(`${symbol} at ${price}`, async () =>
      (await this.app.value("market.snapshot", {})).some(
        (quote) => quote.instrument.symbol === symbol && quote.last === price,
      ),
    );
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
    return (await this.eventsOf(ruleId))[0]?.deliveries.find((delivery) => delivery.destination === "desktop")?.state;
  }

  async stop(): Promise<void> {
    await this.app.dispose();
    await this.notifications.stop();
    await this.bus.stop();
    await this.exchange.stop();
  }
}
