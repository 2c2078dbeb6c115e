/** The soak of deliveries, short and thirty times as fast: `npm run soak -- --deliveries` is the long one. */
import { expect, test } from "vitest";
import { isDelivered, runDeliveriesSoak } from "./deliveries-soak.ts";

test("whatever six services do for four minutes, each of them has every event in the end, in order", async () => {
  const report = await runDeliveriesSoak({
    ...{ seconds: 240, firesPerSecond: 1, speed: 30, seed: 7 },
    hasControl: false,
    log: () => undefined,
  });
  expect(report.destinations.map(({ name, missing, outOfOrder }) => [name, missing, outOfOrder])).toEqual(
    report.destinations.map(({ name }) => [name, 0, 0]),
  );
  expect(isDelivered(report), JSON.stringify(report)).toBe(true);
  // They did fail: an attempt of most of them at least.
  const failed = report.destinations.filter(({ attempts }) =>
    Object.keys(attempts).some((kind) => kind !== "accepted"),
  );
  expect(failed.length).toBeGreaterThan(2);
});
