/** The clock goes on as long as something is waited for: the gate holds back what the venue would not bear. */
import type { ManualClock } from "../../../doubles/clock.ts";
import type { RunningVenue } from "./venue-under-test.ts";

export async function withClock<T>(clock: ManualClock, venue: RunningVenue, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const result = promise.finally(() => (isOver = true));
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    if (venue.requests().length > 0) clock.advance(1);
  }
  return result;
}
