/** Whether a process has grown: what it held when it was warm against what it holds at the end. */
import type { MemorySample } from "./app-runs.ts";

export interface MemoryGrowth {
  readonly run: number;
  readonly warmBytes: number;
  readonly endBytes: number;
  readonly grownBytes: number;
  /** What is fair: rules are kept on purpose. */
  readonly allowedBytes: number;
  /** What the process held from the system at the end; told, not judged. */
  readonly residentBytes: number;
  readonly overMs: number;
}

const warmAfterMs = 30_000;
const spanMs = 20_000;
/** A leak that matters is one a tick: at 2,000 ticks a second 50 bytes each are 6 MB a minute. */
const allowedBytes = 4 * 1024 * 1024;
/** A rule with its text, its place in the engine and what statements and pages of the database it keeps warm. */
const allowedBytesARule = 8 * 1024;

/** Of the longest run; null where even that is too short to tell. */
export function memoryGrowth(samples: readonly MemorySample[]): MemoryGrowth | null {
  const runs = [...Map.groupBy(samples, ({ run }) => run).values()];
  const longest = runs.sort((a, b) => (b.at(-1)?.ageMs ?? 0) - (a.at(-1)?.ageMs ?? 0))[0];
  const last = longest?.at(-1);
  if (longest === undefined || last === undefined || last.ageMs < 2 * (warmAfterMs + spanMs)) return null;
  const warming = longest.filter(({ ageMs }) => ageMs >= warmAfterMs && ageMs < warmAfterMs + spanMs);
  const warm = median(warming);
  const end = median(longest.filter(({ ageMs }) => ageMs > last.ageMs - spanMs));
  return {
    run: last.run,
    warmBytes: warm,
    endBytes: end,
    grownBytes: end - warm,
    allowedBytes: allowedBytes + allowedBytesARule * (last.rules - (warming[0]?.rules ?? last.rules)),
    residentBytes: last.residentBytes,
    overMs: last.ageMs - warmAfterMs,
  };
}

function median(samples: readonly MemorySample[]): number {
  const sorted = samples.map(({ bytes }) => bytes).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
