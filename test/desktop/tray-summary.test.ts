/** What the tray says. */
import { noDeadManSwitch } from "../../preload/contract/dead-man-switch.ts";
import { expect, test } from "vitest";
import type { FeedStatus } from "../../preload/contract/feed.ts";
import type { Quote } from "../../preload/contract/market.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { traySummaryOf } from "../../main/desktop/tray-summary.ts";
import { applicationMenu, pauseAllMs, tooltip, trayMenu } from "../../main/desktop/menu.ts";

const feed = (over: Partial<FeedStatus> = {}, blindSince: string | null = null): FeedStatus => ({
  summary: "live",
  venues: [{ demo: false, blindSince } as FeedStatus["venues"][number]],
  health: { isWell: true, reasons: [] },
  deadManSwitch: noDeadManSwitch,
  store: { state: "ok", message: null, waiting: 0 } as FeedStatus["store"],
  channels: [],
  ...over,
});
const quote = (symbol: string, last: string | null): Quote =>
  ({ instrument: { venue: "demo", symbol }, last }) as Quote;
const rule = (id: string, symbol: string, condition: Rule["condition"], state: Rule["state"] = "armed"): Rule =>
  ({ id, instrument: { venue: "demo", symbol }, condition, state }) as Rule;
const input = {
  feed: feed(),
  rules: [] as Rule[],
  quotes: [] as Quote[],
  unread: 0,
  pausedUntil: null,
  quietUntil: null,
};
const none = { open: () => undefined, openRule: () => undefined, pauseAll: () => undefined, quit: () => undefined };

test("the nearest alerts come first, by percent, with the venue's own decimals; those without price or level are left out", () => {
  const { nearest, armed } = traySummaryOf({
    ...input,
    quotes: [quote("BTC-USD", "44000"), quote("PEPE-USD", "0.00001100"), quote("NEW-USD", null)],
    rules: [
      rule("far", "BTC-USD", { kind: "at-or-above", level: "88000" }),
      rule("near", "BTC-USD", { kind: "crosses-down", level: "43956.5" }),
      rule("range", "PEPE-USD", { kind: "inside", low: "0.00001000", high: "0.00001050" }),
      rule("next", "BTC-USD", { kind: "crosses", level: "48400" }),
      rule("done", "BTC-USD", { kind: "crosses", level: "44001" }, "done"),
      rule("none", "NEW-USD", { kind: "crosses", level: "1" }),
      rule("move", "BTC-USD", { kind: "rises", by: { percent: "5" }, windowMs: 60_000 }),
    ],
  });
  expect(nearest.map(({ text }) => text)).toEqual([
    "BTC-USD 43,956.5: 43.5 away, 0.10%",
    "PEPE-USD 0.00001050: 0.00000050 away, 4.5%",
    "BTC-USD 48,400: 4,400 away, 10.0%",
  ]);
  expect(armed).toBe(6);
});

test("trouble is told by the icon and in words that do not go stale in an open menu", () => {
  expect(traySummaryOf(input)).toMatchObject({ iconState: "live", feed: "Live" });
  expect(
    traySummaryOf({ ...input, feed: feed({ summary: "reconnecting" }, "2026-01-05T12:00:00.000Z") }),
  ).toMatchObject({
    iconState: "trouble",
    feed: expect.stringMatching(/^Reconnecting, blind since \d\d:\d\d$/),
  });
  expect(traySummaryOf({ ...input, feed: feed({ summary: "key-refused" }) })).toMatchObject({
    iconState: "trouble",
    feed: "Key refused",
  });
  expect(traySummaryOf({ ...input, feed: feed({ summary: "idle" }) }).iconState).toBe("idle");
  expect(
    traySummaryOf({
      ...input,
      feed: feed({
        store: { state: "failing", message: "disk full", waiting: 1 } as FeedStatus["store"],
        health: { isWell: false, reasons: [{ code: "store-failing", words: "Nothing can be written." }] },
      }),
    }),
  ).toMatchObject({
    iconState: "trouble",
    feed: "Live, cannot remember",
    health: "Not all is well: Nothing can be written.",
  });
});

