/** The rules table: a rule with everything of it that must survive a restart. */
import type { Database } from "better-sqlite3";
import type { RuleSpec, RuleState } from "../../preload/contract/rule.ts";
import type { RuleLife } from "../alerts/decision.ts";

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

/** What a decision may change of it. */
type StateRow = Omit<RuleRow, "spec" | "created_ms">;

export function rulesTable(db: Database) {
  const all = db.prepare<[], RuleRow>("SELECT * FROM rules ORDER BY created_ms, id");
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
    all: (): RuleLife[] => all.all().map(lifeOf),
    save: (life: RuleLife): void =>
      void upsert.run({ ...stateOf(life), spec: JSON.stringify(life.spec), created_ms: Math.round(life.createdMs) }),
    /**
     * The state a decision left the rule in. It brings back no rule that was removed, and takes back none that has been
     * armed anew since: decisions may be written late, when the disk works again.
     */
    advance(life: RuleLife): void {
      const row = stateOf(life);
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

function stateOf(life: RuleLife): StateRow {
  return {
    id: life.id,
    generation: life.generation,
    state: life.state,
    state_ms: Math.round(life.stateMs),
    armed_ms: Math.round(life.armedMs),
    armed_blind: life.armedBlind ? 1 : 0,
    last_fired_ms: whole(life.lastFiredMs),
    cooldown_until_ms: whole(life.cooldownUntilMs),
    rearm_at: life.rearmAt === null ? null : JSON.stringify(life.rearmAt),
    holding_since_ms: whole(life.holdingSinceMs),
    snoozed_until_ms: whole(life.snoozedUntilMs),
    extreme: life.extreme,
  };
}

function lifeOf(row: RuleRow): RuleLife {
  return {
    id: row.id,
    spec: JSON.parse(row.spec) as RuleSpec,
    generation: row.generation,
    state: row.state,
    createdMs: row.created_ms,
    stateMs: row.state_ms,
    armedMs: row.armed_ms,
    armedBlind: row.armed_blind === 1,
    lastFiredMs: row.last_fired_ms,
    cooldownUntilMs: row.cooldown_until_ms,
    rearmAt: row.rearm_at === null ? null : (JSON.parse(row.rearm_at) as RuleLife["rearmAt"]),
    holdingSinceMs: row.holding_since_ms,
    snoozedUntilMs: row.snoozed_until_ms,
    extreme: row.extreme,
  };
}

/** STRICT refuses a fraction in an INTEGER column; a clock that gives one must not cost an alert. */
function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
