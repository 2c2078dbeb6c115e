/** Deletes events that are older than a person wants to keep, a few at a time, and never one that still matters. */
import type { Database } from "better-sqlite3";

/** One step of a pass over the history from its oldest event on. */
export interface PruneQuery {
  /** Wall milliseconds: what was decided before this goes. */
  readonly beforeMs: number;
  /** Wall time now. */
  readonly nowMs: number;
  /** How far the pass is: the `seq` that the step before answered; 0 at first. */
  readonly afterSeq: number;
  /** The youngest time met so far, as the step before answered it; -Infinity at first. */
  readonly reachedMs: number;
  /** So many events are looked at, and deleted at most. */
  readonly limit: number;
}

export interface PruneStep {
  readonly deleted: number;
  /** Where the next step goes on; null where nothing older is left. */
  readonly next: Pick<PruneQuery, "afterSeq" | "reachedMs"> | null;
}

interface Candidate {
  seq: number;
  decided_ms: number;
  matters: 0 | 1;
}

/**
 * What matters: a blind time that lasts, a message that is still to be shown, an alert that fires once or a blind time
 * that nobody has read of. A rule that cannot be read may be one of those.
 */
const candidates = `
  SELECT e.seq, e.decided_ms,
    (e.blind_scope IS NOT NULL AND e.blind_to_ms IS NULL)
    OR (e.read_ms IS NULL AND (e.kind = 'blind' OR (e.kind = 'fired' AND
      CASE WHEN json_valid(e.rule) THEN json_extract(e.rule, '$.repeat') IS NOT 'always' ELSE 1 END)))
    OR EXISTS (SELECT 1 FROM deliveries d INDEXED BY sqlite_autoindex_deliveries_1
      WHERE d.event_seq = e.seq AND d.state IN ('pending', 'sending')) AS matters
  FROM events e WHERE e.seq > ? ORDER BY e.seq LIMIT ?`;

export function oldEvents(db: Database) {
  const from = db.prepare<[number, number], Candidate>(candidates);
  const deleteDeliveries = db.prepare<[number]>("DELETE FROM deliveries WHERE event_seq = ?");
  const deleteEvent = db.prepare<[number]>("DELETE FROM events WHERE seq = ?");

  return {
    /**
     * Events lie in the order in which they happened, whatever the clock said: none goes before those that happened earlier
     * are old enough, so that a clock that was behind for a while costs nothing. One that was ahead says nothing.
     */
    prune({ beforeMs, nowMs, afterSeq, reachedMs, limit }: PruneQuery): PruneStep {
      let reached = reachedMs;
      let deleted = 0;
      const rows = from.all(afterSeq, limit);
      for (const { seq, decided_ms: decidedMs, matters } of rows) {
        if (decidedMs > nowMs) continue;
        reached = Math.max(reached, decidedMs);
        if (reached >= beforeMs) return { deleted, next: null };
        if (matters === 1) continue;
        deleteDeliveries.run(seq);
        deleteEvent.run(seq);
        deleted += 1;
      }
      const last = rows.at(-1);
      const isOver = last === undefined || rows.length < limit;
      return { deleted, next: isOver ? null : { afterSeq: last.seq, reachedMs: reached } };
    },
  };
}
