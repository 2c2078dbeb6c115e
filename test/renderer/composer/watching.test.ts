/** "Watching" is said of nothing that is not watched. */
import { describe, expect, it } from "vitest";
import type { FeedStatus, InstrumentHealth, VenueStatus } from "../../../preload/contract/feed.ts";
import { connectionStates, healthStates } from "../../../preload/contract/feed.ts";
import { duplicateOf, farAway } from "../../../renderer/composer/findings.ts";
import { formatSaved, formatWouldNotBeWatched, whyNotWatched } from "../../../renderer/composer/watching.ts";
import { venueStatus } from "../scene-venues.ts";
import { emptyScene, ruleOf, spec } from "../scenes.ts";
import { nowMs } from "../state-harness.ts";

const instrument = { venue: "demo", symbol: "BTC-USD" };
function why(
  venue: Partial<VenueStatus> | null,
  health: InstrumentHealth["health"] | null = "live",
  isHostConnected = true,
) {
  const base = venueStatus(nowMs);
  const [first] = base.instruments;
  const instruments = health === null || first === undefined ? [] : [{ ...first, health }];
  const status: FeedStatus = {
    ...emptyScene(nowMs).status,
    venues: venue === null ? [] : [venueStatus(nowMs, { instruments, ...venue })],
  };
  return whyNotWatched({ instrument, status, isHostConnected, venueName: "SecurityPro" });
}

describe("an instrument", () => {
  it.each([
    ["is watched on a live feed", why({}), null],
    ["is watched where it is confirmed and seldom traded", why({}, "quiet"), null],
    [
      "is not, while the venue has never answered",
      why({ state: "connecting", lastFrameAt: null }),
      "SecurityPro has not answered yet",
    ],
    [
      "nor while it tries again and never did",
      why({ state: "reconnecting", lastFrameAt: null }),
      "SecurityPro has not answered yet",
    ],
    ["nor while the connection is lost", why({ state: "reconnecting" }), "no connection to SecurityPro"],
    ["nor without a key", why({ state: "key-missing" }), "SecurityPro needs an API key"],
    ["nor with one that is refused", why({ state: "key-refused" }), "SecurityPro refuses the API key"],
    ["nor where the venue refuses the symbol", why({}, "rejected"), "SecurityPro sends no prices of BTC-USD"],
    ["nor before the venue has confirmed it", why({}, "waiting"), "SecurityPro has sent no price of BTC-USD yet"],
    ["nor where it is not asked for yet", why({}, null), "SecurityPro has sent no price of BTC-USD yet"],
    ["nor where no prices come in", why({}, "stale"), "no prices of BTC-USD come in"],
    ["nor where the venue is off", why(null), "SecurityPro is off"],
    ["nor while the host is lost, whatever it said last", why({}, "live", false), "Pricebell does not answer"],
  ])("%s", (_name, said, expected) => {
    expect(said).toBe(expected);
  });

  it("is not said to be saved while the host, which would save its alerts, is lost", () => {
    const said = (isHostConnected: boolean): string =>
      formatWouldNotBeWatched(why({}, "live", false) ?? "", isHostConnected);
    expect(said(false)).toBe("It cannot be saved now: Pricebell does not answer.");
    expect(said(true)).toMatch(/^It would be saved, but not watched: /u);
  });

  it("is watched in no state but those two", () => {
    for (const state of connectionStates) if (state !== "live") expect(why({ state }), state).not.toBeNull();
    for (const health of healthStates)
      if (health !== "live" && health !== "quiet") expect(why({}, health), health).not.toBeNull();
    expect(whyNotWatched({ instrument, status: null, isHostConnected: true, venueName: "X" })).not.toBeNull();
  });
});

describe("what is said of a saved alert", () => {
  const rule = (state: Parameters<typeof ruleOf>[3]) =>
    ruleOf("r", spec({ kind: "at-or-above", level: "1" }), nowMs, state);
  it.each([
    [{ state: "armed" }, null, "Saved and watching"],
    [{ state: "holding" }, null, "Saved and watching"],
    [{ state: "armed" }, "SecurityPro has not answered yet", "Saved, not watched: SecurityPro has not answered yet"],
    [{ state: "paused" }, null, "Saved, not watched: it is paused"],
    [{ state: "done" }, null, "Saved, and fired at once"],
    [{ state: "triggered" }, "no connection to X", "Saved, and fired at once"],
    [{ state: "expired" }, null, "Saved, and over"],
  ] as const)("%j, %j: %s", (state, reason, text) => {
    expect(formatSaved(rule(state), reason).text).toBe(text);
  });

  it.each([
    [{ state: "armed" }, "Saved and watching"],
    [{ state: "done" }, "Saved"],
    [{ state: "triggered" }, "Saved"],
    [{ state: "expired" }, "Saved"],
    [{ state: "paused" }, "Saved"],
  ] as const)("%j, where saving armed nothing: %s", (state, text) => {
    expect(formatSaved(rule(state), null, false).text).toBe(text);
  });
});

describe("before it is saved", () => {
  const level = (text: string, more = {}) => spec({ kind: "at-or-above", level: text }, more);

  it("an alert that is there already is found, one that is over or waits for something else is not", () => {
    const there = ruleOf("r", level("45000.50", { note: "old" }), nowMs);
    const find = (wanted: ReturnType<typeof spec>, more = {}, editingId: string | null = null) =>
      duplicateOf(wanted, [{ ...there, ...more }], editingId)?.id ?? null;
    expect(find(level("45000.5"))).toBe("r");
    expect(find(level("45000.5"), { state: "paused" })).toBe("r");
    expect(find(level("45000.5"), {}, "r")).toBeNull();
    expect(find(level("45000.5"), { state: "done" })).toBeNull();
    for (const other of [
      level("45000.51"),
      level("450005"),
      level("45000.5", { source: "bid" }),
      level("45000.5", { repeat: "always" }),
      level("45000.5", { holdForMs: 1_000 }),
      level("45000.5", { instrument: { venue: "kraken", symbol: "BTC-USD" } }),
      spec({ kind: "at-or-below", level: "45000.5" }),
    ])
      expect(find(other)).toBeNull();
    const always = ruleOf("a", level("1", { repeat: "always", rearmBy: { percent: "0.1" } }), nowMs);
    expect(duplicateOf(level("1", { repeat: "always" }), [always], null)?.id).toBe("a");
  });

  it.each([
    ["45000", "44388.12", null],
    ["66582", "44388.12", null],
    ["66583", "44388.12", "50% away from the price now."],
    ["22194", "44388.12", "50% away from the price now."],
    ["54", "44388.12", "100% away from the price now."],
    ["45000", null, null],
  ])("a level of %s beside %s is said to be far where it is half the price away", (text, price, said) => {
    expect(farAway(level(text), price)).toBe(said);
  });

  it("a range is as far as its nearer bound, and a move is nowhere", () => {
    expect(farAway(spec({ kind: "leaves", low: "1", high: "45000" }), "44388.12")).toBeNull();
    expect(farAway(spec({ kind: "rises", by: { percent: "90" }, windowMs: 1_000 }), "44388.12")).toBeNull();
  });
});
