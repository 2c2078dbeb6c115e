/** Where an event is told: a table of what a rule names against what there is. */
import { expect, test } from "vitest";
import { ToldAt } from "../../../main/app/destinations/told-at.ts";
import type { Notify } from "../../../preload/contract/destination.ts";

const there = {
  phone: { id: "phone", isOn: true, isReachable: true },
  slack: { id: "slack", isOn: true, isReachable: true },
  off: { id: "off", isOn: false, isReachable: true },
  away: { id: "away", isOn: true, isReachable: false },
};

test.each<[string, Notify["to"], string[], string[], boolean]>([
  ["the settings' own", "default", ["desktop"], ["desktop", "history"], false],
  ["what stands for default", "default", ["phone", "desktop"], ["desktop", "history", "phone"], false],
  ["default without the desktop", "default", ["phone"], ["history", "phone"], false],
  ["one by its name", ["slack"], ["desktop"], ["history", "slack"], false],
  [
    "several, in the order in which they were made",
    ["slack", "phone"],
    ["desktop"],
    ["history", "phone", "slack"],
    false,
  ],
  ["the desktop by its name", ["desktop"], ["phone"], ["desktop", "history"], false],
  ["the history alone is a wish", ["history"], ["desktop"], ["history"], false],
  ["one that is gone", ["gone"], ["phone"], ["desktop", "history"], true],
  ["one that is off is skipped there", ["off"], ["phone"], ["desktop", "history", "off"], true],
  ["one that is gone and one that is there", ["gone", "phone"], ["desktop"], ["history", "phone"], false],
  ["one that cannot be reached: the desktop meanwhile", ["away"], ["phone"], ["desktop", "history", "away"], false],
  ["default, of which everything is gone", "default", ["gone"], ["desktop", "history"], true],
])("%s", (_name, to, defaults, told, isInstead) => {
  const toldAt = new ToldAt({ destinations: () => Object.values(there), defaults: () => defaults });
  expect(toldAt.of({ to, urgency: "normal" })).toEqual(told);
  expect(toldAt.isToldInstead({ to })).toBe(isInstead);
});

test("is worked out anew after a change, and is the same list until then", () => {
  let destinations = [there.phone];
  const toldAt = new ToldAt({ destinations: () => destinations, defaults: () => ["desktop"] });
  const notify: Notify = { to: ["phone"], urgency: "normal" };
  const before = toldAt.of(notify);
  destinations = [];
  expect(toldAt.of({ ...notify })).toBe(before);
  toldAt.forget();
  expect(toldAt.of(notify)).toEqual(["desktop", "history"]);
});
