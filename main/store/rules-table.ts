/** The rules table: a rule with everything of it that must survive a restart. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Database } from "better-sqlite3";
import { isDecimal } from "../../preload/contract/decimal.ts";
import { ruleStates, type RuleState } from "../../preload/contract/rule.ts";
import type { RuleSnapshot } from "../alerts/decision.ts";
import type { RowReader, UnreadableFound } from "./row-reader.ts";
import { storedRule } from "./stored-rule.ts";
import {
  isRecord,
  storedCount,
  storedFlag,
  storedJson,
  storedOneOf,
  storedPriceOrNull,
  storedText,
  storedTime,
  storedTimeOrNull,
  unreadable,
  type KnownVenues,
} from "./stored-values.ts";

interface RuleRow {
  id: string;
  spec: string;
  generation: number;
  state: RuleState;
  created_ms: number;
  state_ms: number;
  armed_ms: number;
  armed_blind: 0 | 1;
  last_fired_ms: number | null;
  cooldown_until_ms: number | null;
  rearm_at: string | null;
  holding_since_ms: number | null;
  snoozed_until_ms: number | null;
  extreme: string | null;
}

/** A row with what finds it again, whatever its id has become. */
type FoundRule = RuleRow & { readonly row_key: number };

/** What a decision may change of it. */
type StateRow = Omit<RuleRow, "spec" | "created_ms">;

export function rulesTable(db: Database, reader: RowReader) {
  const all = db.prepare<[], FoundRule>("SELECT rowid AS row_key, * FROM rules ORDER BY created_ms, id");
  const upsert = db.prepare<[RuleRow]>(`
    INSERT INTO rules (id, spec, generation, state, created_ms, state_ms, armed_ms, armed_blind, last_fired_ms,
      cooldown_until_ms, rearm_at, holding_since_ms, snoozed_until_ms, extreme)
    VALUES (:id, :spec, :generation, :state, :created_ms, :state_ms, :armed_ms, :armed_blind, :last_fired_ms,
      :cooldown_until_ms, :rearm_at, :holding_since_ms, :snoozed_until_ms, :extreme)
    ON CONFLICT (id) DO UPDATE SET spec = excluded.spec, generation = excluded.generation, state = excluded.state,
      state_ms = excluded.state_ms, armed_ms = excluded.armed_ms, armed_blind = excluded.armed_blind,
      last_fired_ms = excluded.last_fired_ms,
      cooldown_until_ms = excluded.cooldown_until_ms, rearm_at = excluded.rearm_at,
      holding_since_ms = excluded.holding_since_ms, snoozed_until_ms = excluded.snoozed_until_ms, extreme = excluded.extreme`);
  // By position: binding by name took a third of the time.
  const advance = db.prepare<(string | number | null)[]>(`
    UPDATE rules SET generation = ?, state = ?, state_ms = ?, armed_ms = ?, armed_blind = ?, last_fired_ms = ?,
      cooldown_until_ms = ?, rearm_at = ?, holding_since_ms = ?, snoozed_until_ms = ?, extreme = ?
    WHERE id = ? AND generation <= ?`);
  const remove = db.prepare<[string]>("DELETE FROM rules WHERE id = ?");

  return {
    /** Each by the contract's own parser: a level "abc" or an unknown kind would be an alert that never fires. */
    all: (): RuleSnapshot[] => reader.all("rules", all.all(), (row) => snapshotOf(row, reader.venues), aboutRule),
    save: (snapshot: RuleSnapshot): void =>
      void upsert.run({
        ...stateOf(snapshot),
        spec: JSON.stringify(snapshot.spec),
        created_ms: Math.round(snapshot.createdMs),
      }),
    /**
     * The state a decision left the rule in. It brings back no rule that was removed, and takes back none that has been
     * armed anew since: decisions may be written late, when the disk works again.
     */
    advance(snapshot: RuleSnapshot): void {
      const row = stateOf(snapshot);
      advance.run(
        row.generation,
        row.state,
        row.state_ms,
        row.armed_ms,
        row.armed_blind,
        row.last_fired_ms,
        row.cooldown_until_ms,
        row.rearm_at,
        row.holding_since_ms,
        row.snoozed_until_ms,
        row.extreme,
        row.id,
        row.generation,
      );
    },
    remove: (id: string): boolean => remove.run(id).changes > 0,
  };
}

function stateOf(snapshot: RuleSnapshot): StateRow {
  return {
    id: snapshot.id,
    generation: snapshot.generation,
    state: snapshot.state,
    state_ms: Math.round(snapshot.stateMs),
    armed_ms: Math.round(snapshot.armedMs),
    armed_blind: snapshot.armedBlind ? 1 : 0,
    last_fired_ms: whole(snapshot.lastFiredMs),
    cooldown_until_ms: whole(snapshot.cooldownUntilMs),
    rearm_at: snapshot.rearmAt === null ? null : JSON.stringify(snapshot.rearmAt),
    holding_since_ms: whole(snapshot.holdingSinceMs),
    snoozed_until_ms: whole(snapshot.snoozedUntilMs),
    extreme: snapshot.extreme,
  };
}

function snapshotOf(row: RuleRow, venues: KnownVenues): RuleSnapshot {
  return {
    id: storedText("id", row.id),
    spec: storedRule("spec", row.spec, venues),
    generation: storedCount("generation", row.generation),
    state: storedOneOf("state", row.state, ruleStates),
    createdMs: storedTime("created_ms", row.created_ms),
    stateMs: storedTime("state_ms", row.state_ms),
    armedMs: storedTime("armed_ms", row.armed_ms),
    armedBlind: storedFlag("armed_blind", row.armed_blind),
    lastFiredMs: storedTimeOrNull("last_fired_ms", row.last_fired_ms),
    cooldownUntilMs: storedTimeOrNull("cooldown_until_ms", row.cooldown_until_ms),
    rearmAt: rearmAtOf(row.rearm_at),
    holdingSinceMs: storedTimeOrNull("holding_since_ms", row.holding_since_ms),
    snoozedUntilMs: storedTimeOrNull("snoozed_until_ms", row.snoozed_until_ms),
    extreme: storedPriceOrNull("extreme", row.extreme),
  };
}

function rearmAtOf(text: string | null): RuleSnapshot["rearmAt"] {
  if (text === null) return null;
  const json = storedJson("rearm_at", text);
  if (!isRecord(json)) return unreadable("rearm_at", message("damaged.why.bounds"));
  return { below: boundOf(json["below"]), above: boundOf(json["above"]) };
}

/** A bound may lie at 0 or below, where a band is wider than its level. */
function boundOf(bound: unknown): string | null {
  if (bound === null || (typeof bound === "string" && isDecimal(bound))) return bound;
  return unreadable("rearm_at", message("damaged.why.bounds"));
}

/** By its symbol as far as that can be read, else by its id. */
function aboutRule(row: FoundRule): Pick<UnreadableFound, "key" | "subject"> {
  const symbol = /"symbol":"([^"]{1,40})"/.exec(String(row.spec))?.[1];
  return { key: { rowid: row.row_key }, subject: symbol ?? String(row.id) };
}

/** STRICT refuses a fraction in an INTEGER column; a clock that gives one must not cost an alert. */
function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