test("says whether a service outside hears from the app; nothing where there is none, or it has only begun", () => {
  const { ping } = noDeadManSwitch;
  const healthOf = (over: Partial<FeedStatus>): string | null => traySummaryOf({ ...input, feed: feed(over) }).health;
  const pinged = (change: Partial<typeof ping>) => ({
    deadManSwitch: { ...noDeadManSwitch, ping: { ...ping, ...change } },
  });
  expect(healthOf({})).toBeNull();
  expect(healthOf({ health: { isWell: false, reasons: [{ code: "starting", words: "Not yet." }] } })).toBeNull();
  const lastBeatAt = "2026-01-05T12:34:56.000Z";
  expect(healthOf(pinged({ lastBeatAt }))).toMatch(/^Told outside that all is well at .*\d\d:34/);
  expect(healthOf(pinged({ lastBeatAt, trouble: "No answer." }))).toBe("Nobody outside hears Pricebell");
  const shown = trayMenu(traySummaryOf({ ...input, feed: feed(pinged({ lastBeatAt, trouble: "No answer." })) }), none);
  expect(shown[1]).toMatchObject({ id: "health", enabled: false, label: "Nobody outside hears Pricebell" });
});

test("the tray's menu always opens and quits; pause becomes resume", () => {
  const asked: number[] = [];
  const actions = { ...none, pauseAll: (forMs: number) => void asked.push(forMs) };
  const click = (until: string | null): void => {
    const item = trayMenu({ ...traySummaryOf(input), armed: 1, pausedUntil: until }, actions).find(
      ({ id }) => id === "pause",
    );
    item?.click?.({} as never, undefined, {} as never);
  };
  click(null);
  click("2026-01-05T12:00:00.000Z");
  expect(asked).toEqual([pauseAllMs, 0]);
  expect(trayMenu(traySummaryOf(input), none).map(({ id }) => id)).toEqual(expect.arrayContaining(["open", "quit"]));
  expect(tooltip({ ...traySummaryOf(input), unread: 2 })).toBe("Pricebell: Live, 0 armed, 2 unread");
});

test("the tray's menu says until when it is quiet, and nothing of it at other times", () => {
  const menuWith = (quietUntil: string | null): (string | undefined)[] =>
    trayMenu({ ...traySummaryOf(input), quietUntil }, none).map(({ id, label }) =>
      id === "quiet" ? label : undefined,
    );
  expect(menuWith("2026-01-05T12:00:00.000Z").filter(Boolean)).toEqual([
    expect.stringMatching(/^Quiet until .*\d\d:\d\d/),
  ]);
  expect(menuWith(null).filter(Boolean)).toEqual([]);
});

test("what people install has neither reload nor DevTools in its menu", () => {
  for (const platform of ["linux", "darwin", "win32"] as const) {
    expect(JSON.stringify(applicationMenu(platform, false, none))).not.toMatch(/reload|toggleDevTools/);
    expect(JSON.stringify(applicationMenu(platform, true, none))).toMatch(/toggleDevTools/);
    expect(JSON.stringify(applicationMenu(platform, false, none))).toContain("editMenu");
  }
});

test("of several venues the worst is named, and demo data is said only where all is made up", () => {
  const venues = [
    { venue: "demo", demo: true, state: "live", blindSince: null },
    { venue: "kraken", demo: false, state: "key-missing", blindSince: null },
  ] as FeedStatus["venues"];
  const given = { ...input, venueLabel: () => "Kraken", feed: feed({ summary: "key-missing", venues }) };
  expect(traySummaryOf(given)).toMatchObject({ feed: "Kraken: Key missing", iconState: "trouble" });
});
