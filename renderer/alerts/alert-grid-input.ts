/** What the pointer and the keys do in the table of alerts. Its rows take both through the grid: handlers of their own would be made anew with every scroll. */
import type { Rule } from "../../preload/contract/rule.ts";
import type { AppState } from "../app-state.svelte.ts";
import type { MenuAnchor } from "../lib/menu-item.ts";
import { removeAlerts } from "./alert-actions.ts";

interface AlertGridParts {
  readonly appState: AppState;
  /** A finger selects by the mark of a row. */
  readonly isPhone: () => boolean;
  /** `event`: the right click that asked for it. */
  readonly openMenu: (rules: readonly Rule[], anchor: MenuAnchor, event?: MouseEvent) => void;
}

export class AlertGridInput {
  readonly #parts: AlertGridParts;

  constructor(parts: AlertGridParts) {
    this.#parts = parts;
  }

  /** All that is selected where the row is among it; else it alone. */
  meant(rule: Rule): Rule[] {
    const { alertTable } = this.#parts.appState;
    return alertTable.selected.has(rule.id) ? alertTable.selectedRules() : [rule];
  }

  /** The alert in whose row it happened. */
  ruleAt(event: Event): Rule | undefined {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-rule]") : null;
    return row === null ? undefined : this.#parts.appState.rules.get(row.dataset["rule"] ?? "");
  }

  /** The alert that the keys are on. */
  get ruleAtCursor(): Rule | undefined {
    const { alertTable, rules } = this.#parts.appState;
    const entry = alertTable.entries[alertTable.cursor];
    return entry?.kind === "alert" ? rules.get(entry.id) : undefined;
  }

  /** What keys act on: the alert that they are on, with all that is selected beside it; all that is selected where they are on none. */
  get #keyed(): readonly Rule[] {
    const rule = this.ruleAtCursor;
    return rule === undefined ? this.#parts.appState.alertTable.selectedRules() : this.meant(rule);
  }

  openMenuOf(rule: Rule, anchor: MenuAnchor): void {
    this.#parts.openMenu(this.meant(rule), anchor);
  }

  click(event: MouseEvent): void {
    const { appState, isPhone } = this.#parts;
    const { alertTable } = appState;
    const rule = this.ruleAt(event);
    if (rule === undefined) return;
    const isMark = event.target instanceof Element && event.target.closest('[data-part="state"]') !== null;
    if (event.shiftKey) alertTable.selectTo(rule.id);
    else if (event.ctrlKey || event.metaKey || (isPhone() && isMark)) alertTable.toggleSelected(rule.id);
    else {
      alertTable.select(rule.id);
      appState.select(`${rule.instrument.venue}:${rule.instrument.symbol}`);
    }
  }

  doubleClick(event: MouseEvent): void {
    const rule = this.ruleAt(event);
    if (rule !== undefined) this.#parts.appState.edit(rule, "edit");
  }

  rightClick(event: MouseEvent): void {
    const { appState, openMenu } = this.#parts;
    const rule = this.ruleAt(event);
    if (rule === undefined) return;
    event.preventDefault();
    if (!appState.alertTable.selected.has(rule.id)) appState.alertTable.select(rule.id);
    openMenu(this.meant(rule), { x: event.clientX, y: event.clientY }, event);
  }

  keys(event: KeyboardEvent): void {
    const { appState } = this.#parts;
    const { alertTable } = appState;
    const entry = alertTable.entries[alertTable.cursor];
    const rule = this.ruleAtCursor;
    const isCommand = event.ctrlKey || event.metaKey;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
    if (by !== undefined && !event.altKey) alertTable.move(by, event.shiftKey);
    else if (isCommand && event.key.toLowerCase() === "a") alertTable.selectAll();
    else if (isCommand || event.altKey) return;
    else if (event.key === "Escape" && alertTable.selected.size > 0) alertTable.clearSelection();
    else if (entry?.kind === "group" && (event.key === "Enter" || event.key === " ")) alertTable.fold(entry.key);
    else if (event.key.toLowerCase() === "t" && this.#keyed.length > 0) alertTable.telling = this.#keyed;
    else if (event.key === "Delete") void removeAlerts(appState, this.#keyed);
    else if (rule === undefined) return;
    else if (event.key === "Enter") appState.edit(rule, "edit");
    else if (event.key === " ") alertTable.toggleSelected(rule.id);
    else if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
      const row = document.getElementById(`alert-${rule.id}`);
      if (row !== null) this.openMenuOf(rule, row);
    } else return;
    event.preventDefault();
  }
}
