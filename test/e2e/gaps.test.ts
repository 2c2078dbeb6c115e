/** Prices that cross while nobody can look: told once, as what they are, and never as "now". */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startExchange } from "../doubles/exchange/exchange.ts";
import { demoVenue } from "../../main/market/venues/demo/venue.ts";
import { openVenue } from "../doubles/open-venue.ts";
import type { Candle } from "../../preload/contract/tick.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { InProcessApp } from "./in-process-app.ts";
import { Environment } from "./environment.ts";
import { onlyVenue } from "../doubles/fixed-venues.ts";

describe.skipIf(sessionBusMissing() !== null)("a level crossed", () => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await Environment.start();
    await environment.live("BTC-USD");
  });
  afterAll(() => environment?.stop());

  /** Each way of being unable to look; `back` ends it. */
  const absences: Record<string, { readonly level: string; away(): Promise<void>; back(): Promise<void> }> = {
    "while the app was stopped": {
      level: "45000",
      away: async () => void (await environment.app.stop()),
      back: () => environment.app.restart(),
    },
    "after the app was killed": {
      level: "46000",
      away: async () => void (await environment.app.kill("SIGKILL")),
      back: () => environment.app.restart(),
    },
    "while the exchange had dropped us and refused us": {
      level: "47000",
      async away() {
        await environment.exchange.setFaults({ refuse: "tcp" });
        environment.exchange.drop();
        await eventually(
          "the app to know",
          async () => (await environment.app.value("feed.status", {})).summary !== "live",
        );
      },
      async back() {
        await environment.exchange.clearFaults();
        await environment.app.value("feed.reconnect", {});
      },
    },
  };

  test.each(Object.entries(absences))(
    "%s is one event with its gap, and the words say so",
    async (_name, { level, away, back }) => {
      environment.notifications.calls.length = 0;
      environment.exchange.setPrice("BTC-USD", "44000.00");
      await environment.sees("BTC-USD", "44000.00");
      const rule = await environment.alert({ kind: "crosses-up", level });
      const never = await environment.alert({ kind: "crosses-up", level: "90000" });
      const leftMs = Date.now();
      await away();
      const goneMs = Date.now();
      environment.exchange.setPrice("BTC-USD", `${level}.25`);
      await back();
      await eventually("the delivery to be shown", async () => (await environment.desktopState(rule.id)) === "shown");
      const backMs = Date.now();

      const events = await environment.eventsOf(rule.id);
      expect(events).toMatchObject([
        { kind: "fired", generation: 1, previous: { price: "44000.00" }, tick: { price: `${level}.25` } },
      ]);
      const gap = events[0]?.gap ?? { from: "", to: "" };
      // It begins at the last sign of life before, and ends with the first price after.
      expect(Date.parse(gap.from)).toBeLessThanOrEqual(goneMs);
      expect(Date.parse(gap.from)).toBeGreaterThan(leftMs - 15_000);
      expect(Date.parse(gap.to)).toBeGreaterThanOrEqual(leftMs);
      expect(Date.parse(gap.to)).toBeLessThanOrEqual(backMs);

      expect(environment.notifications.calls).toHaveLength(1);
      const [shown] = environment.notifications.calls;
      expect(shown?.title).toMatch(/^BTC-USD crossed above 4\d,000$/);
      expect(shown?.body).toMatch(
        /^Some time between \d\d:\d\d:\d\d and \d\d:\d\d:\d\d, while disconnected\. The first price afterwards was 4\d,000\.25$/,
      );
      expect(`${shown?.title ?? ""} ${shown?.body ?? ""}`).not.toMatch(/\bnow\b/i);

      // Not again by the next start, nor by the price that comes back and crosses once more.
      await environment.app.stop();
      await environment.app.restart();
      await environment.live("BTC-USD");
      environment.exchange.setPrice("BTC-USD", "44000.00");
      environment.exchange.setPrice("BTC-USD", `${level}.75`);
      await environment.sees("BTC-USD", `${level}.75`);
      expect(await environment.eventsOf(rule.id)).toHaveLength(1);
      expect(await environment.eventsOf(never.id)).toEqual([]);
      await environment.app.value("rules.remove", { id: never.id });
    },
  );
});

describe("a level touched only in between, on a venue with a history", () => {
  const startMs = Date.parse("2026-03-02T10:00:30.000Z");
  const hourMs = 3_600_000;
  let inside: InProcessApp | null = null;
  afterEach(() => inside?.dispose());

  /** The demo market's hour to come: its past is the same whoever asks for it later. */
  async function hourToCome(): Promise<Candle[]> {
    const exchange = await startExchange({ clock: new ManualClock(startMs + hourMs), held: true });
    const { rest } = openVenue(demoVenue, exchange);
    const answer = await rest.candles?.("BTC-USD", startMs, startMs + hourMs, AbortSignal.timeout(10_000));
    await exchange.stop();
    if (answer?.ok !== true) throw new Error("The demo exchange has no candles.");
    return [...answer.value];
  }

  test("is found in its candles, told with the narrowest gap, and once", async () => {
    const clock = new ManualClock(startMs);
    inside = new InProcessApp({ clock, fixedVenues: onlyVenue("demo"), symbols: ["BTC-USD"] });
    const app = inside;
    const candles = await hourToCome();
    const top = candles.reduce((best, candle) => (Number(candle.high) > Number(best.high) ? candle : best));
    const last = async (): Promise<number> =>
      Number(
        (await app.value("market.snapshot", {})).find(({ instrument }) => instrument.symbol === "BTC-USD")?.last ?? 0,
      );
    const live = () =>
      eventually("a price", async () => (await app.value("feed.status", {})).summary === "live" && (await last()) > 0);

    await app.start();
    await live();
    const before = await last();
    const rule = await app.value("rules.create", {
      instrument: { symbol: "BTC-USD" },
      condition: { kind: "crosses-up", level: top.high },
    });
    const beyond = await app.value("rules.create", {
      instrument: { symbol: "BTC-USD" },
      condition: { kind: "crosses-up", level: String(Number(top.high) * 2) },
    });
    await app.stop();

    clock.advance(hourMs);
    await app.start();
    await live();
    await eventually("the event", async () => (await app.value("history.list", { ruleId: rule.id })).length > 0);
    // The ends of the outage alone would not have told it.
    expect(before).toBeLessThan(Number(top.high));
    expect(await last()).toBeLessThan(Number(top.high));
    const [event] = await app.value("history.list", { ruleId: rule.id });
    expect(event).toMatchObject({
      kind: "fired",
      gap: { from: new Date(top.openMs).toISOString(), to: new Date(top.openMs + top.lengthMs).toISOString() },
    });

    await app.stop();
    clock.advance(hourMs);
    await app.start();
    await live();
    expect(await app.value("history.list", { ruleId: rule.id })).toHaveLength(1);
    expect(await app.value("history.list", { ruleId: beyond.id })).toEqual([]);
    expect((await app.value("rules.list", {})).map(({ id, state }) => [id, state])).toEqual(
      expect.arrayContaining([
        [rule.id, "done"],
        [beyond.id, "armed"],
      ]),
    );
  });
});
