import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fail, ok } from "../../../preload/contract/result.ts";
import type { RulePreview } from "../../../preload/contract/rule-calls.ts";
import { parseRule } from "../../../preload/contract/parse-rule.ts";
import { chipsOf, partOfField } from "../../../renderer/composer/chips.ts";
import { previewDelayMs } from "../../../renderer/composer/composer.svelte.ts";
import { exampleOf, withKind } from "../../../renderer/composer/examples.ts";
import { conditionKinds } from "../every-kind.ts";
import { nowMs, seatState, type Seated } from "../state-harness.ts";
import { fullScene, ruleOf, spec } from "../scenes.ts";

let seated: Seated;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  seated.session.end();
  vi.useRealTimers();
});

async function composing() {
  seated = seatState(fullScene(nowMs));
  await seated.session.resync();
  const { appState } = seated;
  const existing = (id: string) => {
    const rule = appState.rules.get(id);
    if (rule === undefined) throw new Error(`no rule ${id}`);
    return rule;
  };
  return { ...seated, composer: appState.composer, existing };
}

const settle = () => vi.advanceTimersByTimeAsync(previewDelayMs);

describe("the composer", () => {
  it("has in its alert what is in its text, and nothing that was taken out of it", async () => {
    const { composer } = await composing();
    composer.type(">45k always for 30s bid until 18:00 cooldown 5m note lunch");
    expect(composer.rule).toMatchObject({ repeat: "always", holdForMs: 30_000, source: "bid", cooldownMs: 300_000 });
    composer.type(">45k always");
    expect(composer.rule).toEqual(spec({ kind: "at-or-above", level: "45000" }, { repeat: "always" }));
    composer.type(">45k");
    expect(composer.rule).toEqual(spec({ kind: "at-or-above", level: "45000" }));
    composer.type("");
    expect([composer.rule, composer.failure, composer.canSave]).toEqual([null, null, false]);
  });

  it("cannot save what was not understood, is in doubt, or makes no sense, and keeps its text", async () => {
    const { composer, host } = await composing();
    for (const text of [
      ">45k",
      ">45k hello",
      "> 1,2,3",
      "44.388",
      ">0",
      "cross",
      ">45k cooldown 5m",
      ">45k until 2020-01-01",
      "",
    ]) {
      composer.type(text);
      await settle();
      if (text === ">45k") continue;
      expect(composer.canSave, text).toBe(false);
      expect(await composer.save(), text).toBe(false);
      expect(composer.text).toBe(text);
    }
    expect(host.inputs("rules.create")).toEqual([]);
  });

  it("says which part makes no sense, before main is asked", async () => {
    const { composer, host } = await composing();
    for (const [text, field] of [
      [">0", "condition.level"],
      ["5-5", "condition.low"],
      ["+0% 10m", "condition.by.percent"],
      ["+5% 2d", "condition.windowMs"],
      [">45k rearm 1%", "rearmBy"],
    ] as const) {
      composer.type(text);
      await settle();
      expect(composer.failure?.field, text).toBe(field);
    }
    expect(host.inputs("rules.preview")).toEqual([]);
  });

  it("asks main what the rule would do once typing settles, and once only", async () => {
    const { composer, host } = await composing();
    composer.type(">4");
    composer.type(">44");
    composer.type(">44388");
    await settle();
    expect(host.inputs("rules.preview")).toHaveLength(1);
    expect(composer.preview).toMatchObject({ alreadyTrue: true, warnings: ["Already true now, will fire at once."] });
  });

  it("does not believe an answer to what has been typed over", async () => {
    const { composer, host } = await composing();
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

  it("does not blame the alert for a host that is away, until it is saved", async () => {
    const { composer, host } = await composing();
    composer.type(">50000");
    await settle();
    host.handlers["rules.preview"] = () => fail("host-unreachable", "Pricebell cannot be reached.");
    host.handlers["rules.create"] = () => fail("host-unreachable", "Pricebell cannot be reached.");
    composer.refresh();
    await settle();
    expect(composer.failure).toBeNull();
    expect(await composer.save()).toBe(false);
    expect(composer.failure?.message).toBe("Pricebell cannot be reached.");
    expect(composer.text).toBe(">50000");
  });

  it("saves what it says, and begins anew", async () => {
    const { composer, appState, host } = await composing();
    composer.type("<44k always");
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.create")).toEqual([spec({ kind: "at-or-below", level: "44000" }, { repeat: "always" })]);
    expect(composer.savedId).toBe("new-1");
    expect(composer.text).toBe("");
    expect(appState.rules.get("new-1")?.state).toBe("armed");
    composer.type(">");
    expect(composer.savedId).toBeNull();
  });

  it("saves on the instrument that its text names, whichever is looked at", async () => {
    const { composer, appState, host } = await composing();
    composer.type("eth >3200");
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.create")).toMatchObject([{ instrument: { symbol: "ETH-USD" } }]);
    expect(appState.selectedKey).toBe("demo:BTC-USD");
  });

  it("edits an alert in place, and duplicates one as a new one", async () => {
    const { composer, appState, host, existing } = await composing();
    appState.edit(existing("r2"), "edit");
    expect(composer.text).toBe("crosses below 44000 always cooldown 5m");
    composer.type(composer.text.replace("44000", "43000"));
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.update")[0]).toMatchObject({
      id: "r2",
      condition: { kind: "crosses-down", level: "43000" },
      cooldownMs: 300_000,
    });
    appState.edit(existing("r3"), "duplicate");
    expect([composer.isCopy, composer.editingId]).toEqual([true, null]);
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.create")[0]).toMatchObject({
      condition: { kind: "outside", low: "43500", high: "45500" },
      holdForMs: 30_000,
    });
  });

  it("says that changing a note or a destination alone arms nothing anew, and saving nothing arms what rests again", async () => {
    const { composer, appState, host, existing } = await composing();
    const { generation } = existing("r2");
    appState.edit(existing("r2"), "edit");
    expect(composer.editEffect).toBe("nothing");
    composer.type(`${composer.text} critical note lunch`);
    expect(composer.editEffect).toBe("details");
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.update")[0]).toMatchObject({ id: "r2", note: "lunch", notify: { urgency: "critical" } });
    expect(existing("r2")).toMatchObject({ generation, note: "lunch" });
    expect([composer.savedId, composer.savedArmed]).toEqual(["r2", false]);

    appState.rules.change({ ...existing("r2"), state: "done" });
    appState.edit(existing("r2"), "edit");
    expect(composer.editEffect).toBe("resumes");
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.resume")).toEqual([{ id: "r2" }]);
    expect(composer.savedArmed).toBe(true);

    appState.edit(existing("r2"), "edit");
    composer.type(composer.text.replace("44000", "43000"));
    expect(composer.editEffect).toBe("arms-anew");
  });

  it("edits an alert on what is not in the watchlist, as that one", async () => {
    const { composer, appState, host, existing } = await composing();
    const rule = ruleOf(
      "far",
      spec({ kind: "at-or-above", level: "9" }, { instrument: { venue: "kraken", symbol: "OLD-USD" } }),
      nowMs,
    );
    appState.rules.change(rule);
    seated.scene.rules.push(rule);
    appState.edit(rule, "edit");
    expect(composer.text).toBe("OLD-USD >9");
    expect(composer.rule?.instrument).toEqual(rule.instrument);
    composer.type("OLD-USD >10");
    expect(composer.rule?.instrument).toEqual(rule.instrument);
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.update")[0]).toMatchObject({ id: "far", instrument: rule.instrument });
    expect(existing("r1").condition).toEqual({ kind: "at-or-above", level: "45000" });
  });

  it("changes nothing of an alert of a kind that has no words in the line, and says so", async () => {
    const { composer, appState } = await composing();
    const unknown = { kind: "moon-phase" } as unknown as ReturnType<typeof spec>["condition"];
    appState.edit(ruleOf("x", spec(unknown), nowMs), "edit");
    expect([composer.text, composer.editingId, composer.rule]).toEqual(["", null, null]);
    expect(composer.failure?.message).toMatch(/where it was made/);
  });

  it("keeps what is half made for each instrument, and begins anew where nothing is", async () => {
    const { composer, appState } = await composing();
    composer.type("+1% always");
    const { rule } = composer;
    appState.select("demo:ETH-USD");
    expect([composer.text, composer.rule]).toEqual(["", null]);
    appState.select("demo:BTC-USD");
    expect([composer.text, composer.rule]).toEqual(["+1% always", rule]);
    expect(await composer.save()).toBe(true);
    appState.select("demo:ETH-USD");
    appState.select("demo:BTC-USD");
    expect(composer.text).toBe("");
  });

  it("goes on with an edit or a copy where it was left, unless the alert is gone or it was given up", async () => {
    const { composer, appState, existing } = await composing();
    appState.edit(existing("r1"), "edit");
    composer.type(">47000");
    appState.select("demo:ETH-USD");
    expect(composer.editingId).toBeNull();
    appState.select("demo:BTC-USD");
    expect([composer.editingId, composer.text]).toEqual(["r1", ">47000"]);
    appState.select("demo:ETH-USD");
    appState.rules.remove("r1");
    appState.select("demo:BTC-USD");
    expect([composer.editingId, composer.text]).toEqual([null, ""]);
    appState.edit(existing("r2"), "duplicate");
    appState.select("demo:ETH-USD");
    expect(composer.isCopy).toBe(false);
    appState.select("demo:BTC-USD");
    expect(composer.isCopy).toBe(true);
    composer.begin();
    expect(composer.isCopy).toBe(false);
  });

  it("stays with the level that was counted when it was typed, whatever the price does then", async () => {
    const { composer, host } = await composing();
    composer.type("+1%");
    const { rule } = composer;
    const keys = ["demo:BTC-USD"];
    host.push("market.ticks", { keys, last: ["50000.00"], bid: [null], ask: [null], receivedMs: [nowMs + 1] });
    await vi.advanceTimersByTimeAsync(1_000);
    composer.refresh();
    expect(composer.rule).toEqual(rule);
    expect(rule?.condition).toEqual({ kind: "at-or-above", level: "44832" });
  });

  it("brings back an alert that was removed", async () => {
    const { appState, host, existing } = await composing();
    const rule = existing("r1");
    await appState.remove(rule);
    expect(appState.rules.get("r1")).toBeUndefined();
    await appState.undoRemove();
    expect(host.inputs("rules.restore")).toEqual([{ id: "r1" }]);
    expect(appState.rules.get("r1")).toEqual(rule);
    expect(appState.removed).toBeNull();
  });
});

