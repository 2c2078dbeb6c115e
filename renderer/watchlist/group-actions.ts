/** What is done with the groups of the watchlist: each is one thing to undo, and nobody loses an instrument by it. */
import { isolate } from "../../preload/contract/format.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { AppState } from "../app-state.svelte.ts";
import type { QuoteCell } from "./quotes.svelte.ts";
import type { Beside } from "./watchlist.svelte.ts";
import { groupOf, putInGroup, renameGroup, withoutGroup, type WatchlistGroups } from "./watchlist-entries.ts";

type Window = Pick<AppState, "settings" | "watchlist" | "quotes" | "report"> & { removed: AppState["removed"] };

/** Into the group of that name (null: into none), which is made where it is new. */
export async function moveToGroup(
  window: Window,
  { key, instrument }: QuoteCell,
  name: string | null,
  beside: Beside | null = null,
): Promise<void> {
  const before = groupsOf(window);
  const wanted = name?.trim() ?? "";
  const present = groupOf(before, key) ?? "";
  if (wanted === present) return;
  const order = window.quotes.cells.map((cell) => cell.key as string);
  if (!(await setGroups(window, putInGroup(before, key, wanted)))) return;
  const isPlaced = beside !== null && (await window.watchlist.placeBeside(key, beside));
  const symbol = isolate(instrument.symbol);
  window.removed = {
    words:
      wanted === ""
        ? message("watchlist.left-group", { symbol, group: isolate(present) })
        : message("watchlist.moved-to-group", { symbol, group: isolate(wanted) }),
    async undo() {
      await setGroups(window, before);
      if (isPlaced) await window.watchlist.setOrder(order);
    },
  };
}

/** Where the other name is that of a group too, both become one. An empty name changes nothing. */
export async function nameGroup(window: Window, from: string, name: string): Promise<void> {
  const to = name.trim();
  if (to === "" || to === from) return;
  const before = groupsOf(window);
  const isMerged = before.some((group) => group.name === to);
  if (!(await setGroups(window, renameGroup(before, from, to)))) return;
  const names = { from: isolate(from), to: isolate(to) };
  window.removed = {
    words: message(isMerged ? "watchlist.groups-joined" : "watchlist.group-renamed", names),
    undo: () => setGroups(window, before),
  };
}

/** What was in it stays in the watchlist, in no group. */
export async function deleteGroup(window: Window, name: string): Promise<void> {
  const before = groupsOf(window);
  if (!(await setGroups(window, withoutGroup(before, name)))) return;
  window.removed = {
    words: message("watchlist.group-deleted", { group: isolate(name) }),
    undo: () => setGroups(window, before),
  };
}

/** The row of one group to the place next to it in another, or within its own. */
export async function stepRow(window: Window, key: string, by: 1 | -1): Promise<void> {
  const { watchlist } = window;
  if (!watchlist.canReorder) return;
  const at = watchlist.rows.findIndex((cell) => cell.key === key);
  const [cell, neighbour] = [watchlist.rows[at], watchlist.rows[at + by]];
  if (cell === undefined || neighbour === undefined) return;
  await dropOn(window, cell, neighbour, by === 1 ? "before" : "after");
}

/** A row was let go over another one. In its own group it takes that one's place; `side` is where it comes to stand in another. */
export async function dropOn(window: Window, cell: QuoteCell, over: QuoteCell, side: Beside["side"]): Promise<void> {
  const groups = groupsOf(window);
  const group = groupOf(groups, over.key);
  if (group === groupOf(groups, cell.key)) await window.watchlist.reorder(cell.key, over.key);
  else await moveToGroup(window, cell, group, { key: over.key, side });
}

const groupsOf = ({ settings }: Window): WatchlistGroups => settings.view?.watchlistGroups ?? [];

/** True when main took them; a refusal is reported. */
async function setGroups(window: Window, groups: WatchlistGroups): Promise<boolean> {
  if (await window.settings.set("watchlistGroups", groups)) return true;
  const failure = window.settings.failures["watchlistGroups"];
  if (failure !== undefined) window.report(failure);
  return false;
}
