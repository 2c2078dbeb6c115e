/** The whole app on a database with rows that cannot be read: it starts, watches the rest, and says what is missing. */
import Database from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { startApp, type App } from "../../../main/app.ts";
import { givenKey } from "../../../main/app/api-key-store.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import { systemClock as clock } from "../../../main/lib/clock.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { eventually } from "../../doubles/eventually.ts";
import { startStaticExchange } from "../../doubles/exchange/static-exchange.ts";
import { fired, snapshot, spec, tick } from "../../store/sample-values.ts";
import { openIn, tempDir, value } from "../app-harness.ts";
import { venueAt } from "../../doubles/fixed-venues.ts";

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const key = "securitypro:BTC-USD";
const instrument = { venue: "securitypro", symbol: "BTC-USD" } as const;

/** A database with two alerts and an event, one row of it changed by `sql`. */
function damaged(sql: string): string {
  const dir = tempDir();
  const store = openIn(dir, clock.now().wallMs);
  const [good, bad] = ["good", "bad"].map((id) => snapshot(id, { spec: { ...spec, instrument } })) as [never, never];
  value(store.rules.save(good, bad, snapshot("old")));
  value(store.commit([fired(snapshot("old"))], ["history"], clock.now().wallMs));
  value(store.ticks.save([{ tick: tick("44000", { instrument: key }), seen: null }]));
  value(store.watchlist.add(key));
  store.close(new Map([["securitypro", clock.now().wallMs]]));
  const db = new Database(store.file);
  db.pragma("ignore_check_constraints = ON");
  db.exec(sql);
  db.close();
  return dir;
}

async function start(dataDir: string, channel: RecordingChannel): Promise<{ app: App; cross: () => void }> {
  const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
  ends.push(() => exchange.stop());
  exchange.setPrice("BTC-USD", "44000.00");
  const started = await startApp({
    version: "0",
    host: "headless",
    dataDir,
    clock,
    apiKeyStores: () => givenKey("key", "environment"),
    desktop: channel,
    redactor: new Redactor(),
    fixedVenues: venueAt("securitypro", exchange),
  });
  if (!started.ok) throw new Error(started.error.message);
  ends.push(() => started.value.stop());
  const app = started.value;
  await eventually("a price", () => Promise.resolve(app.market.lastTick(key) !== null));
  return { app, cross: () => exchange.setPrice("BTC-USD", "45000.01") };
}

describe("a start on a database with a row that cannot be read", () => {
  it.each([
    ["a rule that is an empty object", "UPDATE rules SET spec = '{}' WHERE id = 'bad'", "The alert on bad cannot"],
    [
      "a level that is no number",
      `UPDATE rules SET spec = replace(spec, '"45000"', '"abc"') WHERE id = 'bad'`,
      "The alert on BTC-USD cannot be read (spec.condition.level:",
    ],
    ["an event's tick that is no JSON", "UPDATE events SET tick = '{'", "An entry of the history (demo:BTC-USD)"],
    [
      "a last price that is none",
      `UPDATE last_ticks SET last = 'abc' WHERE instrument = '${key}'`,
      `The last price of ${key} cannot`,
    ],
    ["a heartbeat beyond all dates", "UPDATE heartbeat SET started_ms = 9000000000000000", "When Pricebell was last"],
    ["a venue watched beyond all dates", "UPDATE watched_venues SET until_ms = 9000000000000000", "Until when"],
    ["an instrument that is none", "UPDATE watchlist SET instrument = 'BTC-USD'", "An entry of the watchlist"],
    ["a state that there is not", "UPDATE rules SET state = 'brmed' WHERE id = 'bad'", "The alert on BTC-USD cannot"],
  ])("%s: the other alert fires, and the person is told", async (_what, sql, words) => {
    const channel = new RecordingChannel();
    const { app, cross } = await start(damaged(sql), channel);
    app.history.list({});
    cross();
    const shown = (title: string): boolean => channel.messages.some((message) => message.title.startsWith(title));
    // Where both alerts can be read, what their one price did is one message.
    const told = (): boolean => shown("BTC-USD crossed above") || shown("BTC-USD: 2 alerts fired");
    await eventually("the alert", () => Promise.resolve(told()));
    await eventually("what cannot be read", () => Promise.resolve(shown("Part of Pricebell's data cannot be read")));
    expect(app.rules.list().some(({ id, state }) => id === "good" && state === "done")).toBe(true);
    expect(channel.messages.map(({ body }) => body).join("\n")).toContain(words);
    expect(app.feedStatus().store).toMatchObject({ state: "ok", message: null });
    expect(app.feedStatus().store.damagedRows).toContain(words);
  });
});
