/** What the alert that is being made would have done in the past: asked once it settles, and again while more of the past comes in. */
import type { Api } from "../../preload/api.ts";
import type { DryRun } from "../../preload/contract/dry-run.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";

/** Typing, or a drag, settles for so long before main is asked. */
export const dryRunDelayMs = 200;
/** While candles are being fetched. */
export const dryRunAgainMs = 3_000;

interface DryRunNeeds {
  readonly api: Pick<Api, "rules">;
  readonly later: (act: () => void, delayMs: number) => () => void;
}

export class DryRunState {
  /** The newest answer; of the alert as it was before the last change until there is another. Null while there is none. */
  answer = $state.raw<DryRun | null>(null);
  /** The alert has changed since it was answered. */
  isOutdated = $state(false);
  /** What the answer is of, for whoever draws it; null while there is none. */
  answered = $state.raw<RuleSpec | null>(null);
  #rule: RuleSpec | null = null;
  #text = "";
  #asked = 0;
  #cancel: () => void = () => undefined;
  readonly #needs: DryRunNeeds;

  constructor(needs: DryRunNeeds) {
    this.#needs = needs;
  }

  /** The alert is this one now, null: none. The same one again changes nothing. */
  follow(rule: RuleSpec | null): void {
    // Words and ways of telling change nothing of when it fires.
    const text = rule === null ? "" : JSON.stringify({ ...rule, note: "", notify: null });
    if (text === this.#text) return;
    const isElsewhere = rule === null || !isSameInstrument(rule, this.answered);
    this.#rule = rule;
    this.#text = text;
    this.#asked++;
    this.#cancel();
    if (isElsewhere) this.#show(null, null);
    this.isOutdated = this.answer !== null;
    if (rule !== null) this.#askIn(dryRunDelayMs);
  }

  #askIn(delayMs: number): void {
    this.#cancel = this.#needs.later(() => void this.#ask(), delayMs);
  }

  async #ask(): Promise<void> {
    const rule = this.#rule;
    if (rule === null) return;
    const asked = ++this.#asked;
    const done = await this.#needs.api.rules.dryRun({ rule });
    // An answer to what has since been changed is no answer.
    if (asked !== this.#asked) return;
    if (done.ok) this.#show(done.value, rule);
    // What is wrong with the alert, the venue or the host is said where it belongs; here there is then nothing to say.
    else if (done.error.code !== "superseded") this.#show(null, null);
    if (done.ok && done.value.isFetching) this.#askIn(dryRunAgainMs);
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
