import { expect, test } from "vitest";
import { forcedColours } from "../../../renderer/chart/adapter/colours.ts";

test.each([
  ["black on white", "rgb(0, 0, 0)", "rgb(255, 255, 255)"],
  ["white on black", "rgb(255, 255, 255)", "rgb(0, 0, 0)"],
])(
  "in two colours, %s, the grid is fainter than candles, and what rises is told from what falls",
  (_name, text, back) => {
    const light = (rgb: string): number => Number(/\d+/u.exec(rgb)?.[0]);
    /** How far from the ground it is drawn on, 0 to 255. */
    const seen = (rgb: string): number => Math.abs(light(rgb) - light(back));
    const { grid, up, down, faint, accent } = forcedColours(text, back, "rgb(1, 2, 3)");
    expect(down).toBe(text);
    expect(seen(grid)).toBeLessThan(50);
    expect(seen(up)).toBeGreaterThan(100);
    expect(seen(up)).toBeLessThan(seen(faint));
    expect(seen(faint)).toBeLessThan(seen(down));
    expect(accent).toBe("rgb(1, 2, 3)");
  },
);
