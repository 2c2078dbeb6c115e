/** The menu of alerts, one or all that are selected: the same by right click, by key and by the button of a row. */
import { formatExactDuration } from "../../preload/contract/format.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import type { AppState } from "../app-state.svelte.ts";
import type { MenuItem } from "../lib/menu-item.ts";
import { isOver, isWaiting, pauseAlerts, removeAlerts, resumeAlerts } from "./alert-actions.ts";

const quarterMs = 900_000;
const snoozeChoicesMs: readonly number[] = [quarterMs, 4 * quarterMs, 32 * quarterMs];

export function snoozeItems(appState: AppState, rules: readonly Rule[]): MenuItem[] {
  return snoozeChoicesMs.map((forMs) => ({
    label: message("alert.snooze", { duration: formatExactDuration(forMs) }),
    icon: "moon",
    act: () => void pauseAlerts(appState, rules, forMs),
  }));
}

export function alertMenu(appState: AppState, rules: readonly Rule[]): MenuItem[] {
  const items: MenuItem[] = [];
  const [only] = rules;
  if (only === undefined) return items;
  if (rules.some(isWaiting))
    items.push(
      { label: message("alert.pause"), icon: "pause", act: () => void pauseAlerts(appState, rules) },
      ...snoozeItems(appState, rules),
    );
  if (rules.some((rule) => !isWaiting(rule)))
    items.push({
      label: message(rules.every(isOver) ? "alert.arm-again" : "alert.resume"),
      icon: rules.every(isOver) ? "reload" : "play",
      act: () => void resumeAlerts(appState, rules),
    });
  items.push({ label: message("alert.tell"), icon: "bell", act: () => (appState.alertTable.telling = rules) });
  if (rules.length === 1)
    items.push(
      {
        label: message("alert.open", { symbol: only.instrument.symbol }),
        icon: "chart",
        act: () => appState.showInstrument(only.instrument),
      },
      { label: message("alert.edit"), icon: "edit", act: () => appState.edit(only, "edit") },
      { label: message("alert.duplicate"), icon: "copy", act: () => appState.edit(only, "duplicate") },
    );
  items.push({
    label: message("alert.remove"),
    icon: "trash",
    danger: true,
    act: () => void removeAlerts(appState, rules),
  });
  return items;
}
