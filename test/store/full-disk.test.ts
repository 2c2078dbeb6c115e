/** A disk without a byte left: what is decided goes into room that was kept for it, and what can wait does not take that. */
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, type TestContext } from "vitest";
import { openOrFallBack } from "../../main/app/persistence/open-store.ts";
import { keptForDecisionsBytes, Reserve, reserveBytes, spareBytes } from "../../main/store/reserve.ts";
import { keepsDecisions } from "../../main/store/store-health.ts";
import type { Store } from "../../main/store/store.ts";
import type { Result } from "../../preload/contract/result.ts";
import { SmallDisk, smallDiskMissing } from "../doubles/small-disk.ts";
import { fired, openIn, snapshot, t0, tempDir, value } from "./store-harness.ts";

const inTheApp = { destination: null, name: null, person: null };
const nothing = { ticks: [], rules: [], watchedUntil: null };
const beat = { ...nothing, watchedUntil: new Map([["demo", t0]]) };
const rules = Array.from({ length: 1_500 }, (_, at) => snapshot(`r${at}`));

let disk: SmallDisk | null;
beforeEach(() => (disk = SmallDisk.mount(16)));
afterEach(() => {
  disk?.remove();
});

const reserve = (): string => join(String(disk?.folder), "data", "pricebell.reserve");

/** An open store on a disk that has filled up since; its log is empty, so that every write needs room. */
function onFullDisk(context: TestContext): Store {
  if (disk === null) context.skip(smallDiskMissing);
  const dataDir = join(String(disk?.folder), "data");
  const before = openIn(dataDir);
  value(before.rules.save(...rules));
  before.close();
  const store = openIn(dataDir);
  value(store.keep(nothing));
  expect(statSync(reserve()).size).toBe(reserveBytes);
  disk.fill();
  return store;
}

