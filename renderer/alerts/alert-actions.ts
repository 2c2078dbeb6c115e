/** What is done with alerts, one or all that are selected: each is one call, one transaction, and one thing to undo. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import type { AppState } from "../app-state.svelte.ts";

export function isOver(rule: Rule): boolean {
  return rule.state === "done" || rule.state === "expired";
}

export function isWaiting(rule: Rule): boolean {
  return !isOver(rule) && rule.state !== "paused";
}

const idsOf = (rules: readonly Rule[]): string[] => rules.map(({ id }) => id);

/** Pauses those that wait; with `forMs` they come back by themselves. */
export async function pauseAlerts(appState: AppState, rules: readonly Rule[], forMs?: number): Promise<void> {
  const waiting = rules.filter(isWaiting);
  if (waiting.length === 0) return;
  const call = { ids: idsOf(waiting), ...(forMs === undefined ? {} : { forMs }) };
  const paused = await appState.done(appState.api.rules.pauseMany(call));
  if (paused === null) return;
  for (const rule of paused) appState.rules.change(rule);
  const ids = idsOf(paused);
  if (ids.length === 0) return;
  appState.removed = {
    words: message(forMs === undefined ? "alerts.paused" : "alerts.snoozed", { count: ids.length }),
    undo: () => appState.done(appState.api.rules.resumeMany({ ids })),
  };
}

/** Arms those anew that are paused or over. */
export async function resumeAlerts(appState: AppState, rules: readonly Rule[]): Promise<void> {
  const resting = rules.filter((rule) => !isWaiting(rule));
  if (resting.length === 0) return;
  const armed = await appState.done(appState.api.rules.resumeMany({ ids: idsOf(resting) }));
  for (const rule of armed ?? []) appState.rules.change(rule);
}

export async function removeAlerts(appState: AppState, rules: readonly Rule[]): Promise<void> {
  const [only] = rules;
  if (only === undefined) return;
  if (rules.length === 1) return appState.remove(only);
  const removed = await appState.done(appState.api.rules.removeMany({ ids: idsOf(rules) }));
  if (removed === null) return;
  const { ids } = removed;
  for (const id of ids) appState.rules.remove(id);
  if (appState.composer.editingId !== null && ids.includes(appState.composer.editingId)) appState.composer.begin();
  appState.removed = {
    words: message("alerts.removed", { count: ids.length }),
    undo: () => appState.done(appState.api.rules.restoreMany({ ids })),
  };
}
