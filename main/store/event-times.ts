/**
 * The times of an event. The wall clock may have been set between what an event is about and its decision, or have been ahead
 * in an earlier run; yet nothing that was known when it was decided can have happened afterwards. Here, where events are made,
 * no time by our clock may lie after the event's own decision. A tick's time is the venue's, by the venue's clock, and is kept as
 * the venue gave it. Milliseconds, whole.
 */
import type { Decision } from "../alerts/decision.ts";

type Fired = Extract<Decision, { kind: "fired" }>;

export interface EventTimes {
  readonly decidedMs: number;
  readonly receivedMs: number;
  readonly gap: { readonly fromMs: number; readonly toMs: number } | null;
}

/** When it was decided, when its tick came, and the gap in which it happened, if any. */
export function timesOf({ decidedWallMs, tick, gap }: Fired): EventTimes {
  const decidedMs = Math.round(decidedWallMs);
  const receivedMs = notAfter(tick.receivedWallMs, decidedMs);
  if (gap === null) return { decidedMs, receivedMs, gap };
  const toMs = notAfter(gap.toWallMs, decidedMs);
  return { decidedMs, receivedMs, gap: { fromMs: notAfter(gap.fromWallMs, toMs), toMs } };
}

/** `ms`, whole, or `latestMs` where that is earlier. */
export function notAfter(ms: number, latestMs: number): number {
  return Math.min(Math.round(ms), Math.round(latestMs));
}
