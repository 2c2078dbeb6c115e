/** Deliveries that quiet hours keep back: rows of the deliveries table that are pending and not due. */
import type { Database } from "better-sqlite3";
import type { DestinationId } from "../../preload/contract/destination.ts";

const selectKept = (index: string): string =>
  `SELECT d.*, e.id AS event_id FROM deliveries d INDEXED BY ${index} CROSS JOIN events e ON e.seq = d.event_seq`;

const keptQueries = {
  release: `UPDATE deliveries INDEXED BY deliveries_kept SET is_kept = 0, kept_until_ms = :nowMs, next_attempt_ms = :nowMs
    WHERE state = 'pending' AND is_kept = 1 AND destination = :destination`,
  kept: `${selectKept("deliveries_kept")} WHERE d.state = 'pending' AND d.is_kept = 1 AND d.destination = ? ORDER BY d.id`,
  releaseDue: `${selectKept("deliveries_let_go")}
    WHERE d.state = 'pending' AND d.kept_until_ms IS NOT NULL AND d.destination = ? AND d.is_kept = 0 AND d.message_id IS NULL
    AND d.next_attempt_ms <= ? ORDER BY d.event_seq`,
} as const;

/** `Found`: a row of the table with its event's id. */
export function keptDeliveries<Found>(db: Database) {
  const keep = db.prepare<[number]>(
    "UPDATE deliveries SET is_kept = 1, kept_until_ms = NULL WHERE id = ? AND state = 'pending'",
  );
  const release = db.prepare<[{ destination: DestinationId; nowMs: number }]>(keptQueries.release);
  const releaseDue = db.prepare<[DestinationId, number], Found>(keptQueries.releaseDue);
  const kept = db.prepare<[DestinationId], Found>(keptQueries.kept);
  return {
    kept: (destination: DestinationId): Found[] => kept.all(destination),
    keep: (ids: readonly number[]): number[] => ids.filter((id) => keep.run(id).changes > 0),
    release: (destination: DestinationId, nowMs: number): number =>
      release.run({ destination, nowMs: Math.round(nowMs) }).changes,
    releaseDue: (destination: DestinationId, untilMs: number): Found[] =>
      releaseDue.all(destination, Math.round(untilMs)),
  };
}
