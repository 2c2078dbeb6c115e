/** Where alerts are told and what is noted of them, changed by calls: durable, and without arming any anew. */
import { beforeEach, describe, expect, it } from "vitest";
import type { RuleSnapshot } from "../../main/alerts/decision.ts";
import { lock, value } from "./app-harness.ts";
import { above, startRuleService, type RuleServiceHarness } from "./rule-service-harness.ts";

const phone = { to: ["phone"], urgency: "normal" } as const;

describe("where alerts are told, and their notes", () => {
  let harness: RuleServiceHarness;
  const life = (id: string): Omit<RuleSnapshot, "spec"> | undefined => {
    const { spec: _spec, ...rest } = harness.engine.get(id) as RuleSnapshot;
    return rest;
  };
  /** One that holds, one that has fired, one that is paused. */
  beforeEach(() => {
    harness = startRuleService();
    harness.unknown = "fax";
    value(harness.rules.create({ ...above("90"), holdForMs: 60_000 }));
    harness.price("95");
    value(harness.rules.create(above("90")));
    value(harness.rules.create({ ...above("300"), note: "third", notify: { to: ["desk"], urgency: "critical" } }));
    value(harness.rules.pause("r3"));
    value(harness.rules.update({ id: "r1", condition: { kind: "at-or-below", level: "96" } }));
    expect(harness.known()).toEqual(["r1 holding 2", "r2 done 1", "r3 paused 1"]);
  });

  it("many are moved to a destination by one call, in one transaction, each as it was else", () => {
    const before = ["r1", "r2", "r3"].map(life);
    let saves = 0;
    const { rules } = harness.store;
    harness.store.rules.save = (
      (save) =>
      (...lives) => {
        saves += 1;
        return save(...lives);
      }
    )(rules.save);
    const changes = [{ ids: ["r1", "r3", "gone", "r1"], notify: { to: ["phone"] } }];
    const moved = value(harness.rules.setNotifyMany(changes));
    expect(moved.map(({ id, notify }) => [id, notify])).toEqual([
      ["r1", phone],
      ["r3", { to: ["phone"], urgency: "critical" }],
    ]);
    expect(["r1", "r2", "r3"].map(life)).toEqual(before);
    expect(value(harness.store.rules.all()), "durable").toEqual(harness.engine.all());
    expect(saves).toBe(1);
  });

  it("one call undoes it, each to what it said before; only the urgency can be changed alone", () => {
    const before = harness.engine.all();
    value(harness.rules.setNotifyMany([{ ids: ["r1", "r2", "r3"], notify: { to: ["phone"], urgency: "critical" } }]));
    value(harness.rules.setNotifyMany([{ ids: ["r1"], notify: { urgency: "normal" } }]));
    expect(harness.engine.get("r1")?.spec.notify).toEqual(phone);
    value(
      harness.rules.setNotifyMany([
        { ids: ["r1", "r2"], notify: { to: "default", urgency: "normal" } },
        { ids: ["r3"], notify: { to: ["desk"], urgency: "critical" } },
      ]),
    );
    expect(harness.engine.all()).toEqual(before);
    expect(value(harness.store.rules.all())).toEqual(before);
  });

  it("nothing changes where a destination is not there, too many are named, or the database refuses", () => {
    const before = harness.engine.all();
    expect(
      harness.rules.setNotifyMany([
        { ids: ["r1"], notify: { to: ["phone"] } },
        { ids: ["r2"], notify: { to: ["phone", "fax"] } },
      ]),
    ).toMatchObject({ ok: false, error: { code: "rule-invalid", field: "changes.1.notify.to.1" } });
    const many = Array.from({ length: 10_001 }, (_, at) => `r${at}`);
    expect(harness.rules.setNotifyMany([{ ids: many, notify: { to: ["phone"] } }])).toMatchObject({
      ok: false,
      error: { code: "request-invalid", field: "changes" },
    });
    const unlock = lock(harness.store);
    expect(harness.rules.setNotifyMany([{ ids: ["r1"], notify: { to: ["phone"] } }])).toMatchObject({
      ok: false,
      error: { code: "store-failed" },
    });
    unlock();
    expect(harness.engine.all()).toEqual(before);
    expect(value(harness.store.rules.all())).toEqual(before);
  });

  it("an edit of one alert's note or destination alone does not arm it anew, however the rest is written", () => {
    const before = life("r1");
    expect(value(harness.rules.update({ id: "r1", note: "n" }))).toMatchObject({ note: "n", state: "holding" });
    const [listed] = harness.rules.list();
    const condition = { kind: "at-or-below", level: "96.00" };
    value(harness.rules.update({ ...listed, condition, instrument: { symbol: "BTC/USD" }, notify: { to: ["phone"] } }));
    expect(life("r1")).toEqual(before);
    expect(harness.engine.get("r1")?.spec).toMatchObject({ note: "n", notify: phone, condition: { level: "96" } });
    expect(value(harness.store.rules.all())).toEqual(harness.engine.all());
    value(harness.rules.update({ ...harness.rules.list()[0], holdForMs: 30_000 }));
    expect(life("r1"), "the hold is another").toMatchObject({ generation: 3 });
  });

  it("a rule that has expired takes a note, and is not armed with an expiry that has passed", () => {
    const expiresAt = new Date(harness.clock.now().wallMs + 1_000).toISOString();
    value(harness.rules.create({ ...above("400"), expiresAt }));
    harness.clock.advance(2_000);
    harness.commitQueue.add(harness.engine.onTime(harness.clock.now(), () => null));
    expect(value(harness.rules.update({ id: "r4", note: "too late" }))).toMatchObject({
      note: "too late",
      state: "expired",
      expiresAt,
    });
    const level = { kind: "at-or-above", level: "500" };
    expect(harness.rules.update({ id: "r4", condition: level })).toMatchObject({
      ok: false,
      error: { field: "expiresAt" },
    });
  });
});
