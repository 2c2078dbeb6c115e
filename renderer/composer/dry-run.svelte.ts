/** What the alert that is being made would have done in the past: asked once it settles, and again while more of the past comes in. */
import type { Api } from "../../preload/api.ts";
import type { DryRun } from "../../preload/contract/dry-run.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";

/** Typing, or a drag, settles for so long before main is asked. */
export const dryRunDelayMs = 200;
/** What does not settle is asked of all the same: a line that is dragged on and on is followed. */
export const dryRunMostDelayMs = 500;
/** While candles are being fetched. */
export const dryRunAgainMs = 3_000;

interface DryRunNeeds {
  readonly api: Pick<Api, "rules">;
  readonly later: (act: () => void, delayMs: number) => () => void;
  /** Milliseconds, monotonic. */
  readonly nowMs: () => number;
}

export class DryRunState {
  /** The newest answer; of the alert as it was before the last change until there is another. Null while there is none. */
  answer = $state.raw<DryRun | null>(null);
  /** The alert has changed since it was answered. */
  isOutdated = $state(false);
  /** What the answer is of, for whoever draws it; null while there is none. */
  answered = $state.raw<RuleSpec | null>(null);
  /** What is asked of is not what the composer has, but an alert whose line is being moved. */
  isOfMoved = $state(false);
  #made: RuleSpec | null = null;
  #moved: RuleSpec | null = null;
  #rule: RuleSpec | null = null;
  #text = "";
  #asked = 0;
  /** Since when something that was not asked of yet has been waiting. Milliseconds, monotonic; null: nothing waits. */
  #waitsSinceMs: number | null = null;
  #cancel: () => void = () => undefined;
  readonly #needs: DryRunNeeds;

  constructor(needs: DryRunNeeds) {
    this.#needs = needs;
  }

  /** The alert that is being made is this one now, null: none. The same one again changes nothing. */
  follow(rule: RuleSpec | null): void {
    this.#made = rule;
    this.#turn();
  }

  /** An alert whose line is being moved, as it would be if it were left there: it comes first. Null: none is. */
  followMoved(rule: RuleSpec | null): void {
    this.#moved = rule;
    this.#turn();
  }

  #turn(): void {
    const rule = this.#moved ?? this.#made;
    const isOfMoved = this.#moved !== null;
    // Words and ways of telling change nothing of when it fires.
    const text = rule === null ? "" : JSON.stringify({ ...rule, note: "", notify: null });
    if (text === this.#text && isOfMoved === this.isOfMoved) return;
    const isAnother = rule === null || isOfMoved !== this.isOfMoved || !isSameInstrument(rule, this.#rule);
    this.#rule = rule;
    this.#text = text;
    this.isOfMoved = isOfMoved;
    if (isAnother) {
      this.#asked++;
      this.#show(null, null);
      this.#waitsSinceMs = null;
    }
    this.isOutdated = this.answer !== null;
    this.#cancel();
    if (rule === null) return;
    this.#waitsSinceMs ??= this.#needs.nowMs();
    const left = this.#waitsSinceMs + dryRunMostDelayMs - this.#needs.nowMs();
    this.#askIn(Math.max(0, Math.min(dryRunDelayMs, left)));
  }

  #askIn(delayMs: number): void {
    this.#cancel = this.#needs.later(() => void this.#ask(), delayMs);
  }

  async #ask(): Promise<void> {
    const rule = this.#rule;
    if (rule === null) return;
    const text = this.#text;
    const asked = ++this.#asked;
    this.#waitsSinceMs = null;
    const done = await this.#needs.api.rules.dryRun({ rule });
    // Something newer was asked, or there is nothing to ask of any more.
    if (asked !== this.#asked) return;
    const isOutdated = text !== this.#text;
    if (done.ok) this.#show(done.value, rule);
    // What is wrong with the alert, the venue or the host is said where it belongs; here there is then nothing to say.
    else if (done.error.code !== "superseded" && !isOutdated) this.#show(null, null);
    this.isOutdated = isOutdated && this.answer !== null;
    if (done.ok && done.value.isFetching && !isOutdated) this.#askIn(dryRunAgainMs);
  }

  #show(answer: DryRun | null, rule: RuleSpec | null): void {
    this.answer = answer;
    this.answered = rule;
    this.isOutdated = false;
  }
}

function isSameInstrument(a: RuleSpec, b: RuleSpec | null): boolean {
  return b !== null && instrumentKey(a.instrument) === instrumentKey(b.instrument);
}
