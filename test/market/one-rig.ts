/** What the tests of connection, gaps and REST share: one rig at a time, which ends with its test, its outages and dials. */
import { afterEach } from "vitest";
import { until } from "../doubles/until.ts";
import { startRig, type Rig, type RigOptions } from "./rig.ts";

let rig: Rig | null = null;
afterEach(async () => {
  await rig?.[Symbol.asyncDispose]();
  rig = null;
});

export const start = async (options: RigOptions = {}): Promise<Rig> => (rig = await startRig(options));

/** Waits until this many dials were made and the last of them has failed. */
export const waiting = (r: Rig, dials: number): Promise<void> =>
  until(() => r.feed.status().nextDialAt !== null && r.feed.status().counts.dials === dials, `dial ${dials} failed`);

/** Milliseconds until the pending dial. */
export const delay = (r: Rig): number => Date.parse(r.feed.status().nextDialAt ?? "") - r.clock.now().wallMs;

/** Started, and live. */
export const startLive = async (options: RigOptions = {}): Promise<Rig> => {
  const r = await start(options);
  await r.live();
  return r;
};

/** Loses the connection and gets it back two seconds later. */
export const outage = async (r: Rig): Promise<void> => {
  const { dials } = r.server;
  r.clock.advance(1_000);
  r.server.drop();
  await until(() => r.feed.status().nextDialAt !== null, "lost");
  r.clock.advance(2_000);
  await r.redialled(dials + 1);
  await r.connected();
};
