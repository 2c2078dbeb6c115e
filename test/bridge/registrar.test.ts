import { describe, expect, test } from "vitest";
import type { Handlers } from "../../main/bridge/handlers.ts";
import { createRegistrar } from "../../main/bridge/registrar.ts";
import { callNames } from "../../preload/contract/contract.ts";
import { ok } from "../../preload/contract/result.ts";
import { aRule, handlersDouble, type Recorded } from "./handlers-double.ts";

const nobody = { clientId: null };

function setUp(overrides: (whole: Handlers) => Handlers = (whole) => whole) {
  const recorded: Recorded[] = [];
  const bugs: string[] = [];
  const registrar = createRegistrar(overrides(handlersDouble(recorded)), {
    onBug: (call, text) => bugs.push(`${call}: ${text}`),
    checkOutputs: true,
  });
  return { recorded, bugs, registrar };
}

describe("the registrar", () => {
  test("hands parsed input and the caller to the handler and its answer back", async () => {
    const { registrar, recorded } = setUp();
    const result = await registrar.call("rules.pause", { id: "rule-1" }, { clientId: "window-1" });
    expect(result).toEqual(ok(aRule));
    expect(recorded).toEqual([{ call: "rules.pause", input: { id: "rule-1" }, context: { clientId: "window-1" } }]);
  });

  test("knows no call by a name that the contract does not have", async () => {
    const { registrar, recorded } = setUp();
    for (const name of [
      "",
      "rules",
      "rules.",
      "rules.explode",
      "__proto__.toString",
      "constructor.name",
      "rules.constructor",
    ]) {
      expect(await registrar.call(name, {}, nobody), name).toMatchObject({ ok: false, error: { code: "not-found" } });
    }
    expect(recorded).toEqual([]);
  });

  test.each<[string, unknown, string | undefined]>([
    ["rules.pause", {}, "id"],
    ["rules.pause", { id: 7 }, "id"],
    ["rules.pause", { id: "x", extra: 1 }, "extra"],
    ["rules.pause", null, undefined],
    ["rules.pause", undefined, undefined],
    ["rules.pause", [], undefined],
    ["rules.pause", "text", undefined],
    ["rules.list", JSON.parse('{"__proto__":1}'), "__proto__"],
    ["market.watch", { symbol: "bad symbol" }, "symbol"],
    ["market.watch", { symbol: "BTC-USD", venue: "Else where" }, "venue"],
    ["market.focus", { instrument: { venue: "demo", symbol: "b c" } }, "instrument.symbol"],
    ["market.focus", {}, "instrument"],
    ["market.reorder", { keys: ["a", 2] }, "keys.1"],
    ["settings.set", { blindAfterMs: 1 }, "blindAfterMs"],
    ["history.list", { limit: 0 }, "limit"],
    ["history.list", { limit: 501 }, "limit"],
  ])("refuses %s %j and names the field", async (call, input, field) => {
    const { registrar, recorded } = setUp();
    const result = await registrar.call(call, input, nobody);
    expect(result).toMatchObject({ ok: false, error: { code: "request-invalid" } });
    expect(result.ok ? null : result.error.field).toBe(field);
    expect(recorded).toEqual([]);
  });

  test("leaves a rule unparsed: its handler names the field", async () => {
    const { registrar, recorded } = setUp();
    for (const call of ["rules.create", "rules.update", "rules.preview"])
      await registrar.call(call, { anything: [1] }, nobody);
    expect(recorded.map(({ input }) => input)).toEqual([{ anything: [1] }, { anything: [1] }, { anything: [1] }]);
  });

  test("answers a handler that throws or rejects, and logs nothing of the input", async () => {
    const { registrar, bugs } = setUp((whole) => ({
      ...whole,
      venues: {
        ...whole.venues,
        set: (input) => {
          throw new Error(`cannot keep ${JSON.stringify(input)}`);
        },
      },
      app: { info: () => Promise.reject(new RangeError("late")) },
    }));
    const thrown = await registrar.call("venues.set", { venue: "securitypro", apiKey: "s3cret-key" }, nobody);
    const rejected = await registrar.call("app.info", {}, nobody);
    for (const result of [thrown, rejected]) expect(result).toMatchObject({ ok: false, error: { code: "internal" } });
    expect(JSON.stringify(thrown)).not.toContain("s3cret-key");
    expect(bugs[0]).toMatch(/^venues\.set: Error: cannot keep/u);
    expect(bugs[0]).not.toContain("s3cret-key");
    expect(bugs[0]).toContain("registrar.test.ts");
    expect(bugs[1]).toMatch(/^app\.info: RangeError: late/u);
  });

  test("reports an answer that breaks the contract", async () => {
    const { registrar, bugs } = setUp((whole) => ({
      ...whole,
      rules: { ...whole.rules, list: () => ok([{ ...aRule, state: "unheard-of" as never }]) },
    }));
    expect(await registrar.call("rules.list", {}, nobody)).toMatchObject({ ok: false, error: { code: "internal" } });
    expect(bugs[0]).toContain("0.state");
  });

  test("checks no answer unless it is told to: that costs as much as the answer is long", async () => {
    const bugs: string[] = [];
    const whole = handlersDouble();
    const wrong = ok([{ ...aRule, state: "unheard-of" as never }]);
    const handlers: Handlers = { ...whole, rules: { ...whole.rules, list: () => wrong } };
    const registrar = createRegistrar(handlers, { onBug: (call) => bugs.push(call) });
    expect(await registrar.call("rules.list", {}, nobody)).toEqual(wrong);
    expect(bugs).toEqual([]);
  });

  test("the whole double answers as the contract says, with an input of each call", async () => {
    const { registrar, bugs } = setUp();
    const inputs: Record<string, unknown> = {
      "deadManSwitch.setAddress": { address: "https://hc-ping.com/x" },
      "deadManSwitch.test": { what: "ping" },
      "history.markRead": { uptoSeq: 1 },
      "market.search": { text: "btc" },
      "market.watch": { symbol: "BTC-USD" },
      "market.unwatch": { symbol: "BTC-USD" },
      "market.reorder": { keys: [] },
      "market.candles": { instrument: { symbol: "BTC-USD" }, interval: "1m" },
      "market.focus": { instrument: null },
      "sounds.pageReady": { canPlay: true },
      "sounds.played": { id: "sound-1", isPlayed: true },
      "rules.snooze": { id: "x", forMs: 1000 },
      "rules.setNotifyMany": { changes: [{ ids: ["x"], notify: { to: "default" } }] },
      "rules.pauseAll": { forMs: 0 },
      "store.restore": { name: "x" },
      "venues.set": { venue: "securitypro" },
      ...Object.fromEntries(
        (["removeMany", "restoreMany", "pauseMany", "resumeMany", "progress"] as const).map((name) => [
          `rules.${name}`,
          { ids: ["x"] },
        ]),
      ),
      "destinations.create": { channel: "ntfy", name: "my phone", fields: {} },
    };
    const withId = [
      "rules.remove",
      "rules.restore",
      "rules.pause",
      "rules.resume",
      "history.get",
      "history.acknowledge",
      "destinations.update",
      "destinations.remove",
      "destinations.test",
    ];
    for (const name of callNames) {
      const result = await registrar.call(name, inputs[name] ?? (withId.includes(name) ? { id: "x" } : {}), nobody);
      expect(result.ok || result.error.code === "event-not-found", `${name} ${JSON.stringify(result)}`).toBe(true);
    }
    expect(bugs).toEqual([]);
  });

  test("refuses at the start handlers that are missing or too many", () => {
    const whole = handlersDouble();
    const options = { onBug: () => undefined };
    const missing = { ...whole, app: {} } as unknown as Handlers;
    expect(() => createRegistrar(missing, options)).toThrow("app.info");
    const extra = { ...whole, app: { ...whole.app, explode: () => ok({}) } } as Handlers;
    expect(() => createRegistrar(extra, options)).toThrow("app.explode");
  });
});
