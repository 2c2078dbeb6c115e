/**
 * What a trade of each exchange costs through the feed: from the socket to the decision of 10,000 level rules, against "ws receive +
 * JSON.parse" of the same frames in the same run. In bursts, and one frame at a time.
 */
import { binance } from "../../main/market/venues/binance/venue.ts";
import { coinbase } from "../../main/market/venues/coinbase/venue.ts";
import { kraken } from "../../main/market/venues/kraken/venue.ts";
import { levelRules } from "./bench-rules.ts";
import { cpuOf, measure, ratio, withSender } from "./pipeline.ts";
import { median, type Row } from "./print-rows.ts";
import { appReceiver, floorReceiver } from "./receivers.ts";

/** Within one socket of each. */
const instruments = 50;
const ruleCount = 10_000;
const burstRounds = 7;
const steadyPerSecond = 5_000;
const steadyRounds = 6;
const steadyWarmUp = 2;

export async function benchVenuePipeline(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [id, kind] of [
    ["coinbase", coinbase],
    ["kraken", kraken],
    ["binance", binance],
  ] as const) {
    rows.push(
      ...(await withSender(async (sender, port) => {
        const rules = levelRules(ruleCount, instruments, id);
        const floor = await floorReceiver(port);
        const none = await appReceiver({ name: "no rules", port, instruments, rules: [], kind });
        const ten = await appReceiver({ name: "10,000 rules", port, instruments, rules, kind });
        const us = await measure(sender, [floor, none, ten], { instruments, venue: id }, burstRounds);
        const floors = us.get(floor.name) ?? [];
        const steady: number[] = [];
        let from = us.nextFrom;
        for (let round = 0; round < steadyRounds; round++) {
          const sending = { frames: steadyPerSecond, from, instruments, venue: id, perSecond: steadyPerSecond };
          const floorUs = await cpuOf(sender, floor, sending);
          const ours = await cpuOf(sender, ten, sending);
          // Nothing is left out of its ids: what it did not get would be read by REST.
          await cpuOf(sender, none, { ...sending, perSecond: null });
          if (round >= steadyWarmUp) steady.push(ours / floorUs);
          from += steadyPerSecond;
        }
        for (const receiver of [floor, none, ten]) receiver.stop();
        const row = (name: string, value: number, target: number | null): Row => ({
          name: `${kind.label}, ${name}`,
          value,
          unit: "x floor",
          target,
        });
        return [
          row("a trade, in bursts, no rules", ratio(us.get(none.name) ?? [], floors), null),
          row("a trade, in bursts, 10,000 level rules", ratio(us.get(ten.name) ?? [], floors), 1),
          row(`a trade, a steady ${steadyPerSecond} a second, 10,000 level rules`, median(steady), null),
        ];
      })),
    );
  }
  return rows;
}

if (import.meta.main) {
  const { printRows } = await import("./print-rows.ts");
  printRows("Through the feed of each exchange", await benchVenuePipeline());
}
