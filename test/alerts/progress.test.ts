/** How far along rules are that wait for no fixed level, as a person is told. */
import { describe, expect, it, test } from "vitest";
import { EngineHarness, spec } from "./engine-harness.ts";

const progress = (harness: EngineHarness, id = "r") => harness.engine.progress(id, harness.now().monoMs);
const byAmount = (amount: string) => ({ by: { amount } });
const move = { windowMs: 10_000, by: { percent: "2" } };

describe("The progress of a rule", () => {
  it("that follows an extreme is measured from it", () => {
    const harness = new EngineHarness().add(spec({ kind: "pulls-back", ...byAmount("10") })).ticks("100 120 115");
    expect(progress(harness)).toEqual({ value: "115", sides: [{ side: "high", extreme: "120", firesAt: "110" }] });
    harness.ticks("114.123456789");
    expect(progress(harness)?.value).toBe("114.123456789");
    harness.add(spec({ kind: "rebounds", by: { percent: "10" } }), "up").ticks("90 95");
    expect(progress(harness, "up")).toEqual({ value: "95", sides: [{ side: "low", extreme: "90", firesAt: "99" }] });
  });

  it("about a window is measured within it, as it ends now", () => {
    const harness = new EngineHarness().add(spec({ kind: "moves", ...move })).ticks("100 101 100.5");
    expect(progress(harness)).toEqual({
      value: "100.5",
      sides: [
        { side: "low", extreme: "100", firesAt: "102" },
        { side: "high", extreme: "101", firesAt: "98.98" },
      ],
    });
    // The first price has left the window, and then the last one too.
    harness.wait(9_850);
    expect(progress(harness)?.sides.map(({ extreme }) => extreme)).toEqual(["100.5", "101"]);
    harness.wait(150);
    expect(progress(harness)).toBeNull();
  });

  it.each([
    [spec({ kind: "spread-at-least", ...byAmount("2") }), { bid: "99.5", ask: "100.25" }, "0.75"],
    [spec({ kind: "spread-at-least", by: { percent: "2" } }), { bid: "99", ask: "100" }, "1.005"],
    [spec({ kind: "trade-size-at-least", size: "50" }), { size: "12.5" }, "12.5"],
  ])("about spread or size is what it was last", (rule, parts, value) => {
    const harness = new EngineHarness().add(rule).price("100", parts);
    expect(progress(harness)).toEqual({ value, sides: [] });
  });

  it("says the prices of the rule's own source", () => {
    const harness = new EngineHarness()
      .add(spec({ kind: "pulls-back", ...byAmount("10") }, { source: "mid" }))
      .price("100", { bid: "99", ask: "102" });
    expect(progress(harness)).toEqual({ value: "100.5", sides: [{ side: "high", extreme: "100.5", firesAt: "90.5" }] });
  });

  it.each([
    ["has a level", spec({ kind: "at-or-above", level: "200" })],
    ["has a range", spec({ kind: "leaves", low: "50", high: "200" })],
  ])("that %s is its distance, and not told here", (_what, rule) => {
    expect(progress(new EngineHarness().add(rule).ticks("100 101"))).toBeNull();
  });

  it("is not known before there is a price, while nothing is seen, when it is over, and of no rule", () => {
    const harness = new EngineHarness().add(spec({ kind: "pulls-back", ...byAmount("10") }));
    expect(progress(harness)).toBeNull();
    harness.ticks("100 95");
    expect(progress(harness)).not.toBeNull();
    harness.lost();
    expect(progress(harness)).toBeNull();
    harness.ticks("94 80");
    expect(harness.heard()).toContain("fired 80 gen 1");
    expect(progress(harness)).toBeNull();
    expect(progress(harness, "nobody")).toBeNull();
  });

  it("is not told while it waits to be armed again, or is paused", () => {
    const always = { repeat: "always", cooldownMs: 60_000 };
    const harness = new EngineHarness().add(spec({ kind: "pulls-back", ...byAmount("10") }, always)).ticks("100 90 91");
    expect(progress(harness)).toBeNull();
    const paused = new EngineHarness().add(spec({ kind: "rises", ...move })).ticks("100 101");
    paused.note(paused.engine.pause("r", paused.now(), null));
    expect(progress(paused)).toBeNull();
  });
});

test("To ask for it changes nothing of what fires", () => {
  const prices = "100 101.5 100 102.2 99 103 98.9 97 100 102".split(" ");
  const run = (isAsked: boolean): string[] => {
    const rule = spec({ kind: "moves", ...move }, { repeat: "always" });
    const harness = new EngineHarness().add(rule).add(spec({ kind: "rebounds", by: { percent: "1" } }), "up");
    for (const price of prices) {
      harness.price(price);
      for (const id of isAsked ? ["r", "up"] : []) progress(harness, id);
      if (isAsked) harness.engine.progress("r", harness.now().monoMs + 5_000);
    }
    return harness.heard();
  };
  expect(run(true)).toEqual(run(false));
  expect(run(false).filter((said) => said.startsWith("fired")).length).toBeGreaterThan(1);
});
