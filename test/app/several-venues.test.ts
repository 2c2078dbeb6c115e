/** Several venues side by side, each on a server of its own: what happens to one moves nothing of another. */
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startApp, type App } from "../../main/app.ts";
import { givenKey } from "../../main/app/api-key-store.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import { securityPro } from "../../main/market/venues/securitypro/venue.ts";
import type { VenueKind } from "../../main/market/venues/venue.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { VenueStatus } from "../../preload/contract/feed.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { eventually } from "../doubles/eventually.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import { tempDir, value } from "./app-harness.ts";

/** The same protocol on another server, as a venue of its own. */
const second: VenueKind = { ...securityPro, id: "second", label: "Second", nameInText: "Second" };
const [one, other] = ["securitypro", "second"] as const;
type Id = typeof one | typeof other;
type StaticExchange = Awaited<ReturnType<typeof startStaticExchange>>;

describe("two venues side by side", () => {
  let dataDir: string;
  let exchanges: Record<Id, StaticExchange>;
  let app: App;

  beforeEach(async () => {
    dataDir = path.join(tempDir(), "data");
    const start = () => startStaticExchange({ clock, heartbeatMs: 200 });
    exchanges = { securitypro: await start(), second: await start() };
    for (const exchange of Object.values(exchanges)) exchange.setPrice("BTC-USD", "44000.00");
    app = await run();
    await eventually("a price of each", () =>
      Promise.resolve(lastOf(one) === "44000.00" && lastOf(other) === "44000.00"),
    );
  });

  afterEach(async () => {
    await app.stop();
    await Promise.all(Object.values(exchanges).map((exchange) => exchange.stop()));
  });

  async function run(on: readonly Id[] | null = [one, other]): Promise<App> {
    const addressOf = ({ wsUrl, restUrl }: StaticExchange) => ({ wsUrl, restUrl });
    const started = await startApp({
      version: "0",
      host: "headless",
      dataDir,
      clock,
      redactor: new Redactor(),
      apiKeyStores: () => givenKey("key", "environment"),
      desktop: new RecordingChannel(),
      venues: [securityPro, second],
      fixedVenues: {
        on,
        addresses: new Map([
          [one, addressOf(exchanges.securitypro)],
          [other, addressOf(exchanges.second)],
        ]),
      },
      symbols: [`${one}:BTC-USD`, `${other}:BTC-USD`],
    });
    if (!started.ok) throw new Error(started.error.message);
    return started.value;
  }

  const lastOf = (venue: Id): string | null => app.market.fresh(`${venue}:BTC-USD`)?.last ?? null;
  const statusOf = (venue: Id): VenueStatus | undefined =>
    app.feedStatus().venues.find((status) => status.venue === venue);
  const firedOf = (rule: Rule): AlertEvent | undefined =>
    value(app.history.list({ ruleId: rule.id })).find(({ kind }) => kind === "fired");
  const alertOn = (venue: Id, more: object = {}): Rule =>
    value(
      app.rules.create({
        instrument: { venue, symbol: "BTC-USD" },
        condition: { kind: "crosses-up", level: "45000" },
        ...more,
      }),
    );
  const stateOf = ({ id }: Rule): Rule | undefined => app.rules.list().find((rule) => rule.id === id);

  /** As another process would find it now. */
  function kept<T>(sql: string): T {
    const db = new Database(path.join(dataDir, "pricebell.db"), { readonly: true });
    const rows = db.prepare(sql).pluck().all() as T;
    db.close();
    return rows;
  }

  async function lose(venue: Id): Promise<void> {
    await exchanges[venue].setFaults({ refuse: "tcp" });
    exchanges[venue].drop();
    await eventually("the loss", () => Promise.resolve(statusOf(venue)?.state === "reconnecting"));
  }

  it("an outage of one leaves the other live, watched and telling of now; what it missed is its own gap", async () => {
    const rules = { [one]: alertOn(one), [other]: alertOn(other) };
    const dialsBefore = statusOf(other)?.counts.dials;
    await lose(one);
    await eventually("the gap to be kept", () =>
      Promise.resolve(
        kept<string[]>("SELECT instrument FROM last_ticks WHERE blind_since_ms IS NOT NULL").includes(`${one}:BTC-USD`),
      ),
    );
    expect(kept("SELECT instrument FROM last_ticks WHERE blind_since_ms IS NOT NULL")).toEqual([`${one}:BTC-USD`]);
    expect([statusOf(other)?.state, statusOf(other)?.blindSince, app.feedStatus().summary]).toEqual([
      "live",
      null,
      "reconnecting",
    ]);
    for (const exchange of Object.values(exchanges)) exchange.setPrice("BTC-USD", "45000.01");
    await eventually("the alert of the other", () => Promise.resolve(firedOf(rules[other]) !== undefined));
    expect([firedOf(rules[other])?.gap, firedOf(rules[one]), lastOf(one)]).toEqual([null, undefined, null]);

    await exchanges[one].clearFaults();
    app.market.reconnect(one);
    await eventually("the alert that was missed", () => Promise.resolve(firedOf(rules[one]) !== undefined));
    expect(firedOf(rules[one])?.gap).not.toBeNull();
    expect([statusOf(other)?.counts.dials, value(app.history.list({})).length]).toEqual([dialsBefore, 2]);
  });

  it("each goes on at the next start from when it was watched last, not from when the other was", async () => {
    await lose(one);
    const lostMs = Date.parse(statusOf(one)?.blindSince ?? "");
    const rules = { [one]: alertOn(one), [other]: alertOn(other) };
    await eventually("some time of watching", () => Promise.resolve(clock.now().wallMs > lostMs + 300));
    await app.stop();
    const endedMs = clock.now().wallMs;
    const until = new Map(
      kept<string[]>("SELECT venue || ' ' || until_ms FROM watched_venues").map((row) => {
        const [venue, ms] = row.split(" ");
        return [venue, Number(ms)];
      }),
    );
    expect(until.get(one)).toBe(lostMs);
    expect(until.get(other)).toBeGreaterThan(lostMs + 300);
    expect(until.get(other)).toBeLessThanOrEqual(endedMs);
    await exchanges[one].clearFaults();
    for (const exchange of Object.values(exchanges)) exchange.setPrice("BTC-USD", "45000.01");
    app = await run();
    // Made while its venue was out, it has no price of before; the other one's was watched until the app ended.
    await eventually("the gap to be judged", () => Promise.resolve(firedOf(rules[other]) !== undefined));
    const fromMs = Date.parse(firedOf(rules[other])?.gap?.from ?? "");
    expect([fromMs >= (until.get(other) ?? Infinity), fromMs <= endedMs]).toEqual([true, true]);
    await eventually("a price", () => Promise.resolve(lastOf(one) === "45000.01"));
    expect(firedOf(rules[one])).toBeUndefined();
  });

  it("what a process leaves that is killed while one is out begins each one's gap where it was watched last", async () => {
    const rules = { [one]: alertOn(one), [other]: alertOn(other) };
    await lose(one);
    const lostMs = Date.parse(statusOf(one)?.blindSince ?? "");
    exchanges[other].setPrice("BTC-USD", "44000.50");
    const untilOf = (venue: Id): number | undefined =>
      kept<number[]>(`SELECT until_ms FROM watched_venues WHERE venue = '${venue}'`)[0];
    await eventually("a price of the other to be kept, and that it was watched", () =>
      Promise.resolve(
        kept<string[]>("SELECT last FROM last_ticks").includes("44000.50") && (untilOf(other) ?? 0) > lostMs,
      ),
    );
    // What stands on the disk at this moment is all that a killed process leaves.
    const left = path.join(tempDir(), "data");
    mkdirSync(left, { mode: 0o700 });
    for (const name of ["pricebell.db-wal", "pricebell.db"])
      copyFileSync(path.join(dataDir, name), path.join(left, name));
    await app.stop();
    dataDir = left;
    const otherUntilMs = untilOf(other);
    await exchanges[one].clearFaults();
    for (const exchange of Object.values(exchanges)) exchange.setPrice("BTC-USD", "45000.01");
    app = await run();
    const fromOf = (rule: Rule): number => Date.parse(firedOf(rule)?.gap?.from ?? "");
    await eventually("both gaps to be judged", () =>
      Promise.resolve(firedOf(rules[one]) !== undefined && firedOf(rules[other]) !== undefined),
    );
    expect([fromOf(rules[one]), fromOf(rules[other])]).toEqual([lostMs, otherUntilMs]);
  });

  it("one that is switched off ends alone: its alerts say so, hold nothing, and go on when it is on again", async () => {
    await app.stop();
    app = await run(null);
    value(await app.venueSettings.set({ venue: other, isOn: true }));
    await eventually("both", () => Promise.resolve(lastOf(one) !== null && lastOf(other) !== null));
    const dials = statusOf(one)?.counts.dials;
    const held = { condition: { kind: "at-or-above", level: "43000" }, holdForMs: 3_600_000 };
    const rules = [alertOn(other), alertOn(other, held), alertOn(one, held)] as const;
    const changed: Rule[] = [];
    app.ruleChanged.listen((rule) => void changed.push(rule));

    value(await app.venueSettings.set({ venue: other, isOn: false }));
    await eventually("the end of its feed", () => Promise.resolve(statusOf(other) === undefined));
    await eventually("its alerts to say so", () => Promise.resolve(stateOf(rules[1])?.state === "armed"));
    expect(stateOf(rules[0])?.notWatched).toMatch(/^Second is off: /);
    expect(changed.find(({ id }) => id === rules[0].id)?.notWatched).toMatch(/^Second is off: /);
    expect(stateOf(rules[2])).toMatchObject({ state: "holding" });
    expect(stateOf(rules[2])).not.toHaveProperty("notWatched");
    expect(Array.from(app.rules.waiting(), ({ id }) => id)).toEqual([rules[2].id]);
    expect(app.market.list).toEqual([`${one}:BTC-USD`]);
    expect(kept("SELECT venue FROM watched_venues")).toEqual([one]);

    exchanges[other].setPrice("BTC-USD", "45000.01");
    value(await app.venueSettings.set({ venue: other, isOn: true }));
    await eventually("what happened meanwhile", () => Promise.resolve(firedOf(rules[0]) !== undefined));
    expect(firedOf(rules[0])?.gap).not.toBeNull();
    expect(stateOf(rules[1])).not.toHaveProperty("notWatched");
    expect(app.market.list).toEqual([`${one}:BTC-USD`, `${other}:BTC-USD`]);
    expect([statusOf(one)?.counts.dials, app.history.unread()]).toEqual([dials, 1]);
    expect(value(app.history.list({})).every(({ kind }) => kind === "fired")).toBe(true);
  });
});
