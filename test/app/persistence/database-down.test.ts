/** The whole app on a disk that fills up and is emptied again: what the person is told, and what is remembered afterwards. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startApp, type App } from "../../../main/app.ts";
import { givenKey } from "../../../main/app/api-key-store.ts";
import { systemClock as clock } from "../../../main/lib/clock.ts";
import { startStaticExchange } from "../../doubles/exchange/static-exchange.ts";
import type { Exchange } from "../../doubles/exchange/types.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import type { Result } from "../../../preload/contract/result.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { eventually } from "../../doubles/eventually.ts";
import { venueAt } from "../../doubles/fixed-venues.ts";
import { SmallDisk, smallDiskMissing } from "../../doubles/small-disk.ts";

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A disk that is removed after the test; null where this user may not mount one. */
function smallDisk(): SmallDisk | null {
  const disk = SmallDisk.mount(4);
  if (disk !== null) ends.push(() => disk.remove());
  return disk;
}

/** Not a byte is left, and no room that was kept for that either. */
function fillUp(disk: SmallDisk): void {
  rmSync(path.join(disk.folder, "data", "pricebell.reserve"), { force: true });
  disk.fill();
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function start(dataDir: string, exchange: Exchange, channel: RecordingChannel): Promise<App> {
  const started = await startApp({
    version: "0",
    host: "headless",
    dataDir,
    clock,
    redactor: new Redactor(),
    apiKeyStores: () => givenKey("key", "environment"),
    desktop: channel,
    fixedVenues: venueAt("securitypro", exchange),
    symbols: ["BTC-USD"],
  });
  if (!started.ok) throw new Error(started.error.message);
  ends.push(() => started.value.stop());
  return started.value;
}

describe("a disk that cannot be written at the start", () => {
  const spoilers = [
    ["full", (disk: SmallDisk) => fillUp(disk)],
    ["read-only", (disk: SmallDisk) => disk.remountReadOnly()],
  ] as const;
  for (const [how, spoil] of spoilers)
    it(`${how}: what is in it is watched and shown, and everything says that nothing is remembered`, async (context) => {
      const disk = smallDisk();
      if (disk === null) return context.skip(smallDiskMissing);
      const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
      ends.push(() => exchange.stop());
      const dataDir = path.join(disk.folder, "data");
      const channel = new RecordingChannel();
      const app = await start(dataDir, exchange, channel);
      await eventually("live", () => Promise.resolve(app.feedStatus().summary === "live"));
      exchange.setPrice("BTC-USD", "44000.00");
      await eventually("a price", () => Promise.resolve(app.market.lastTick("securitypro:BTC-USD") !== null));
      const rule = value(
        app.rules.create({ instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "45000" } }),
      );
      await ends.pop()?.();
      const before = readFileSync(path.join(dataDir, "pricebell.db"));

      spoil(disk);
      const again = await start(dataDir, exchange, channel);
      expect(again.rules.list()).toMatchObject([{ id: rule.id, state: "armed" }]);
      expect(again.feedStatus().store).toMatchObject({
        state: "failing",
        message: expect.stringContaining(path.join(dataDir, "pricebell.db")) as string,
      });
      expect(
        again.rules.create({ instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "1000000" } }),
      ).toMatchObject({ ok: false, error: { code: "store-failed" } });
      await eventually("live", () => Promise.resolve(again.feedStatus().summary === "live"));
      exchange.setPrice("BTC-USD", "45000.01");
      const shown = (title: string) => () =>
        Promise.resolve(channel.messages.filter((message) => message.title.startsWith(title)).length === 1);
      await eventually("the alert", shown("BTC-USD crossed above"));
      await eventually("what is wrong", shown("Pricebell cannot write its database"));
      await ends.pop()?.();
      expect(readFileSync(path.join(dataDir, "pricebell.db")).equals(before), "not a byte of it is changed").toBe(true);
    });
});

describe("a disk that is full at the start and has room again later", () => {
  it("what fired meanwhile is written where it belongs, once, and everything works again", async (context) => {
    const disk = smallDisk();
    if (disk === null) return context.skip(smallDiskMissing);
    const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
    ends.push(() => exchange.stop());
    const dataDir = path.join(disk.folder, "data");
    const channel = new RecordingChannel();
    const first = await start(dataDir, exchange, channel);
    await eventually("live", () => Promise.resolve(first.feedStatus().summary === "live"));
    exchange.setPrice("BTC-USD", "44000.00");
    await eventually("a price", () => Promise.resolve(first.market.lastTick("securitypro:BTC-USD") !== null));
    const condition = { kind: "crosses-up", level: "45000" } as const;
    const rule = value(first.rules.create({ instrument: { symbol: "BTC-USD" }, condition }));
    await ends.pop()?.();

    fillUp(disk);
    const app = await start(dataDir, exchange, channel);
    const seen: AlertEvent[] = [];
    app.eventChanged.listen((event) => seen.push(event));
    expect(app.feedStatus().store.state).toBe("failing");
    await eventually("live", () => Promise.resolve(app.feedStatus().summary === "live"));
    exchange.setPrice("BTC-USD", "45000.01");
    const titled = (title: string): typeof channel.messages =>
      channel.messages.filter((message) => message.title.startsWith(title));
    await eventually("the alert", () => Promise.resolve(titled("BTC-USD crossed above").length > 0));
    expect(titled("BTC-USD crossed above")[0]?.body).toMatch(/Not saved yet: Pricebell cannot write its database\.$/);
    await eventually("what is wrong", () => Promise.resolve(titled("Pricebell cannot write its database").length > 0));
    const more = { instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "46000" } } as const;
    expect(app.rules.create(more)).toMatchObject({ ok: false, error: { code: "store-failed" } });

    disk.makeRoom();
    await eventually("the end of it told", () =>
      Promise.resolve(titled("Pricebell can write its database again").length > 0),
    );
    expect(channel.messages.at(-1)?.body).toContain("1 alert of that time is saved now.");
    expect(app.feedStatus().store).toEqual({ state: "ok", message: null });
    expect(value(app.history.list({ ruleId: rule.id }))).toMatchObject([
      { id: titled("BTC-USD")[0]?.id, kind: "fired", deliveries: [{ state: "shown" }, { state: "shown" }] },
    ]);
    expect(seen.at(-1)?.ruleId).toBe(rule.id);
    value(app.rules.create(more));
    expect(readdirSync(dataDir)).not.toContain("pricebell.room");
    await ends.pop()?.();

    const again = await start(dataDir, exchange, channel);
    expect(again.rules.list()).toMatchObject([{ id: rule.id, state: "done" }, { state: "armed" }]);
    await eventually("live", () => Promise.resolve(again.feedStatus().summary === "live"));
    expect(value(again.history.list({ ruleId: rule.id }))).toHaveLength(1);
    expect(titled("BTC-USD crossed above"), "nothing comes twice").toHaveLength(1);
  });
});

