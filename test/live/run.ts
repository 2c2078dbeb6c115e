/**
 * `npm run check:venues`: each venue that anybody can use, live, for 60 s, held against what its adapter takes it for. For a machine
 * with a network; without one it says so in one line. Ends with 1 where a venue differs. `--record DIR` keeps one frame of each kind.
 */
import { parseArgs } from "node:util";
import { systemClock } from "../../main/lib/clock.ts";
import { venues } from "../../main/market/venues/index.ts";
import { checkVenue, type Finding } from "./check-venue.ts";
import { recording } from "./record-frames.ts";

/** What is traded many times a minute there. */
const busySymbols: Readonly<Record<string, string>> = { coinbase: "BTC-USD", kraken: "BTC-USD", binance: "BTC-USDT" };

const { values } = parseArgs({ options: { record: { type: "string" }, seconds: { type: "string", default: "60" } } });
const checked = await Promise.all(
  venues.flatMap((kind) => {
    const busySymbol = busySymbols[kind.id];
    if (kind.addresses === null || kind.needsKey || busySymbol === undefined) return [];
    const { addresses } = kind;
    return checkVenue({
      kind: values.record === undefined ? kind : recording(kind, values.record),
      addresses,
      clock: systemClock,
      pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      forMs: Number(values.seconds) * 1_000,
      busySymbol,
    }).then((findings) => ({ label: kind.label, findings }));
  }),
);

const isUnreachable = ({ outcome }: Finding): boolean => outcome === "unreachable";
if (checked.every(({ findings }) => findings.every(isUnreachable))) {
  console.log(
    `No network: none of ${checked.map(({ label }) => label).join(", ")} can be reached from here. Nothing was checked.`,
  );
} else {
  const rows = checked.flatMap(({ label, findings }) => findings.map((finding) => ({ venue: label, ...finding })));
  console.table(rows);
  process.exitCode = rows.some(({ outcome }) => outcome === "differs") ? 1 : 0;
}
