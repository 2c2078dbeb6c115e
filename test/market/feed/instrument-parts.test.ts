/** What is kept of one instrument beside its prices, and what the life of a connection means for it. */
import { beforeEach, describe, expect, test } from "vitest";
import { FeedCounters } from "../../../main/market/feed/counters.ts";
import { FilterState } from "../../../main/market/feed/filter-state.ts";
import { HeldTicks } from "../../../main/market/feed/held-ticks.ts";
import { InstrumentGap, type BackfillBuffer, type GapStart } from "../../../main/market/feed/instrument-gap.ts";
import { InstrumentLifecycle } from "../../../main/market/feed/instrument-lifecycle.ts";
import { InstrumentSubscription } from "../../../main/market/feed/instrument-subscription.ts";
import { StallDetector } from "../../../main/market/feed/stall-detector.ts";
import { TickFilter } from "../../../main/market/feed/tick-filter.ts";
import type { Watched } from "../../../main/market/feed/watched.ts";
import type { SessionPrice } from "../../../main/market/venues/session.ts";
import type { Tick } from "../../../preload/contract/tick.ts";
import { BackfillHarness } from "./backfill-harness.ts";
import { trade } from "./scripted-venue.ts";
import { tickOf } from "./tick-of.ts";

const start: GapStart = { fromWallMs: 1, fromMonoMs: null, because: "disconnected", before: null, seen: null };

describe("a gap", () => {
  const buffer: BackfillBuffer = {
    start: { ...start, fromWallMs: 0 },
    span: { fromMs: 0, toMs: 1, afterTradeId: null, beforeTradeId: null },
    ticks: new HeldTicks(tickOf()),
    abort: new AbortController(),
    timer: { cancel: () => undefined },
  };

  test("is untold from its beginning until what waited for its history has gone on", () => {
    const gap = new InstrumentGap();
    const now = () => [gap.start, gap.buffer, gap.untold];
    expect(now()).toEqual([null, null, null]);
    gap.begin(start);
    expect(now()).toEqual([start, null, start]);
    gap.end();
    expect(gap.untold).toBeNull();
    gap.hold(buffer);
    expect(now()).toEqual([null, buffer, buffer.start]);
    gap.begin(start);
    expect(now()).toEqual([start, buffer, buffer.start]);
    gap.release();
    expect(now()).toEqual([start, null, start]);
  });

  test("knows nothing of what was told again before it", () => {
    const gap = new InstrumentGap();
    gap.replayed.note(trade("A-USD", "1", "1", { at: 1_700_000_000_000 }) as SessionPrice);
    expect(gap.replayed.between("1", null)).toEqual([]);
    gap.begin(start);
    expect(gap.replayed.between("1", null)).toBeNull();
  });
});

describe("a subscription", () => {
  type Change = (one: InstrumentSubscription) => unknown;
  const [price, refused, asked, ended]: Change[] = [
    (one) => one.confirm(),
    (one) => one.reject("No."),
    (one) => one.begin(7),
    (one) => one.end(),
  ] as const;
  test.each<[string, (Change | undefined)[], InstrumentSubscription["state"], string | null, number | null]>([
    ["nothing", [], "requested", null, null],
    ["it was asked for", [asked], "requested", null, 7],
    ["a price", [asked, price], "live", null, 7],
    ["a price, and it is asked for again", [asked, price, asked], "requested", null, 7],
    ["a price, and the end of the socket", [asked, price, ended], "requested", null, null],
    ["a refusal", [asked, refused], "rejected", "No.", 7],
    ["a refusal, and it is asked for again", [refused, asked], "rejected", "No.", 7],
    ["a refusal, and the end of the socket", [asked, refused, ended], "rejected", "No.", null],
    ["a refusal, and a price after it", [asked, refused, price], "live", null, 7],
  ])("after %s", (_what, changes, state, words, askedMonoMs) => {
    const one = new InstrumentSubscription();
    for (const change of changes) change?.(one);
    expect([one.state, one.words, one.askedMonoMs]).toEqual([state, words, askedMonoMs]);
  });

  test("tells its first price from the others", () => {
    const one = new InstrumentSubscription();
    expect([one.confirm(), one.confirm()]).toEqual([true, false]);
    one.begin(8);
    expect([one.confirm(), one.confirm()]).toEqual([true, false]);
  });
});

test("the filter has no price of now until the stream tells one, and anew for each subscription; ids, for each socket", () => {
  const state = new FilterState();
  expect(state.hasLivePrice).toBe(false);
  state.noteLivePrice();
  expect(state.hasLivePrice).toBe(true);
  state.beginSubscription();
  expect(state.hasLivePrice).toBe(false);
  state.ids.see("7");
  state.ids.ignore();
  for (let nth = 0; nth < 3; nth++) state.dropped.add(tickOf(), "repeated", false);
  expect([state.ids.see("7"), state.dropped.prices]).toEqual(["new", 3]);
  state.newSocket();
  expect([state.ids.see("7"), state.dropped.prices]).toEqual(["duplicate", 0]);
});

