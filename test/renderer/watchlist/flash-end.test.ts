import { expect, it } from "vitest";
import { FlashEnd } from "../../../renderer/watchlist/flash-end.ts";
import { flashMs } from "../../../renderer/watchlist/quotes.svelte.ts";
import { ManualClock } from "../../doubles/clock.ts";

function setUp() {
  const clock = new ManualClock();
  const seen = { flashing: 0, sweeps: 0 };
  const flashEnd = new FlashEnd({
    isFlashing: () => seen.flashing > 0,
    sweep: () => {
      seen.sweeps++;
      seen.flashing--;
    },
    later: (act, delayMs) => {
      const timer = clock.after(delayMs, act);
      return () => timer.cancel();
    },
  });
  return { clock, seen, flashEnd };
}

it("leaves the end of a flash to the batches while they come, and ends what is left after the last", () => {
  const { clock, seen, flashEnd } = setUp();
  seen.flashing = 2;
  for (let batch = 0; batch < 20; batch++) {
    flashEnd.follow();
    clock.advance(100);
  }
  expect(seen.sweeps).toBe(0);
  clock.advance(flashMs);
  expect(seen.sweeps).toBe(1);
  // Two that began one after the other end so too.
  clock.advance(flashMs);
  expect(seen).toEqual({ flashing: 0, sweeps: 2 });
  expect(clock.pending).toBe(0);
});

it("waits for nothing where nothing flashes, or after its end", () => {
  const { clock, seen, flashEnd } = setUp();
  flashEnd.follow();
  expect(clock.pending).toBe(0);
  seen.flashing = 1;
  flashEnd.follow();
  flashEnd.end();
  clock.advance(10 * flashMs);
  expect(seen.sweeps).toBe(0);
});
