/** A tab's storage, as `sessionStorage` is one: Node has none. */
import type { TabStorage } from "../../preload/page-session.ts";

export function tabStorage(): TabStorage {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}