describe("on a full disk", () => {
  it("what fires and where it was told is written; what the app can write later is refused, and said why", (context) => {
    const store = onFullDisk(context);
    let shown = 0;
    while (keepsDecisions(store.health()) && store.health().state === "ok") {
      value(store.commit([fired(rules[shown] ?? snapshot("none"))], ["desktop"], t0));
      shown += 1;
    }
    expect(store.health()).toMatchObject({ state: "failing", message: expect.stringContaining("is full") as string });
    const [due] = value(store.deliveries.due("desktop", t0, 1));
    value(store.deliveries.begin([due?.id ?? 0], { messageId: "m" }, t0));
    value(store.deliveries.end([due?.id ?? 0], { state: "shown" }, t0));
    expect(store.keep(beat)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("What fires, and what you do, is still saved") as string },
    });
    expect(store.ticks.saveUnsynced([]).ok).toBe(false);
    expect(keepsDecisions(store.health())).toBe(true);
    expect(value(store.events.list({ limit: 500 }))).toHaveLength(shown);
  });

  it("what a person does is written, to the half of the room that is kept; then they are told why not, and what fires still is", (context) => {
    const store = onFullDisk(context);
    const [event] = value(store.commit([fired(snapshot("r1"))], ["desktop"], t0));
    expect(value(store.events.acknowledge(event?.id ?? "", inTheApp, t0))).toMatchObject({ acknowledgedBy: inTheApp });
    value(store.rules.save(snapshot("r1", { state: "paused" })));
    expect(value(store.settings.set({ absurdPrintGuard: false })).absurdPrintGuard).toBe(false);
    const many = Array.from({ length: 4_000 }, (_, at) => snapshot(`new${at}`));
    const refused = store.rules.save(...many);
    expect(refused).toMatchObject({
      ok: false,
      error: {
        message: expect.stringMatching(/is for alerts that fire\. .* was not saved and is not in force/) as string,
      },
    });
    expect(statSync(reserve()).size).toBe(keptForDecisionsBytes);
    for (let from = 2; statSync(reserve()).size === keptForDecisionsBytes && from < 1_000; from += 50) {
      const firing = rules.slice(from, from + 50).map((rule) => fired(rule));
      value(store.commit(firing, ["desktop"], t0));
    }
    expect(statSync(reserve()).size).toBeLessThan(keptForDecisionsBytes);
    expect(value(store.rules.all()).find(({ id }) => id === "r1")?.state).toBe("paused");
  });

  it.for<[string, (store: Store, at: number) => Result<unknown>]>([
    ["a setting", (store, at) => store.settings.set({ absurdPrintGuard: at % 2 === 0 })],
    ["an alert", (store, at) => store.rules.save(snapshot("r1", { stateMs: t0 + at }))],
    ["the watchlist", (store, at) => store.watchlist.add(`demo:S${at}`)],
    ["a venue", (store, at) => store.heartbeat.begin(`venue-${at}`, t0)],
  ])(
    "%s is saved to the half of the room that is kept, and then refused with why; what was saved stays in force",
    ([what, change], context) => {
      const store = onFullDisk(context);
      let saved = 0;
      let refused = change(store, saved);
      for (; refused.ok && saved < 5_000; refused = change(store, saved)) saved += 1;
      expect(saved).toBeGreaterThan(20);
      expect(refused).toMatchObject({
        error: {
          message: expect.stringMatching(
            /is for alerts that fire\. Make at least .* was not saved and is not in force/,
          ) as string,
        },
      });
      expect(statSync(reserve()).size).toBe(keptForDecisionsBytes);
      expect(value(store.settings.get()).absurdPrintGuard).toBe(what === "a setting" ? (saved - 1) % 2 === 0 : true);
      value(store.commit([fired(snapshot("r1"))], ["desktop"], t0));
    },
  );

  it("with room again everything is written, and the room is kept anew", (context) => {
    const store = onFullDisk(context);
    value(
      store.commit(
        rules.slice(0, 100).map((rule) => fired(rule)),
        ["desktop"],
        t0,
      ),
    );
    expect(store.health()).toMatchObject({ state: "failing", onReserve: true });
    expect(statSync(reserve()).size).toBeLessThan(reserveBytes);
    disk?.makeRoom();
    value(store.keep(beat));
    expect(store.health()).toEqual({ state: "ok", message: null });
    expect(statSync(reserve()).size).toBe(reserveBytes);
  });

  it("where that room is used up too, nothing is half written, and it is over when there is room", (context) => {
    const store = onFullDisk(context);
    const all = rules.map((rule) => fired(rule));
    expect(store.commit(all, ["desktop"], t0)).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(statSync(reserve()).size).toBe(0);
    expect(keepsDecisions(store.health())).toBe(false);
    expect(value(store.events.list())).toEqual([]);
    disk?.makeRoom();
    expect(value(store.commit(all, ["desktop"], t0))).toHaveLength(all.length);
    value(store.keep(beat));
    expect(store.health().state).toBe("ok");
  });

  it("a start goes on in it, and says so at once", (context) => {
    const before = onFullDisk(context);
    value(before.commit([fired(snapshot("r1"))], ["desktop"], t0));
    before.close();
    disk?.makeRoom();
    disk?.fill();
    const opened = openOrFallBack({
      dataDir: join(String(disk?.folder), "data"),
      nowMs: t0 + 1,
      shownByWriting: ["history"],
    });
    if (!opened.ok) throw new Error(opened.error.message);
    const store = opened.value;
    expect(store.health()).toMatchObject({ state: "failing", onReserve: true });
    value(store.commit([fired(snapshot("r2"))], ["desktop"], t0));
    store.close();
    disk?.makeRoom();
    expect(value(openIn(join(String(disk?.folder), "data")).events.list())).toHaveLength(2);
  });
});

describe("the reserve", () => {
  it("is made for its owner alone, given away bit by bit, and made whole", (context) => {
    if (disk === null) return context.skip(smallDiskMissing);
    const file = join(disk.folder, "reserve");
    const kept = new Reserve(file);
    expect([kept.isDrawnOn, kept.draw()], "there is none yet").toEqual([false, false]);
    expect(kept.fill()).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    let times = 0;
    while (kept.draw()) times += 1;
    expect([times, kept.isDrawnOn, new Reserve(file).isDrawnOn]).toEqual([8, true, true]);
    expect(kept.fill()).toBe(true);
    expect([kept.isDrawnOn, statSync(file).size]).toEqual([false, reserveBytes]);
  });

  it("never takes the last room of a disk", (context) => {
    if (disk === null) return context.skip(smallDiskMissing);
    const file = join(disk.folder, "reserve");
    disk?.fill();
    disk.makeRoom(reserveBytes + spareBytes - 65_536);
    const kept = new Reserve(file);
    expect([kept.fill(), existsSync(file), kept.isDrawnOn]).toEqual([false, false, false]);
    disk.makeRoom(131_072);
    expect(kept.fill()).toBe(true);
  });

  it("is not written through a link", () => {
    const dir = tempDir();
    openIn(dir).close();
    execFileSync("ln", ["-s", join(dir, "elsewhere"), join(dir, "link")]);
    expect(new Reserve(join(dir, "link")).fill()).toBe(false);
    expect(existsSync(join(dir, "elsewhere"))).toBe(false);
  });
});
