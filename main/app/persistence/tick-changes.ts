/**
 * Since when an instrument cannot be watched, that it or a venue is watched no more, and that a venue is from now on: said once, at the
 * moment it becomes so. Where the database refuses just then, it is offered again before anything else is written of the last ticks;
 * without that a restart took the instrument for watched until the end of the run, and began its gap too late, and told of a
 * venue that had been switched off that it had not been watched since.
 */
import { message } from "../../../preload/contract/messages/message.ts";
import type { InstrumentKey, VenueId } from "../../../preload/contract/instrument.ts";
import { fail, type Result } from "../../../preload/contract/result.ts";
import type { LastTick, Store } from "../../store/store-interface.ts";

/** Null `sinceMs`: forgotten. */
type Change =
  | { readonly keys: readonly InstrumentKey[]; readonly sinceMs: number | null }
  | { readonly venue: VenueId; readonly sinceMs: number | null };

/** The same store, with `ticks` and `heartbeat` that never drop what begins, is lost or is forgotten: a refused one waits, in order. */
export function withTickChangesRetried(store: Store): Store {
  let waiting: readonly Change[] = [];

  const write = (change: Change): Result<null> => {
    const { sinceMs } = change;
    if ("venue" in change)
      return sinceMs === null ? store.heartbeat.forget(change.venue) : store.heartbeat.begin(change.venue, sinceMs);
    return sinceMs === null ? store.ticks.forget(change.keys) : store.ticks.lost(change.keys, sinceMs);
  };
  /** Stops at the first that is refused: a later one must not come before it. */
  const flush = (): void => {
    let next = waiting[0];
    while (next !== undefined && write(next).ok) {
      waiting = waiting.slice(1);
      next = waiting[0];
    }
  };
  const offer = (change: Change): Result<null> => {
    waiting = [...waiting, change];
    // Each try may wait for another program's lock, and prices wait with it: while writes fail, the next one tries.
    if (store.health().state === "ok") flush();
    return waiting.includes(change)
      ? fail("store-failed", store.health().message ?? message("answer.tried-again"))
      : { ok: true, value: null };
  };
  /** Writes ticks after what waits. What is still waiting of the same instruments is out of date once that has worked. */
  const after = <T>(ticks: readonly LastTick[], run: () => Result<T>): Result<T> => {
    flush();
    const result = run();
    if (!result.ok || waiting.length === 0) return result;
    const written = new Set(ticks.map(({ tick }) => tick.instrument));
    waiting = waiting
      .map((change) =>
        "venue" in change ? change : { ...change, keys: change.keys.filter((key) => !written.has(key)) },
      )
      .filter((change) => "venue" in change || change.keys.length > 0);
    return result;
  };

  return {
    ...store,
    commit: (decisions, channels, nowMs, lastTicks = [], alreadyDelivered) =>
      after(lastTicks, () => store.commit(decisions, channels, nowMs, lastTicks, alreadyDelivered)),
    keep: (checkpointer) => after(checkpointer.ticks, () => store.keep(checkpointer)),
    ticks: {
      ...store.ticks,
      all() {
        flush();
        return store.ticks.all();
      },
      save: (batch) => after(batch, () => store.ticks.save(batch)),
      saveUnsynced: (batch) => after(batch, () => store.ticks.saveUnsynced(batch)),
      lost: (keys, sinceMs) => offer({ keys, sinceMs }),
      forget: (keys) => offer({ keys, sinceMs: null }),
    },
    heartbeat: {
      ...store.heartbeat,
      begin: (venue, sinceMs) => offer({ venue, sinceMs }),
      forget: (venue) => offer({ venue, sinceMs: null }),
    },
  };
}
