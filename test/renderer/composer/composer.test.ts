import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fail, ok } from "../../../preload/contract/result.ts";
import type { RulePreview } from "../../../preload/contract/contract.ts";
import { conditionKinds } from "../every-kind.ts";
import { previewDelayMs } from "../../../renderer/composer/composer.svelte.ts";
import { draftOf, emptyDraft, families, familyOf, inputOf } from "../../../renderer/composer/draft.ts";
import { nowMs, seatState, type Seated } from "../state-harness.ts";
import { fullScene, spec } from "../scenes.ts";
import { parseRule } from "../../../preload/contract/parse-rule.ts";

let seated: Seated;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  seated.session.end();
  vi.useRealTimers();
});

async function composing() {
  seated = seatState(fullScene(nowMs));
  await seated.session.resync();
  return { ...seated, composer: seated.appState.composer };
}

const settle = () => vi.advanceTimersByTimeAsync(previewDelayMs);

describe("the composer", () => {
  it("begins with a level beyond the price, and moves it to the other side with the direction", async () => {
    const { composer } = await composing();
    expect(composer.draft.level).toBe("45000");
    composer.choose("at-or-below");
    expect(composer.draft.level).toBe("44000");
    composer.draft.level = "43210";
    composer.choose("crosses-up");
    expect(composer.draft.level).toBe("43210");
  });

  it("asks main what the rule would do once typing settles, and once only", async () => {
    const { composer, host } = await composing();
    await settle();
    host.calls.length = 0;
    composer.type(">4");
    composer.type(">44");
    composer.type(">44388");
    await settle();
    expect(host.inputs("rules.preview")).toHaveLength(1);
    expect(composer.preview).toMatchObject({ alreadyTrue: true, warnings: ["Already true now, will fire at once."] });
  });

  it("does not believe an answer to what has been typed over", async () => {
    const { composer, host } = await composing();
    await settle();
    const answers: ((preview: RulePreview) => void)[] = [];
    host.handlers["rules.preview"] = () => new Promise((resolve) => answers.push((preview) => resolve(ok(preview))));
    const preview = (sentence: string): RulePreview => ({
      sentence,
      alreadyTrue: false,
      price: null,
      distance: null,
      warnings: [],
    });
    composer.type(">50000");
    await settle();
    composer.type(">60000");
    await settle();
    answers[1]?.(preview("second"));
    await settle();
    answers[0]?.(preview("first"));
    await settle();
    expect(composer.preview?.sentence).toBe("second");
  });

  it("shows a refusal beside its field", async () => {
    const { composer } = await composing();
    composer.type("45k-46k");
    composer.draft.low = "47000";
    composer.changed();
    await settle();
    expect(composer.errorOf("condition.low") ?? composer.errorOf("condition.high")).toMatch(/less than/);
    expect(composer.errorOf("note")).toBeUndefined();
  });

  it("does not blame the draft for a host that is away, until it is saved", async () => {
    const { composer, host } = await composing();
    await settle();
    host.handlers["rules.preview"] = () => fail("host-unreachable", "Pricebell cannot be reached.");
    host.handlers["rules.create"] = () => fail("host-unreachable", "Pricebell cannot be reached.");
    composer.refresh();
    await settle();
    expect(composer.failure).toBeNull();
    expect(await composer.save()).toBe(false);
    expect(composer.failure?.message).toBe("Pricebell cannot be reached.");
  });

  it("calls an empty field no mistake until someone tries to save", async () => {
    const { composer } = await composing();
    composer.draft.level = "";
    composer.changed();
    await settle();
    expect(composer.errorOf("condition.level")).toBeUndefined();
    expect(await composer.save()).toBe(false);
    expect(composer.errorOf("condition.level")).toBeDefined();
  });

  it("saves what it says, and begins anew", async () => {
    const { composer, appState, host } = await composing();
    composer.type("<44k always");
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.create")[0]).toMatchObject({
      instrument: { venue: "demo", symbol: "BTC-USD" },
      condition: { kind: "at-or-below", level: "44000" },
      repeat: "always",
    });
    expect(composer.savedId).toBe("new-1");
    expect(composer.text).toBe("");
    expect(appState.rules.get("new-1")?.state).toBe("armed");
  });

  it("edits an alert in place, and duplicates one as a new one", async () => {
    const { composer, appState, host } = await composing();
    const rule = appState.rules.get("r2");
    if (rule === undefined) throw new Error("no rule");
    appState.edit(rule, "edit");
    composer.draft.level = "43000";
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.update")[0]).toMatchObject({
      id: "r2",
      condition: { kind: "crosses-down", level: "43000" },
      cooldownMs: 300_000,
    });
    appState.edit(rule, "duplicate");
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.create")[0]).toMatchObject({
      condition: { kind: "crosses-down", level: "44000" },
      rearmBy: { percent: "0.1" },
    });
  });

  it("keeps what is half made for each instrument, and begins anew where nothing is", async () => {
    const { composer, appState } = await composing();
    composer.type(">46k always");
    appState.select("demo:ETH-USD");
    expect(composer.text).toBe("");
    expect(composer.draft).toMatchObject({ level: "2450", repeat: "once" });
    appState.select("demo:BTC-USD");
    expect(composer.text).toBe(">46k always");
    expect(composer.draft).toMatchObject({ kind: "at-or-above", level: "46000", repeat: "always" });
    expect(await composer.save()).toBe(true);
    appState.select("demo:ETH-USD");
    appState.select("demo:BTC-USD");
    expect(composer.draft).toMatchObject({ level: "45000", repeat: "once" });
  });

  it("says of a copy that it is one, and lets it be given up", async () => {
    const { composer, appState } = await composing();
    const rule = appState.rules.get("r1");
    if (rule === undefined) throw new Error("no rule");
    appState.edit(rule, "duplicate");
    expect([composer.isCopy, composer.editingId, composer.draft.level]).toEqual([true, null, "45000"]);
    appState.select("demo:ETH-USD");
    expect(composer.isCopy).toBe(false);
    appState.select("demo:BTC-USD");
    expect(composer.isCopy).toBe(true);
    composer.begin();
    expect(composer.isCopy).toBe(false);
  });

  it("goes on with an edit where it was left, unless the alert is gone", async () => {
    const { composer, appState } = await composing();
    const rule = appState.rules.get("r1");
    if (rule === undefined) throw new Error("no rule");
    appState.edit(rule, "edit");
    composer.draft.level = "47000";
    appState.select("demo:ETH-USD");
    expect(composer.editingId).toBeNull();
    appState.select("demo:BTC-USD");
    expect([composer.editingId, composer.draft.level]).toEqual(["r1", "47000"]);
    appState.select("demo:ETH-USD");
    appState.rules.remove("r1");
    appState.select("demo:BTC-USD");
    expect([composer.editingId, composer.draft.level]).toEqual([null, "45000"]);
  });

  it("brings back an alert that was removed", async () => {
    const { appState, host } = await composing();
    const rule = appState.rules.get("r1");
    if (rule === undefined) throw new Error("no rule");
    await appState.remove(rule);
    expect(appState.rules.get("r1")).toBeUndefined();
    await appState.undoRemove();
    expect(host.inputs("rules.restore")).toEqual([{ id: "r1" }]);
    expect(appState.rules.get("r1")).toEqual(rule);
    expect(appState.removed).toBeNull();
  });
});

