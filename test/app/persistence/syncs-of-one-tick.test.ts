/**
 * How often the disk is waited for when many alerts fire on one tick, from the decision to the last message that is told: each transaction
 * is one fdatasync of the log, and the log itself says how many there were.
 */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Store } from "../../../main/store/store.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { value } from "../../delivery/outbox-harness.ts";
import { FallbackHarness } from "./fallback-harness.ts";

const fires = 100;
const maxSyncs = 12;

let h: FallbackHarness;
beforeEach(() => {
  h = new FallbackHarness();
});
afterEach(() => h.end());

/** Transactions in a log that has not begun anew: the last frame of each names the size of the file (sqlite.org/fileformat2.html#walformat). */
function transactionsIn({ file }: Store): number {
  const log = readFileSync(`${file}-wal`);
  const frameBytes = 24 + log.readUInt32BE(8);
  const salt = log.subarray(16, 24);
  let count = 0;
  for (let at = 32; at + frameBytes <= log.length; at += frameBytes)
    if (log.subarray(at + 8, at + 16).equals(salt) && log.readUInt32BE(at + 4) > 0) count += 1;
  return count;
}

it.each([0, 4])(
  "with %i destinations beside the desktop: one for all decisions, two for each message",
  async (others) => {
    const made = h.fireMany(fires);
    await h.close();
    h.others = Array.from({ length: others }, (_, at) => new RecordingChannel(`d${at}`));
    h.open();
    const [first] = made;
    if (first?.kind !== "fired") throw new Error("nothing fired");
    const before = transactionsIn(h.store);
    await h.commit(...made.map((one) => ({ ...one, tick: first.tick })));
    expect([h.channel, ...h.others].map(({ messages }) => messages.length)).toEqual(Array(1 + others).fill(1));
    const states = value(h.store.events.list({ limit: 500 })).flatMap(({ deliveries }) =>
      deliveries.map(({ state }) => state),
    );
    expect(states).toEqual(Array(fires * (2 + others)).fill("shown"));
    const syncs = transactionsIn(h.store) - before;
    expect(syncs).toBe(1 + 2 * (1 + others));
    expect(syncs).toBeLessThanOrEqual(maxSyncs);
  },
);
