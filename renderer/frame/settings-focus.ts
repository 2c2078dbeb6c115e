/** The settings take the place of all else: whoever opens them goes on there, and comes back to where they were. */

/** Called with what is shown now, once it is there. `before`: what had the focus as the settings were opened. */
export function moveFocus(view: "main" | "settings", before: Element | null): void {
  if (view === "settings") document.getElementById("settings-title")?.focus({ preventScroll: true });
  if (view === "settings" || !(before instanceof HTMLElement) || document.activeElement !== document.body) return;
  // What was shown before was made anew: the part that has its id takes its place.
  const now = before.isConnected ? before : document.getElementById(before.id);
  now?.focus();
}