describe("entries for other parts of the window", () => {
  it("start at a level, on the side of the price on which it lies", async () => {
    const { composer, appState } = await composing();
    composer.startWithLevel("45123.5");
    expect([composer.text, appState.wanted]).toEqual([">45123.5", "value"]);
    composer.startWithLevel("44000");
    expect(composer.text).toBe("<44000");
  });

  it("start at a distance, and keep what else was said", async () => {
    const { composer } = await composing();
    composer.startAtDistance("-0.5");
    expect(composer.text).toBe("<44166.18");
    composer.type("eth >1 always for 30s");
    composer.startAtDistance("1");
    expect(composer.rule).toMatchObject({
      instrument: { symbol: "ETH-USD" },
      condition: { kind: "at-or-above", level: "2436.68" },
      repeat: "always",
      holdForMs: 30_000,
    });
  });

  it("start for an instrument, which is looked at then", async () => {
    const { composer, appState } = await composing();
    composer.type(">1");
    composer.startForInstrument({ venue: "demo", symbol: "SOL-USD" });
    expect([appState.selectedKey, appState.pane, appState.wanted, composer.text]).toEqual([
      "demo:SOL-USD",
      "instrument",
      "entry",
      "",
    ]);
  });

  it("move a level and the bounds of a range, and nothing that the alert has not", async () => {
    const { composer } = await composing();
    composer.type(">45k always");
    composer.moveLevel("level", "45010");
    composer.moveLevel("low", "1");
    expect(composer.text).toBe(">45010 always");
    composer.type("44k-46k");
    composer.moveLevel("high", "45900.5");
    expect(composer.rule?.condition).toEqual({ kind: "leaves", low: "44000", high: "45900.5" });
  });
});

