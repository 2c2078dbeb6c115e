/** The composer: what its text makes of the alert, what it asks of main, and what is kept of an alert that is half made. */
import { describe, expect, it, vi } from "vitest";
import { fail, ok } from "../../../preload/contract/result.ts";
import type { RulePreview } from "../../../preload/contract/rule-calls.ts";
import { nowMs } from "../state-harness.ts";
import { settle, startComposer } from "./composer-harness.ts";
import { ruleOf, spec } from "../scenes.ts";

describe("the composer", () => {
  it("has in its alert what is in its text, and nothing that was taken out of it", async () => {
    const { composer } = await startComposer();
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
    const { composer, host } = await startComposer();
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
    const { composer, host } = await startComposer();
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
    const { composer, host } = await startComposer();
    composer.type(">4");
    composer.type(">44");
    composer.type(">44388");
    await settle();
    expect(host.inputs("rules.preview")).toHaveLength(1);
    expect(composer.preview).toMatchObject({ alreadyTrue: true, warnings: ["Already true now, will fire at once."] });
  });

  it("does not believe an answer to what has been typed over", async () => {
    const { composer, host } = await startComposer();
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
    const { composer, host } = await startComposer();
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
    const { composer, appState, host } = await startComposer();
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
    const { composer, appState, host } = await startComposer();
    composer.type("eth >3200");
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.create")).toMatchObject([{ instrument: { symbol: "ETH-USD" } }]);
    expect(appState.selectedKey).toBe("demo:BTC-USD");
  });

  it("edits an alert in place, and duplicates one as a new one", async () => {
    const { composer, appState, host, existing } = await startComposer();
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
    const { composer, appState, host, existing } = await startComposer();
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

  it("gives an alert that has expired another note, and arms it with no time that is past", async () => {
    const { composer, appState, host, scene, existing } = await startComposer();
    const expiresAt = new Date(nowMs - 3_600_000).toISOString();
    const expired = { ...existing("r2"), state: "expired" as const, expiresAt };
    scene.rules = [expired];
    appState.rules.change(expired);
    appState.edit(existing("r2"), "edit");
    composer.type(`${composer.text} note for the record`);
    await settle();
    expect([composer.editEffect, composer.failure, composer.canSave]).toEqual(["details", null, true]);
    expect(host.inputs("rules.preview"), "it does nothing that could be told").toEqual([]);
    expect(await composer.save()).toBe(true);
    expect(host.inputs("rules.update")[0]).toMatchObject({ id: "r2", note: "for the record", expiresAt });
    expect(composer.savedArmed).toBe(false);

    appState.edit(existing("r2"), "edit");
    composer.type(composer.text.replace("44000", "43000"));
    expect([composer.editEffect, composer.failure?.field, composer.canSave]).toEqual(["arms-anew", "expiresAt", false]);
  });

  it("edits an alert on what is not in the watchlist, as that one", async () => {
    const { composer, appState, host, scene, existing } = await startComposer();
    const rule = ruleOf(
      "far",
      spec({ kind: "at-or-above", level: "9" }, { instrument: { venue: "kraken", symbol: "OLD-USD" } }),
      nowMs,
    );
    appState.rules.change(rule);
    scene.rules.push(rule);
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
    const { composer, appState } = await startComposer();
    const unknown = { kind: "moon-phase" } as unknown as ReturnType<typeof spec>["condition"];
    appState.edit(ruleOf("x", spec(unknown), nowMs), "edit");
    expect([composer.text, composer.editingId, composer.rule]).toEqual(["", null, null]);
    expect(composer.failure?.message).toMatch(/where it was made/);
  });

  it("keeps what is half made for each instrument, and begins anew where nothing is", async () => {
    const { composer, appState } = await startComposer();
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
    const { composer, appState, existing } = await startComposer();
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
    const { composer, host } = await startComposer();
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
    const { appState, host, existing } = await startComposer();
    const rule = existing("r1");
    await appState.remove(rule);
    expect(appState.rules.get("r1")).toBeUndefined();
    await appState.undoRemove();
    expect(host.inputs("rules.restore")).toEqual([{ id: "r1" }]);
    expect(appState.rules.get("r1")).toEqual(rule);
    expect(appState.removed).toBeNull();
  });
});
