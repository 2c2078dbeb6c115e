/** The instruments that are watched at a venue: who waits for them since when, and what each is told of the time before. */
import { beforeEach, expect, test } from "vitest";
import type { Backfill } from "../../../main/market/feed/backfill.ts";
import type { AwaitedBefore, LastKnown } from "../../../main/market/feed/feed-types.ts";
import type { TickFilter } from "../../../main/market/feed/tick-filter.ts";
import { WatchedInstruments } from "../../../main/market/feed/watched-instruments.ts";
import { shownOnly } from "../../../main/market/venues/need.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { TickGap } from "../../../preload/contract/tick.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { tickOf } from "./tick-of.ts";

const [a, b] = ["demo:A-USD", "demo:B-USD"] as const;
const traded = { everyTrade: true, size: false, quotes: false };
let clock: ManualClock;
let told: unknown[];

beforeEach(() => {
  clock = new ManualClock();
  told = [];
});

function watching(
  more: { lastKnown?: LastKnown[]; awaited?: AwaitedBefore[]; lastWatchedMs?: number } = {},
): WatchedInstruments {
  return new WatchedInstruments({
    clock,
    lastKnown: more.lastKnown ?? [],
    awaited: more.awaited ?? [],
    lastWatchedMs: more.lastWatchedMs ?? null,
    path: {
      recall: (_: unknown, { last, receivedMonoMs }: { last: string; receivedMonoMs: number }) =>
        told.push([last, receivedMonoMs - clock.now().monoMs]),
    } as unknown as TickFilter,
    backfills: {
      recall: (...[, , , lastWatchedMs, nowMs]: [unknown, unknown, unknown, number, number]) =>
        told.push([lastWatchedMs - nowMs]),
      recallAwaited: (_: unknown, { gap, after }: AwaitedBefore) =>
        told.push([gap.before, after].map((tick) => tick && tick.receivedMonoMs - clock.now().monoMs)),
    } as unknown as Backfill,
  });
}

const tickBefore = (key: InstrumentKey, agoMs: number) =>
  tickOf({ instrument: key, receivedWallMs: clock.now().wallMs - agoMs, receivedMonoMs: 77 });

test("are found by key and by symbol, and by the key of no other venue", () => {
  const all = watching();
  expect([all.size, all.add(a, shownOnly), all.add(b, traded), all.size]).toEqual([0, true, true, 2]);
  expect([all.of(a)?.key, all.called("B-USD")?.key, all.of("other:A-USD"), all.called("Z")]).toEqual([
    a,
    b,
    undefined,
    undefined,
  ]);
  expect([...all].map(({ key }) => key)).toEqual([a, b]);
});

test("are waited for since a rule first needed them, until none does", () => {
  const all = watching();
  all.add(a, shownOnly);
  all.add(b, traded);
  const since = clock.now();
  expect([all.isUrgent(["A-USD"]), all.isUrgent(["A-USD", "B-USD"]), all.urgentSince("A-USD")]).toEqual([
    false,
    true,
    null,
  ]);
  clock.advance(1_000);
  expect([all.add(b, traded), all.add(b, { ...traded, quotes: true })]).toEqual([false, true]);
  expect([all.urgentSince("B-USD"), all.needs.get("B-USD")?.quotes]).toEqual([since, true]);
  all.add(b, shownOnly);
  expect(all.urgentSince("B-USD")).toBeNull();
  all.add(b, traded);
  expect(all.urgentSince("B-USD")).toEqual(clock.now());
  all.remove(all.of(b)!);
  expect([all.size, all.isUrgent(["B-USD"]), all.needs.has("B-USD")]).toEqual([1, false, false]);
});

test.each<[number | undefined, number]>([
  [undefined, -5_000],
  [3_000, -3_000],
])("begin with their last price of before, on the clock of now; watched last %j ms ago", (agoMs, watchedMs) => {
  const lastKnown = [{ tick: tickBefore(a, 5_000), minute: null }];
  const lastWatchedMs = agoMs === undefined ? {} : { lastWatchedMs: clock.now().wallMs - agoMs };
  const all = watching({ lastKnown, ...lastWatchedMs });
  all.add(b, traded);
  expect(told).toEqual([]);
  all.add(a, traded);
  expect(told).toEqual([["100", -5_000], [watchedMs]]);
  all.add(a, shownOnly);
  expect(told, "once").toHaveLength(2);
});

test("take a price of a later wall clock for one of now", () => {
  watching({ lastKnown: [{ tick: tickBefore(a, -5_000), minute: null }] }).add(a, traded);
  expect(told[0]).toEqual(["100", 0]);
});

test("begin with the gaps whose history is awaited, and without any past when they are added again", () => {
  const gap = (before: TickGap["before"]) => ({ before }) as TickGap;
  const awaited = [gap(tickBefore(a, 9_000)), gap(null)].map((one) => ({
    gap: one,
    after: tickBefore(a, 7_000),
    endMinute: null,
  }));
  const all = watching({ lastKnown: [{ tick: tickBefore(a, 5_000), minute: null }], awaited });
  all.add(a, traded);
  expect(told.splice(0)).toEqual([[-9_000, -7_000], [null, -7_000], ["100", -5_000], [-5_000]]);
  all.remove(all.of(a)!);
  all.add(a, traded);
  expect(told).toEqual([]);
});
