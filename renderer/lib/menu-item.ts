import type { IconName } from "./icon-strokes.ts";

/** One line of a menu: what it says, and what it does when it is chosen. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly act: () => void;
}

/** What a menu opens at: a part of the page that it belongs to, or a place in the window, CSS pixels. */
export type MenuAnchor = HTMLElement | { readonly x: number; readonly y: number };
