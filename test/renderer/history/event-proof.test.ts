import { describe, expect, it } from "vitest";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { decidedLater, sizeOfMove } from "../../../renderer/history/event-proof.ts";
import { fullScene, spec } from "../scenes.ts";
import { nowMs } from "../state-harness.ts";

const [fired] = fullScene(nowMs).events;
if (fired === undefined) throw new Error("no event");
const event = (more: Partial<AlertEvent>): AlertEvent => ({ ...fired, ...more });
const iso = (ms: number): string => new Date(nowMs + ms).toISOString();
const tick = (price: string) => ({ price, at: iso(0), tradeId: null });

describe("an event", () => {
  it.each([
    ["100", "105.5", "+5.5, +5.50%"],
    ["44000.50", "43999.87", "-0.63, 0.00%"],
    ["0.00000900", "0.00000932", "+0.00000032, +3.56%"],
    ["0", "5", null],
  ])("measured from %s that fired at %s went %s", (from, at, words) => {
    expect(sizeOfMove({ measuredFrom: { price: from, at: null, tradeId: null }, tick: tick(at) })).toBe(words);
  });

  it("of no move has no size", () => {
    expect(sizeOfMove({ tick: tick("1") })).toBeNull();
  });

  it.each([
    ["at once", { decidedAt: iso(0) }, null],
    ["by a clock that was set back", { decidedAt: iso(-5) }, null],
    ["later", { decidedAt: iso(1_400) }, "1 s 400 ms after the price was received"],
    [
      "after a hold",
      { decidedAt: iso(30_000), rule: spec({ kind: "at-or-above", level: "1" }, { holdForMs: 30_000 }) },
      "30 s after the price was received: it had to stay so for 30 s",
    ],
    [
      "after a gap",
      { decidedAt: iso(1_400), gap: { from: iso(-9), to: iso(0) } },
      "1 s 400 ms after the price was received: what happened in the gap was asked for first",
    ],
    ["without a price", { receivedAt: null, decidedAt: iso(5) }, null],
    ["about something that expired", { kind: "expired", decidedAt: iso(5) }, null],
  ] as const)("decided %s says why", (_how, more, words) => {
    expect(decidedLater(event({ receivedAt: iso(0), ...more }))).toBe(words);
  });
});
