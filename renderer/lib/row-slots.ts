/**
 * Which row of a list that shows a part of its items is written for which of them. An item that stays in sight keeps its row, wherever
 * it moves; one that comes takes the row of one that went, because to make a row costs several times what its words do.
 */
export class RowSlots {
  #slotOf: ReadonlyMap<string, number> = new Map();
  #made = 0;

  /** The rows for these items, in their order, and those that are for another item than before. */
  assign(keys: readonly string[]): { readonly slots: readonly number[]; readonly reused: ReadonlySet<number> } {
    const shown = new Set(keys);
    const free = [...this.#slotOf].flatMap(([key, slot]) => (shown.has(key) ? [] : [slot]));
    const reused = new Set<number>();
    let taken = 0;
    const slotOf = new Map<string, number>();
    for (const key of keys) {
      let slot = this.#slotOf.get(key);
      if (slot === undefined) {
        slot = free[taken++];
        if (slot === undefined) slot = this.#made++;
        else reused.add(slot);
      }
      slotOf.set(key, slot);
    }
    this.#slotOf = slotOf;
    return { slots: [...slotOf.values()], reused };
  }
}
