import { beforeEach, describe, expect, it } from "vitest";
import { maxBatch } from "../../main/app/rule-batch.ts";
import { lock, tick, value } from "./app-harness.ts";
import { above, startRuleService, type RuleServiceHarness } from "./rule-service-harness.ts";

describe("alerts as a person handles them", () => {
  let harness: RuleServiceHarness;
  beforeEach(() => {
    harness = startRuleService();
  });

  it("are changed by sending one back as it was listed; what it says of its life must still be so", () => {
    value(harness.rules.create(above("200")));
    const listed = harness.rules.list()[0];
    const condition = { kind: "at-or-above", level: "201" };
    expect(value(harness.rules.update({ ...listed, condition }))).toMatchObject({ generation: 2, condition });
    expect(harness.rules.update({ ...listed, note: "m" })).toMatchObject({
      ok: false,
      error: { code: "rule-invalid", field: "generation" },
    });
    expect(harness.rules.update({ id: "r1", state: "paused" })).toMatchObject({
      ok: false,
      error: { code: "rule-invalid", field: "state" },
    });
    expect(harness.rules.list()[0]).toMatchObject({ generation: 2, note: "", state: "armed" });
  });

  it("are durable when the call answers, with what they did at once", () => {
    harness.price("100");
    expect(value(harness.rules.create(above("200")))).toMatchObject({ id: "r1", state: "armed" });
    expect(value(harness.rules.create(above("90")))).toMatchObject({ id: "r2", state: "done" });
    expect(harness.stored()).toEqual(["r1 armed 1", "r2 done 1"]);
    expect(value(harness.store.events.list()).map(({ ruleId }) => ruleId)).toEqual(["r2"]);
  });

  it("are made many at once, in order and in one transaction, with what each did at once", () => {
    harness.price("100");
    let touched = 0;
    harness.rules.touched.listen(() => (touched += 1));
    const made = value(harness.rules.createMany({ rules: [above("200"), above("90"), above("300")] }));
    expect(made.map(({ id, state }) => [id, state])).toEqual([
      ["r1", "armed"],
      ["r2", "done"],
      ["r3", "armed"],
    ]);
    expect(harness.stored()).toEqual(["r1 armed 1", "r2 done 1", "r3 armed 1"]);
    expect(value(harness.store.events.list()).map(({ ruleId }) => ruleId)).toEqual(["r2"]);
    expect(touched).toBe(1);
  });

  it("made many at once, are none where one is refused, which is named by its place and its field", () => {
    const refused = (given: unknown): unknown => {
      const answer = harness.rules.createMany(given);
      return answer.ok ? "made" : [answer.error.code, answer.error.field];
    };
    const wrong = { rules: [above("1"), above("2"), above("0")] };
    expect(refused(wrong)).toEqual(["rule-invalid", "rules.2.condition.level"]);
    expect(harness.rules.createMany(wrong)).toMatchObject({
      error: { message: "Alert 3 of 3: This must be greater than 0. None of them was made." },
    });
    const elsewhere = { ...above("1"), instrument: { venue: "nowhere", symbol: "BTC-USD" } };
    expect(refused({ rules: [elsewhere] })).toEqual(["instrument-invalid", "rules.0.instrument.venue"]);
    expect(refused({ rules: [above("1"), null] })).toEqual(["rule-invalid", "rules.1"]);
    for (const nothing of [{}, { rules: [] }, { rules: "r" }, null, [above("1")]])
      expect(refused(nothing)).toMatchObject(["request-invalid", "rules"]);
    expect(refused({ rules: Array.from({ length: maxBatch + 1 }, () => above("1")) })).toMatchObject([
      "request-invalid",
      "rules",
    ]);
    expect([harness.stored(), harness.known()]).toEqual([[], []]);
  });

  it("made many at once, are none where the database refuses", () => {
    const unlock = lock(harness.store);
    expect(harness.rules.createMany({ rules: [above("1"), above("2")] })).toMatchObject({
      ok: false,
      error: { code: "store-failed" },
    });
    unlock();
    expect([harness.stored(), harness.known()]).toEqual([[], []]);
  });

  it("edited, they are armed anew, and what they say is durable too", () => {
    value(harness.rules.create(above("200")));
    expect(
      value(harness.rules.update({ id: "r1", condition: { kind: "crosses-down", level: "50" }, note: "n" })),
    ).toMatchObject({ generation: 2, note: "n" });
    expect(value(harness.store.rules.all())).toEqual(harness.engine.all());
    expect(harness.rules.update({ id: "r9", note: "" })).toMatchObject({
      ok: false,
      error: { code: "rule-not-found" },
    });
    expect(harness.rules.update({ note: "" })).toMatchObject({ ok: false, error: { code: "request-invalid" } });
  });

  it("an edit that fires at once is written as one that fired", () => {
    value(harness.rules.create(above("200")));
    harness.price("100");
    expect(value(harness.rules.update({ id: "r1", condition: { kind: "at-or-above", level: "90" } }))).toMatchObject({
      generation: 2,
      state: "done",
    });
    expect(harness.stored()).toEqual(["r1 done 2"]);
  });

  it("on a venue that is off are made, say why they are not watched, and are none of those that wait", () => {
    const input = { ...above("1"), instrument: { venue: "demo", symbol: "BTC-USD" } };
    expect(value(harness.rules.preview(input)).warnings).toEqual(["demo is off."]);
    expect(value(harness.rules.create(input))).toMatchObject({ id: "r1", state: "armed", notWatched: "demo is off." });
    expect(value(harness.rules.create(above("200")))).not.toHaveProperty("notWatched");
    expect(Array.from(harness.rules.waiting(), ({ id }) => id)).toEqual(["r2"]);
    expect(value(harness.rules.pause("r1"))).not.toHaveProperty("notWatched");
    expect(value(harness.rules.resume("r1"))).toMatchObject({ state: "armed", notWatched: "demo is off." });
    const listed = harness.rules.list()[0];
    expect(value(harness.rules.update({ ...listed, note: "n" })), "sent back as it was given").toMatchObject({
      note: "n",
    });
    expect(harness.rules.waitingOn("demo").map(({ id }) => id)).toEqual(["r1"]);
    harness.on = ["demo", "securitypro"];
    expect(harness.rules.list().map((rule) => rule.notWatched)).toEqual([undefined, undefined]);
    expect(Array.from(harness.rules.waiting(), ({ id }) => id).sort()).toEqual(["r1", "r2"]);
  });

  it("have to name their venue where more than one is on, and must not be made on the wrong one", () => {
    harness.on = ["demo", "securitypro"];
    expect(harness.rules.create(above("1"))).toMatchObject({
      ok: false,
      error: { code: "instrument-invalid", field: "instrument.venue" },
    });
    const named = { ...above("1"), instrument: { venue: "securitypro", symbol: "BTC-USD" } };
    expect(value(harness.rules.create(named)).instrument.venue).toBe("securitypro");
    harness.on = ["demo"];
    expect(value(harness.rules.create(above("1"))).instrument.venue).toBe("demo");
  });

  it("where the database refuses: nothing is made, changed or removed, in neither of the two", () => {
    value(harness.rules.create(above("200")));
    value(harness.rules.create(above("300")));
    const before = harness.known();
    const unlock = lock(harness.store);
    const refused = { ok: false, error: { code: "store-failed" } };
    expect(harness.rules.create(above("400"))).toMatchObject(refused);
    expect(harness.rules.update({ id: "r1", condition: { kind: "at-or-above", level: "1" } })).toMatchObject(refused);
    expect(harness.rules.remove("r2")).toMatchObject(refused);
    expect(harness.known()).toEqual(before);
    expect(harness.engine.get("r1")?.spec.condition).toEqual({ kind: "at-or-above", level: "200" });
    expect(harness.commitQueue.waiting).toEqual([]);
    unlock();
    expect(harness.stored()).toEqual(before);
    expect(value(harness.rules.create(above("400")))).toMatchObject({ state: "armed" });
    harness.commitQueue.stop();
  });

  it("made or edited they are durable though what they did at once cannot be written, which waits", () => {
    value(harness.rules.create(above("200")));
    harness.price("100");
    harness.refusing = true;
    expect(value(harness.rules.update({ id: "r1", condition: { kind: "at-or-above", level: "90" } }))).toMatchObject({
      state: "done",
    });
    expect(harness.stored(), "as armed anew: killed now, the next start fires it").toEqual(["r1 armed 2"]);
    expect(harness.rules.create(above("90")), "with something waiting, nothing new is taken").toMatchObject({
      ok: false,
    });
    expect(harness.known()).toEqual(["r1 done 2"]);
    harness.refusing = false;
    harness.clock.advance(2_000);
    expect(harness.stored()).toEqual(["r1 done 2"]);
  });

  it("show since when they hold only while they do, though an outage's hold is kept for the first price after it", () => {
    harness.price("99");
    value(
      harness.rules.create({ ...above("100"), condition: { kind: "crosses-up", level: "100" }, holdForMs: 60_000 }),
    );
    harness.commitQueue.add(harness.engine.onTick(tick("101", harness.clock.now())));
    expect(harness.rules.list()[0]).toMatchObject({
      state: "holding",
      holdingSince: new Date(harness.clock.now().wallMs).toISOString(),
    });
    harness.engine.onLost("securitypro", harness.clock.now());
    expect(harness.engine.get("r1")?.holdingSinceMs).not.toBeNull();
    expect(harness.rules.list()[0]).toMatchObject({ state: "armed", holdingSince: null });
  });

  it.each([
    ["a level", { kind: "at-or-above", level: "90" }, ["95"], ["80", "95"]],
    ["a crossing", { kind: "crosses-up", level: "90" }, ["80", "95"], ["80", "95"]],
    ["a range", { kind: "leaves", low: "80", high: "90" }, ["85", "95"], ["85", "95"]],
    ["a move", { kind: "rises", by: { amount: "10" }, windowMs: 60_000 }, ["80", "95"], ["80", "95"]],
  ])(
    "%s that has fired and is taken back fires again only once the price has come back",
    (_case, condition, first, again) => {
      harness.price("85");
      const decide = (texts: readonly string[]): void => {
        for (const text of texts) {
          harness.clock.advance(1_000);
          harness.price(text);
          harness.commitQueue.add(harness.engine.onTick(tick(text, harness.clock.now())));
        }
        harness.commitQueue.flush();
      };
      const events = (): number => value(harness.store.events.list({ ruleId: "r1" })).length;
      decide(["85"]);
      value(harness.rules.create({ instrument: { symbol: "BTC-USD" }, condition, repeat: "always" }));
      decide(first);
      expect([events(), harness.known()]).toEqual([1, ["r1 triggered 1"]]);
      const before = harness.rules.list();
      value(harness.rules.remove("r1"));
      decide(["96"]);
      expect(value(harness.rules.restore("r1"))).toEqual(before[0]);
      expect(harness.stored()).toEqual(["r1 triggered 1"]);
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
    harness.fresh = now === null ? null : tick(now, harness.clock.now());
    harness.last = before === null ? null : tick(before, harness.clock.now());
    const preview = value(harness.rules.preview(above(level)));
    expect(preview.warnings).toEqual([expect.stringContaining(warning)]);
    expect([preview.price, preview.alreadyTrue]).toEqual([before, warning.startsWith("Already")]);
    expect(harness.stored()).toEqual([]);
  });

  it("a preview of what is some way off warns of nothing", () => {
    harness.price("100");
    expect(value(harness.rules.preview(above("110")))).toMatchObject({
      alreadyTrue: false,
      price: "100",
      warnings: [],
      distance: { level: "110" },
    });
  });
});
