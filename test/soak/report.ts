/** What a soak is asked to do, and what it tells in the end. */
import type { MemoryGrowth } from "./memory.ts";

export interface SoakOptions {
  readonly seconds: number;
  readonly ticksPerSecond: number;
  readonly seed: number;
  /** Times that the app is killed and started again. */
  readonly kills: number;
  /** Loops that do nothing but keep a core busy, from the beginning to the end. */
  readonly busyLoops?: number;
  /** The app's wall clock is set forward or back this often in all. */
  readonly clockSteps?: number;
  /** Where fewer notifications than this are on the screen by then, it goes on, for up to four times as long. */
  readonly minShown?: number;
  readonly log: (line: string) => void;
}

export interface SoakReport {
  readonly seed: number;
  readonly seconds: number;
  readonly ticks: number;
  /** Of these, sent to the app. */
  readonly ticksSent: number;
  readonly rules: number;
  /** Rules for which one outcome alone was possible, and it is the recorded one. */
  readonly judgedExactly: number;
  /** Rules of which too much is left open to be judged. */
  readonly tooOpen: number;
  readonly fired: number;
  readonly firedOverGaps: number;
  readonly missed: number;
  readonly doubled: number;
  /** Each missed or doubled one in words. */
  readonly wrong: readonly string[];
  /** Events that were not shown in the end. */
  readonly unshown: number;
  readonly notifications: number;
  readonly kills: number;
  readonly clockSteps: number;
  readonly connections: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly statusChecks: number;
  /** Longest time without proof of what the app has. Milliseconds. */
  readonly longestProofMs: number;
  /** Null where no run was long enough to tell. */
  readonly memory: MemoryGrowth | null;
  /** Anything else that is not as it should be. */
  readonly problems: readonly string[];
}

/** Whether everything held. */
export function isSound(report: SoakReport): boolean {
  return report.missed === 0 && report.doubled === 0 && report.unshown === 0 && report.problems.length === 0;
}
