/** Where alerts are told, changed for all of a selection by one call, with one thing to undo. None is armed anew by it. */
import type { Notify } from "../../preload/contract/destination.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import type { AppState } from "../app-state.svelte.ts";
import { isSame } from "../lib/is-same.ts";
import { plainMap } from "../lib/plain-collections.ts";

/** What all of them say; null where they differ. */
export function commonNotify(rules: readonly Rule[]): { [K in keyof Notify]: Notify[K] | null } {
  const [first] = rules;
  if (first === undefined) return { to: null, urgency: null };
  const { to, urgency } = first.notify;
  const isCommon = (part: "to" | "urgency"): boolean =>
    rules.every(({ notify }) => isSame(notify[part], first.notify[part]));
  return { to: isCommon("to") ? to : null, urgency: isCommon("urgency") ? urgency : null };
}

/** A part of `chosen` that is left out stays as it is. Those that say so already are left alone. */
export async function setNotify(appState: AppState, rules: readonly Rule[], chosen: Partial<Notify>): Promise<void> {
  const others = rules.filter(({ notify }) => !isSame({ ...notify, ...chosen }, notify));
  if (others.length === 0) return;
  const { api } = appState;
  const changed = await appState.done(
    api.rules.setNotifyMany({ changes: [{ ids: others.map(({ id }) => id), notify: chosen }] }),
  );
  if (changed === null || changed.length === 0) return;
  for (const rule of changed) appState.rules.change(rule);
  const changes = asBefore(changed, others);
  appState.removed = {
    words: message("alerts.told-elsewhere", { count: changed.length }),
    undo: async () => {
      for (const rule of (await appState.done(api.rules.setNotifyMany({ changes }))) ?? []) appState.rules.change(rule);
    },
  };
}

/** What each of `changed` said before, those that said the same together. */
function asBefore(changed: readonly Rule[], before: readonly Rule[]): { ids: string[]; notify: Notify }[] {
  const groups = plainMap<string, { ids: string[]; notify: Notify }>();
  const there = plainMap(changed.map(({ id }) => [id, true] as const));
  for (const { id, notify } of before) {
    if (!there.has(id)) continue;
    const key = JSON.stringify(notify);
    const group = groups.get(key) ?? { ids: [], notify };
    group.ids.push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}
