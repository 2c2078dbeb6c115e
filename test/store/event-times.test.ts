/** Whatever the wall clock did: no time by our clock is after an event's own decision, no gap ends before it began, and the venue's time stays. */
import { beforeEach, describe, expect, it } from "vitest";
import fc from "../doubles/generated.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { exchangeMs } from "../../preload/contract/exchange-time.ts";
import type { Store } from "../../main/store/store-interface.ts";
import { inMemoryEvent } from "../../main/store/events-table.ts";
import { fired, snapshot, openIn, t0, tempDir, tick, value } from "./store-harness.ts";

const dayMs = 86_400_000;

describe("the times of an event", () => {
  let store: Store;
  beforeEach(() => (store = openIn(tempDir())));

  /** Every time by our clock that it contains but those that are later by nature: when it was read, delivered, over. */
  const timesIn = ({ receivedAt, gap, blind }: AlertEvent): number[] =>
    [receivedAt, gap?.from, gap?.to, blind?.from].filter((at) => typeof at === "string").map((at) => Date.parse(at));

  const ms = fc.integer({ min: t0 - dayMs, max: t0 + dayMs }).map((at) => at + 0.4);
  const exchangeAt = fc.option(
    fc.oneof(
      ms.map((at) => new Date(at).toISOString()),
      ms.map(Math.round),
      fc.constant("soon"),
    ),
  );
  const anyTick = fc
    .record({ exchangeAt, receivedWallMs: ms })
    .map((times) => tick("45000.12", { ...times, receivedMonoMs: 0 }));
  const anyFire = fc.record({
    tick: anyTick,
    previous: fc.option(anyTick),
    gap: fc.option(fc.record({ fromWallMs: ms, toWallMs: ms })),
    decidedWallMs: ms,
  });

  it("are none of them after its decision, written or not", () => {
    let made = 0;
    fc.assert(
      fc.property(anyFire, (times) => {
        const rule = snapshot(`r${(made += 1)}`);
        const decision = fired(rule, times);
        value(store.rules.save(rule));
        const [written] = value(store.commit([decision], ["history"], t0));
        if (written === undefined) throw new Error("nothing was written");
        for (const event of [written, value(store.events.get(written.id)), inMemoryEvent(decision)]) {
          if (event === null) throw new Error("it is not there");
          const decidedMs = Date.parse(event.decidedAt);
          expect(decidedMs).toBe(Math.round(times.decidedWallMs));
          expect(Math.max(...timesIn(event))).toBeLessThanOrEqual(decidedMs);
          const venueMs = exchangeMs(times.tick.exchangeAt);
          const tickMs = Date.parse(event.tick?.at ?? "");
          if (venueMs === null) expect(tickMs).toBeLessThanOrEqual(decidedMs);
          else expect(tickMs).toBe(Math.trunc(venueMs));
          if (event.gap !== null) expect(event.gap.from <= event.gap.to).toBe(true);
          // What could be so is told as it was.
          const receivedMs = Math.round(times.tick.receivedWallMs);
          expect(Date.parse(event.receivedAt ?? "")).toBe(Math.min(receivedMs, decidedMs));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("keep the venue's own time where it is not after the decision, and the gap as it was", () => {
    const at = (afterMs: number): string => new Date(t0 + afterMs).toISOString();
    const decision = fired(snapshot("r"), {
      tick: tick("45000.12", { exchangeAt: at(700), receivedWallMs: t0 + 800 }),
      previous: tick("44999.99", { exchangeAt: at(-5_000), receivedWallMs: t0 - 4_000 }),
      gap: { fromWallMs: t0 - 4_000, toWallMs: t0 + 800 },
      decidedWallMs: t0 + 800,
    });
    expect(inMemoryEvent(decision)).toMatchObject({
      tick: { at: at(700) },
      previous: { at: at(-5_000) },
      receivedAt: at(800),
      gap: { from: at(-4_000), to: at(800) },
    });
  });

  it("of a tick without a time of the venue's are bounded for each event by its own decision, and the venue's never", () => {
    const told = (exchangeAt: string | null): number[] => {
      const shared = tick("45000.12", { exchangeAt, receivedWallMs: t0 + 950 });
      return [t0 + 1_000, t0 + 500, t0 + 1_000].map((decidedWallMs) => {
        const at = inMemoryEvent(fired(snapshot("r"), { tick: shared, decidedWallMs })).tick?.at;
        return Date.parse(at ?? "") - t0;
      });
    };
    expect(told(null)).toEqual([950, 500, 950]);
    expect(told(new Date(t0 + 900).toISOString())).toEqual([900, 900, 900]);
  });

  it("of a blind time that began by a clock that was ahead is one event still, and ends no sooner than it began", () => {
    const blind = { venue: "demo", instrument: null, fromMs: t0 + dayMs, toMs: null, because: "disconnected" } as const;
    const first = value(store.recordBlind(blind, [], t0));
    expect(first.blind?.from).toBe(new Date(t0).toISOString());
    const second = value(store.recordBlind({ ...blind, toMs: t0 - 5_000 }, [], t0 + 1_000));
    expect([second.id, second.decidedAt]).toEqual([first.id, first.decidedAt]);
    expect(second.blind).toMatchObject({ from: first.blind?.from, to: first.blind?.from });
    const third = value(store.recordBlind({ ...blind, toMs: t0 + 60_000 }, [], t0 + 60_000));
    expect(third.blind?.to).toBe(new Date(t0 + 60_000).toISOString());
    expect(value(store.events.list())).toHaveLength(1);
  });

  it("two blind times that a clock ahead pushed onto one beginning are one", () => {
    const blind = { venue: "demo", instrument: null, toMs: null, because: "disconnected" } as const;
    const first = value(store.recordBlind({ ...blind, fromMs: t0 }, [], t0));
    expect(value(store.recordBlind({ ...blind, fromMs: t0 + dayMs }, [], t0)).id).toBe(first.id);
  });
});
