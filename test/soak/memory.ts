/** Whether a process has grown: what it held when it was warm against what it holds at the end. */
import type { MemorySample } from "./life.ts";

export interface MemoryGrowth {
  readonly run: number;
  readonly warmBytes: number;
  readonly endBytes: number;
  readonly grownBytes: number;
  /** What is fair: rules and their history are kept on purpose, and the collector is in no hurry. */
  readonly allowedBytes: number;
  readonly overMs: number;
}

const warmAfterMs = 30_000;
const spanMs = 20_000;
/** A leak that matters is one a tick: at 2,000 ticks a second 50 bytes each are 6 MB a minute. */
const allowedBytes = 40 * 1024 * 1024;

/** Of the longest run; null where even that is too short to tell. */
export function memoryGrowth(samples: readonly MemorySample[]): MemoryGrowth | null {
  const runs = [...Map.groupBy(samples, ({ run }) => run).values()];
  const longest = runs.sort((a, b) => (b.at(-1)?.ageMs ?? 0) - (a.at(-1)?.ageMs ?? 0))[0];
  const last = longest?.at(-1);
  if (longest === undefined || last === undefined || last.ageMs < 2 * (warmAfterMs + spanMs)) return null;
  const warm = median(longest.filter(({ ageMs }) => ageMs >= warmAfterMs && ageMs < warmAfterMs + spanMs));
  const end = median(longest.filter(({ ageMs }) => ageMs > last.ageMs - spanMs));
  return {
    run: last.run,
    warmBytes: warm,
    endBytes: end,
    grownBytes: end - warm,
    allowedBytes,
    overMs: last.ageMs - warmAfterMs,
  };
}

function median(samples: readonly MemorySample[]): number {
  const sorted = samples.map(({ bytes }) => bytes).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
