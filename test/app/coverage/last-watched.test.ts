import { describe, expect, it } from "vitest";
import { lastWatchedMs } from "../../../main/app/coverage/last-watched.ts";
import { openIn, tempDir, tick, value } from "../app-harness.ts";

const t0 = Date.parse("2026-01-05T12:00:00Z");
const channels = ["history"] as const;
const blind = {
  venue: "securitypro",
  instrument: null,
  fromMs: t0 + 20_000,
  toMs: null,
  because: "disconnected",
} as const;

describe("until when the run before this one watched", () => {
  it("is not known on the very first start", () => {
    expect(lastWatchedMs(openIn(tempDir(), t0), "securitypro")).toBeNull();
  });

  it("is its last beat, or a later price", () => {
    const dir = tempDir();
    let store = openIn(dir, t0);
    value(store.heartbeat.beat(new Map([["securitypro", t0 + 60_000]])));
    store.close();
    store = openIn(dir, t0 + 900_000);
    expect(lastWatchedMs(store, "securitypro")).toBe(t0 + 60_000);
    value(store.ticks.save([{ tick: tick("1", { wallMs: t0 + 62_000, monoMs: 0 }), seen: null }]));
    expect(lastWatchedMs(store, "securitypro")).toBe(t0 + 62_000);
  });

  it("is the beginning of the blindness that it ended in, and not of one that was over", () => {
    const dir = tempDir();
    let store = openIn(dir, t0);
    value(store.recordBlind({ ...blind, fromMs: t0, toMs: t0 + 5_000 }, channels, t0));
    value(store.heartbeat.beat(new Map([["securitypro", t0 + 20_000]])));
    // A price by REST while the connection was gone.
    value(store.ticks.save([{ tick: tick("1", { wallMs: t0 + 60_000, monoMs: 0 }), seen: null }]));
    store.close();
    store = openIn(dir, t0 + 900_000);
    expect(lastWatchedMs(store, "securitypro")).toBe(t0 + 60_000);
    value(store.recordBlind(blind, channels, t0 + 60_000));
    expect(lastWatchedMs(store, "securitypro")).toBe(t0 + 20_000);
  });

  it("nor of one that was never closed, where prices were watched again since", () => {
    const dir = tempDir();
    let store = openIn(dir, t0);
    value(store.recordBlind(blind, channels, t0 + 60_000));
    store.close();
    store = openIn(dir, t0 + 900_000);
    value(store.heartbeat.beat(new Map([["securitypro", t0 + 960_000]])));
    store.close();
    expect(lastWatchedMs(openIn(dir, t0 + 2_000_000), "securitypro")).toBe(t0 + 960_000);
  });

  it("is not moved by a run that began and ended without watching anything", () => {
    const dir = tempDir();
    let store = openIn(dir, t0);
    store.close(new Map([["securitypro", t0 + 60_000]]));
    for (const startMs of [t0 + 70_000, t0 + 80_000]) {
      store = openIn(dir, startMs);
      store.close();
    }
    store = openIn(dir, t0 + 90_000);
    expect(store.heartbeat.last()).toEqual({ startedMs: t0 + 80_000, clean: true });
    expect(lastWatchedMs(store, "securitypro")).toBe(t0 + 60_000);
  });

  it("is not moved by one instrument that was stale while the others were watched", () => {
    const dir = tempDir();
    let store = openIn(dir, t0);
    value(store.heartbeat.beat(new Map([["securitypro", t0 + 60_000]])));
    value(store.recordBlind({ ...blind, instrument: "securitypro:ETH-USD" }, channels, t0 + 60_000));
    store.close();
    store = openIn(dir, t0 + 900_000);
    expect(lastWatchedMs(store, "securitypro")).toBe(t0 + 60_000);
  });

  it("is not moved by another venue: neither by its blindness, nor by its being watched longer, nor by its prices", () => {
    const dir = tempDir();
    let store = openIn(dir, t0);
    const other = { ...tick("1", { wallMs: t0 + 70_000, monoMs: 0 }), instrument: "demo:BTC-USD" } as const;
    value(store.ticks.save([{ tick: other, seen: null }]));
    value(store.recordBlind({ ...blind, venue: "demo", fromMs: t0 + 65_000 }, channels, t0 + 65_000));
    value(
      store.heartbeat.beat(
        new Map([
          ["securitypro", t0 + 60_000],
          ["demo", t0 + 65_000],
        ]),
      ),
    );
    store.close();
    store = openIn(dir, t0 + 900_000);
    expect([lastWatchedMs(store, "securitypro"), lastWatchedMs(store, "demo")]).toEqual([t0 + 60_000, t0 + 65_000]);
  });

  it("is since when it was on where it never was watched, and nothing once it was switched off", () => {
    const dir = tempDir();
    let store = openIn(dir, t0);
    value(store.heartbeat.begin("demo", t0 + 10_000));
    value(store.heartbeat.begin("securitypro", t0 + 20_000));
    value(store.ticks.save([{ tick: tick("1", { wallMs: t0 + 30_000, monoMs: 0 }), seen: null }]));
    value(store.ticks.lost(["securitypro:BTC-USD"], t0 + 31_000));
    value(store.heartbeat.forget("securitypro"));
    store.close();
    store = openIn(dir, t0 + 900_000);
    value(store.heartbeat.begin("demo", t0 + 900_000));
    expect([lastWatchedMs(store, "securitypro"), lastWatchedMs(store, "demo")]).toEqual([null, t0 + 10_000]);
  });
});