describe("the life of a connection", () => {
  let h: BackfillHarness;
  let path: TickFilter;
  let stallDetector: StallDetector;
  let lifecycle: InstrumentLifecycle;
  let losses: string[];

  beforeEach(() => {
    h = new BackfillHarness();
    losses = [];
    path = new TickFilter({ counts: new FeedCounters(), backfills: h.backfill, guard: true });
    const never = (): boolean => false;
    stallDetector = new StallDetector({ needsTrades: never, probe: never, resubscribe: never, reconnect: never });
    lifecycle = new InstrumentLifecycle({
      path,
      backfills: h.backfill,
      stallDetector,
      sink: {
        ...{ onTick: () => undefined, onHistory: () => undefined, onStatus: () => undefined },
        ...{ onHistoryAwaited: () => undefined, onHistorySettled: () => undefined },
        onLost: (keys, since, because) =>
          void losses.push(`${keys.join(" ")} ${because} ${since.monoMs - 1_000} ${since.wallMs}`),
      },
    });
  });

  const watch = (symbol = "A-USD"): Watched => {
    const watched = h.watch(symbol);
    lifecycle.asked(watched, h.clock.now().monoMs);
    return watched;
  };
  /** An absurd print waits for a second one. */
  const holdsPrint = (watched: Watched): void => {
    watched.filter.prints.accept(tickOf(), Number.NaN, Number.NaN);
    watched.filter.prints.judge(tickOf({ last: "1" }));
  };
  const waits = ({ filter }: Watched): number => [...filter.prints.held].length;

  test("a new socket begins the ids anew, a new subscription its silence and what is of now", () => {
    const watched = watch();
    watched.filter.ids.see("7");
    watched.filter.ids.ignore();
    lifecycle.opened([watched]);
    expect(watched.filter.ids.see("7")).toBe("duplicate");
    h.clock.advance(10_000);
    stallDetector.check(watched, h.clock.now());
    watched.filter.noteLivePrice();
    expect([watched.silence.isSilent, watched.silence.isProbeDue]).toEqual([true, true]);
    lifecycle.asked(watched, 9_000);
    expect([watched.silence.isSilent, watched.silence.isProbeDue, watched.filter.hasLivePrice]).toEqual([
      ...[false, false, false],
    ]);
    expect(watched.subscription.askedMonoMs).toBe(9_000);
  });

  test("a loss begins a gap, is told of what was not refused, and drops prints that wait", () => {
    const [a, b, c] = [watch("A-USD"), watch("B-USD"), watch("C-USD")];
    holdsPrint(a);
    b.subscription.reject("No.");
    const now = h.clock.now();
    lifecycle.lost([a, b, c], now, "asleep");
    expect(losses).toEqual([`${a.key} ${c.key} asleep 0 ${now.wallMs}`]);
    expect([waits(a), b.gap.start?.because]).toEqual([0, "asleep"]);
    lifecycle.lost([a, c], now, "asleep");
    expect(losses).toHaveLength(1);
  });

  test("prices by REST alone are lost since they came, those that came together at once", () => {
    const watched = ["A-USD", "B-USD", "C-USD", "D-USD", "E-USD"].map(watch) as [
      Watched,
      Watched,
      Watched,
      Watched,
      Watched,
    ];
    const [a, b, c, d] = watched;
    const at = (monoMs: number): Partial<Tick> => ({ receivedMonoMs: monoMs, receivedWallMs: monoMs + 5_000 });
    a.prices.accept(tickOf(at(3_000)));
    b.prices.accept(tickOf(at(2_000)));
    c.prices.accept(tickOf(at(3_000)));
    d.prices.accept(tickOf(at(3_000)));
    d.prices.endConnection();
    holdsPrint(d);
    lifecycle.lostUnproven(watched);
    expect(losses).toEqual([`${a.key} ${c.key} disconnected 2000 8000`, `${b.key} disconnected 1000 7000`]);
    expect([d.gap.start, waits(d)]).toEqual([null, 0]);
  });

  test("the end of a socket ends the subscription, the stall, and what is of now", () => {
    const watched = watch();
    watched.subscription.confirm();
    watched.prices.accept(tickOf());
    watched.silence.stall();
    lifecycle.closed([watched]);
    expect([watched.subscription.state, watched.subscription.askedMonoMs]).toEqual(["requested", null]);
    expect([watched.prices.isCurrent, watched.silence.isStalled]).toEqual([false, false]);
  });
});
