/**
 * `npm run bench`: everything README says about speed, measured here and now. Ratios are against a floor of the same run.
 * `npm run bench -- engine store` runs those alone.
 */
import { benchApi } from "./api.ts";
import { benchDryRun } from "./dry-run.ts";
import { benchEngine } from "./engine.ts";
import { benchHistory } from "./history.ts";
import { benchOutage } from "./outage.ts";
import { benchAlertsTable } from "./alerts-table.ts";
import { benchPage } from "./page.ts";
import { benchPipeline } from "./pipeline.ts";
import { benchOtherEngines } from "./other-engines.ts";
import { printRows, type Row } from "./print-rows.ts";
import { benchStart } from "./start.ts";
import { benchStore } from "./store.ts";
import { benchVenueFrames } from "./venue-frames.ts";
import { benchVenuePipeline } from "./venue-pipeline.ts";

const benches: Record<string, { title: string; run: () => Row[] | Promise<Row[]> }> = {
  pipeline: {
    title: "From socket to decision, against ws receive + JSON.parse of the same frames",
    run: benchPipeline,
  },
  frames: { title: "Reading a frame of an exchange, against JSON.parse of it", run: benchVenueFrames },
  venues: {
    title: "From the socket to the decision on each exchange, against ws receive + JSON.parse of the same trades",
    run: benchVenuePipeline,
  },
  outage: { title: "A thousand instruments back after an outage, by the clock of the venues", run: benchOutage },
  engine: { title: "Deciding alone", run: benchEngine },
  "dry-run": { title: "Would it have fired? One rule over 30 days of minutes", run: benchDryRun },
  others: { title: "Against other ways to do it", run: benchOtherEngines },
  store: { title: "From decision to a committed event", run: benchStore },
  history: { title: "A history of a million events", run: benchHistory },
  start: { title: "From the start to the first price", run: benchStart },
  api: { title: "Over the local API", run: benchApi },
  alerts: { title: "The table of alerts", run: benchAlertsTable },
  page: { title: "The window: 500 instruments, 5,000 ticks a second", run: benchPage },
};

const asked = process.argv.slice(2);
for (const name of asked)
  if (!(name in benches)) throw new Error(`No bench "${name}"; there are ${Object.keys(benches).join(", ")}`);
for (const [name, { title, run }] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) printRows(title, await run());
}
