/** What the watchlist shows and where its cursor is. The prices themselves are the quote book's. */
import type { Api } from "../../preload/api.ts";
import type { Instrument } from "../../preload/contract/instrument.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import type { Failure } from "../../preload/contract/result.ts";
import { plainMap } from "../lib/plain-collections.ts";
import { changeOver } from "./change-span.ts";
import { inGroups, type WatchlistEntry } from "./watchlist-entries.ts";
import type { QuoteTable, QuoteCell } from "./quotes.svelte.ts";

export const sortOrders = ["mine", "symbol", "change", "alerts"] as const;
export type SortOrder = (typeof sortOrders)[number];

/** A place in the list: next to this instrument. */
export interface Beside {
  readonly key: string;
  readonly side: "before" | "after";
}

interface Needs {
  readonly api: Api;
  readonly quotes: QuoteTable;
  /** Number of alerts that could fire, for sorting by it. */
  readonly armedOn: (key: string) => number;
  /** Null until they are known. */
  readonly settings: () => Pick<Settings, "changeSpan" | "watchlistGroups"> | null;
  readonly report: (failure: Failure) => void;
}

export class Watchlist {
  sort = $state<SortOrder>("mine");
  filter = $state("");
  /** Key of the row that the arrow keys are on. */
  cursorKey = $state<string | null>(null);
  /** The row that the keys have just gone to: it is brought into view. */
  reveal = $state.raw<{ readonly index: number } | null>(null);
  /** Order by a number that moves is taken at a moment, not continuously: a list that jumps cannot be clicked. */
  #isPointedAt = false;
  #ranked = $state.raw<readonly string[] | null>(null);
  readonly #needs: Needs;

  readonly #sorted: readonly QuoteCell[] = $derived.by(() => {
    const wanted = this.filter.trim().toUpperCase();
    const cells = this.#needs.quotes.cells;
    const found = wanted === "" ? cells : cells.filter((cell) => cell.instrument.symbol.includes(wanted));
    if (this.sort === "symbol") return [...found].sort((a, b) => (a.instrument.symbol < b.instrument.symbol ? -1 : 1));
    const ranked = this.#ranked;
    if (this.sort === "mine" || ranked === null) return found;
    const rank = plainMap(ranked.map((key, index) => [key, index]));
    return [...found].sort((a, b) => (rank.get(a.key) ?? Infinity) - (rank.get(b.key) ?? Infinity));
  });
  /** With the names of their groups between them. */
  readonly entries: readonly WatchlistEntry[] = $derived.by(() =>
    inGroups(this.#sorted, this.#needs.settings()?.watchlistGroups ?? []),
  );
  readonly rows: readonly QuoteCell[] = $derived(
    this.entries.flatMap((entry) => (entry.kind === "row" ? [entry.cell] : [])),
  );
  readonly cursor = $derived(this.rows.findIndex((cell) => cell.key === this.cursorKey));

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Nothing changes its place under the pointer. */
  point(isPointedAt: boolean): void {
    this.#isPointedAt = isPointedAt;
  }

  /** Ranks once more by what moves (change, number of alerts). Called when the order is chosen and every few seconds. */
  rank(isChosen = false): void {
    if ((this.sort !== "change" && this.sort !== "alerts") || (this.#isPointedAt && !isChosen)) return;
    const by =
      this.sort === "change"
        ? (cell: QuoteCell): number => changeOver(cell, this.#needs.settings()?.changeSpan ?? "day") ?? -Infinity
        : (cell: QuoteCell): number => this.#needs.armedOn(cell.key);
    const valued = this.#needs.quotes.cells.map((cell) => ({ key: cell.key, value: by(cell) }));
    valued.sort((a, b) => (a.value === b.value ? 0 : b.value - a.value));
    const order = valued.map((entry) => entry.key);
    if (order.some((key, index) => key !== this.#ranked?.[index]) || order.length !== this.#ranked?.length)
      this.#ranked = order;
  }

  choose(sort: SortOrder): void {
    this.sort = sort;
    this.rank(true);
  }

  /** Moves the cursor by rows, or to either end. */
  move(by: number): void {
    const rows = this.rows;
    if (rows.length === 0) return;
    const from = this.cursor === -1 ? (by > 0 ? -1 : rows.length) : this.cursor;
    const key = rows[Math.max(0, Math.min(rows.length - 1, from + by))]?.key ?? null;
    this.cursorKey = key;
    this.reveal = { index: this.entries.findIndex((entry) => entry.key === key) };
  }

  /** Moves an instrument to the place of another. Only where the list stands in the person's own order and whole. */
  async reorder(key: string, toKey: string): Promise<void> {
    if (!this.canReorder) return;
    const keys = this.#needs.quotes.cells.map((cell) => cell.key as string);
    const from = keys.indexOf(key);
    const to = keys.indexOf(toKey);
    if (from === -1 || to === -1 || from === to) return;
    keys.splice(from, 1);
    keys.splice(to, 0, key);
    await this.setOrder(keys);
  }

  /** Moves an instrument next to another. True when main took it; nothing happens where the list is sorted or filtered. */
  async placeBeside(key: string, { key: besideKey, side }: Beside): Promise<boolean> {
    if (!this.canReorder || key === besideKey) return false;
    const keys = this.#needs.quotes.cells.map((cell) => cell.key as string).filter((each) => each !== key);
    const at = keys.indexOf(besideKey);
    if (at === -1) return false;
    keys.splice(side === "before" ? at : at + 1, 0, key);
    return this.setOrder(keys);
  }

  /** Every instrument, in this order. True when main took it; a refusal is reported, and the list is as it was. */
  async setOrder(keys: readonly string[]): Promise<boolean> {
    const cells = keys.flatMap((each) => this.#needs.quotes.cell(each) ?? []);
    const before = this.#needs.quotes.cells;
    this.#needs.quotes.cells = cells;
    const done = await this.#needs.api.market.reorder({ keys: [...keys] });
    if (done.ok) return true;
    this.#needs.quotes.cells = before;
    this.#needs.report(done.error);
    return false;
  }

  get canReorder(): boolean {
    return this.sort === "mine" && this.filter.trim() === "";
  }

  /** Watches one more. The host answers with its quote, and pushes the new watchlist. */
  async add(instrument: Instrument): Promise<Instrument | Failure> {
    const done = await this.#needs.api.market.watch(instrument);
    return done.ok ? done.value.instrument : done.error;
  }

  /** True when it is gone; a refusal is reported. */
  async remove(instrument: Instrument): Promise<boolean> {
    const done = await this.#needs.api.market.unwatch(instrument);
    if (!done.ok) this.#needs.report(done.error);
    return done.ok;
  }
}
