/** Every rule, as main last told it. */
import { instrumentKey } from "../../preload/contract/instrument.ts";
import type { Rule, RuleState } from "../../preload/contract/rule.ts";
import { plainMap } from "../lib/plain-collections.ts";

/** Alerts that could fire first, then those at rest, then those that are over. */
const rank: Record<RuleState, number> = { holding: 0, armed: 0, triggered: 0, paused: 1, done: 2, expired: 2 };

/** From this many rules on, changes are joined for this long: many fires at once are a thousand changes, each its own message. */
const many = 500;
const joinMs = 100;

export class RuleList {
  readonly #byId = plainMap<string, Rule>();
  /** One signal for all of them: rules change seldom, and many changes at once redraw the list once. */
  #version = $state(0);
  #touching: ReturnType<typeof setTimeout> | undefined;

  readonly all: readonly Rule[] = $derived.by(() => {
    void this.#version;
    return [...this.#byId.values()].sort(
      (a, b) => rank[a.state] - rank[b.state] || (a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? 1 : -1),
    );
  });

  /** How many alerts of each instrument could fire. */
  readonly armed: ReadonlyMap<string, number> = $derived.by(() => {
    const counts = plainMap<string, number>();
    for (const rule of this.all) {
      if (rank[rule.state] > 0 || rule.notWatched !== undefined) continue;
      const key = instrumentKey(rule.instrument);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  });

  get(id: string): Rule | undefined {
    void this.#version;
    return this.#byId.get(id);
  }

  of(key: string): readonly Rule[] {
    return this.all.filter((rule) => instrumentKey(rule.instrument) === key);
  }

  replace(rules: readonly Rule[]): void {
    this.#byId.clear();
    for (const rule of rules) this.#byId.set(rule.id, rule);
    this.#version++;
  }

  /** A generation never goes back: an older word that arrives late is not believed. */
  change(rule: Rule): void {
    const known = this.#byId.get(rule.id);
    if (known !== undefined && known.generation > rule.generation) return;
    this.#byId.set(rule.id, rule);
    this.#touch();
  }

  remove(id: string): void {
    if (this.#byId.delete(id)) this.#touch();
  }

  /** Says that something changed: at once while there are few, joined while there are many and each look costs a sort. */
  #touch(): void {
    if (this.#byId.size < many) {
      this.#version++;
      return;
    }
    this.#touching ??= setTimeout(() => {
      this.#touching = undefined;
      this.#version++;
    }, joinMs);
  }
}
