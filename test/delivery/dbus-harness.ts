/** The channel for notifications over D-Bus on a real bus of the test's own, with services that the test starts on it. */
import { expect } from "vitest";
import type { Message } from "../../main/delivery/channel.ts";
import { DbusChannel } from "../../main/delivery/dbus.ts";
import { ManualClock } from "../doubles/clock.ts";
import { NotificationService, type ServiceOptions } from "../doubles/notification-service.ts";
import { startSessionBus, type SessionBus } from "../doubles/session-bus.ts";
import { until } from "../doubles/until.ts";

export class DbusHarness {
  readonly bus: SessionBus;
  readonly clock = new ManualClock();
  readonly #open: { stop(): Promise<void> }[] = [];

  private constructor(bus: SessionBus) {
    this.bus = bus;
  }

  static async start(): Promise<DbusHarness> {
    return new DbusHarness(await startSessionBus());
  }

  async service(options: ServiceOptions = {}): Promise<NotificationService> {
    return this.stopAtEnd(await NotificationService.start(this.bus.address, options));
  }

  channel(env: NodeJS.ProcessEnv = this.bus.env): DbusChannel {
    return this.stopAtEnd(new DbusChannel({ clock: this.clock, env }));
  }

  stopAtEnd<T extends { stop(): Promise<void> }>(started: T): T {
    this.#open.push(started);
    return started;
  }

  /** The last one that was started is stopped first. Fails where a timer is left behind. */
  async end(): Promise<void> {
    try {
      for (const each of this.#open.splice(0).reverse()) await each.stop();
      expect(this.clock.pending).toBe(0);
    } finally {
      await this.bus.stop();
    }
  }
}

export const ready = (channel: DbusChannel): Promise<void> =>
  until(() => channel.status().state === "ok", "the channel to be ready");

export const message = (rest: Partial<Message> = {}): Message => ({
  id: "e1",
  title: "BTC-USD crossed above 45,000",
  body: "45,000.12 at 14:25:31",
  urgency: "critical",
  actions: ["open", "snooze", "pause"],
  externalId: null,
  ...rest,
});

/** Lets what is under way in this process and on the socket go on. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}
