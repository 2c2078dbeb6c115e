/** A row of the watchlist that is dragged: onto another row it takes its place and joins its group, onto a group's name it joins that. */
import type { AppState } from "../app-state.svelte.ts";
import { dropOn, moveToGroup } from "./group-actions.ts";
import type { QuoteCell } from "./quotes.svelte.ts";
import type { WatchlistEntry } from "./watchlist-entries.ts";

export class WatchlistDrag {
  #dragged = $state.raw<QuoteCell | null>(null);
  #overKey = $state<string | null>(null);
  readonly #appState: AppState;

  constructor(appState: AppState) {
    this.#appState = appState;
  }

  /** Where the order is not the person's own, or not whole, a row can still be put into a group. */
  get canDrag(): boolean {
    return this.#appState.watchlist.canReorder || (this.#appState.settings.view?.watchlistGroups.length ?? 0) > 0;
  }

  /** Whether what is dragged would fall on this entry. */
  isOver(entry: WatchlistEntry): boolean {
    return this.#dragged !== null && this.#overKey === entry.key;
  }

  start(event: DragEvent, cell: QuoteCell): void {
    this.#dragged = cell;
    event.dataTransfer?.setData("text/plain", cell.instrument.symbol);
  }

  over(event: DragEvent, entry: WatchlistEntry): void {
    if (this.#dragged === null) return;
    event.preventDefault();
    this.#overKey = entry.key;
  }

  drop(event: DragEvent, entry: WatchlistEntry): void {
    event.preventDefault();
    const dragged = this.#dragged;
    if (dragged === null) return;
    if (entry.kind === "group") void moveToGroup(this.#appState, dragged, entry.name);
    else void dropOn(this.#appState, dragged, entry.cell, "before");
  }

  end(): void {
    this.#dragged = null;
    this.#overKey = null;
  }
}
