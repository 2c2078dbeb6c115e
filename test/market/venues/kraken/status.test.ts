/** What Kraken says of itself in a status frame, and of which announcements. */
import { expect, test } from "vitest";
import { readStatus } from "../../../../main/market/venues/kraken/status.ts";

test.each([[null], [undefined], [7], ["online"], [{}], [[]], [[null]], [[{}]], [[{ system: 7 }]]])(
  "%j says nothing of the venue",
  (data) => {
    expect(readStatus(data)).toBeNull();
  },
);

const announced = (...upcoming: unknown[]) => {
  const status = readStatus([{ system: "online", upcoming_maintenance: upcoming }]);
  return [status?.message, status?.from, status?.to];
};
const nothing = ["", null, null];

test.each<[unknown, boolean]>([
  [["spot_ws"], true],
  [["spot_trading"], true],
  [["futures_trading", "spot_ws"], true],
  [["futures_trading"], false],
  [[], true],
  [undefined, true],
  ["futures_trading", true],
])("a maintenance of %j concerns prices: %s", (affected_services, concerns) => {
  const advisory = { title: "Upgrade", expected_start_utc: "2026-10-05T09:00:00Z", affected_services };
  expect(announced(advisory)).toEqual(
    concerns ? ["Kraken announces: Upgrade.", "2026-10-05T09:00:00Z", null] : nothing,
  );
});

test("of several the first to begin is told, and what has no time that can be read comes last", () => {
  const at = (title: string, expected_start_utc?: string) => ({ title, expected_start_utc });
  const [soon, late] = [at("soon", "2026-10-05T09:00:00Z"), at("late", "2026-10-06T09:00:00Z")];
  expect(announced(late, soon)[0]).toBe("Kraken announces: soon.");
  expect(announced(at("odd", "tomorrow"), late)[0]).toBe("Kraken announces: late.");
  expect(announced(at("unsaid"), late, soon)[0]).toBe("Kraken announces: soon.");
  expect(announced(null, "x")).toEqual(nothing);
  expect(announced({ expected_end_utc: "2026-10-05T10:00:00Z" })).toEqual([
    "Kraken announces maintenance.",
    null,
    "2026-10-05T10:00:00Z",
  ]);
});
