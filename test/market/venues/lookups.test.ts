/** A venue of a list, and what two needs have in common. */
import { expect, test } from "vitest";
import { isSameNeed, shownOnly } from "../../../main/market/venues/need.ts";
import { demoVenueOf, findVenue, unnamedVenueOf, venueOf } from "../../../main/market/venues/venue-list.ts";
import type { VenueKind } from "../../../main/market/venues/venue.ts";

test("of a list the first venue is meant that has the id, is for what is unnamed, or makes its prices up", () => {
  const kind = (fields: object) => fields as VenueKind;
  const a = kind({ id: "a", demo: false });
  const b = kind({ id: "b", demo: true, isDefault: true });
  const again = kind({ id: "b", demo: true, isDefault: true });
  const list = [a, b, again];
  for (const found of [findVenue(list, "b"), venueOf(list, "b"), unnamedVenueOf(list), demoVenueOf(list)])
    expect(found === b).toBe(true);
  expect([findVenue(list, "c"), unnamedVenueOf([a]), demoVenueOf([a])]).toEqual([undefined, undefined, undefined]);
  expect(() => venueOf(list, "c")).toThrow('There is no venue "c".');
});

test("needs are the same where each of theirs is; of what is only looked at nothing is needed", () => {
  expect(shownOnly).toEqual({ everyTrade: false, size: false, quotes: false });
  expect([isSameNeed(shownOnly, { ...shownOnly }), isSameNeed(undefined, shownOnly)]).toEqual([true, false]);
  for (const name of ["everyTrade", "size", "quotes"] as const)
    expect(isSameNeed({ ...shownOnly, [name]: true }, shownOnly), name).toBe(false);
});
