/** How it went as it is written down, and when a delivery that did not work is tried again. */
import type { DeliveryOutcome, DueDelivery } from "../store/delivery-types.ts";
import type { Outcome } from "./channel.ts";

const delaysMs = [1_000, 5_000, 30_000, 120_000, 600_000] as const;

/** The longest wait between two tries. Milliseconds. */
export const maxRetryMs = 600_000;

/** After this long it is called failed: the history has it, and an alert of yesterday shown as a popup helps nobody. */
const giveUpAfterMs = 24 * 3_600_000;

/**
 * And not before it was tried so often: an event that was decided while the clock was a day behind, or before the computer slept for days,
 * is old at its first try. These take about 20 minutes.
 */
const triesBeforeGivingUp = 6;

/** Wait after the `attempts`-th try (from 1): 1 s, 5 s, 30 s, 2 min, then every 10 min. A service may come back any time. */
function retryDelayMs(attempts: number): number {
  return delaysMs[Math.max(0, attempts - 1)] ?? maxRetryMs;
}

export interface Ending {
  readonly rows: readonly DueDelivery[];
  readonly outcome: DeliveryOutcome;
}

/**
 * The same for all rows of a message where it worked or never will; otherwise one ending for the rows that are to be tried
 * again at the same time. Each ending is a commit: a group that cannot be shown must not cost one for every event in it.
 * `steadyMs`: what the wall clock would show if nobody had set it since the start; set forward, it makes no alert old.
 */
export function endingsOf(rows: readonly DueDelivery[], outcome: Outcome, nowMs: number, steadyMs: number): Ending[] {
  if (outcome.state === "shown" || outcome.state === "sent")
    return [{ rows, outcome: { state: outcome.state, externalId: outcome.externalId } }];
  if (outcome.state === "failed" && !outcome.retryable)
    return [{ rows, outcome: { state: "failed", error: outcome.reason } }];
  const tooOld = (row: DueDelivery): boolean =>
    row.attempts + 1 >= triesBeforeGivingUp && waitsForMs(row, nowMs, steadyMs) > giveUpAfterMs;
  if (waitsAtService(outcome)) return endingsAtService(rows, outcome, tooOld, nowMs);
  const byDelay = Map.groupBy(rows, (row) => (tooOld(row) ? null : retryDelayMs(row.attempts + 1)));
  // An earlier try may have been seen, though this one surely was not.
  const maybeSeen = outcome.state === "unknown" || rows.some((row) => row.messageId !== null);
  return [...byDelay].map(([delayMs, alike]): Ending => {
    if (delayMs === null) return { rows: alike, outcome: { state: "failed", error: outcome.reason } };
    const nextAttemptMs = nowMs + delayMs;
    return { rows: alike, outcome: { state: "pending", error: outcome.reason, nextAttemptMs, maybeSeen } };
  });
}

type PutOff =
  | Extract<Outcome, { readonly state: "later" }>
  | (Extract<Outcome, { readonly state: "unknown" }> & { readonly showsRepeats: boolean });

/** Whether it is the destination that could not take it, so that everything else waits behind it. */
export function waitsAtService(outcome: Outcome): outcome is PutOff {
  return outcome.state === "later" || (outcome.state === "unknown" && outcome.showsRepeats !== undefined);
}

/**
 * At a service outside the destination itself pauses, and says for how long: the row is due at once when that is over. One that may
 * have been taken and would be shown twice is sent once more and no further time: then nobody knows.
 */
function endingsAtService(
  rows: readonly DueDelivery[],
  outcome: PutOff,
  tooOld: (row: DueDelivery) => boolean,
  nowMs: number,
): Ending[] {
  const { reason: error } = outcome;
  const isUnknown = outcome.state === "unknown";
  const isOnceMore = outcome.state === "unknown" && outcome.showsRepeats;
  const isOver = (row: DueDelivery): boolean => tooOld(row) || (isOnceMore && row.isAgain);
  const over = rows.filter(isOver);
  const left = Map.groupBy(
    rows.filter((row) => !isOver(row)),
    (row) => isUnknown || row.messageId !== null,
  );
  const endings = [...left].map(([maybeSeen, alike]): Ending => {
    // What came while this was tried must not be looked at before it: however much waits, the oldest is told first.
    const nextAttemptMs = Math.min(nowMs, ...alike.map((row) => row.nextAttemptMs));
    return { rows: alike, outcome: { state: "pending", error, nextAttemptMs, maybeSeen, isAgain: isOnceMore } };
  });
  if (over.length > 0) endings.push({ rows: over, outcome: { state: isUnknown ? "unknown" : "failed", error } });
  return endings;
}

/**
 * Of what waits for a destination that could not be reached, what has waited for longer than anybody would want to hear of it. Not
 * before the destination itself was tried often enough, or only a person can mend it. `steadyMs` as for {@link endingsOf}.
 */
export function expired(
  rows: readonly DueDelivery[],
  { readyInMs, failures }: { readonly readyInMs: number; readonly failures: number },
  nowMs: number,
  steadyMs: number,
): DueDelivery[] {
  if (readyInMs !== Infinity && failures < triesBeforeGivingUp) return [];
  return rows.filter((row) => waitsForMs(row, nowMs, steadyMs) > giveUpAfterMs);
}

/** Since it was decided, or since the quiet hours that kept it back were over. */
function waitsForMs({ event, keptUntilMs }: DueDelivery, nowMs: number, steadyMs: number): number {
  return Math.min(nowMs, steadyMs) - Math.max(Date.parse(event.decidedAt), keptUntilMs ?? 0);
}
