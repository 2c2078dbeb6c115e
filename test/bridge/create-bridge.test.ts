/** Each call of the contract reaches the part of the app that answers it, and each change of the app reaches the windows. */
import { describe, expect, test } from "vitest";
import { createBridge, type Bridge } from "../../main/bridge/create-bridge.ts";
import type { Push } from "../../main/bridge/publisher.ts";
import { callNames } from "../../preload/contract/contract.ts";
import type { Result } from "../../preload/contract/result.ts";
import { ManualClock } from "../doubles/clock.ts";
import { answerOf, appDouble, type Asked } from "./app-double.ts";

const clientId = "window-1";
const rule = { condition: { kind: "at-or-above", level: "1" } };
const instrument = { venue: "demo", symbol: "btc" };
const key = "demo:BTC-USD";

const present = {
  resolveSymbol: (_: string, symbol: string) => `${symbol.toUpperCase()}-USD`,
  onlyVenue: () => "demo",
  venues: () => [{ description: { id: "demo" } }, { description: { id: "kraken" } }],
  feedStatus: () => ({ venues: [{ venue: "kraken" }, { venue: "demo", isWell: true }, { venue: "other" }] }),
  "settings.current": { theme: "dark" },
};

function setUp(answers: Record<string, unknown> = {}) {
  const asked: Asked[] = [];
  const { app, signalOf } = appDouble(asked, { ...present, ...answers });
  const clock = new ManualClock();
  const bridge = createBridge(app, {
    clock,
    onBug: (error) => {
      throw error;
    },
  });
  const pushed: { push: Push; to: string | null }[] = [];
  bridge.publisher.subscribe((push, to) => pushed.push({ push, to }));
  return { asked, signalOf, clock, bridge, pushed };
}

async function call(bridge: Bridge, name: string, input: unknown, from: string | null): Promise<Result<unknown>> {
  const [group, own] = name.split(".") as [string, string];
  type Handler = (input: unknown, context: { clientId: string | null }) => Promise<Result<unknown>>;
  const handlers = bridge.handlers as unknown as Record<string, Record<string, Handler>>;
  return (await handlers[group]?.[own]?.(input, { clientId: from })) as Result<unknown>;
}

/** Handed on with these, and its answer handed back. */
const handedOn: [name: string, input: unknown, what: string, given: unknown[]][] = [
  ["rules.create", { rule }, "rules.create", [rule]],
  ["rules.createMany", [rule], "rules.createMany", [[rule]]],
  ["rules.update", { id: "a", rule }, "rules.update", [{ id: "a", ...rule }]],
  ["rules.remove", { id: "a" }, "rules.remove", ["a"]],
  ["rules.restore", { id: "a" }, "rules.restore", ["a"]],
  ["rules.pause", { id: "a" }, "rules.pause", ["a"]],
  ["rules.resume", { id: "a" }, "rules.resume", ["a"]],
  ["rules.snooze", { id: "a", forMs: 5 }, "rules.snooze", ["a", 5]],
  ["rules.removeMany", { ids: ["a"] }, "rules.removeMany", [["a"]]],
  ["rules.restoreMany", { ids: ["a"] }, "rules.restoreMany", [["a"]]],
  ["rules.pauseMany", { ids: ["a"], forMs: 5 }, "rules.pauseMany", [["a"], 5]],
  ["rules.pauseMany", { ids: ["a"] }, "rules.pauseMany", [["a"], null]],
  ["rules.resumeMany", { ids: ["a"] }, "rules.resumeMany", [["a"]]],
  ["rules.setNotifyMany", { changes: [1] }, "rules.setNotifyMany", [[1]]],
  ["rules.preview", { rule }, "rules.preview", [rule]],
  ["rules.dryRun", rule, "dryRuns.ask", [rule, clientId]],
  ["rules.pauseAll", { forMs: 5 }, "rules.pauseAll", [5]],
  ["history.list", { limit: 3 }, "history.list", [{ limit: 3 }]],
  ["history.get", { id: "a" }, "history.get", ["a"]],
  ["history.markRead", { uptoSeq: 3 }, "history.markRead", [3]],
  ["history.acknowledge", { id: "a" }, "history.acknowledge", ["a"]],
  ["destinations.create", { channel: "ntfy" }, "destinations.create", [{ channel: "ntfy" }]],
  ["destinations.update", { id: "a" }, "destinations.update", [{ id: "a" }]],
  ["destinations.remove", { id: "a" }, "destinations.remove", ["a"]],
  ["destinations.test", { id: "a" }, "destinations.test", ["a"]],
  ["destinations.chooseProgram", {}, "destinations.chooseProgram", []],
  ["market.watch", { instrument }, "market.watch", [key]],
  ["market.watch", { symbol: "btc" }, "market.watch", [key]],
  ["market.unwatch", instrument, "market.unwatch", [key]],
  ["market.reorder", { keys: [key] }, "market.reorder", [[key]]],
  ["market.candles", { instrument, interval: "1m" }, "candles.read", [key, { interval: "1m" }]],
  ["settings.set", { theme: "dark" }, "settings.set", [{ theme: "dark" }]],
  ["deadManSwitch.setAddress", { address: "a", apiKey: "k" }, "deadManSwitch.setAddress", ["a", "k"]],
  ["deadManSwitch.setAddress", { address: "a" }, "deadManSwitch.setAddress", ["a", ""]],
  ["notifications.test", {}, "testNotification", []],
  ["store.restore", { name: "a" }, "restore", ["a"]],
];

