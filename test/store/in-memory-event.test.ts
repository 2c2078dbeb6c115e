/** An event as it is before it is written: all of what it will be, but for its number and its deliveries. */
import { expect, it } from "vitest";
import { inMemoryBlind, inMemoryEvent } from "../../main/store/events-table.ts";
import { fired, openIn, snapshot, t0, tempDir, tick, value } from "./store-harness.ts";

it("what fired is the same event as when it has been written", () => {
  const decision = fired(snapshot("r1"));
  const store = openIn(tempDir());
  value(store.rules.save(snapshot("r1")));
  const [written] = value(store.commit([decision], ["history"], t0));
  expect(inMemoryEvent(decision)).toEqual({ ...written, seq: 0, deliveries: [] });
});

it.each([
  ["a rule that moves from a price", { measuredFrom: { price: "44000", tick: tick("44000.5", { tradeId: "t-1" }) } }],
  ["a gap, and nothing before it", { previous: null, gap: { fromWallMs: t0 - 60_000, toWallMs: t0 } }],
])("so is one of %s", (_what, changes) => {
  const store = openIn(tempDir());
  const decision = fired(snapshot("r1"), changes);
  value(store.commit([decision], ["history"], t0));
  const [written] = value(store.events.list());
  expect(inMemoryEvent(decision)).toEqual({ ...written, seq: 0, deliveries: [] });
});

it("what expired has a rule and no price", () => {
  const store = openIn(tempDir());
  const rule = snapshot("r1", { state: "expired" });
  const decision = { kind: "expired", rule, generation: 1, decidedWallMs: t0 } as const;
  value(store.commit([decision], ["history"], t0));
  const [written] = value(store.events.list());
  expect(inMemoryEvent(decision)).toEqual({ ...written, seq: 0, deliveries: [] });
  expect(written).toMatchObject({ rule: rule.spec, tick: null, previous: null, gap: null, receivedAt: null });
});

it("a blind time is as well, whether it goes on or is over", () => {
  const store = openIn(tempDir());
  const blind = { venue: "demo", instrument: null, fromMs: t0 - 9_000, toMs: null, because: "disconnected" } as const;
  for (const record of [blind, { ...blind, fromMs: t0 - 8_000, toMs: t0 - 1_000 }]) {
    const written = value(store.recordBlind(record, ["history"], t0));
    expect(inMemoryBlind(record, t0)).toEqual({ ...written, seq: 0, deliveries: [] });
  }
});