describe("a disk that fills up while the app runs", () => {
  it("alerts still reach the person, who is told that they cannot be remembered; then they are, and nothing comes twice", async (context) => {
    const disk = smallDisk();
    if (disk === null) return context.skip(smallDiskMissing);
    const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
    ends.push(() => exchange.stop());
    const channel = new RecordingChannel();
    const app = await start(path.join(disk.folder, "data"), exchange, channel);
    const price = async (last: string): Promise<void> => {
      exchange.setPrice("BTC-USD", last);
      await eventually(`the price ${last}`, () =>
        Promise.resolve(app.market.lastTick("securitypro:BTC-USD")?.last === last),
      );
    };
    await eventually("live", () => Promise.resolve(app.feedStatus().summary === "live"));
    await price("44000.00");
    const rule = value(
      app.rules.create({ instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "45000" } }),
    );
    const states: string[] = [app.feedStatus().store.state];
    app.feedChanged.listen(() => {
      const { state } = app.feedStatus().store;
      if (states.at(-1) !== state) states.push(state);
    });
    const seen: AlertEvent[] = [];
    app.eventChanged.listen((event) => seen.push(event));

    await eventually("the reserve", () =>
      Promise.resolve(existsSync(path.join(disk.folder, "data", "pricebell.reserve"))),
    );
    fillUp(disk);
    await price("45000.01");
    await eventually("the alert on the screen", () =>
      Promise.resolve(channel.messages.some(({ title }) => title.startsWith("BTC-USD crossed above"))),
    );
    const shown = channel.messages.find(({ title }) => title.startsWith("BTC-USD"));
    expect(shown?.body).toMatch(/Not saved yet: Pricebell cannot write its database\.$/);
    expect(app.rules.list()[0]?.state).toBe("done");
    expect(seen[0], "windows have it at once").toMatchObject({ id: shown?.id, kind: "fired", unsaved: true });
    expect(value(app.history.list({}))).toMatchObject([{ id: shown?.id, unsaved: true, tick: { price: "45000.01" } }]);
    expect(value(app.history.get(shown?.id ?? ""))).toMatchObject({ unsaved: true });
    expect(app.info().unread).toBe(1);
    await eventually("the outage told", () =>
      Promise.resolve(channel.messages.some(({ title }) => title === "Pricebell cannot write its database")),
    );
    expect(channel.messages.find(({ title }) => title === "Pricebell cannot write its database")?.body).toContain(
      "the disk is full",
    );
    expect(app.feedStatus()).toMatchObject({ summary: "live", store: { state: "failing" } });
    expect(app.feedStatus().store.message).toMatch(/the disk is full.*not remembered.* 1 decision waits to be written/);
    expect(
      app.rules.create({ instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "46000" } }),
    ).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(app.rules.update({ id: rule.id, note: "changed" })).toMatchObject({
      ok: false,
      error: { code: "store-failed" },
    });
    expect(app.rules.list()).toMatchObject([{ id: rule.id, note: "", generation: 1 }]);

    disk.makeRoom();
    await eventually("the end of it told", () =>
      Promise.resolve(channel.messages.some(({ title }) => title === "Pricebell can write its database again")),
    );
    expect(channel.messages.at(-1)?.body).toContain("1 alert of that time is saved now.");
    expect(app.feedStatus().store).toEqual({ state: "ok", message: null });
    expect(states).toEqual(["ok", "failing", "ok"]);
    const [event, ...others] = value(app.history.list({ ruleId: rule.id }));
    expect(others).toEqual([]);
    expect(event).toMatchObject({ id: shown?.id, kind: "fired", deliveries: [{ state: "shown" }, { state: "shown" }] });
    expect(event?.unsaved).toBeUndefined();
    expect(seen.at(-1)).toMatchObject({ id: event?.id, seq: event?.seq });
    expect(app.info().unread).toBe(1);
    expect(channel.messages).toHaveLength(3);

    await ends.pop()?.();
    const again = await start(path.join(disk.folder, "data"), exchange, channel);
    expect(again.rules.list()).toMatchObject([{ id: rule.id, state: "done" }]);
    expect(channel.messages, "nothing comes twice").toHaveLength(3);
  });
});
