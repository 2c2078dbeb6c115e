import { expect, it } from "vitest";
import { windowTitle } from "../../../renderer/fire/fire-title.ts";
import { fullScene } from "../scenes.ts";

it("names what has just fired before what is unread", () => {
  const [event] = fullScene(Date.parse("2026-03-01T12:00:00Z")).events;
  if (event === undefined) throw new Error("no event");
  expect(windowTitle(null, 0)).toBe("Pricebell");
  expect(windowTitle(null, 3)).toBe("(3) Pricebell");
  expect(windowTitle(event, 3)).toBe("BTC 43,999.87 · (3) Pricebell");
  expect(windowTitle({ ...event, tick: null }, 0)).toBe("BTC · Pricebell");
});
