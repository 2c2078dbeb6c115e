import { afterEach, describe, expect, it, vi } from "vitest";
import { fail } from "../../../preload/contract/result.ts";
import type { Rule } from "../../../preload/contract/rule.ts";
import { draftLines, linesOf, type LevelLine } from "../../../renderer/chart/levels.ts";
import { LevelDrag, wordsEveryMs } from "../../../renderer/chart/level-drag.svelte.ts";
import { dryRunDelayMs } from "../../../renderer/composer/dry-run.svelte.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";
import { fullScene } from "../scenes.ts";

let started: StartedState;
afterEach(() => {
  started.session.end();
  vi.useRealTimers();
});

async function taken(key: string) {
  started = startState(fullScene(nowMs));
  await started.session.resync();
  const line = linesOf(started.appState.rules.all).find((each) => each.key === key);
  if (line === undefined) throw new Error(`no line ${key}`);
  const moving = new LevelDrag(started.appState);
  moving.begin(line);
  return { ...started, moving, line: line as LevelLine & { rule: Rule } };
}

describe("a level that is moved", () => {
  it("says what it would mean, saves nothing else, and can be put back", async () => {
    const { moving, host, appState } = await taken("r1.level");
    moving.to("45200");
    expect(moving.sentence).toBe("Tell me once when BTC-USD rises to 45,200 or more");
    expect(moving.surprise).toBeNull();
    await moving.save();
    expect(host.inputs("rules.update")).toEqual([{ id: "r1", condition: { kind: "at-or-above", level: "45200" } }]);
    expect(appState.rules.get("r1")?.condition).toEqual({ kind: "at-or-above", level: "45200" });
    await appState.undoRemove();
    expect(appState.rules.get("r1")?.condition).toEqual({ kind: "at-or-above", level: "45000" });
  });

  it("warns before it fires at once, and before it wakes what is paused", async () => {
    vi.useFakeTimers();
    const { moving, appState, line } = await taken("r1.level");
    moving.to("44300");
    expect(moving.surprise).toBe("Already true now, will fire at once");
    moving.to("45300");
    vi.advanceTimersByTime(wordsEveryMs);
    expect(moving.surprise).toBeNull();
    const notWatched = "Demo exchange is off.";
    moving.begin({ ...line, level: "44300", rule: { ...line.rule, notWatched } });
    expect(moving.surprise, "it fires by no price from before").toBe(notWatched);
    moving.begin({ ...line, rule: { ...line.rule, state: "paused" } });
    expect(moving.surprise).toBe("Paused: moving it arms it again");
    expect(appState.removed).toBeNull();
  });

  it("is told now and then while it is dragged and the last place always, by keys at once, and saved where it is", async () => {
    vi.useFakeTimers();
    const { moving, host, line } = await taken("r1.level");
    const told: string[] = [];
    for (let level = 45_001; level <= 45_060; level++) {
      moving.to(String(level));
      if (moving.toldLevel !== told.at(-1)) told.push(moving.toldLevel);
      vi.advanceTimersByTime(16);
    }
    expect(told.slice(0, 3)).toEqual(["45001", "45012", "45023"]);
    expect(told.length).toBeLessThanOrEqual(6);
    expect(wordsEveryMs, "words that follow each other so ask for no dry run of their own").toBeLessThan(dryRunDelayMs);
    vi.advanceTimersByTime(wordsEveryMs);
    expect([moving.toldLevel, moving.sentence]).toEqual(["45060", "Tell me once when BTC-USD rises to 45,060 or more"]);
    for (const level of ["45060.01", "45060.02", "45060.03"]) {
      moving.tick(line, 1, 2);
      expect(moving.toldLevel).toBe(level);
    }
    moving.to("45070");
    await moving.save();
    expect(host.inputs("rules.update")).toEqual([{ id: "r1", condition: { kind: "at-or-above", level: "45070" } }]);
  });

  it("stays where a range ends", async () => {
    const { moving } = await taken("r3.low");
    moving.to("45000");
    moving.to("45500");
    moving.to("46000");
    expect(moving.level).toBe("45000");
  });

  it.each([
    ["stays where it was let go until the host has saved it", "45200"],
    ["goes back, with the words for it, where the host refuses", "45000"],
  ])("%s", async (_what, levelAfter) => {
    const { moving, host, appState } = await taken("r1.level");
    const save = host.handlers["rules.update"];
    const { promise, resolve } = Promise.withResolvers<void>();
    host.handlers["rules.update"] = async (asked) => {
      await promise;
      return levelAfter === "45200" && save !== undefined ? save(asked) : fail("store-failed", "The disk is full.");
    };
    const level = (): unknown =>
      moving.held.placed(linesOf(appState.rules.all)).find(({ key }) => key === "r1.level")?.level;
    moving.to("45200");
    const saving = moving.save();
    expect([moving.line, level()]).toEqual([null, "45200"]);
    await vi.waitFor(() => expect(host.inputs("rules.update")).toHaveLength(1));
    expect(level()).toBe("45200");
    resolve();
    await saving;
    expect(level()).toBe(levelAfter);
    expect(appState.failure?.message).toBe(levelAfter === "45200" ? undefined : "The disk is full.");
    // What the host says of it later counts.
    const rule = appState.rules.get("r1");
    if (rule === undefined) throw new Error("no rule");
    appState.rules.change({
      ...rule,
      generation: rule.generation + 1,
      condition: { kind: "at-or-above", level: "46000" },
    });
    expect(level()).toBe("46000");
  });

  it("of an alert that is still being saved is saved after that, with the other end of its range as it is then", async () => {
    const { moving, host, appState } = await taken("r3.low");
    const high = linesOf(appState.rules.all).find(({ key }) => key === "r3.high");
    if (high === undefined) throw new Error("no line");
    moving.to("43000");
    const savings = [moving.save()];
    moving.begin(high);
    moving.to("46000");
    savings.push(moving.save());
    const levels = (): unknown[] =>
      moving.held.placed(linesOf(appState.rules.all)).flatMap(({ rule, level }) => (rule?.id === "r3" ? [level] : []));
    expect(levels()).toEqual(["43000", "46000"]);
    await Promise.all(savings);
    expect(host.inputs("rules.update").map(({ condition }) => condition)).toEqual([
      { kind: "outside", low: "43000", high: "45500" },
      { kind: "outside", low: "43000", high: "46000" },
    ]);
    expect([levels(), appState.failure]).toEqual([["43000", "46000"], null]);
  });

  it("goes by the venue's last digit", async () => {
    const { moving, line } = await taken("r1.level");
    moving.tick(line, -10, 2);
    expect(moving.level).toBe("44999.90");
  });

  it("of an alert that is being made is that of the composer, and back there after Escape", async () => {
    const { moving, host, appState } = await taken("r1.level");
    const level = (): unknown => ({ level: undefined, ...appState.composer.rule?.condition }).level;
    appState.composer.startWithLevel("44500");
    const [line] = draftLines(appState.composer.rule);
    expect([line?.level, appState.composer.rule?.condition.kind]).toEqual(["44500", "at-or-above"]);
    moving.begin(line!);
    moving.to("44600");
    expect(level()).toBe("44600");
    moving.cancel();
    expect(level()).toBe("44500");
    moving.begin(line!);
    moving.to("44700");
    await moving.save();
    expect([level(), host.inputs("rules.update")]).toEqual(["44700", []]);
    expect(draftLines(null)).toEqual([]);
  });

  it("is where it was after Escape, and nothing is saved that did not move", async () => {
    const { moving, host, line } = await taken("r1.level");
    moving.to("45200");
    moving.cancel();
    await moving.save();
    moving.begin(line);
    await moving.save();
    expect(host.inputs("rules.update")).toEqual([]);
  });

  it("leaves alone what fired meanwhile, and says so", async () => {
    const { moving, host, appState } = await taken("r1.level");
    const rule = appState.rules.get("r1");
    if (rule === undefined) throw new Error("no rule");
    moving.to("45200");
    appState.rules.change({ ...rule, state: "done" });
    await moving.save();
    expect(host.inputs("rules.update")).toEqual([]);
    expect(appState.failure?.message).toMatch(/left as it is/);
  });
});