/** What the app is asked, which cannot fail. */
const read: [name: string, input: unknown, what: string, given: unknown[]][] = [
  ["rules.list", {}, "rules.list", []],
  ["rules.progress", { ids: ["a"] }, "rules.progress", [["a"]]],
  ["reminders.list", {}, "reminders.views", []],
  ["channels.list", {}, "destinations.channels", []],
  ["destinations.list", {}, "destinations.views", []],
  ["market.snapshot", {}, "market.snapshot", []],
  ["market.search", { text: "b" }, "search", [{ text: "b" }]],
  ["deadManSwitch.test", { what: "calls" }, "deadManSwitch.test", ["calls"]],
  ["store.backups", {}, "backups", []],
  ["app.info", {}, "info", []],
];

describe("each call", () => {
  test.each(handedOn)("%s %j: the app is asked for %s", async (name, input, what, given) => {
    const { bridge, asked } = setUp();
    expect(await call(bridge, name, input, clientId)).toEqual(answerOf(what));
    expect(asked.at(-1)).toEqual({ what, given });
  });

  test.each(read)("%s %j: what the app says of %s", async (name, input, what, given) => {
    const { bridge, asked } = setUp();
    expect(await call(bridge, name, input, null)).toEqual({ ok: true, value: answerOf(what) });
    expect(asked).toEqual([{ what, given }]);
  });

  test("the state of feeds, venues and settings is handed back as it is", async () => {
    const { bridge } = setUp();
    expect(await call(bridge, "feed.status", {}, null)).toEqual({ ok: true, value: present.feedStatus() });
    expect(await call(bridge, "venues.list", {}, null)).toEqual({ ok: true, value: present.venues() });
    expect(await call(bridge, "settings.get", {}, null)).toEqual({ ok: true, value: present["settings.current"] });
  });

  test("a venue that was set comes with its own health, null where it has none; a refusal comes alone", async () => {
    const done = { "venueSettings.set": async () => ({ ok: true, value: { isOn: true } }) };
    const { bridge, asked } = setUp(done);
    const health = { venue: "demo", isWell: true };
    expect(await call(bridge, "venues.set", { venue: "demo" }, null)).toEqual({
      ok: true,
      value: { isOn: true, health },
    });
    expect(asked[0]).toEqual({ what: "venueSettings.set", given: [{ venue: "demo" }] });
    expect(await call(bridge, "venues.set", { venue: "off" }, null)).toMatchObject({ value: { health: null } });
    const refused = { ok: false, error: { code: "settings-invalid" } };
    const refusing = setUp({ "venueSettings.set": async () => refused });
    expect(await call(refusing.bridge, "venues.set", { venue: "demo" }, null)).toEqual(refused);
  });

  test.each(["market.watch", "market.unwatch", "market.candles"])(
    "%s of a symbol alone is refused while there is more than one venue",
    async (name) => {
      const { bridge, asked } = setUp({ onlyVenue: () => null });
      const input = name === "market.candles" ? { instrument: { symbol: "btc" } } : { symbol: "btc" };
      const refused = { ok: false, error: { code: "instrument-invalid", field: "venue" } };
      const result = await call(bridge, name, input, null);
      expect(result).toMatchObject(refused);
      expect(JSON.stringify(result)).toMatch(/demo.*kraken/);
      expect(asked.map(({ what }) => what)).not.toContain(name);
    },
  );

  test("a window says what it looks at and whether it plays sounds; a script has nothing to say there", async () => {
    const { bridge, asked } = setUp();
    const focused: unknown[] = [];
    bridge.conflator.focus = (...given) => focused.push(given);
    const done = { ok: true, value: {} };
    for (const from of [clientId, null]) {
      expect(await call(bridge, "market.focus", { instrument }, from)).toEqual(done);
      expect(await call(bridge, "market.focus", { instrument: null }, from)).toEqual(done);
      expect(await call(bridge, "sounds.pageReady", { canPlay: true }, from)).toEqual(done);
      expect(await call(bridge, "sounds.played", { id: "s", isPlayed: false }, from)).toEqual(done);
    }
    expect(focused).toEqual([
      [clientId, "demo:btc"],
      [clientId, null],
    ]);
    expect(asked).toEqual([
      { what: "windowSounds.pageSays", given: [clientId, true] },
      { what: "windowSounds.pagePlayed", given: [clientId, "s", false] },
    ]);
  });

  test("feed.reconnect has the venue dialled", async () => {
    const { bridge, asked } = setUp();
    expect(await call(bridge, "feed.reconnect", { venue: "demo" }, null)).toEqual({ ok: true, value: {} });
    expect(asked).toEqual([{ what: "market.reconnect", given: ["demo"] }]);
  });

  test("is in a table above", () => {
    const others = ["feed.status", "venues.list", "venues.set", "settings.get", "market.focus", "feed.reconnect"];
    const tried = new Set([...handedOn, ...read].map(([name]) => name));
    for (const name of [...others, "sounds.pageReady", "sounds.played"]) tried.add(name);
    expect([...tried].sort()).toEqual([...callNames].sort());
  });
});

