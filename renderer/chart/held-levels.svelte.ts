/** Levels that were let go elsewhere and are being saved there. */
import type { Rule } from "../../preload/contract/rule.ts";
import { plainMap } from "../lib/plain-collections.ts";
import type { LevelLine } from "./levels.ts";

interface Held {
  readonly level: string;
  /** The alert's generation that has this level; null: the host has not answered yet. */
  readonly generation: number | null;
}

export class HeldLevels {
  /** By the keys of their lines. */
  #held = $state.raw<ReadonlyMap<string, Held>>(plainMap());
  readonly #saving = plainMap<string, Promise<Rule | null>>();

  /** The lines as they lie: what was let go stays there until its alert comes with that level, or the host refuses it. */
  placed(lines: readonly LevelLine[]): readonly LevelLine[] {
    if (this.#held.size === 0) return lines;
    return lines.map((line) => {
      const held = this.#held.get(line.key);
      const isOver = held?.generation != null && (line.rule?.generation ?? 0) >= held.generation;
      return held === undefined || isOver ? line : { ...line, level: held.level };
    });
  }

  /** The alert as the last save that is under way leaves it; null: none is, or it was refused. */
  async saved(id: string): Promise<Rule | null> {
    return (await this.#saving.get(id)) ?? null;
  }

  /** Holds `line` at `level` until `saving` has come back: at once in its old place where that is null. */
  async hold(line: LevelLine & { readonly rule: Rule }, level: string, saving: Promise<Rule | null>): Promise<void> {
    const { id } = line.rule;
    const holding: Held = { level, generation: null };
    this.#set(line.key, holding);
    this.#saving.set(id, saving);
    const saved = await saving;
    if (this.#saving.get(id) === saving) this.#saving.delete(id);
    // It was let go elsewhere once more.
    if (this.#held.get(line.key) !== holding) return;
    this.#set(line.key, saved === null ? null : { level, generation: saved.generation });
  }

  #set(key: string, held: Held | null): void {
    const others = [...this.#held].filter(([each]) => each !== key);
    this.#held = plainMap(held === null ? others : [...others, [key, held]]);
  }
}
