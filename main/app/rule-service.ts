/** Rules as a person handles them: made, changed, paused. The engine decides, the commit queue writes, the feed is told what to watch. */
import { message } from "../../preload/contract/messages/message.ts";
import type { RulePreview } from "../../preload/contract/rule-calls.ts";
import type { CallInput } from "../../preload/contract/contract.ts";
import type { AppInfo } from "../../preload/contract/app-info.ts";
import type { Notify } from "../../preload/contract/destination.ts";
import { instrumentKey, type InstrumentKey, type VenueId } from "../../preload/contract/instrument.ts";
import { fail, ok, type Refused, type Result } from "../../preload/contract/result.ts";
import type { Rule, RuleSpec } from "../../preload/contract/rule.ts";
import type { RuleProgress } from "../../preload/contract/rule-progress.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import type { Decision, RuleSnapshot } from "../alerts/decision.ts";
import type { Engine } from "../alerts/engine.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/store-interface.ts";
import type { CommitQueue } from "./persistence/commit-queue.ts";
import { PauseTogether } from "./pause-together.ts";
import { previewRule } from "./preview-rule.ts";
import { RemovedRules } from "./removed-rules.ts";
import { anew, armedBy } from "./rule-arming.ts";
import { createBatch } from "./rule-batch.ts";
import { parseRuleInput, type RuleInputChecks } from "./rule-input.ts";
import { isWaiting, progressOf, type ToRule } from "./rule-view.ts";
import { changeDetails, notifyChanges, type DetailsChange } from "./rule-details.ts";
import { parseRulePatch, ruleNotFound } from "./rule-patch.ts";
import { Signal } from "../lib/signal.ts";

/** More rules than anybody makes by hand; a script that runs away is stopped here, not by a full disk. */
export const maxRules = 200_000;

export interface RuleServiceOptions extends RuleInputChecks {
  readonly engine: Engine;
  readonly commitQueue: CommitQueue;
  readonly store: Store;
  readonly newId: () => string;
  /** The last price if the feed is live and it is recent enough to stand for "now"; else null. */
  readonly fresh: (key: InstrumentKey) => Tick | null;
  readonly lastTick: (key: InstrumentKey) => Tick | null;
  /** Why nothing of a venue is watched, in words; null where it is on. */
  readonly notWatched: (venue: VenueId) => string | null;
  /** In words, that none of the destinations that a rule names can be told; null where one can. */
  readonly toldInstead: (notify: Notify) => string | null;
  readonly toRule: ToRule;
}

export class RuleService {
  /** A rule is no more. */
  readonly removed = new Signal<string>();
  /** The set of instruments that rules need, or a timer of theirs, may have changed. */
  readonly touched = new Signal<void>();
  readonly #options: RuleServiceOptions;
  readonly #removedRules: RemovedRules;
  readonly #pauseTogether: PauseTogether;

  constructor(options: RuleServiceOptions) {
    this.#options = options;
    this.#removedRules = new RemovedRules(options);
    this.#pauseTogether = new PauseTogether(options);
  }

  list(): Rule[] {
    return this.#options.engine.all().map(this.#options.toRule);
  }