describe("each change", () => {
  test.each<[signal: string, told: unknown, name: string, value: unknown]>([
    ["market.listChanged", undefined, "market.watchlist", answerOf("market.snapshot")],
    ["ruleChanged", { id: "a" }, "rules.changed", { id: "a" }],
    ["rules.removed", "a", "rules.removed", { id: "a" }],
    ["eventChanged", { id: "e" }, "history.changed", { id: "e" }],
    ["reminders.changed", undefined, "reminders.changed", answerOf("reminders.views")],
    ["feedChanged", undefined, "feed.changed", present.feedStatus()],
    ["settings.changed", undefined, "settings.changed", present["settings.current"]],
    ["destinations.changed", undefined, "destinations.changed", answerOf("destinations.views")],
    ["venueSettings.changed", undefined, "venues.changed", present.venues()],
    ["infoChanged", undefined, "app.changed", answerOf("info")],
    ["openAsked", { id: "e" }, "app.openEvent", { id: "e" }],
  ])("%s %j is told to every window as %s, until the bridge ends", (signal, told, name, value) => {
    const { bridge, signalOf, pushed } = setUp();
    signalOf(signal).emit(told);
    expect(pushed).toEqual([{ push: { name, value }, to: null }]);
    bridge.stop();
    signalOf(signal).emit(told);
    expect(pushed).toHaveLength(1);
  });

  test("a sound goes to the one window that shall play it", () => {
    const { signalOf, pushed } = setUp();
    signalOf("windowSounds.asked").emit({ clientId, id: "s", name: "bell" });
    expect(pushed).toEqual([{ push: { name: "sounds.play", value: { id: "s", name: "bell" } }, to: clientId }]);
  });

  test("prices are shown, and none of an instrument that was forgotten or of an app whose bridge has ended", () => {
    const { bridge, clock, signalOf, pushed } = setUp();
    const tick = { instrument: key, last: "1", lastNumber: 1, bid: null, ask: null, receivedWallMs: 0 };
    const shown = (): unknown[] => {
      clock.advance(1_000);
      return pushed.splice(0).map(({ push }) => push.name);
    };
    signalOf("ticked").emit(tick);
    expect(shown()).toEqual(["market.ticks"]);
    signalOf("ticked").emit(tick);
    signalOf("market.forgotten").emit(key);
    expect(shown()).toEqual([]);
    signalOf("ticked").emit(tick);
    bridge.stop();
    expect(shown()).toEqual([]);
  });

  test("a window that is gone is prepared for no longer", () => {
    const { bridge, asked, clock, signalOf, pushed } = setUp();
    bridge.conflator.focus(clientId, key);
    bridge.removeClient(clientId);
    expect(asked).toEqual([{ what: "windowSounds.pageGone", given: [clientId] }]);
    signalOf("ticked").emit({ instrument: key, last: "1", lastNumber: 1, bid: null, ask: null, receivedWallMs: 0 });
    clock.advance(1_000);
    expect(pushed.map(({ to }) => to)).toEqual([null]);
  });
});