describe("an example of a kind", () => {
  it.each(conditionKinds)("%s is a rule that main takes, and not true already", async (kind) => {
    await composing();
    for (const price of ["44388.12", "0.00000932", "1", "123456789012.5", null]) {
      const rule = spec(exampleOf(kind, price, 8));
      expect(parseRule(rule, { nowMs, defaultVenue: null }), price ?? "none").toMatchObject({ ok: true });
      if (price === null) continue;
      const { condition } = rule;
      if (kind === "at-or-above" && "level" in condition)
        expect(Number(condition.level)).toBeGreaterThan(Number(price));
      if (kind === "inside" && "low" in condition) expect(Number(condition.low)).toBeGreaterThan(Number(price));
      if (kind === "outside" && "low" in condition) expect(Number(condition.low)).toBeLessThan(Number(price));
    }
  });

  it("takes over the numbers that both kinds have", async () => {
    await composing();
    const level = { kind: "at-or-above", level: "12345" } as const;
    expect(withKind(level, "crosses", "44388.12", 2)).toEqual({ kind: "crosses", level: "12345" });
    expect(withKind(level, "rises", "44388.12", 2)).toEqual({ kind: "rises", by: { percent: "2" }, windowMs: 600_000 });
    const move = { kind: "rises", by: { amount: "5" }, windowMs: 1_000 } as const;
    expect(withKind(move, "pulls-back", "44388.12", 2)).toEqual({ kind: "pulls-back", by: { amount: "5" } });
  });
});

