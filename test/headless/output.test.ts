import { beforeEach, describe, expect, it } from "vitest";
import { createOutput } from "../../main/headless/output.ts";
import { newEventsOnly } from "../../main/headless/new-events.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { fullScene } from "../renderer/scenes.ts";
import { spec, t0 } from "../store/sample-values.ts";

const event: AlertEvent = {
  id: "e",
  seq: 7,
  kind: "fired",
  ruleId: "r",
  generation: 1,
  rule: spec,
  instrument: spec.instrument,
  previous: null,
  tick: { price: "45000.12", at: new Date(t0).toISOString(), tradeId: null },
  receivedAt: new Date(t0).toISOString(),
  decidedAt: new Date(t0).toISOString(),
  decisionMicros: 1,
  gap: null,
  blind: null,
  deliveries: [],
  readAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
};

describe("what the headless host prints", () => {
  let out: string[];
  let err: string[];
  beforeEach(() => {
    out = [];
    err = [];
  });
  const print = (json: boolean) =>
    createOutput(
      json,
      (line) => out.push(line),
      (line) => err.push(line),
      (words) => words.replaceAll("sk-key", "[key]"),
    );

  it("an event to a person: one line when it is new, and whether it could be saved", () => {
    const output = print(false);
    output.event(event, true);
    output.event(event, false);
    output.event({ ...event, rule: { ...spec, note: "two\nlines" }, unsaved: true }, true);
    expect(out).toHaveLength(2);
    expect(out[0]).toMatch(/: BTC-USD crossed above 45,000\. 45,000\.12 at [\d:]+$/);
    expect(out[1]).toMatch(/two lines \(Not saved yet: the database cannot be written\.\)$/);
  });

  it("nothing of a note that a terminal would act on, or that turns what follows it", () => {
    print(false).event({ ...event, rule: { ...spec, note: "\u001B[2J\u202Elunch" } }, true);
    expect(out[0]).toMatch(/ \[2Jlunch$/);
    expect(out[0]).not.toMatch(/[\u001B\u202E]/u);
  });

  it("an event to a script: whole, and later changes of it apart", () => {
    const output = print(true);
    output.event(event, true);
    output.event(event, false);
    expect(out.map((line) => JSON.parse(line) as unknown)).toEqual([{ event }, { eventChanged: event }]);
  });

  it("what is wrong with the data: to a person once for each change, to a script in the feed", () => {
    const { status } = fullScene(t0);
    if (status === null) throw new Error("The scene has no status.");
    const output = print(false);
    const failing = { state: "failing", message: "The disk of sk-key is full." } as const;
    const stores = [status.store, failing, failing, status.store, failing, { ...failing, damagedRows: "A row." }];
    for (const [i, store] of stores.entries()) {
      const venues = status.venues.map((venue) => ({ ...venue, since: String(i) }));
      output.feed({ ...status, venues, store });
    }
    const words = "The disk of [key] is full.";
    expect(err).toEqual([words, words, `${words}\nA row.`]);
    expect(out).toEqual([]);
    print(true).feed({ ...status, store: failing });
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ feed: { store: { message: words } } });
    expect(err).toHaveLength(3);
  });
});

it("an event is new by its number, and by its id while it has none of its own", () => {
  const isNew = newEventsOnly();
  const saved = (id: string, seq: number): boolean => isNew({ ...event, id, seq });
  const unsaved = (id: string): boolean => isNew({ ...event, id, seq: Number.MAX_SAFE_INTEGER - 5, unsaved: true });
  expect([saved("a", 1), saved("a", 1)]).toEqual([true, false]);
  expect([unsaved("b"), unsaved("c"), unsaved("b")]).toEqual([true, true, false]);
  expect([saved("d", 2), saved("b", 3), saved("b", 3), saved("c", 4), saved("e", 5)]).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
});
