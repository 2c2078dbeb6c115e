/**
 * The process is killed, hard, at every step between a decision and the person knowing of it, and started again. Each crossing
 * that the exchange made has exactly one event then, and that event was shown.
 */
import { afterEach, describe, expect, it } from "vitest";
import { stepsToPerson } from "../../main/lib/failpoint.ts";
import { eventually } from "../doubles/eventually.ts";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { Environment } from "./environment.ts";

let environment: Environment | null = null;
afterEach(async () => {
  await environment?.stop();
  environment = null;
});

const missing = sessionBusMissing();

describe.skipIf(missing !== null)("killed between decision and shown", () => {
  it.each(stepsToPerson)("at %s: one event, and it is shown", async (failpoint) => {
    environment = await Environment.start();
    const { exchange, app } = environment;
    exchange.setPrice("BTC-USD", "44000.00");
    await environment.sees("BTC-USD", "44000.00");
    const rule = await app.value("rules.create", {
      instrument: { symbol: "BTC-USD" },
      condition: { kind: "crosses-up", level: "45000" },
    });
    await app.stop();

    // Armed with the price in the database, as after any restart; the point is reached in this run for the first time.
    await app.restart({ env: { DBUS_SESSION_BUS_ADDRESS: environment.bus.address, PRICEBELL_FAILPOINT: failpoint } });
    await environment.live("BTC-USD");
    const since = exchange.nextSeq("BTC-USD");
    exchange.setPrice("BTC-USD", "45000.01");
    expect(await app.exited).toMatchObject({ signal: "SIGKILL" });

    await app.restart({ env: { DBUS_SESSION_BUS_ADDRESS: environment.bus.address, PRICEBELL_FAILPOINT: undefined } });
    await eventually("the delivery to be shown", async () => (await environment?.desktopState(rule.id)) === "shown");
    expect(exchange.crossings("BTC-USD", "45000", { since })).toHaveLength(1);
    const events = await environment.eventsOf(rule.id);
    expect(events).toMatchObject([
      { kind: "fired", generation: 1, previous: { price: "44000.00" }, tick: { price: "45000.01" } },
    ]);
    // What was decided before the end was seen as it happened; what was not is told as a gap, never as "now".
    const seen = failpoint !== "decided" && failpoint !== "committing";
    expect(events[0]?.gap === null).toBe(seen);
    expect(environment.notifications.calls.length).toBeGreaterThan(0);
    expect(new Set(environment.notifications.calls.map((call) => call.title)).size).toBe(1);

    // And never again.
    exchange.setPrice("BTC-USD", "44000.00");
    exchange.setPrice("BTC-USD", "45000.02");
    await environment.sees("BTC-USD", "45000.02");
    expect(await environment.eventsOf(rule.id)).toHaveLength(1);
  });

  it.each(["sending:2", "sent:2"])(
    "at %s, as a joined message grows: one message names all seven",
    async (failpoint) => {
      environment = await Environment.start({ env: { PRICEBELL_FAILPOINT: failpoint } });
      const { exchange, app, notifications } = environment;
      exchange.setPrice("BTC-USD", "44000.00");
      await environment.sees("BTC-USD", "44000.00");
      const levels = ["45000", "45001", "45002", "45003", "45004", "45005", "46000"];
      for (const level of levels) await environment.alert({ kind: "crosses-up", level });
      exchange.setPrice("BTC-USD", "45010.00");
      await eventually("the joined message", () => Promise.resolve(notifications.calls.length === 1));
      exchange.setPrice("BTC-USD", "46010.00");
      expect(await app.exited).toMatchObject({ signal: "SIGKILL" });

      await app.restart({ env: { DBUS_SESSION_BUS_ADDRESS: environment.bus.address, PRICEBELL_FAILPOINT: undefined } });
      const states = async () =>
        (await app.value("history.list", {}))
          .filter((event) => event.kind === "fired")
          .map((event) => event.deliveries.find((delivery) => delivery.destination === "desktop")?.state);
      await eventually("all to be shown", async () => (await states()).every((state) => state === "shown"));
      expect(await states()).toHaveLength(7);
      const joined = notifications.calls.filter((call) => call.title.endsWith("alerts fired"));
      expect(joined.at(-1)?.title).toBe("7 alerts fired");
      expect(new Set(joined.map((call) => call.hints["x-dunst-stack-tag"])).size).toBe(1);
      expect(new Set(joined.map((call) => call.id)).size).toBe(1);
      expect(notifications.calls.filter((call) => call.title.includes("crossed above"))).toEqual([]);
    },
  );
});