describe("the chips", () => {
  const texts = (more: Parameters<typeof chipsOf>[0]): string[] => chipsOf(more, nowMs).map(({ text }) => text);

  it("say every part, and the defaults that hold where nothing is said", async () => {
    await composing();
    expect(texts(spec({ kind: "at-or-above", level: "53800" }))).toEqual([
      "BTC-USD",
      "rises to",
      "53,800",
      "once",
      "no expiry",
      "to default",
      "more",
    ]);
    const rule = spec(
      { kind: "leaves", low: "44000", high: "46000" },
      {
        source: "bid",
        holdForMs: 30_000,
        repeat: "always",
        rearmBy: { percent: "0.5" },
        cooldownMs: 600_000,
        expiresAt: new Date(nowMs + 60_000).toISOString(),
        notify: { to: ["phone", "desk"], urgency: "critical" },
        note: "lunch",
      },
    );
    expect(texts(rule)).toEqual([
      "BTC-USD",
      "leaves",
      "44,000 to 46,000",
      "bid",
      "for 30 s",
      "every time",
      "again after 0.5% back",
      "at most once in 10 min",
      expect.stringMatching(/^until \d\d:\d\d$/),
      "to phone, desk",
      "critical",
      "lunch",
      "more",
    ]);
    // What can be left out leaves a rule that main takes.
    for (const { part, without } of chipsOf(rule, nowMs)) {
      if (without === null) continue;
      const less = { ...rule, ...without };
      expect(less, part).not.toEqual(rule);
      expect(parseRule(less, { nowMs, defaultVenue: null }), part).toMatchObject({ ok: true });
    }
    expect(texts({})).toEqual(["once", "no expiry", "to default", "more"]);
  });

  it.each([
    ["condition.level", "level"],
    ["condition.by.percent", "by"],
    ["condition.high", "range"],
    ["rearmBy", "rearm"],
    ["notify.to.0", "notify"],
    ["notify.urgency", "urgency"],
    ["notable", null],
    [undefined, null],
  ])("know which of them a refusal of %s is about", (field, part) => {
    seated = seatState(fullScene(nowMs));
    expect(partOfField(field)).toBe(part);
  });

  it.each(conditionKinds)("name the kind and the numbers of %s", async (kind) => {
    await composing();
    const shown = texts(spec(exampleOf(kind, "44388.12", 2)));
    expect(shown.length).toBeGreaterThanOrEqual(6);
    for (const text of shown) expect(text).not.toMatch(/^(composer|condition)\.|undefined|\{/);
  });
});
