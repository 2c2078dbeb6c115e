/** What a feed does with time: frames go out within the venue's limit, and requests are waited for by the clock. */
import type { Rate } from "../../../../main/market/venues/session.ts";
import type { ManualClock } from "../../../doubles/clock.ts";
import { until } from "../../../doubles/until.ts";
import type { SessionClient } from "../session-client.ts";

export interface Sending {
  readonly rate: Rate;
  readonly clock: ManualClock;
  /** Frames that have come at the venue's end. */
  readonly received: () => number;
}

/** Never more frames in any span than the limit allows. */
export async function sendWithinLimit(
  client: SessionClient,
  frames: readonly string[],
  sending: Sending,
): Promise<void> {
  const before = sending.received();
  const step = Math.min(sending.rate.max, Math.max(1, frames.length));
  for (let at = 0; at < frames.length; at += step) {
    const sent = frames.slice(at, at + step);
    client.send(sent);
    await until(() => sending.received() === before + at + sent.length, "the frames to arrive");
    sending.clock.advance(sending.rate.perMs);
  }
}

/** The clock goes on as long as this is waited for: the gate holds back what the venue would not bear. */
export async function withClock<T>(clock: ManualClock, waited: T | Promise<T>): Promise<T> {
  let isOver = false;
  const result = Promise.resolve(waited).finally(() => (isOver = true));
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    // The network is as fast as the loop goes round: the clock runs beside it in steps that no limit notices.
    clock.advance(5);
  }
  return result;
}
