/** Sets the app's wall clock forward and back while it runs, in an order that the seed gives. */
import { Random } from "../../main/market/venues/demo/random.ts";
import { sleep, type AppRuns } from "./app-runs.ts";

const minuteMs = 60_000;
/** As a time server, a person, a summer time or a dead battery sets it. */
const stepsMs = [2_000, minuteMs, 60 * minuteMs, 24 * 60 * minuteMs];

/** Makes up to `steps` of them, spread over `overMs`; gives how many. Afterwards the clock stays as it was set last. */
export async function stepClockNowAndThen(options: {
  readonly appRuns: AppRuns;
  readonly seed: number;
  readonly steps: number;
  readonly overMs: number;
  readonly isOver: () => boolean;
  readonly log: (line: string) => void;
}): Promise<number> {
  const { appRuns, steps, overMs, isOver, log } = options;
  const random = new Random(options.seed, "clock");
  let offsetMs = 0;
  let done = 0;
  for (; done < steps && !isOver(); done++) {
    await sleep((overMs / steps) * (0.5 + 0.4 * random.unit()));
    const stepMs = stepsMs[Math.floor(stepsMs.length * random.unit())] ?? minuteMs;
    // Away, then back: both ways are as frequent, and it does not run off to where no certificate is valid.
    const signed = offsetMs === 0 ? (random.chance(0.5) ? stepMs : -stepMs) : -offsetMs;
    offsetMs += signed;
    log(`the clock is set ${signed > 0 ? "forward" : "back"} by ${Math.abs(signed)} ms`);
    appRuns.setClock(offsetMs);
  }
  return done;
}
