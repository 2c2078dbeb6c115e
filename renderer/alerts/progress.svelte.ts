/** How far along the alerts are that wait for no fixed level: asked of main once a second, of those whose rows are seen. */
import type { Api } from "../../preload/api.ts";
import { maxProgressIds, type RuleProgress } from "../../preload/contract/rule-progress.ts";
import { plainMap } from "../lib/plain-collections.ts";

const askEveryMs = 1_000;
/** Rows come into view in numbers: they are asked of together. */
const joinMs = 50;

interface ProgressNeeds {
  readonly api: Pick<Api, "rules">;
  readonly later: (act: () => void, delayMs: number) => () => void;
  /** Nobody can see it: nothing is asked. */
  readonly isHidden: () => boolean;
}

export class ProgressList {
  /** How many rows show it. */
  readonly #users = plainMap<string, number>();
  #found = $state.raw<ReadonlyMap<string, RuleProgress>>(plainMap());
  readonly #needs: ProgressNeeds;
  #cancel: (() => void) | null = null;

  constructor(needs: ProgressNeeds) {
    this.#needs = needs;
  }

  /** A row is seen. Returns the function to be called when it no longer is. */
  follow(id: string): () => void {
    const users = this.#users.get(id) ?? 0;
    this.#users.set(id, users + 1);
    if (users === 0) this.#askIn(joinMs);
    return () => {
      const left = (this.#users.get(id) ?? 1) - 1;
      if (left > 0) this.#users.set(id, left);
      else this.#users.delete(id);
      if (this.#users.size > 0) return;
      this.#cancel?.();
      this.#cancel = null;
    };
  }

  /** Null where nothing is known now. */
  of(id: string): RuleProgress | null {
    return this.#found.get(id) ?? null;
  }

  #askIn(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#needs.later(() => void this.#ask(), delayMs);
  }

  async #ask(): Promise<void> {
    this.#cancel = null;
    if (!this.#needs.isHidden()) {
      const done = await this.#needs.api.rules.progress({ ids: [...this.#users.keys()].slice(0, maxProgressIds) });
      // A host that is out of reach is said elsewhere; what was known is then not of now.
      this.#found = plainMap((done.ok ? done.value : []).map((each) => [each.id, each] as const));
    }
    if (this.#users.size > 0 && this.#cancel === null) this.#askIn(askEveryMs);
  }
}
