/** The state of the table of alerts: what is searched and chosen, its order, its cursor and its selection. */
import type { ConditionGroup } from "../../preload/contract/condition-kinds.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { plainMap, plainSet } from "../lib/plain-collections.ts";
import { TableSort } from "../lib/table-sort.svelte.ts";
import { alertColumns, alertSortKey } from "./alert-sort.ts";
import { arrange, keepOrder, type AlertEntry, type AlertFilter, type AlertStage } from "./alert-entries.ts";

interface Needs {
  readonly rules: () => readonly Rule[];
  readonly ruleOf: (id: string) => Rule | undefined;
  readonly textOf: (rule: Rule) => string;
  readonly distanceOf: (rule: Rule) => number | null;
  readonly labelOfStage: (stage: AlertStage) => string;
  readonly labelOfInstrument: (rule: Rule) => string;
  /** Where it is told, in words. */
  readonly toldAt: (rule: Rule) => string;
  /** Milliseconds, monotonic. */
  readonly nowMs: () => number;
}

/** After a key, the order stands still for this long: whoever goes by keys has no pointer to hold it with. */
const heldByKeysMs = 4_000;

export class AlertTable {
  text = $state("");
  stages = $state.raw<ReadonlySet<AlertStage>>(plainSet());
  kinds = $state.raw<ReadonlySet<ConditionGroup>>(plainSet());
  venues = $state.raw<ReadonlySet<VenueId>>(plainSet());
  instrument = $state<string | null>(null);
  bySymbol = $state(false);
  readonly sort = new TableSort("alerts", alertColumns);
  entries = $state.raw<readonly AlertEntry[]>([]);
  /** Key of the entry that the keys are on. */
  cursorKey = $state<string | null>(null);
  selected = $state.raw<ReadonlySet<string>>(plainSet());
  /** The entry that must be brought into view; another value each time it is asked for. */
  reveal = $state.raw<{ readonly index: number } | null>(null);
  /** The alerts that a dialog asks about where they are told; null: none is open. */
  telling = $state.raw<readonly Rule[] | null>(null);
  #folded = $state.raw<ReadonlySet<string>>(plainSet());
  #anchorKey: string | null = null;
  #isPointedAt = false;
  #heldUntilMs = -Infinity;
  readonly #needs: Needs;

  readonly cursor = $derived(this.entries.findIndex(({ key }) => key === this.cursorKey));
  readonly filter: AlertFilter = $derived({
    text: this.text,
    stages: this.stages,
    kinds: this.kinds,
    venues: this.venues,
    instrument: this.instrument,
  });
  readonly isFiltered = $derived(
    this.text.trim() !== "" ||
      this.stages.size > 0 ||
      this.kinds.size > 0 ||
      this.venues.size > 0 ||
      this.instrument !== null,
  );

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Puts everything in its place, whoever points at it: what is shown was just chosen by a person. */
  rearrange(): void {
    this.entries = this.#arranged();
    this.#prune();
  }

  /** Something changed by itself. Nothing moves under the pointer, and nothing while keys are used. */
  follow(): void {
    const now = this.#arranged();
    this.entries = this.isHeld ? keepOrder(this.entries, now) : now;
    this.#prune();
  }

  get isHeld(): boolean {
    return this.#isPointedAt || this.#needs.nowMs() < this.#heldUntilMs;
  }

  point(isPointedAt: boolean): void {
    this.#isPointedAt = isPointedAt;
  }

  toggleStage(stage: AlertStage): void {
    this.stages = toggled(this.stages, stage);
  }

  toggleKind(kind: ConditionGroup): void {
    this.kinds = toggled(this.kinds, kind);
  }

  toggleVenue(venue: VenueId): void {
    this.venues = toggled(this.venues, venue);
  }

  clearFilter(): void {
    this.text = "";
    this.stages = plainSet();
    this.kinds = plainSet();
    this.venues = plainSet();
    this.instrument = null;
  }

  fold(key: string): void {
    this.#folded = toggled(this.#folded, key);
    this.rearrange();
  }

  isFolded(key: string): boolean {
    return this.#folded.has(key);
  }

  /** Moves the cursor by entries, or to either end; with `extend` everything from the anchor to it is selected. */
  move(by: number, extend: boolean): void {
    if (this.entries.length === 0) return;
    const from = this.cursor === -1 ? (by > 0 ? -1 : this.entries.length) : this.cursor;
    const to = Math.max(0, Math.min(this.entries.length - 1, from + by));
    this.#hold();
    if (extend) this.#anchorKey ??= this.cursorKey;
    this.cursorKey = this.entries[to]?.key ?? null;
    this.reveal = { index: to };
    if (extend) this.selectTo(this.cursorKey);
    else this.#anchorKey = null;
  }

  /** One alone. */
  select(key: string): void {
    this.cursorKey = key;
    this.#anchorKey = key;
    this.selected = plainSet([key]);
  }

  toggleSelected(key: string): void {
    this.cursorKey = key;
    this.#anchorKey = key;
    this.selected = toggled(this.selected, key);
  }

  /** From where selecting began to here. */
  selectTo(key: string | null): void {
    if (key === null) return;
    const at = (wanted: string | null): number => this.entries.findIndex((entry) => entry.key === wanted);
    const [from, to] = [at(this.#anchorKey ?? this.cursorKey ?? key), at(key)];
    this.#anchorKey ??= this.cursorKey ?? key;
    this.cursorKey = key;
    const range = this.entries.slice(Math.min(from === -1 ? to : from, to), Math.max(from, to) + 1);
    this.selected = plainSet(range.flatMap((entry) => (entry.kind === "alert" ? [entry.id] : [])));
  }

  selectAll(): void {
    this.selected = plainSet(this.entries.flatMap((entry) => (entry.kind === "alert" ? [entry.id] : [])));
  }

  clearSelection(): void {
    this.selected = plainSet();
    this.#anchorKey = null;
  }

  /** The selected alerts, in the order of the table. */
  selectedRules(): Rule[] {
    return [...this.selected].flatMap((id) => this.#needs.ruleOf(id) ?? []);
  }

  #arranged(): AlertEntry[] {
    const { rules, textOf, distanceOf, labelOfStage, labelOfInstrument } = this.#needs;
    const isFolded = (key: string): boolean => this.#folded.has(key);
    const { current } = this.sort;
    const sort = current && { keyOf: alertSortKey(current.column, this.#needs), isDescending: current.isDescending };
    const how = {
      sort,
      filter: this.filter,
      bySymbol: this.bySymbol,
      textOf,
      distanceOf,
      labelOfStage,
      labelOfInstrument,
    };
    return arrange(rules(), { ...how, isFolded });
  }

  #hold(): void {
    this.#heldUntilMs = this.#needs.nowMs() + heldByKeysMs;
  }

  /** What is not shown any more is not selected either: it would be changed unseen. */
  #prune(): void {
    if (this.selected.size === 0) return;
    const shown = plainMap(this.entries.map(({ key }) => [key, true] as const));
    const kept = [...this.selected].filter((id) => shown.has(id));
    if (kept.length < this.selected.size) this.selected = plainSet(kept);
  }
}

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = plainSet(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
