/** Sends frames as a feed does: never more in any span than the venue's limit allows. */
import type { Rate } from "../../../../main/market/venues/session.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import { until } from "../../../doubles/until.ts";
import type { SessionClient } from "../session-client.ts";

export interface Pace {
  readonly rate: Rate;
  readonly clock: ManualClock;
  /** Frames that have come at the venue's end. */
  readonly received: () => number;
}

export async function sendPaced(client: SessionClient, frames: readonly string[], pace: Pace): Promise<void> {
  const before = pace.received();
  const step = Math.min(pace.rate.max, Math.max(1, frames.length));
  for (let at = 0; at < frames.length; at += step) {
    const sent = frames.slice(at, at + step);
    client.send(sent);
    await until(() => pace.received() === before + at + sent.length, "the frames to arrive");
    pace.clock.advance(pace.rate.perMs);
  }
}
