/**
 * `npm run soak`: ten minutes at 2,000 ticks a second, with two busy loops beside it and the clock set forward and back.
 * `npm run soak -- --venues --seconds 60`: three exchanges side by side instead, something going wrong on each at random.
 * `npm run soak -- --deliveries --seconds 60`: six services outside instead, each failing in its own way, five fires a second.
 * `npm run soak -- --seconds 60 --seed 7 --kills 5 --busy 0 --clock-steps 4`. Ends with 1 where anything was missed, doubled, not shown, or not as it should be.
 */
import { parseArgs } from "node:util";
import { isDelivered, runDeliveriesSoak } from "./deliveries-soak.ts";
import { isSound } from "./report.ts";
import { runSoak } from "./soak.ts";
import { runVenuesSoak } from "./venues-soak.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string" },
    rate: { type: "string" },
    seed: { type: "string" },
    kills: { type: "string" },
    busy: { type: "string", default: "2" },
    "clock-steps": { type: "string" },
    venues: { type: "boolean", default: false },
    deliveries: { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds ?? 600);
const seed = Number(values.seed ?? Math.floor(Date.now() / 1000) % 1_000_000);
if (values.deliveries) {
  const fires = Number(values.rate ?? 5);
  const log = (line: string): void => console.log(line);
  const deliveries = await runDeliveriesSoak({ seconds, firesPerSecond: fires, speed: 1, seed, hasControl: true, log });
  console.log(JSON.stringify(deliveries, null, 2));
  console.log(`${isDelivered(deliveries) ? "all delivered, in order" : "NOT all delivered in order"} (seed ${seed})`);
  process.exit(isDelivered(deliveries) ? 0 : 1);
}
if (values.venues) {
  const venues = await runVenuesSoak({ seconds, seed, log: (line) => console.log(line) });
  console.log(JSON.stringify(venues, null, 2));
  const { missed, doubled, wrong, sparedTroubles } = venues;
  console.log(
    `missed ${missed}, doubled ${doubled}, noticed of a spared venue ${sparedTroubles.length} (seed ${seed})`,
  );
  process.exit(wrong.length + sparedTroubles.length === 0 ? 0 : 1);
}
const report = await runSoak({
  seconds,
  ticksPerSecond: Number(values.rate ?? 2_000),
  seed,
  kills: Number(values.kills ?? Math.max(1, Math.round(seconds / 30))),
  busyLoops: Number(values.busy),
  clockSteps: Number(values["clock-steps"] ?? Math.round(seconds / 20)),
  log: (line) => console.log(line),
});
console.log(JSON.stringify(report, null, 2));
console.log(
  `missed ${report.missed}, doubled ${report.doubled}, not shown ${report.unshown}, problems ${report.problems.length} (seed ${seed})`,
);
process.exitCode = isSound(report) ? 0 : 1;
