/** A destination whose row cannot be read: it alone is put aside and told of, wherever the app's own notices are told. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import type { App } from "../../../main/app.ts";
import { systemClock as clock } from "../../../main/lib/clock.ts";
import type { Destination } from "../../../preload/contract/destination.ts";
import { value } from "../../delivery/outbox-harness.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { eventually } from "../../doubles/eventually.ts";
import { startStaticExchange } from "../../doubles/exchange/static-exchange.ts";
import { startWith } from "../../extension/toy-channel-app.ts";
import { toyChannel } from "../../extension/toy-channel.ts";

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const titlesIn = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => (JSON.parse(line) as { readonly title: string }).title)
    : [];

test.each([
  ["fields that are no JSON", "own_values = '{'"],
  ["fields that are a list", "own_values = '[1]'"],
  ["a channel that is no name", "channel = 'No such!'"],
  ["a time beyond all dates", "created_ms = 9000000000000000"],
])(
  "%s: the others go on, the desktop stands in for it, and all that are told by default hear of it",
  async (_what, set) => {
    const folder = mkdtempSync(path.join(tmpdir(), "pricebell-damaged-"));
    ends.push(() => rmSync(folder, { recursive: true }));
    const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
    ends.push(() => exchange.stop());
    exchange.setPrice("BTC-USD", "44000.00");
    const dataDir = path.join(folder, "data");
    const good = path.join(folder, "good");
    const make = async (app: App, name: string): Promise<Destination> =>
      value(
        await app.destinations.create({
          channel: "toy",
          name,
          fields: { file: path.join(folder, name), password: "p" },
        }),
      );
    const before = await startWith(toyChannel(), dataDir, exchange);
    const [goodOne, badOne] = [await make(before, "good"), await make(before, "bad")];
    value(before.settings.set({ defaultDestinations: ["desktop", goodOne.id] }));
    for (const to of [goodOne.id, badOne.id])
      value(
        before.rules.create({
          instrument: { symbol: "BTC-USD" },
          condition: { kind: "crosses-up", level: to === goodOne.id ? "45000" : "45000.5" },
          notify: { to: [to] },
        }),
      );
    await before.stop();
    const db = new Database(path.join(dataDir, "pricebell.db"));
    db.pragma("ignore_check_constraints = ON");
    db.exec(`UPDATE destinations SET ${set} WHERE id = '${badOne.id}'`);
    db.close();

    const desktop = new RecordingChannel();
    const app = await startWith(toyChannel(), dataDir, exchange, desktop);
    ends.push(() => app.stop());
    expect(app.destinations.views().map(({ name }) => name)).toEqual(["Desktop notification", "History", "good"]);
    const notice = "Part of Pricebell's data cannot be read";
    await eventually("the notice at the other", () => Promise.resolve(titlesIn(good).includes(notice)));
    const told = desktop.messages.find(({ title }) => title === notice);
    expect(told?.body).toContain("bad");
    await eventually("a price", () => Promise.resolve(app.market.lastTick("securitypro:BTC-USD") !== null));
    exchange.setPrice("BTC-USD", "45001.00");
    await eventually("the alert there", () => Promise.resolve(titlesIn(good).includes("BTC-USD crossed above 45,000")));
    const isTold = (): boolean => desktop.messages.some(({ title }) => title === "BTC-USD crossed above 45,000.5");
    await eventually("the other one, on the desktop", () => Promise.resolve(isTold()));
    expect(titlesIn(path.join(folder, "bad"))).toEqual([]);
  },
);
