/** The beginning and the end of a feed, what is asked of it while it is neither, and what each change of its settings does. */
import { describe, expect, test } from "vitest";
import { until } from "../../doubles/until.ts";
import { AskedHistory, startAfterOutage } from "./asked-history.ts";
import { btc } from "./feed-harness.ts";
import { start, startLive } from "./one-feed.ts";
import { passSeconds, startScripted, subscribed, trade, untilAsked, type Scripted } from "./scripted-venue.ts";

/** Watching A-USD with a price of now. */
async function scriptedAt100(): Promise<Scripted> {
  const v = await startScripted();
  await untilAsked(v, 1);
  await v.say([subscribed("A-USD"), trade("A-USD", "100", "1")]);
  return v;
}

const settingsOf = ({ server: { wsUrl, restUrl } }: Pick<Scripted, "server">) =>
  ({ wsUrl, restUrl, values: {}, tradesForAll: false, absurdPrintGuard: true }) as const;

describe("a feed that has ended", () => {
  test("tells of no loss, dials nothing more, and leaves no timer, however often it was begun", async () => {
    const v = await scriptedAt100();
    v.feed.start();
    v.feed.stop();
    v.feed.watch(v.key("B-USD"));
    expect([v.losses, v.clock.pending, v.feed.status().state]).toEqual([[], 0, "idle"]);
    await until(() => v.server.openPeers === 0, "closed");
    await passSeconds(v, 2);
    expect(v.server.dials).toBe(1);
  });

  test("has handed on what waited for history, which is asked for no longer", async () => {
    const asked = new AskedHistory();
    const v = await startAfterOutage(asked);
    v.feed.stop();
    expect([v.prices(), asked.signals[0]?.aborted, v.clock.pending]).toEqual([["100", "101"], true, 0]);
  });

  test("asks no longer for trades that were missed, and leaves them to the next one", async () => {
    const asked = new AskedHistory();
    const v = await startScripted({ rest: { history: asked.history } });
    v.feed.watch(v.key("A-USD"), { everyTrade: true, size: false, quotes: false });
    await untilAsked(v, 1);
    await v.say([subscribed("A-USD"), trade("A-USD", "100", "1")]);
    await v.say([{ kind: "missed", symbol: "A-USD", fromId: "2", toId: "4" }]);
    v.clock.advance(2_000);
    await until(() => asked.spans.length === 1, "asked for");
    v.feed.stop();
    expect([asked.signals[0]?.aborted, v.clock.pending]).toEqual([true, 0]);
    expect([v.awaited.length, v.settled.length]).toEqual([1, 0]);
  });

  test("asks for no price any more, not even of what was given up while it was asked for", async () => {
    const signals: AbortSignal[] = [];
    const prices = (_: readonly string[], signal: AbortSignal) => (signals.push(signal), new Promise<never>(() => {}));
    const watch = ["A-USD", "B-USD"];
    const v = await startScripted({ watch, rest: { prices }, traits: { firstPrice: "by-rest" } });
    await until(() => signals.length === 2, "both are asked for");
    v.feed.unwatch(v.key("B-USD"));
    v.feed.stop();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});

describe("what is watched", () => {
  test("is dialled with the beginning and not before", async () => {
    const r = await start({ watch: [] });
    r.feed.stop();
    r.feed.watch(btc);
    expect(r.feed.status().state).toBe("idle");
    r.feed.start();
    expect(r.feed.status().state).toBe("connecting");
    await until(() => r.server.dials === 1, "dialled");
  });

  test("of what is not nothing is known", async () => {
    const { feed, key } = await startScripted({ watch: [] });
    const none = key("X-USD");
    expect([feed.lastTick(none), feed.blindSinceMs(none), feed.quote(none), feed.minutes(none)]).toEqual([
      ...[null, null, null, []],
    ]);
    expect([feed.watchedUntilMs(), feed.quotes()]).toEqual([null, []]);
  });

  test("was watched up to now while it is live, else up to the last frame", async () => {
    const v = await scriptedAt100();
    const { wallMs } = v.clock.now();
    v.clock.advance(500);
    expect(v.feed.watchedUntilMs()).toBe(wallMs + 500);
    v.server.drop();
    await until(() => v.feed.status().nextDialAt !== null, "lost");
    expect(v.feed.watchedUntilMs()).toBe(wallMs);
  });
});

describe("a change of settings", () => {
  test("lets a price that waits for a second one go on only where the guard is taken away", async () => {
    const v = await scriptedAt100();
    await v.say([trade("A-USD", "50", "2")]);
    v.feed.setSettings(settingsOf(v));
    expect(v.prices()).toEqual(["100"]);
    v.feed.setSettings({ ...settingsOf(v), absurdPrintGuard: false });
    expect(v.prices()).toEqual(["100", "50"]);
    await v.say([trade("A-USD", "5", "3")]);
    expect([v.prices(), v.server.dials]).toEqual([["100", "50", "5"], 1]);
  });

  test("of the key to the same one keeps a feed that is live, and dials one that is not", async () => {
    const r = await startLive({ apiKey: "k" });
    r.feed.setApiKey("k");
    await r.beat();
    expect(r.server.dials).toBe(1);
    r.server.drop();
    await until(() => r.feed.status().nextDialAt !== null, "lost");
    r.feed.setApiKey("k");
    await r.redialled(2);
  });

  test("of the key forgets that REST refused the one before, which the stream had not answered for", async () => {
    const r = await start({ apiKey: "k", before: (server) => (server.rest = () => ({ status: 401, body: {} })) });
    await r.answered(1);
    r.feed.setApiKey("other");
    await r.redialled(2);
    await r.answered(2);
    expect(r.feed.status().state).not.toBe("key-refused");
    r.clock.advance(5_000);
    expect(r.feed.status().state).toBe("key-refused");
  });
});

test("what the list lost is told at once", async () => {
  let told = 0;
  const sink = { onTick: () => undefined, onLost: () => undefined, onHistory: () => undefined };
  const awaited = { onHistoryAwaited: () => undefined, onHistorySettled: () => undefined };
  const r = await start({ sink: { ...sink, ...awaited, onStatus: () => told++ } });
  const before = told;
  r.feed.listChanged([]);
  expect(told).toBe(before + 1);
  r.feed.watch("securitypro:ETH-USD");
  expect(told).toBeGreaterThan(before + 1);
});
