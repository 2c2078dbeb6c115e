import { afterEach, describe, expect, it } from "vitest";
import { fail, ok } from "../../preload/contract/result.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { FakeTransport } from "../doubles/transport.ts";
import { nowMs, seat, type Seated } from "./desk.ts";
import { hostOf } from "./host.ts";
import { fullScene } from "./scenes.ts";

let seated: Seated | null = null;
afterEach(() => seated?.session.end());

/** A host whose rules are answered when the test says so. */
function slowHost(scene = fullScene(nowMs)): { host: FakeTransport; answer: (rules: Rule[]) => void } {
  const host = hostOf(scene, () => nowMs);
  let answer: (rules: Rule[]) => void = () => undefined;
  host.handlers["rules.list"] = () => new Promise((resolve) => (answer = (rules) => resolve(ok(rules))));
  return { host, answer: (rules) => answer(rules) };
}

describe("the session", () => {
  it("has everything after one snapshot, and looks at the first instrument", async () => {
    seated = seat(fullScene(nowMs));
    await seated.session.resync();
    const { desk } = seated;
    expect(desk.phase).toBe("ready");
    expect(desk.quotes.cells).toHaveLength(13);
    expect(desk.rules.all).toHaveLength(9);
    expect(desk.history.events).toHaveLength(6);
    expect(desk.selected?.instrument.symbol).toBe("BTC-USD");
    expect(seated.host.inputs("market.focus").at(-1)).toEqual({ instrument: { venue: "demo", symbol: "BTC-USD" } });
  });

  it("tells a push that overtook the snapshot after it: the last word wins", async () => {
    const scene = fullScene(nowMs);
    const { host, answer } = slowHost(scene);
    seated = seat(scene, host);
    const done = seated.session.resync();
    await Promise.resolve();
    const [old] = scene.rules;
    if (old === undefined) throw new Error("no rule");
    host.push("rules.changed", { ...old, state: "done" });
    expect(seated.desk.rules.all).toHaveLength(0);
    answer([old]);
    await done;
    expect(seated.desk.rules.get(old.id)?.state).toBe("done");
  });

  it("believes the later of two snapshots, whichever is answered first", async () => {
    const scene = fullScene(nowMs);
    const host = hostOf(scene, () => nowMs);
    const answers: ((rules: Rule[]) => void)[] = [];
    host.handlers["rules.list"] = () => new Promise((resolve) => answers.push((rules) => resolve(ok(rules))));
    seated = seat(scene, host);
    const first = seated.session.resync();
    const second = seated.session.resync();
    await Promise.resolve();
    answers[1]?.(scene.rules);
    await second;
    answers[0]?.([]);
    await first;
    expect(seated.desk.rules.all).toHaveLength(9);
  });

  it("says why it could not open, and is ready once it could", async () => {
    const scene = fullScene(nowMs);
    const host = hostOf(scene, () => nowMs);
    const works = host.handlers["rules.list"];
    host.handlers["rules.list"] = () => fail("store-failed", "The database cannot be read.");
    seated = seat(scene, host);
    await seated.session.resync();
    expect(seated.desk.phase).toBe("failed");
    expect(seated.desk.loadFailure?.message).toBe("The database cannot be read.");
    if (works !== undefined) host.handlers["rules.list"] = works;
    await seated.session.resync();
    expect(seated.desk.phase).toBe("ready");
  });

  it("keeps what it shows when a later snapshot fails, and says so", async () => {
    seated = seat(fullScene(nowMs));
    await seated.session.resync();
    seated.host.handlers["rules.list"] = () => fail("store-failed", "The database cannot be read.");
    await seated.session.resync();
    expect(seated.desk.phase).toBe("ready");
    expect(seated.desk.failure?.message).toBe("The database cannot be read.");
    expect(seated.desk.rules.all).toHaveLength(9);
  });

  it("opens what a notification was about", async () => {
    seated = seat(fullScene(nowMs));
    await seated.session.resync();
    seated.host.push("app.openEvent", { eventId: "e2", ruleId: "r8" });
    await expect.poll(() => seated?.desk.side).toBe("history");
    expect(seated.desk.history.openId).toBe("e2");
    expect(seated.desk.selected?.instrument.symbol).toBe("ETH-USD");
  });

  it("goes quiet when it ends", async () => {
    seated = seat(fullScene(nowMs));
    await seated.session.resync();
    seated.session.end();
    seated.host.push("rules.removed", { id: "r1" });
    expect(seated.desk.rules.get("r1")).toBeDefined();
  });
});

describe("the fake transport", () => {
  it("rejects a call nobody answers, by its name", async () => {
    await expect(new FakeTransport().invoke("app.info", {})).rejects.toThrow("No fake handler for call: app.info");
  });
});
