/** Keys that the whole window knows, wherever the focus is. */
import type { AppState } from "../app-state.svelte.ts";

/** Where the key belongs to what is being typed. */
function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.matches("input, textarea, select, [contenteditable]");
}

/** What lies over all else, and is closed by Escape before anything below it: a menu, a list that drops down, a dialog. */
const isCovered = (): boolean => document.querySelector(":popover-open, dialog:modal") !== null;

/** Does what the key stands for, and keeps the browser from doing what it would. */
export function onShortcut(appState: AppState, event: KeyboardEvent): void {
  const isCommand = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (isCommand && key === "k") {
    event.preventDefault();
    appState.paletteOpen = true;
  } else if (isCommand && key === ",") {
    event.preventDefault();
    appState.view = "settings";
  } else if (isCommand && !event.shiftKey && key === "z") {
    // In a field it is the field's own.
    if (appState.removed === null || isTyping(event)) return;
    event.preventDefault();
    void appState.undoRemove();
  } else if (event.key === "?" && !isCommand && !isTyping(event)) {
    event.preventDefault();
    appState.keysOpen = true;
  } else if (event.key === "/" && !isCommand && !event.altKey && !isTyping(event)) {
    const search = document.getElementById(`${appState.side}-search`);
    if (search === null) return;
    event.preventDefault();
    search.focus();
  } else if (event.key === "F8") {
    const toast = document.querySelector<HTMLElement>(".toasts button");
    if (toast === null) return;
    event.preventDefault();
    toast.focus();
  } else if (event.key === "Escape" && appState.view === "settings" && !event.defaultPrevented && !isCovered()) {
    appState.view = "main";
  }
}
