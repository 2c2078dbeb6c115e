import { beforeEach, describe, expect, it } from "vitest";
import { Engine } from "../../main/alerts/engine.ts";
import { CommitQueue } from "../../main/app/persistence/commit-queue.ts";
import { batchAtMost } from "../../main/app/rule-batch.ts";
import { RuleService } from "../../main/app/rule-service.ts";
import { pausedOf, ruleViewer } from "../../main/app/rule-view.ts";
import type { Store } from "../../main/store/store-interface.ts";
import { fail } from "../../preload/contract/result.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { ManualClock } from "../doubles/clock.ts";
import { lock, openIn, tempDir, tick, value } from "./app-harness.ts";

const above = (level: string) => ({ instrument: { symbol: "BTC-USD" }, condition: { kind: "at-or-above", level } });

describe("alerts as a person handles them", () => {
  let clock: ManualClock;
  let store: Store;
  let engine: Engine;
  let commitQueue: CommitQueue;
  let rules: RuleService;
  let fresh: Tick | null;
  let last: Tick | null;
  /** Venues that are on. */
  let on: readonly string[];
  /** While true decisions are refused, though all else can be written. */
  let refusing: boolean;

  beforeEach(() => {
    clock = new ManualClock();
    store = openIn(tempDir(), clock.now().wallMs);
    engine = new Engine({ micros: () => 0 });
    fresh = null;
    last = null;
    refusing = false;
    commitQueue = new CommitQueue({
      clock,
      store: { commit: (...args) => (refusing ? fail("store-failed", "The disk is full.") : store.commit(...args)) },
      inMemoryFallback: { alreadyDelivered: () => [], inFlight: false, whenSettled: () => undefined },
      destinationsOf: () => ["desktop", "history"],
      lastTick: () => null,
      soon: (run) => run(),
    });
    let ids = 0;
    on = ["securitypro"];
    const notWatched = (venue: string): string | null => (on.includes(venue) ? null : `${venue} is off.`);
    rules = new RuleService({
      clock,
      engine,
      commitQueue,
      store,
      newId: () => `r${(ids += 1)}`,
      venuesOn: () => on,
      venueIds: ["demo", "securitypro"],
      fresh: () => fresh,
      lastTick: () => last,
      notWatched,
      unknownDestination: () => null,
      toldInstead: () => null,
      toRule: ruleViewer(notWatched, () => null),
      resolveSymbol: (_venue, written) => written.replace("/", "-"),
    });
  });

  const stored = (): string[] =>
    value(store.rules.all()).map(({ id, state, generation }) => `${id} ${state} ${generation}`);
  const known = (): string[] => engine.all().map(({ id, state, generation }) => `${id} ${state} ${generation}`);
  const price = (text: string): void => void (fresh = last = tick(text, clock.now()));

  it("are changed by sending one back as it was listed; what it says of its life must still be so", () => {
    value(rules.create(above("200")));
    const listed = rules.list()[0];
    expect(value(rules.update({ ...listed, note: "n" }))).toMatchObject({ generation: 2, note: "n" });
    expect(rules.update({ ...listed, note: "m" })).toMatchObject({
      ok: false,
      error: { code: "rule-invalid", field: "generation" },
    });
    expect(rules.update({ id: "r1", state: "paused" })).toMatchObject({
      ok: false,
      error: { code: "rule-invalid", field: "state" },
    });
    expect(rules.list()[0]).toMatchObject({ generation: 2, note: "n", state: "armed" });
  });

  it("are durable when the call answers, with what they did at once", () => {
    price("100");
    expect(value(rules.create(above("200")))).toMatchObject({ id: "r1", state: "armed" });
    expect(value(rules.create(above("90")))).toMatchObject({ id: "r2", state: "done" });
    expect(stored()).toEqual(["r1 armed 1", "r2 done 1"]);
    expect(value(store.events.list()).map(({ ruleId }) => ruleId)).toEqual(["r2"]);
  });

  it("are made many at once, in order and in one transaction, with what each did at once", () => {
    price("100");
    let touched = 0;
    rules.touched.listen(() => (touched += 1));
    const made = value(rules.createMany({ rules: [above("200"), above("90"), above("300")] }));
    expect(made.map(({ id, state }) => [id, state])).toEqual([
      ["r1", "armed"],
      ["r2", "done"],
      ["r3", "armed"],
    ]);
    expect(stored()).toEqual(["r1 armed 1", "r2 done 1", "r3 armed 1"]);
    expect(value(store.events.list()).map(({ ruleId }) => ruleId)).toEqual(["r2"]);
    expect(touched).toBe(1);
  });

  it("made many at once, are none where one is refused, which is named by its place and its field", () => {
    const refused = (given: unknown): unknown => {
      const answer = rules.createMany(given);
      return answer.ok ? "made" : [answer.error.code, answer.error.field];
    };
    const wrong = { rules: [above("1"), above("2"), above("0")] };
    expect(refused(wrong)).toEqual(["rule-invalid", "rules.2.condition.level"]);
    expect(rules.createMany(wrong)).toMatchObject({
      error: { message: "Alert 3 of 3: This must be greater than 0. None of them was made." },
    });
    const elsewhere = { ...above("1"), instrument: { venue: "nowhere", symbol: "BTC-USD" } };
    expect(refused({ rules: [elsewhere] })).toEqual(["instrument-invalid", "rules.0.instrument.venue"]);
    expect(refused({ rules: [above("1"), null] })).toEqual(["rule-invalid", "rules.1"]);
    for (const nothing of [{}, { rules: [] }, { rules: "r" }, null, [above("1")]])
      expect(refused(nothing)).toMatchObject(["request-invalid", "rules"]);
    expect(refused({ rules: Array.from({ length: batchAtMost + 1 }, () => above("1")) })).toMatchObject([
      "request-invalid",
      "rules",
    ]);
    expect([stored(), known()]).toEqual([[], []]);
  });

  it("made many at once, are none where the database refuses", () => {
    const unlock = lock(store);
    expect(rules.createMany({ rules: [above("1"), above("2")] })).toMatchObject({
      ok: false,
      error: { code: "store-failed" },
    });
    unlock();
    expect([stored(), known()]).toEqual([[], []]);
  });

  it("edited, they are armed anew, and what they say is durable too", () => {
    value(rules.create(above("200")));
    expect(
      value(rules.update({ id: "r1", condition: { kind: "crosses-down", level: "50" }, note: "n" })),
    ).toMatchObject({ generation: 2, note: "n" });
    expect(value(store.rules.all())).toEqual(engine.all());
    expect(rules.update({ id: "r9", note: "" })).toMatchObject({ ok: false, error: { code: "rule-not-found" } });
    expect(rules.update({ note: "" })).toMatchObject({ ok: false, error: { code: "request-invalid" } });
  });

  it("an edit that fires at once is written as one that fired", () => {
    value(rules.create(above("200")));
    price("100");
    expect(value(rules.update({ id: "r1", condition: { kind: "at-or-above", level: "90" } }))).toMatchObject({
      generation: 2,
      state: "done",
    });
    expect(stored()).toEqual(["r1 done 2"]);
  });

  it("on a venue that is off are made, say why they are not watched, and are none of those that wait", () => {
    const input = { ...above("1"), instrument: { venue: "demo", symbol: "BTC-USD" } };
    expect(value(rules.preview(input)).warnings).toEqual(["demo is off."]);
    expect(value(rules.create(input))).toMatchObject({ id: "r1", state: "armed", notWatched: "demo is off." });
    expect(value(rules.create(above("200")))).not.toHaveProperty("notWatched");
    expect(Array.from(rules.waiting(), ({ id }) => id)).toEqual(["r2"]);
    expect(value(rules.pause("r1"))).not.toHaveProperty("notWatched");
    expect(value(rules.resume("r1"))).toMatchObject({ state: "armed", notWatched: "demo is off." });
    const listed = rules.list()[0];
    expect(value(rules.update({ ...listed, note: "n" })), "sent back as it was given").toMatchObject({ note: "n" });
    expect(rules.waitingOn("demo").map(({ id }) => id)).toEqual(["r1"]);
    on = ["demo", "securitypro"];
    expect(rules.list().map((rule) => rule.notWatched)).toEqual([undefined, undefined]);
    expect(Array.from(rules.waiting(), ({ id }) => id).sort()).toEqual(["r1", "r2"]);
  });

  it("have to name their venue where more than one is on, and must not be made on the wrong one", () => {
    on = ["demo", "securitypro"];
    expect(rules.create(above("1"))).toMatchObject({
      ok: false,
      error: { code: "instrument-invalid", field: "instrument.venue" },
    });
    const named = { ...above("1"), instrument: { venue: "securitypro", symbol: "BTC-USD" } };
    expect(value(rules.create(named)).instrument.venue).toBe("securitypro");
    on = ["demo"];
    expect(value(rules.create(above("1"))).instrument.venue).toBe("demo");
  });

  it("where the database refuses: nothing is made, changed or removed, in neither of the two", () => {
    value(rules.create(above("200")));
    value(rules.create(above("300")));
    const before = known();
    const unlock = lock(store);
    const refused = { ok: false, error: { code: "store-failed" } };
    expect(rules.create(above("400"))).toMatchObject(refused);
    expect(rules.update({ id: "r1", condition: { kind: "at-or-above", level: "1" } })).toMatchObject(refused);
    expect(rules.remove("r2")).toMatchObject(refused);
    expect(known()).toEqual(before);
    expect(engine.get("r1")?.spec.condition).toEqual({ kind: "at-or-above", level: "200" });
    expect(commitQueue.waiting).toEqual([]);
    unlock();
    expect(stored()).toEqual(before);
    expect(value(rules.create(above("400")))).toMatchObject({ state: "armed" });
    commitQueue.stop();
  });

  it("made or edited they are durable though what they did at once cannot be written, which waits", () => {
    value(rules.create(above("200")));
    price("100");
    refusing = true;
    expect(value(rules.update({ id: "r1", condition: { kind: "at-or-above", level: "90" } }))).toMatchObject({
      state: "done",
    });
    expect(stored(), "as armed anew: killed now, the next start fires it").toEqual(["r1 armed 2"]);
    expect(rules.create(above("90")), "with something waiting, nothing new is taken").toMatchObject({ ok: false });
    expect(known()).toEqual(["r1 done 2"]);
    refusing = false;
    clock.advance(2_000);
    expect(stored()).toEqual(["r1 done 2"]);
  });

  it("a pause holds at once though it cannot be written, and is written later", () => {
    value(rules.create(above("200")));
    const unlock = lock(store);
    expect(rules.pause("r1")).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(engine.get("r1")?.state).toBe("paused");
    unlock();
    clock.advance(2_000);
    expect(stored()).toEqual(["r1 paused 1"]);
  });

  it("are snoozed for a while, by themselves or together, and wake together", () => {
    for (const level of ["200", "300", "400"]) value(rules.create(above(level)));
    value(rules.pause("r3"));
    const nowMs = clock.now().wallMs;
    value(rules.snooze("r1", 60_000));
    expect(rules.paused(), "r2 still waits").toEqual({ pausedUntil: null, pausedHow: null });
    value(rules.pauseAll(3_600_000));
    expect(rules.list().map(({ state, snoozedUntil }) => [state, snoozedUntil])).toEqual([
      ["paused", new Date(nowMs + 60_000).toISOString()],
      ["paused", new Date(nowMs + 3_600_000).toISOString()],
      ["paused", null],
    ]);
    expect(rules.paused()).toEqual({ pausedUntil: new Date(nowMs + 60_000).toISOString(), pausedHow: "together" });
    value(rules.pauseAll(0));
    expect(
      rules.list().map(({ state }) => state),
      "a pause without an end stays one",
    ).toEqual(["armed", "armed", "paused"]);
    expect(stored()).toEqual(known());
    expect(rules.paused()).toEqual({ pausedUntil: null, pausedHow: null });
  });

  it("say whether they were paused together or each was snoozed by itself, though there be but one", () => {
    value(rules.create(above("200")));
    value(rules.snooze("r1", 60_000));
    expect(rules.paused().pausedHow).toBe("each");
    value(rules.resume("r1"));
    value(rules.pauseAll(60_000));
    expect(rules.paused().pausedHow).toBe("together");
    clock.advance(1_000);
    value(rules.snooze("r1", 60_000));
    expect(rules.paused().pausedHow, "snoozed since by itself").toBe("each");
  });

  it("know after a restart that several were paused in one moment", () => {
    const paused = { state: "paused", snoozedUntilMs: 9_000 } as const;
    value(rules.create(above("200")));
    const snapshot = engine.get("r1");
    if (snapshot === null) throw new Error("there is none");
    const at = (...began: number[]) =>
      pausedOf(
        began.map((stateMs) => ({ ...snapshot, ...paused, stateMs })),
        null,
      ).pausedHow;
    expect([at(5_000), at(5_000, 6_000), at(4_000, 5_000, 5_000), at()]).toEqual(["each", "each", "together", null]);
  });

  it("show since when they hold only while they do, though an outage's hold is kept for the first price after it", () => {
    price("99");
    value(rules.create({ ...above("100"), condition: { kind: "crosses-up", level: "100" }, holdForMs: 60_000 }));
    commitQueue.add(engine.onTick(tick("101", clock.now())));
    expect(rules.list()[0]).toMatchObject({
      state: "holding",
      holdingSince: new Date(clock.now().wallMs).toISOString(),
    });
    engine.onLost("securitypro", clock.now());
    expect(engine.get("r1")?.holdingSinceMs).not.toBeNull();
    expect(rules.list()[0]).toMatchObject({ state: "armed", holdingSince: null });
  });

  it("removed, their history stays", () => {
    price("100");
    value(rules.create(above("90")));
    const removed: string[] = [];
    rules.removed.listen((id) => removed.push(id));
    value(rules.remove("r1"));
    expect([removed, stored(), rules.list()]).toEqual([["r1"], [], []]);
    expect(value(store.events.list({ ruleId: "r1" }))).toHaveLength(1);
    expect(rules.remove("r1")).toMatchObject({ ok: false, error: { code: "rule-not-found" } });
  });

  it("removed and taken back, one at rest is at rest again: it does not fire because of that", () => {
    price("100");
    value(rules.create(above("90")));
    value(rules.create(above("200")));
    value(rules.pause("r2"));
    value(rules.create(above("210")));
    const until = value(rules.snooze("r3", 60_000)).snoozedUntil;
    const before = rules.list();
    for (const { id } of before) value(rules.remove(id));
    expect([stored(), known()]).toEqual([[], []]);
    price("300");
    for (const { id } of before) expect(value(rules.restore(id))).toEqual(before.find((rule) => rule.id === id));
    expect(known()).toEqual(["r1 done 1", "r2 paused 1", "r3 paused 1"]);
    expect(stored()).toEqual(known());
    expect(value(store.events.list({ ruleId: "r1" }))).toHaveLength(1);
    // Its snooze still ends.
    expect(engine.nextDue(clock.now())).toBe(Date.parse(until ?? "") - clock.now().wallMs);
    expect(rules.restore("r1")).toMatchObject({ ok: false, error: { code: "rule-not-found" } });
  });

  it("removed and brought back by a backup, it is there already and cannot be taken back", () => {
    value(rules.create(above("200")));
    const lives = engine.all();
    value(rules.remove("r1"));
    engine.load(lives, clock.now());
    expect(rules.restore("r1")).toMatchObject({ ok: false, error: { code: "rule-not-found" } });
    expect(known()).toEqual(["r1 armed 1"]);
  });

  it("removed and taken back while the database refuses, it stays away", () => {
    value(rules.create(above("200")));
    value(rules.remove("r1"));
    lock(store);
    expect(rules.restore("r1")).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect([known(), stored()]).toEqual([[], []]);
  });

  it("removed and taken back, one that waited is armed anew and keeps its history", () => {
    price("100");
    value(rules.create(above("200")));
    value(rules.remove("r1"));
    expect(value(rules.restore("r1"))).toMatchObject({ id: "r1", state: "armed", generation: 2 });
    expect(stored()).toEqual(["r1 armed 2"]);
    price("250");
    commitQueue.add(engine.onTick(tick("250", clock.now())));
    commitQueue.flush();
    expect(known()).toEqual(["r1 done 2"]);
    expect(value(store.events.list({ ruleId: "r1" }))).toHaveLength(1);
  });

  it.each([
    ["a level", { kind: "at-or-above", level: "90" }, ["95"], ["80", "95"]],
    ["a crossing", { kind: "crosses-up", level: "90" }, ["80", "95"], ["80", "95"]],
    ["a range", { kind: "leaves", low: "80", high: "90" }, ["85", "95"], ["85", "95"]],
    ["a move", { kind: "rises", by: { amount: "10" }, windowMs: 60_000 }, ["80", "95"], ["80", "95"]],
  ])(
    "%s that has fired and is taken back fires again only once the price has come back",
    (_case, condition, first, again) => {
      price("85");
      const decide = (texts: readonly string[]): void => {
        for (const text of texts) {
          clock.advance(1_000);
          price(text);
          commitQueue.add(engine.onTick(tick(text, clock.now())));
        }
        commitQueue.flush();
      };
      const events = (): number => value(store.events.list({ ruleId: "r1" })).length;
      decide(["85"]);
      value(rules.create({ instrument: { symbol: "BTC-USD" }, condition, repeat: "always" }));
      decide(first);
      expect([events(), known()]).toEqual([1, ["r1 triggered 1"]]);
      const before = rules.list();
      value(rules.remove("r1"));
      decide(["96"]);
      expect(value(rules.restore("r1"))).toEqual(before[0]);
      expect(stored()).toEqual(["r1 triggered 1"]);
      decide(["96"]);
      expect(events(), "what it has told already is not told again").toBe(1);
      decide(again);
      expect(events()).toBe(2);
    },
  );

  it.each([
    ["no price yet", null, null, "200", "No price from this venue yet"],
    ["an old one", null, "100", "90", "The last price is old"],
    ["true already", "100", "100", "90", "Already true now"],
    ["very near", "100", "100", "100.04", "Only 0.04% away"],
  ])("a preview warns: %s", (_case, now, before, level, warning) => {
    fresh = now === null ? null : tick(now, clock.now());
    last = before === null ? null : tick(before, clock.now());
    const preview = value(rules.preview(above(level)));
    expect(preview.warnings).toEqual([expect.stringContaining(warning)]);
    expect([preview.price, preview.alreadyTrue]).toEqual([before, warning.startsWith("Already")]);
    expect(stored()).toEqual([]);
  });

  it("a preview of what is some way off warns of nothing", () => {
    price("100");
    expect(value(rules.preview(above("110")))).toMatchObject({
      alreadyTrue: false,
      price: "100",
      warnings: [],
      distance: { level: "110" },
    });
  });
});
