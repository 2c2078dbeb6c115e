/** The watchlist in its groups: what belongs to none comes first, then each group under its name. Plain values. */
import type { QuoteCell } from "./quotes.svelte.ts";
import type { Settings } from "../../preload/contract/settings.ts";

export type WatchlistGroups = Settings["watchlistGroups"];

export type WatchlistEntry =
  | { readonly kind: "group"; readonly key: string; readonly name: string }
  | { readonly kind: "row"; readonly key: string; readonly cell: QuoteCell };

/** `cells` in the order of the list, which holds within each group. A group of which nothing is shown is left out. */
export function inGroups(cells: readonly QuoteCell[], groups: WatchlistGroups): WatchlistEntry[] {
  const nameOf = new Map(groups.flatMap(({ name, keys }) => keys.map((key) => [key, name] as const)));
  const row = (cell: QuoteCell): WatchlistEntry => ({ kind: "row", key: cell.key, cell });
  const loose = cells.filter(({ key }) => !nameOf.has(key)).map(row);
  const grouped = groups.flatMap(({ name }): WatchlistEntry[] => {
    const rows = cells.filter(({ key }) => nameOf.get(key) === name).map(row);
    return rows.length === 0 ? [] : [{ kind: "group", key: `group ${name}`, name }, ...rows];
  });
  return [...loose, ...grouped];
}

/** The groups with this instrument in that one (null: in none). Groups that nothing is in any more go. */
export function putInGroup(groups: WatchlistGroups, key: string, name: string | null): WatchlistGroups {
  const without = groups.map((group) => ({ ...group, keys: group.keys.filter((each) => each !== key) }));
  const wanted = name?.trim() ?? "";
  if (wanted !== "") {
    const present = without.find((group) => group.name === wanted);
    if (present === undefined) without.push({ name: wanted, keys: [key] });
    else present.keys.push(key);
  }
  return without.filter(({ keys }) => keys.length > 0);
}

/** The group under another name; where that is a group too, what was in this one comes after what is in that. */
export function renameGroup(groups: WatchlistGroups, from: string, to: string): WatchlistGroups {
  const renamed = groups.find(({ name }) => name === from);
  if (renamed === undefined || from === to) return groups;
  if (!groups.some(({ name }) => name === to))
    return groups.map((group) => (group === renamed ? { ...group, name: to } : group));
  return withoutGroup(groups, from).map((group) =>
    group.name === to ? { ...group, keys: [...group.keys, ...renamed.keys] } : group,
  );
}

/** The groups without that one. What was in it is in none. */
export function withoutGroup(groups: WatchlistGroups, name: string): WatchlistGroups {
  return groups.filter((group) => group.name !== name);
}

export function groupOf(groups: WatchlistGroups, key: string): string | null {
  return groups.find(({ keys }) => keys.includes(key))?.name ?? null;
}
