import { noDeadManSwitch } from "../../preload/contract/dead-man-switch.ts";
import { describe, expect, it } from "vitest";
import { blindSubjects, feedStatusOf } from "../../main/app/feed-status.ts";
import { venueSummary } from "../../preload/contract/feed-summary.ts";
import type { HealthState, InstrumentHealth, VenueStatus } from "../../preload/contract/feed.ts";

const nowMs = Date.parse("2026-01-05T12:00:00Z");
const ago = (ms: number): string => new Date(nowMs - ms).toISOString();

function venue(changes: Partial<VenueStatus> = {}): VenueStatus {
  return {
    venue: "securitypro",
    demo: false,
    state: "live",
    since: ago(60_000),
    blindSince: null,
    attempt: 0,
    nextDialAt: null,
    lastFrameAt: ago(100),
    lastError: null,
    url: "ws://127.0.0.1/",
    heartbeatIntervalMs: 1_000,
    watchdogMs: 3_000,
    counts: { frames: 0, ticks: 0, rejected: {}, late: 0, duplicate: 0, heldBack: 0, absurd: 0, dials: 1 },
    instruments: [],
    ...changes,
  };
}

describe("the feed in one word", () => {
  it.each([
    ["live", null, "live"],
    ["idle", null, "idle"],
    ["key-missing", 60_000, "key-missing"],
    ["key-refused", 60_000, "key-refused"],
    ["connecting", null, "connecting"],
    ["connecting", 9_999, "connecting"],
    ["connecting", 10_000, "blind"],
    ["reconnecting", 9_999, "reconnecting"],
    ["reconnecting", 10_000, "blind"],
  ] as const)("%s, blind for %s ms: %s", (state, blindMs, summary) => {
    expect(venueSummary(venue({ state, blindSince: blindMs === null ? null : ago(blindMs) }), nowMs)).toBe(summary);
  });
});

describe("what is said of remembering and telling", () => {
  const well = { health: { isWell: true, reasons: [] }, deadManSwitch: noDeadManSwitch };
  const ok = { state: "ok", message: null, waiting: 0, backupFailure: null } as const;
  const status = { state: "ok", detail: null } as const;
  const desktop = { id: "desktop", label: "Desktop", isOn: true, whenOff: "It is off.", status } as const;
  const history = { id: "history", label: "History", isOn: true, whenOff: null, status: null } as const;
  const channels = [desktop, history];

  it("all is well", () => {
    expect(feedStatusOf([venue()], nowMs, ok, channels, well)).toMatchObject({
      store: { state: "ok", message: null },
      channels: [
        { channel: "desktop", label: "Desktop", isRecord: false, state: "ok", detail: null },
        { channel: "history", label: "History", isRecord: true, state: "ok" },
      ],
    });
  });

  it.each([
    [["live", "idle"], "live"],
    [["live", "connecting"], "connecting"],
    [["connecting", "reconnecting"], "reconnecting"],
    [["reconnecting", "key-missing"], "key-missing"],
    [["key-missing", "key-refused", "live"], "key-refused"],
    [["idle", "idle"], "idle"],
    [[], "connecting"],
  ] as const)("of venues that are %j it is the worst: %s", (states, summary) => {
    const venues = states.map((state) => ({ ...venue(), state }));
    const status = feedStatusOf(venues, nowMs, ok, channels, well);
    expect([status.summary, status.venues.map(({ state }) => state)]).toEqual([summary, states]);
  });

  it.each([
    [0, "The disk is full."],
    [1, "The disk is full. 1 decision waits to be written."],
    [3, "The disk is full. 3 decisions wait to be written."],
  ])("the database refuses, %i wait", (waiting, message) => {
    const store = { state: "failing", message: "The disk is full.", waiting, backupFailure: "No backup." } as const;
    const status = feedStatusOf([venue()], nowMs, store, channels, well);
    expect(status.store).toEqual({ state: "failing", message });
    expect(status.channels[1]).toMatchObject({ channel: "history", state: "unavailable", detail: "The disk is full." });
  });

  it("a backup that cannot be made is told, though the database is well", () => {
    const status = feedStatusOf([venue()], nowMs, { ...ok, backupFailure: "No backup." }, channels, well);
    expect(status.store).toEqual({ state: "ok", message: "No backup." });
    expect(status.channels[1]).toMatchObject({ channel: "history", state: "ok", detail: null });
  });

  it("notifications turned off are off, whatever the system says", () => {
    const status = feedStatusOf(
      [venue()],
      nowMs,
      ok,
      [{ ...desktop, isOn: false, status: { state: "unavailable", detail: "no bus" } }, history],
      well,
    );
    expect(status.channels[0]).toMatchObject({ channel: "desktop", state: "off", detail: "It is off." });
  });
});

describe("what of a venue is blind", () => {
  const instrument = (symbol: string, health: HealthState): InstrumentHealth => ({
    symbol,
    health,
    subscription: "live",
    lastTickAt: ago(90_000),
    detail: null,
    dropping: null,
    heldBack: [],
    dropped: null,
  });
  const all = (): boolean => true;

  it("nothing where nothing is awaited", () => {
    expect(
      blindSubjects(venue({ state: "reconnecting", blindSince: ago(5_000) }), all, false, "disconnected", nowMs),
    ).toEqual([]);
    expect(blindSubjects(venue({ state: "idle" }), all, true, "disconnected", nowMs)).toEqual([]);
  });

  it("all of it, since the last frame, while it is not live; a key that is refused is the reason", () => {
    const lost = venue({ state: "reconnecting", blindSince: ago(5_000) });
    const subject = { venue: "securitypro", instrument: null, fromMs: nowMs - 5_000 };
    expect(blindSubjects(lost, all, true, "asleep", nowMs)).toEqual([{ ...subject, because: "asleep" }]);
    expect(blindSubjects({ ...lost, state: "key-refused" }, all, true, "disconnected", nowMs)).toEqual([
      { ...subject, because: "key-refused" },
    ]);
  });

  it("single instruments of a live one: stale or rejected, and awaited; a quiet market is no blindness", () => {
    const live = venue({
      instruments: [
        instrument("A-USD", "stale"),
        instrument("B-USD", "rejected"),
        instrument("C-USD", "quiet"),
        instrument("D-USD", "stale"),
      ],
    });
    const subjects = blindSubjects(live, (key) => key !== "securitypro:D-USD", true, "disconnected", nowMs);
    expect(subjects.map(({ instrument: key, because }) => [key, because])).toEqual([
      ["securitypro:A-USD", "venue-silent"],
      ["securitypro:B-USD", "venue-silent"],
    ]);
  });

  it.each([
    ["its last price, where the venue has been live since before", 600_000, 90_000],
    ["the venue's coming back, where its last price is from before: that time was the venue's", 2_000, 2_000],
  ])("a single instrument since %s", (_what, liveForMs, blindForMs) => {
    const live = venue({ since: ago(liveForMs), instruments: [instrument("A-USD", "stale")] });
    expect(blindSubjects(live, all, true, "disconnected", nowMs)).toMatchObject([{ fromMs: nowMs - blindForMs }]);
  });
});
