import { expect, test } from "vitest";
import { escalatedTo } from "../../../main/app/destinations/escalated-to.ts";
import type { Delivery } from "../../../preload/contract/event.ts";

const had = (destination: string, state: Delivery["state"] = "sent"): Delivery => ({
  destination,
  name: null,
  occasion: "event",
  nth: 1,
  state,
  at: "2026-01-05T12:00:00.000Z",
  error: null,
  receipt: null,
  isAgain: false,
});
const firstStep = [had("desktop", "shown"), had("history", "shown"), had("phone-1")];

test.each([
  ["those that did not have it", firstStep, ["history", "mail-1", "phone-1"], ["mail-1"]],
  ["the desktop where it stands in", [had("phone-1")], ["desktop", "history"], ["desktop"]],
  ["the desktop where all of them had it", firstStep, ["history", "phone-1"], ["desktop"]],
  ["the desktop where the second step is off", firstStep, ["history", "off-1"], ["desktop"]],
  ["one that was off at the first step", [had("mail-1", "skipped")], ["history", "mail-1"], ["mail-1"]],
])("it goes to %s", (_name, deliveries, toldAt, expected) => {
  expect(escalatedTo({ deliveries }, toldAt, (id) => id !== "off-1")).toEqual(expected);
});
