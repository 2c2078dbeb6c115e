import { afterEach, describe, expect, it, vi } from "vitest";
import { fail, ok } from "../../preload/contract/result.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { FakeTransport } from "../doubles/transport.ts";
import { nowMs, startState, type StartedState } from "./state-harness.ts";
import { hostOf } from "./host-double.ts";
import { fullScene } from "./scenes.ts";

let started: StartedState | null = null;
afterEach(() => {
  started?.session.end();
  vi.useRealTimers();
});

/** A host whose rules are answered when the test says so. */
function slowHost(scene = fullScene(nowMs)): { host: FakeTransport; answer: (rules: Rule[]) => void } {
  const host = hostOf(scene, () => nowMs);
  let answer: (rules: Rule[]) => void = () => undefined;
  host.handlers["rules.list"] = () => new Promise((resolve) => (answer = (rules) => resolve(ok(rules))));
  return { host, answer: (rules) => answer(rules) };
}

describe("the session", () => {
  it("has everything after one snapshot, and looks at the first instrument", async () => {
    started = startState(fullScene(nowMs));
    await started.session.resync();
    const { appState } = started;
    expect(appState.phase).toBe("ready");
    expect(appState.quotes.cells).toHaveLength(13);
    expect(appState.rules.all).toHaveLength(9);
    expect(appState.history.events).toHaveLength(6);
    expect(appState.selected?.instrument.symbol).toBe("BTC-USD");
    expect(started.host.inputs("market.focus").at(-1)).toEqual({ instrument: { venue: "demo", symbol: "BTC-USD" } });
  });

  it("tells a push that overtook the snapshot after it: the last word wins", async () => {
    const scene = fullScene(nowMs);
    const { host, answer } = slowHost(scene);
    started = startState(scene, host);
    const done = started.session.resync();
    await Promise.resolve();
    const [old] = scene.rules;
    if (old === undefined) throw new Error("no rule");
    host.push("rules.changed", { ...old, state: "done" });
    expect(started.appState.rules.all).toHaveLength(0);
    answer([old]);
    await done;
    expect(started.appState.rules.get(old.id)?.state).toBe("done");
  });

  it("believes the later of two snapshots, whichever is answered first", async () => {
    const scene = fullScene(nowMs);
    const host = hostOf(scene, () => nowMs);
    const answers: ((rules: Rule[]) => void)[] = [];
    host.handlers["rules.list"] = () => new Promise((resolve) => answers.push((rules) => resolve(ok(rules))));
    started = startState(scene, host);
    const first = started.session.resync();
    const second = started.session.resync();
    await Promise.resolve();
    answers[1]?.(scene.rules);
    await second;
    answers[0]?.([]);
    await first;
    expect(started.appState.rules.all).toHaveLength(9);
  });

  it("says why it could not open, and is ready once it could", async () => {
    const scene = fullScene(nowMs);
    const host = hostOf(scene, () => nowMs);
    const works = host.handlers["rules.list"];
    host.handlers["rules.list"] = () => fail("store-failed", "The database cannot be read.");
    started = startState(scene, host);
    await started.session.resync();
    expect(started.appState.phase).toBe("failed");
    expect(started.appState.loadFailure?.message).toBe("The database cannot be read.");
    if (works !== undefined) host.handlers["rules.list"] = works;
    await started.session.resync();
    expect(started.appState.phase).toBe("ready");
  });

  it("keeps what it shows when a later snapshot fails, and says so", async () => {
    started = startState(fullScene(nowMs));
    await started.session.resync();
    started.host.handlers["rules.list"] = () => fail("store-failed", "The database cannot be read.");
    await started.session.resync();
    expect(started.appState.phase).toBe("ready");
    expect(started.appState.failure?.message).toBe("The database cannot be read.");
    expect(started.appState.rules.all).toHaveLength(9);
  });

  it("opens what a notification was about", async () => {
    started = startState(fullScene(nowMs));
    await started.session.resync();
    started.host.push("app.openEvent", { eventId: "e2", ruleId: "r8" });
    await expect.poll(() => started?.appState.side).toBe("history");
    expect(started.appState.history.openId).toBe("e2");
    expect(started.appState.selected?.instrument.symbol).toBe("ETH-USD");
  });

  it("shows prices in the frame of the clock's second, and not in another a moment later", async () => {
    vi.useFakeTimers();
    started = startState(fullScene(nowMs));
    await started.session.resync();
    const { appState, host } = started;
    const show = vi.spyOn(appState.quotes, "show");
    const beganMs = performance.now();
    const tick = (): void =>
      host.push("market.ticks", { keys: ["demo:BTC-USD"], last: ["1"], bid: [null], ask: [null], receivedMs: [nowMs] });
    vi.advanceTimersByTime(900);
    tick();
    tick();
    vi.advanceTimersByTime(200);
    expect(show.mock.calls.map(([monoMs]) => monoMs - beganMs)).toEqual([900, 1_000]);
  });

  it("goes quiet when it ends", async () => {
    started = startState(fullScene(nowMs));
    await started.session.resync();
    started.session.end();
    started.host.push("rules.removed", { id: "r1" });
    expect(started.appState.rules.get("r1")).toBeDefined();
  });
});

describe("the fake transport", () => {
  it("rejects a call nobody answers, by its name", async () => {
    await expect(new FakeTransport().invoke("app.info", {})).rejects.toThrow("No fake handler for call: app.info");
  });
});
