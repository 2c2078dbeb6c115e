/** The composer as other parts of the window begin it: at a level, a distance, an instrument, or with an alert whose line was moved. */
import { describe, expect, it } from "vitest";
import { startComposer } from "./composer-harness.ts";

describe("entries for other parts of the window", () => {
  it("start at a level, on the side of the price on which it lies", async () => {
    const { composer, appState } = await startComposer();
    composer.startWithLevel("45123.5");
    expect([composer.text, appState.wanted]).toEqual([">45123.5", "value"]);
    composer.startWithLevel("44000");
    expect(composer.text).toBe("<44000");
  });

  it("start at a distance, and keep what else was said", async () => {
    const { composer } = await startComposer();
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
    const { composer, appState } = await startComposer();
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
    const { composer } = await startComposer();
    composer.type(">45k always");
    composer.moveLevel("level", "45010");
    composer.moveLevel("low", "1");
    expect(composer.text).toBe(">45010 always");
    composer.type("44k-46k");
    composer.moveLevel("high", "45900.5");
    expect(composer.rule?.condition).toEqual({ kind: "leaves", low: "44000", high: "45900.5" });
  });
});