describe("a draft", () => {
  const kinds = families.flatMap((family) => family.kinds);

  it("offers every kind there is, each once", () => {
    expect([...kinds].sort()).toEqual([...conditionKinds].sort());
  });

  it.each(kinds)("of %s is a rule that main takes, and comes back as it was", async (kind) => {
    const { composer, appState } = await composing();
    composer.begin(kind);
    if (kind === "trade-size-at-least") composer.draft.size = "250";
    if (kind === "spread-at-least") composer.draft.byValue = "0.2";
    const { input } = composer;
    const parsed = parseRule(input, { nowMs, defaultVenue: "demo" });
    expect(parsed).toMatchObject({ ok: true, value: { condition: { kind } } });
    if (!parsed.ok) return;
    expect(inputOf(draftOf(parsed.value), parsed.value.instrument)).toEqual(parsed.value);
    expect(familyOf(kind).kinds.includes(kind)).toBe(true);
    expect(appState.failure).toBeNull();
  });

  it("keeps everything of an alert that it can set", async () => {
    await composing();
    const whole = spec(
      { kind: "crosses-up", level: "45000" },
      {
        source: "bid",
        holdForMs: 30_000,
        repeat: "always",
        rearmBy: { amount: "25" },
        cooldownMs: 60_000,
        expiresAt: "2026-01-02T03:04:00.000Z",
        note: "for lunch",
      },
    );
    expect(inputOf(draftOf(whole), whole.instrument)).toEqual(whole);
  });

  it("sends nothing that does not apply", async () => {
    await composing();
    const draft = { ...emptyDraft(), level: " 45,000 ", rearmValue: "1", cooldownMs: 5, kind: "at-or-above" as const };
    expect(inputOf(draft, { venue: "demo", symbol: "BTC-USD" })).toMatchObject({
      condition: { level: "45000" },
      rearmBy: null,
      cooldownMs: 0,
    });
    expect(
      inputOf(
        { ...draft, kind: "spread-at-least", source: "bid", repeat: "always" },
        { venue: "demo", symbol: "BTC-USD" },
      ),
    ).toMatchObject({ source: "last", rearmBy: null, cooldownMs: 5 });
  });
});
