/** The menu of a row of the watchlist: the same by right click, by key and by its button. */
import { isolate } from "../../preload/contract/format.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { AppState } from "../app-state.svelte.ts";
import type { MenuItem } from "../lib/menu-item.ts";
import type { QuoteCell } from "./quotes.svelte.ts";
import { stepRow } from "./group-actions.ts";
import { groupOf } from "./watchlist-entries.ts";

interface Acts {
  readonly open: (cell: QuoteCell) => void;
  readonly addAlert: (cell: QuoteCell) => void;
  readonly chooseGroup: (cell: QuoteCell) => void;
  readonly leaveGroup: (cell: QuoteCell) => void;
  readonly changeGroup: (group: string) => void;
}

export function watchlistMenu(appState: AppState, cell: QuoteCell, acts: Acts): MenuItem[] {
  const { symbol } = cell.instrument;
  const list = appState.watchlist;
  const group = groupOf(appState.settings.view?.watchlistGroups ?? [], cell.key);
  return [
    { label: message("alert.open", { symbol }), icon: "chart", act: () => acts.open(cell) },
    { label: message("composer.new-on", { symbol }), icon: "bell", act: () => acts.addAlert(cell) },
    ...(list.canReorder
      ? ([
          { label: message("watchlist.up"), icon: "up", act: () => void stepRow(appState, cell.key, -1) },
          { label: message("watchlist.down"), icon: "down", act: () => void stepRow(appState, cell.key, 1) },
        ] as const)
      : []),
    { label: message("watchlist.put-in-group"), icon: "list", act: () => acts.chooseGroup(cell) },
    ...(group === null
      ? []
      : [
          {
            label: message("watchlist.leave-group", { group: isolate(group) }),
            icon: "close" as const,
            act: () => acts.leaveGroup(cell),
          },
          {
            label: message("watchlist.change-group", { group: isolate(group) }),
            icon: "edit" as const,
            act: () => acts.changeGroup(group),
          },
        ]),
    {
      label: message("instrument.remove"),
      icon: "trash",
      danger: true,
      act: () => void appState.unwatch(cell.instrument),
    },
  ];
}
