/** One level being moved to another price, and saved there. */
import { message } from "../../preload/contract/messages/message.ts";
import { draftSentence } from "../../preload/contract/text.ts";
import { formatDryRun } from "../../preload/contract/text/dry-run.ts";
import { specOf, type Condition, type Rule, type RuleSpec } from "../../preload/contract/rule.ts";
import { stepPrice } from "../composer/price-steps.ts";
import type { AppState } from "../app-state.svelte.ts";
import { DisplayThrottle } from "../lib/display-throttle.ts";
import { later } from "../lib/later.ts";
import { HeldLevels } from "./held-levels.svelte.ts";
import { addTicks, movedTo, trueAt, type LevelLine } from "./levels.ts";

/**
 * What is said of a line that is dragged, its price as well as its meaning, is laid out, read aloud and asked about anew with each change:
 * it follows no more often than this, milliseconds, and when the line stands still. The line itself moves with every frame. Sooner than a
 * dry run takes to settle: else each of these would ask for one.
 */
export const wordsEveryMs = 180;

export class LevelDrag {
  /** The line as it was when it was taken up; null while none is moved. */
  line = $state.raw<LevelLine | null>(null);
  /** Where it is now. */
  level = $state("");
  /** Where it is said to be: while it is dragged, where it was a moment ago. */
  toldLevel = $state("");
  /** What was let go and is being saved. */
  readonly held = new HeldLevels();
  readonly #appState: AppState;
  readonly #throttle = new DisplayThrottle({
    everyMs: wordsEveryMs,
    show: () => {
      this.toldLevel = this.level;
      return false;
    },
    nowMs: () => performance.now(),
    later,
  });

  /** As it would be where it is said to be. */
  readonly #toldCondition: Condition | null = $derived.by(() => this.#conditionAt(this.toldLevel));
  /** The alert as it would be here; null while none is moved, or the one that is being made: that is the composer's. */
  readonly spec: RuleSpec | null = $derived.by(() =>
    this.line?.rule == null || this.#toldCondition === null
      ? null
      : { ...specOf(this.line.rule), condition: this.#toldCondition },
  );
  /** What the alert would mean here. */
  readonly sentence: string = $derived.by(() =>
    this.spec === null ? "" : draftSentence(this.spec, this.#appState.words),
  );
  /** How often it would have fired here; null while that is not known. */
  readonly past: string | null = $derived.by(() => {
    const { answer, isOfMoved } = this.#appState.dryRun;
    return answer === null || !isOfMoved ? null : formatDryRun(answer, this.#appState.words).line;
  });
  /** What would surprise about saving it here; null where nothing does. */
  readonly surprise: string | null = $derived.by(() => {
    const last = this.#appState.selected?.price.last ?? null;
    if (this.line?.rule == null || this.#toldCondition === null) return null;
    // Its price may be there, from before: it fires by none.
    if (this.line.rule.notWatched !== undefined) return this.line.rule.notWatched;
    if (last !== null && this.line.rule.source === "last" && trueAt(this.#toldCondition, Number(last))) {
      return message(this.line.rule.holdForMs > 0 ? "chart.true" : "chart.true-fires");
    }
    return this.line.rule.state === "paused" ? message("chart.paused") : null;
  });

  constructor(appState: AppState) {
    this.#appState = appState;
  }

  get moved(): boolean {
    return this.line !== null && this.level !== this.line.level;
  }

  begin(line: LevelLine): void {
    this.line = line;
    this.level = line.level;
    this.toldLevel = line.level;
  }

  /** A place that the alert cannot have is not taken: the line stays where it last could be. */
  to(level: string): void {
    const { line } = this;
    if (line === null) return;
    if (line.rule === null) {
      const { composer } = this.#appState;
      const { rule } = composer;
      if (rule === null || movedTo(rule.condition, line.field, level) === null) return;
      // What is being made is shown in the composer as it moves, and saved there.
      composer.moveLevel(line.field, level);
      this.level = level;
    } else if (movedTo(line.rule.condition, line.field, level) !== null) this.level = level;
    this.#throttle.changed();
  }

  /** By so many steps of the venue's last digit up (down below zero). */
  tick(line: LevelLine, count: number, decimals: number): void {
    if (this.line?.key !== line.key) this.begin(line);
    const next = addTicks(this.level, count, decimals);
    if (next !== null) this.to(next);
    this.#throttle.flush();
  }

  /** By so many round steps up (down below zero). */
  step(line: LevelLine, count: number): void {
    if (this.line?.key !== line.key) this.begin(line);
    for (let done = 0; done < Math.abs(count); done++) {
      const next = stepPrice(this.level, count > 0 ? 1 : -1, null);
      if (next !== null) this.to(next);
    }
    this.#throttle.flush();
  }

  cancel(): void {
    if (this.line?.rule === null && this.moved) this.#appState.composer.moveLevel(this.line.field, this.line.level);
    this.#throttle.end();
    this.line = null;
  }

  /** Saves it where it is, and holds it there meanwhile. */
  async save(): Promise<void> {
    const { line, level, moved } = this;
    this.#throttle.end();
    this.line = null;
    if (line?.rule == null || !moved) return;
    await this.held.hold({ ...line, rule: line.rule }, level, this.#save(line, line.rule, level));
  }

  /** What has fired or was changed meanwhile is left as it is, and said; what was itself moved before this is waited for. Null: not saved. */
  async #save({ field }: LevelLine, taken: Rule, level: string): Promise<Rule | null> {
    const { id, instrument, condition: before, generation } = (await this.held.saved(taken.id)) ?? taken;
    const condition = movedTo(before, field, level);
    if (condition === null) return null;
    const appState = this.#appState;
    const now = appState.rules.get(id);
    if (now === undefined || now.generation !== generation || now.state === "done" || now.state === "expired") {
      appState.report({
        code: "rule-not-found",
        message: message("alert.changed-meanwhile"),
      });
      return null;
    }
    const saved = await appState.done(appState.api.rules.update({ id, condition }));
    if (saved === null) return null;
    appState.rules.change(saved);
    if (appState.composer.editingId === id) appState.composer.edit(saved);
    appState.say(message("alert.saved"));
    appState.removed = {
      words: message("alert.moved", { symbol: instrument.symbol }),
      undo: () => appState.done(appState.api.rules.update({ id, condition: before })),
    };
    return saved;
  }

  #conditionAt(level: string): Condition | null {
    return this.line?.rule == null ? null : movedTo(this.line.rule.condition, this.line.field, level);
  }
}
