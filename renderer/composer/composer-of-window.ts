/** The making of an alert, joined to the window's state. */
import type { AppState } from "../app-state.svelte.ts";
import { later } from "../lib/later.ts";
import { Composer } from "./composer.svelte.ts";

export function composerOfWindow(appState: AppState): Composer {
  return new Composer({
    api: appState.api,
    instrument: () => appState.selected?.instrument ?? null,
    instruments: () => appState.quotes.cells.map((cell) => cell.instrument),
    marketOf: (instrument) => appState.marketOf(instrument),
    ruleOf: (id) => appState.rules.get(id),
    destinations: () => appState.destinations.all,
    nowMs: () => appState.clock.nowMs,
    show: (instrument) => appState.showInstrument(instrument),
    focus(on) {
      appState.pane = "instrument";
      appState.wanted = on;
    },
    later,
  });
}