  create(input: unknown): Result<Rule> {
    const { engine, clock, commitQueue, store } = this.#options;
    const spec = this.parse(input);
    if (!spec.ok) return spec;
    if (!this.#hasRoomFor(1)) return tooMany();
    // Before the engine knows of it: an alert that a crash would lose is not one, it is refused rather than half made.
    const flushed = commitQueue.flush();
    if (!flushed.ok) return flushed;
    const id = this.#options.newId();
    const decisions = engine.add(
      id,
      spec.value,
      clock.now(),
      this.#options.fresh(instrumentKey(spec.value.instrument)),
    );
    const saved = store.rules.save(armedBy(decisions));
    if (!saved.ok) {
      engine.remove(id);
      return saved;
    }
    this.#write(decisions);
    return this.#answer(id);
  }

  /** All of them or none; see {@link createBatch} for `input` and refusals. In the order given. */
  createMany(input: unknown): Result<Rule[]> {
    const flushed = this.#options.commitQueue.flush();
    if (!flushed.ok) return flushed;
    const batch = createBatch(this.#options, input, {
      parse: (rule) => this.parse(rule),
      refusalOf: (count) => (this.#hasRoomFor(count) ? null : tooMany()),
    });
    if (!batch.ok) return batch;
    this.#write(batch.value.decisions);
    return ok(this.#answers(batch.value.ids));
  }

  /** Any part of a rule. It is armed anew where that could change when it fires. */
  update(input: unknown): Result<Rule> {
    const { engine, clock, commitQueue, store } = this.#options;
    const patch = parseRulePatch(this.#options, input);
    if (!patch.ok) return patch;
    const { present, spec, isDetailsAlone } = patch.value;
    const { id } = present;
    if (isDetailsAlone) {
      const changed = this.#changeDetails([{ id, details: spec }]);
      return changed.ok ? this.#answer(id) : changed;
    }
    const flushed = commitQueue.flush();
    if (!flushed.ok) return flushed;
    const now = clock.now();
    const fresh = this.#options.fresh(instrumentKey(spec.instrument));
    // What it says is durable before the engine goes by it: a refusal leaves the alert as it was, in both.
    const saved = store.rules.save(anew(present, spec, now.wallMs, fresh === null));
    if (!saved.ok) return saved;
    this.#write(engine.edit(id, spec, now, fresh));
    return this.#answer(id);
  }

  /** Where these are told from now on, in one transaction and without arming any anew. See {@link notifyChanges}. Answers them. */
  setNotifyMany(changes: CallInput<"rules.setNotifyMany">["changes"]): Result<Rule[]> {
    const asked = notifyChanges(this.#options, changes);
    return asked.ok ? this.#changeDetails(asked.value) : asked;
  }

  remove(id: string): Result<Record<string, never>> {
    const removed = this.removeMany([id]);
    if (!removed.ok) return removed;
    return removed.value.ids.length === 0 ? ruleNotFound() : ok({});
  }

  /** See {@link RemovedRules.remove}. */
  removeMany(ids: readonly string[]): Result<{ ids: string[] }> {
    const removed = this.#removedRules.remove(ids);
    if (!removed.ok) return removed;
    for (const id of removed.value) this.removed.emit(id);
    this.touched.emit();
    return ok({ ids: [...removed.value] });
  }

  restore(id: string): Result<Rule> {
    const restored = this.restoreMany([id]);
    if (!restored.ok) return restored;
    return restored.value[0] === undefined ? ruleNotFound() : ok(restored.value[0]);
  }

  /** See {@link RemovedRules.restore}. */
  restoreMany(ids: readonly string[]): Result<Rule[]> {
    const restored = this.#removedRules.restore(ids);
    if (!restored.ok) return restored;
    this.#write(restored.value.decisions);
    return ok(this.#answers(restored.value.ids));
  }

  pause(id: string): Result<Rule> {
    return this.#change(id, (now) => this.#options.engine.pause(id, now, null));
  }

  resume(id: string): Result<Rule> {
    const snapshot = this.#options.engine.get(id);
    if (snapshot === null) return ruleNotFound();
    const known = this.#options.fresh(instrumentKey(snapshot.spec.instrument));
    return this.#change(id, (now) => this.#options.engine.resume(id, now, known));
  }

  /** A pause that ends by itself after `forMs`; a rule that is done is armed anew then. */
  snooze(id: string, forMs: number): Result<Rule> {
    return this.#change(id, (now) => this.#options.engine.pause(id, now, now.wallMs + forMs));
  }

  /** Pauses those of them that wait, for `forMs` or until they are resumed (null), in one transaction. Answers the paused ones. */
  pauseMany(ids: readonly string[], forMs: number | null): Result<Rule[]> {
    const { engine } = this.#options;
    return this.#changeMany(ids, isWaiting, ({ id }, now) =>
      engine.pause(id, now, forMs === null ? null : now.wallMs + forMs),
    );
  }

  /** Arms those of them anew that do not wait, in one transaction. Answers them. */
  resumeMany(ids: readonly string[]): Result<Rule[]> {
    const { engine, fresh } = this.#options;
    return this.#changeMany(
      ids,
      (snapshot) => !isWaiting(snapshot),
      ({ id, spec }, now) => engine.resume(id, now, fresh(instrumentKey(spec.instrument))),
    );
  }

  /** See {@link PauseTogether.pauseAll}. */
  pauseAll(forMs: number): Result<Rule[]> {
    const written = this.#pauseTogether.pauseAll(forMs);
    this.touched.emit();
    return written.ok ? ok(this.list()) : written;
  }

  /**
   * Alerts that wait for a price, for the tray: thousands cost little more than being counted. In no order, and without those
   * whose venue is off, which wait for nothing.
   */
  *waiting(): Generator<Pick<Rule, "id" | "instrument" | "condition" | "state">> {
    const on = new Set(this.#options.venuesOn());
    for (const { id, spec, state } of this.#options.engine.waiting())
      if (on.has(spec.instrument.venue)) yield { id, instrument: spec.instrument, condition: spec.condition, state };
  }

  /** Rules on this venue that wait for a price, as they are now: it was switched on or off. */
  waitingOn(venue: VenueId): Rule[] {
    const { engine, toRule } = this.#options;
    return engine
      .all()
      .filter((snapshot) => snapshot.spec.instrument.venue === venue && isWaiting(snapshot))
      .map(toRule);
  }

  /** See {@link PauseTogether.paused}. */
  paused(): Pick<AppInfo, "pausedUntil" | "pausedHow"> {
    return this.#pauseTogether.paused();
  }

  /** See {@link previewRule}. */
  preview(input: unknown): Result<RulePreview> {
    const spec = this.parse(input);
    return spec.ok ? ok(previewRule(this.#options, spec.value)) : spec;
  }

  progress(ids: readonly string[]): RuleProgress[] {
    return progressOf(ids, this.#options.engine, this.#options.clock.now());
  }

  /** A rule from outside, checked against what there is. */
  parse(input: unknown, present: RuleSpec | null = null): Result<RuleSpec> {
    return parseRuleInput(input, this.#options, present);
  }

  #changeDetails(changes: readonly DetailsChange[]): Result<Rule[]> {
    const decisions = changeDetails(this.#options, changes);
    if (!decisions.ok) return decisions;
    this.#write(decisions.value);
    return ok(this.#answers(changes.map(({ id }) => id)));
  }

  /** They hold from here on; what cannot be written waits in the commit queue, which says so in the feed's status. */
  #write(decisions: readonly Decision[]): Result<unknown> {
    const { commitQueue } = this.#options;
    commitQueue.add(decisions);
    const written = commitQueue.flush();
    this.touched.emit();
    return written;
  }

  #hasRoomFor(count: number): boolean {
    return this.#options.engine.all().length + count <= maxRules;
  }

  #change(id: string, change: (now: ReturnType<Clock["now"]>) => readonly Decision[]): Result<Rule> {
    const { engine, clock } = this.#options;
    if (engine.get(id) === null) return ruleNotFound();
    const written = this.#write(change(clock.now()));
    return written.ok ? this.#answer(id) : written;
  }

  #changeMany(
    ids: readonly string[],
    isMeant: (snapshot: RuleSnapshot) => boolean,
    change: (snapshot: RuleSnapshot, now: ReturnType<Clock["now"]>) => readonly Decision[],
  ): Result<Rule[]> {
    const { engine, clock } = this.#options;
    const now = clock.now();
    const meant = [...new Set(ids)].flatMap((id) => engine.get(id) ?? []).filter(isMeant);
    const written = this.#write(meant.flatMap((snapshot) => change(snapshot, now)));
    return written.ok ? ok(this.#answers(meant.map(({ id }) => id))) : written;
  }

  /** Those of them that there are, in that order. */
  #answers(ids: readonly string[]): Rule[] {
    return ids.flatMap((id) => this.#options.engine.get(id) ?? []).map(this.#options.toRule);
  }

  #answer(id: string): Result<Rule> {
    const snapshot = this.#options.engine.get(id);
    return snapshot === null ? ruleNotFound() : ok(this.#options.toRule(snapshot));
  }
}

function tooMany(): Refused {
  return fail("rule-invalid", message("answer.too-many-alerts", { most: maxRules }));
}
