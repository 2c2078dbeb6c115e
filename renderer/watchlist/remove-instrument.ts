/** Taking an instrument off the watchlist, and saying truly what that means. */
import { instrumentKey, type Instrument } from "../../preload/contract/instrument.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { AppState } from "../app-state.svelte.ts";

/** Another instrument is looked at if it was the one looked at. */
export async function removeFromWatchlist(appState: AppState, instrument: Instrument): Promise<void> {
  const keys = appState.quotes.cells.map((cell) => cell.key);
  if (!(await appState.watchlist.remove(instrument))) return;
  const count = appState.rules.armed.get(instrumentKey(instrument)) ?? 0;
  const { symbol } = instrument;
  appState.removed = {
    // An alert goes on watching what is not in the list: "no longer watched" is said only where nothing of it is.
    words:
      count === 0
        ? message("watchlist.removed", { symbol })
        : message("watchlist.removed-but-watched", { symbol, count }),
    undo: async () => {
      if ((await appState.done(appState.api.market.watch(instrument))) !== null)
        await appState.done(appState.api.market.reorder({ keys }));
    },
  };
}
