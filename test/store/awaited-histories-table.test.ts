/** A gap whose history is awaited, as it is kept: all of it comes back, and one that cannot be read is put aside. */
import Database from "better-sqlite3";
import { beforeEach, expect, it } from "vitest";
import type { AwaitedHistory } from "../../main/store/awaited-histories-table.ts";
import type { Store } from "../../main/store/store.ts";
import { openIn, t0, tempDir, tick, value } from "./store-harness.ts";

const outage: AwaitedHistory = {
  gap: {
    ...{ fromWallMs: t0 - 60_000.5, toWallMs: t0 + 0.5, because: "disconnected", candles: [] },
    before: tick("44999", { bid: "44998", ask: "45000", size: "2", tradeId: "t-1", ageMs: 12.5 }),
    seen: { openMs: t0 - 60_000, high: "45010", low: "44990" },
  },
  after: tick("45001", { exchangeAt: null }),
  told: new Map([
    ["r1", 3],
    ["r2", 1],
  ]),
};
const missed: AwaitedHistory = {
  gap: {
    ...{ fromWallMs: t0 - 90_000, toWallMs: t0, because: "disconnected", candles: [], before: null, seen: null },
    ...{ knownMs: t0, missed: { fromId: "17", toId: "19", waitedSinceMs: t0 - 5 } },
  },
  after: tick("3000", { instrument: "demo:ETH-USD" }),
  told: new Map(),
};
/** What of a tick does not outlive its process. */
const kept = (history: AwaitedHistory): unknown => ({
  ...history,
  gap: { ...history.gap, before: history.gap.before && { ...history.gap.before, receivedMonoMs: -Infinity } },
  after: { ageMs: null, ...history.after, receivedMonoMs: -Infinity },
});

let dir: string;
let store: Store;
beforeEach(() => {
  dir = tempDir();
  store = openIn(dir);
});
const all = (): AwaitedHistory[] => value(store.awaitedHistories.all());

it("comes back whole after a restart, the oldest gap first", () => {
  value(store.awaitedHistories.save([outage, missed]));
  store.close();
  store = openIn(dir);
  expect(all()).toEqual([kept(missed), kept(outage)]);
});

it("takes the place of the same one, and goes as it came; of the trades missed the first one tells two apart", () => {
  const other: AwaitedHistory = {
    ...missed,
    gap: { ...missed.gap, missed: { fromId: "20", toId: "20", waitedSinceMs: null } },
  };
  value(store.awaitedHistories.save([outage, missed, other]));
  const again: AwaitedHistory = { ...outage, gap: { ...outage.gap, before: null, seen: null }, told: new Map() };
  value(store.awaitedHistories.save([again]));
  expect(all()).toEqual([kept(missed), kept(other), kept(again)]);
  value(store.awaitedHistories.remove([missed]));
  expect(all()).toEqual([kept(other), kept(again)]);
  value(store.awaitedHistories.remove([other, outage, missed]));
  expect(all()).toEqual([]);
});

it.each<[string, string | number]>([
  ["because", "tired"],
  ["before", "7"],
  ["before", "[]"],
  ["after", "{"],
  ["after", JSON.stringify({ last: "1", receivedWallMs: "soon", ageMs: null })],
  ["after", JSON.stringify({ last: "1", receivedWallMs: t0, ageMs: "young" })],
  ["seen", "7"],
  ["seen", JSON.stringify({ openMs: null, high: "2", low: "1" })],
  ["seen", JSON.stringify({ openMs: t0, high: 2, low: "1" })],
  ["seen", JSON.stringify({ openMs: t0, high: "2", low: "-1" })],
  ["told", "{}"],
  ["told", "[7]"],
  ["told", JSON.stringify(["r1"])],
  ["told", JSON.stringify([[1, 1]])],
  ["told", JSON.stringify([["r1", -1]])],
  ["missed_from_id", "17x"],
  ["instrument", "venue:BTC-USD"],
])("one whose %s is %j is put aside, and the others are there", (column, text) => {
  value(store.awaitedHistories.save([outage, missed]));
  const other = new Database(store.file);
  other.pragma("ignore_check_constraints = ON");
  other.prepare(`UPDATE awaited_histories SET ${column} = ? WHERE instrument = 'demo:BTC-USD'`).run(text);
  other.close();
  expect(all()).toEqual([kept(missed)]);
  const [found] = value(store.damagedRows.untold());
  expect(found).toMatchObject({ table: "awaited_histories" });
  expect(found?.reason).toContain(column);
});
