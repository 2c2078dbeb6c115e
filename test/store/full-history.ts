/** A history as it is after years, written straight into the tables: a million events by way of the app would take an hour. */
import type { Database } from "better-sqlite3";
import { spec, t0 } from "./sample-values.ts";

export interface FullHistory {
  readonly events: number;
  /** The events are theirs turn by turn, a second apart from `t0` on. */
  readonly rules: number;
  /** Of the newest, so many have not been read. */
  readonly unread?: number;
}

/** Adds fired events, each shown on the desktop and in the history. Their `seq` goes on from what is there. */
export function fillHistory(db: Database, { events, rules, unread = 0 }: FullHistory): void {
  const kept = { price: "45000.12", at: new Date(t0).toISOString(), tradeId: "t-7" };
  db.transaction(() => {
    const from = db.prepare<[], number>("SELECT coalesce(max(seq), 0) FROM events").pluck().get() ?? 0;
    db.prepare(
      `WITH RECURSIVE n(i) AS (SELECT :from + 1 UNION ALL SELECT i + 1 FROM n WHERE i < :from + :events)
      INSERT INTO events (seq, id, kind, rule_id, generation, rule, instrument, previous, tick, received_ms, decided_ms,
        decision_micros, read_ms)
      SELECT i, printf('%08x-full-8000-8000-000000000000', i), 'fired', 'rule-' || CAST(i % :rules AS INTEGER), i, :rule, 'demo:BTC-USD',
        :tick, :tick, :t0 + i * 1000, :t0 + i * 1000, 40.5, iif(i > :from + :events - :unread, NULL, :t0)
      FROM n`,
    ).run({ from, events, rules, unread, t0, rule: JSON.stringify(spec), tick: JSON.stringify(kept) });
    db.prepare(
      `INSERT INTO deliveries (event_seq, destination, occasion, state, attempts, at_ms, next_attempt_ms, message_id, external_id)
      SELECT e.seq, channel.value, 'event', 'shown', 1, e.decided_ms, e.decided_ms,
        iif(channel.value = 'desktop', e.id, NULL), iif(channel.value = 'desktop', '17', NULL)
      FROM events e, json_each('["desktop","history"]') channel WHERE e.seq > ? ORDER BY e.seq`,
    ).run(from);
  }).immediate();
}
