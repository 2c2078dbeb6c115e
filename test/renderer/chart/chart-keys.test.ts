import { expect, it } from "vitest";
import { inViewAfter } from "../../../renderer/chart/chart-keys.ts";

const view = { from: 100, to: 200 };

it.each([
  ["ArrowLeft", false, { from: 90, to: 190 }],
  ["ArrowRight", false, { from: 110, to: 210 }],
  ["ArrowLeft", true, { from: 0, to: 100 }],
  ["ArrowRight", true, { from: 200, to: 300 }],
  ["+", true, { from: 110, to: 190 }],
  ["=", false, { from: 110, to: 190 }],
  ["-", false, { from: 87.5, to: 212.5 }],
  ["_", true, { from: 87.5, to: 212.5 }],
  ["Home", false, { from: 0, to: 100 }],
  ["ArrowUp", false, null],
  ["a", false, null],
] as const)("%s, with Shift: %s", (key, shiftKey, expected) => {
  expect(inViewAfter({ key, shiftKey }, view, 300)).toEqual(expected);
});

it("keeps a bar in view on either side, and ten of them at the nearest", () => {
  expect(inViewAfter({ key: "ArrowLeft", shiftKey: true }, { from: -50, to: 50 }, 300)).toEqual({ from: -99, to: 1 });
  expect(inViewAfter({ key: "ArrowRight", shiftKey: true }, { from: 250, to: 350 }, 300)).toEqual({
    from: 299,
    to: 399,
  });
  expect(inViewAfter({ key: "+", shiftKey: false }, { from: 10, to: 20 }, 300)).toEqual({ from: 10, to: 20 });
});
