/** What is decided reaches the person in the end: many at once, with nobody there to show it, and where it is not wanted. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventually } from "../doubles/eventually.ts";
import { NotificationService } from "../doubles/notification-service.ts";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { Environment } from "./environment.ts";

describe.skipIf(sessionBusMissing() !== null)("what is decided reaches the person", () => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await Environment.start();
    await environment.live("BTC-USD");
  });
  afterAll(() => environment?.stop());
  beforeEach(async () => {
    environment.exchange.setPrice("BTC-USD", "44000.00");
    await environment.sees("BTC-USD", "44000.00");
    environment.notifications.calls.length = 0;
  });

  /** Deliveries to the desktop of everything that fired for these alerts, each with its reason where it has one. */
  async function desktopOf(ids: readonly string[]): Promise<string[]> {
    const events = (await Promise.all(ids.map((id) => environment.eventsOf(id)))).flat();
    return events
      .flatMap(({ deliveries }) => deliveries.filter(({ destination }) => destination === "desktop"))
      .map(({ state }) => state);
  }

  test("with no notification service it waits in words, and is shown once as soon as there is one", async () => {
    await environment.notifications.stop();
    await eventually(
      "the app to know",
      async () => (await environment.app.value("feed.status", {})).channels[0]?.state === "unavailable",
    );
    const { id } = await environment.alert({ kind: "crosses-up", level: "45000" });
    environment.exchange.setPrice("BTC-USD", "45000.25");
    await eventually("the event", async () => (await environment.eventsOf(id)).length === 1);
    const [event] = await environment.eventsOf(id);
    expect(event?.deliveries.find(({ destination }) => destination === "desktop")?.state).not.toBe("shown");
    expect(event?.deliveries.find(({ destination }) => destination === "history")?.state).toBe("shown");
    expect((await environment.app.value("feed.status", {})).channels[0]?.detail).toMatch(/kept in the history/);

    environment.notifications = await NotificationService.start(environment.bus.address);
    await eventually("it to be shown", async () => (await environment.desktopState(id)) === "shown");
    expect(environment.notifications.calls.map(({ title }) => title)).toEqual(["BTC-USD crossed above 45,000"]);
  });

  test("an alert that ends without firing says so", async () => {
    const { id } = await environment.alert(
      { kind: "crosses-up", level: "90000" },
      // An end that has passed by the time it arrives would be refused.
      { expiresAt: new Date(Date.now() + 5_000).toISOString() },
    );
    await eventually("it to end", async () => (await environment.desktopState(id)) === "shown");
    expect((await environment.eventsOf(id)).map(({ kind }) => kind)).toEqual(["expired"]);
    expect(environment.notifications.calls.map(({ title }) => title)).toEqual(["Alert on BTC-USD expired"]);
    expect((await environment.app.value("rules.list", {})).find((rule) => rule.id === id)?.state).toBe("expired");
  });

  test("with notifications turned off it is in the history alone, which says why", async () => {
    await environment.app.value("settings.set", { desktopNotifications: false });
    const { id } = await environment.alert({ kind: "crosses-up", level: "46000" });
    environment.exchange.setPrice("BTC-USD", "46000.25");
    await eventually("it to be skipped", async () => (await environment.desktopState(id)) === "skipped");
    const [event] = await environment.eventsOf(id);
    expect(event?.deliveries.find(({ destination }) => destination === "desktop")?.error).toMatch(/turned off/);
    expect(environment.notifications.calls).toEqual([]);
    // Turned on again, what is old is not shown after all.
    await environment.app.value("settings.set", { desktopNotifications: true });
    const next = await environment.alert({ kind: "crosses-up", level: "47000" });
    environment.exchange.setPrice("BTC-USD", "47000.25");
    await eventually("the next one to be shown", async () => (await environment.desktopState(next.id)) === "shown");
    expect(environment.notifications.calls.map(({ title }) => title)).toEqual(["BTC-USD crossed above 47,000"]);
  });

  test("many at once: the first ones each for itself, then one message for the rest; each is an event of its own", async () => {
    const levels = Array.from({ length: 12 }, (_, index) => String(45_001 + index));
    const alerts = [];
    for (const level of levels) alerts.push(await environment.alert({ kind: "crosses-up", level }));
    environment.exchange.setPrice("BTC-USD", "45100.00");
    const ids = alerts.map(({ id }) => id);
    await eventually("all to be shown", async () => {
      const states = await desktopOf(ids);
      return states.length === ids.length && states.every((state) => state === "shown");
    });
    expect(new Set(environment.notifications.calls.map(({ id }) => id)).size).toBeLessThanOrEqual(6);
    // All of them are named, whichever message it is in.
    const said = environment.notifications.calls.map(({ title, body }) => `${title}\n${body}`).join("\n");
    for (const level of levels) expect(said).toContain(`${level.slice(0, 2)},${level.slice(2)}`);
  });
});
