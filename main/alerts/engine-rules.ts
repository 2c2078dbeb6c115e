/** Every rule of the engine and the indexes that they stand in: what is asked of them without deciding anything. */
import type { InstrumentKey, VenueId } from "../../preload/contract/instrument.ts";
import type { Quantity } from "./conditions/quantity.ts";
import type { RuleSnapshot } from "./decision.ts";
import { inOrder, snapshotOf, type EngineRule } from "./engine-rule.ts";
import { InstrumentIndex } from "./index/instrument-index.ts";
import type { PriceSourceIndex } from "./index/price-source-index.ts";
import { progressOf, type Progress } from "./progress.ts";

export class EngineRules {
  readonly #rules = new Map<string, EngineRule>();
  readonly #instrumentIndexes = new Map<InstrumentKey, InstrumentIndex>();
  #order = 0;

  /** The place of a new rule among all: after every other. */
  nextOrder(): number {
    return this.#order++;
  }

  has(id: string): boolean {
    return this.#rules.has(id);
  }

  find(id: string): EngineRule | null {
    return this.#rules.get(id) ?? null;
  }

  /** Throws where there is none. */
  of(id: string): EngineRule {
    const rule = this.#rules.get(id);
    if (rule === undefined) throw new Error(`There is no rule ${id}.`);
    return rule;
  }

  /** Takes the place of one with the same id. */
  put(rule: EngineRule): void {
    this.#rules.set(rule.id, rule);
  }

  delete(id: string): void {
    this.#rules.delete(id);
  }

  /** Null where no rule ever was on it. */
  findIndex(key: InstrumentKey): InstrumentIndex | null {
    return this.#instrumentIndexes.get(key) ?? null;
  }

  /** Made if need be. */
  indexOf(key: InstrumentKey): InstrumentIndex {
    let instrumentIndex = this.#instrumentIndexes.get(key);
    if (instrumentIndex === undefined) {
      instrumentIndex = new InstrumentIndex(key);
      this.#instrumentIndexes.set(key, instrumentIndex);
    }
    return instrumentIndex;
  }

  /** Of a venue, or of these instruments. */
  indexesOf(lost: VenueId | readonly InstrumentKey[]): readonly InstrumentIndex[] {
    return [...this.#instrumentIndexes.values()].filter(({ key }) =>
      typeof lost === "string" ? key.startsWith(`${lost}:`) : lost.includes(key),
    );
  }

  get(id: string): RuleSnapshot | null {
    const rule = this.#rules.get(id);
    return rule === undefined ? null : this.snapshot(rule);
  }

  /** In the order in which they were made. */
  all(): readonly RuleSnapshot[] {
    return [...this.#rules.values()].sort(inOrder).map((rule) => this.snapshot(rule));
  }

  /** Rules that are armed, holding or waiting to re-arm, in no order. */
  *waiting(): Generator<{
    readonly id: string;
    readonly spec: RuleSnapshot["spec"];
    readonly state: RuleSnapshot["state"];
  }> {
    for (const { id, compiled, lifecycle } of this.#rules.values())
      if (lifecycle.isWatching) yield { id, spec: compiled.spec, state: lifecycle.state };
  }

  /** Instruments on which some rule is armed, holding or waiting to re-arm. */
  instruments(): readonly InstrumentKey[] {
    return [...this.#instrumentIndexes.values()]
      .filter(({ priceIndexes }) => priceIndexes.length > 0)
      .map(({ key }) => key);
  }

  /** How many rules there are armed, holding or waiting to re-arm. */
  armedCount(key: InstrumentKey): number {
    let count = 0;
    for (const priceIndex of this.findIndex(key)?.priceIndexes ?? []) count += priceIndex.ruleCount;
    return count;
  }

  /** What the rules there can only be decided by. */
  needsOf(key: InstrumentKey): { readonly everyTrade: boolean; readonly size: boolean; readonly quotes: boolean } {
    const index = this.findIndex(key);
    const has = (quantity: Quantity): boolean => index !== null && index.priceIndex(quantity) !== null;
    const size = has("size");
    return {
      everyTrade: size || has("last"),
      size,
      quotes: has("bid") || has("ask") || has("mid") || has("spread") || has("spread-percent"),
    };
  }

  /** Extremes of trailing rules that have moved since the last call, as they must be written down. */
  drainExtremes(): readonly { readonly ruleId: string; readonly extreme: string }[] {
    const moved: { ruleId: string; extreme: string }[] = [];
    for (const { priceIndexes } of this.#instrumentIndexes.values())
      for (const priceIndex of priceIndexes) {
        if (!priceIndex.takeMoved()) continue;
        for (const rule of priceIndex.rules) {
          if (rule.trailing === null || rule.lifecycle.state === "triggered") continue;
          const { extreme } = this.snapshot(rule);
          if (extreme === null || extreme === rule.trailing.savedText) continue;
          rule.trailing.markSaved(extreme);
          moved.push({ ruleId: rule.id, extreme });
        }
      }
    return moved;
  }

  /** See {@link progressOf}; null where there is no such rule. */
  progress(id: string, monoMs: number): Progress | null {
    const rule = this.#rules.get(id);
    const priceIndex = rule?.lifecycle.isWatching === true ? this.#priceIndexOf(rule) : null;
    return rule === undefined || priceIndex === null ? null : progressOf(rule, priceIndex, monoMs);
  }

  /** The rule as it must be written down, wherever its extreme is kept at present. */
  snapshot(rule: EngineRule): RuleSnapshot {
    const priceIndex = this.#priceIndexOf(rule);
    return snapshotOf(rule, priceIndex === null ? (rule.trailing?.extreme ?? null) : priceIndex.extremeOf(rule));
  }

  #priceIndexOf({ compiled }: EngineRule): PriceSourceIndex | null {
    return this.findIndex(compiled.key)?.priceIndex(compiled.quantity) ?? null;
  }
}
