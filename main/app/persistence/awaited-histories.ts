/**
 * Gaps that were told without the venue's history, with the rules that were told of them: kept in the database until their history has
 * decided, so that the next start goes on where this process ends before that.
 */
import { instrumentOf, type VenueId } from "../../../preload/contract/instrument.ts";
import type { Tick, TickGap } from "../../../preload/contract/tick.ts";
import type { Engine } from "../../alerts/engine.ts";
import type { AwaitedHistory, StoredAwaitedHistories } from "../../store/awaited-histories-table.ts";

export interface AwaitedHistoriesOptions {
  readonly store: { readonly awaitedHistories: StoredAwaitedHistories };
  readonly engine: Pick<Engine, "rulesTold" | "get">;
}

export class AwaitedHistories {
  readonly #options: AwaitedHistoriesOptions;
  readonly #awaited = new Map<string, AwaitedHistory>();
  /** Those that the database refused. */
  readonly #unsaved = new Set<string>();
  /** Those that the database has, perhaps as they were before. */
  readonly #stored = new Set<string>();
  /** Of these, those whose history has decided: they go once that is written. While the database refuses, no more come to be here. */
  readonly #settled = new Map<string, AwaitedHistory>();

  constructor(options: AwaitedHistoriesOptions) {
    this.#options = options;
  }

  /**
   * What a run before this one awaited of a venue whose feed is opened now, oldest gap first. What no rule waits for any more goes:
   * those that were told of it are gone, or have been armed anew.
   */
  recall(venue: VenueId): readonly AwaitedHistory[] {
    const kept = this.#options.store.awaitedHistories.all();
    const found = new Map<string, AwaitedHistory>();
    for (const one of kept.ok ? kept.value : []) {
      const id = idOf(one.gap, one.after);
      this.#stored.add(id);
      if (isOf(venue, one.after)) found.set(id, one);
    }
    for (const [id, one] of this.#awaited) {
      if (!isOf(venue, one.after)) continue;
      this.#awaited.delete(id);
      // What the database could not be told, or cannot tell, is known here.
      if (!kept.ok || this.#unsaved.has(id)) found.set(id, one);
    }
    for (const [id, { after }] of this.#settled) if (isOf(venue, after)) this.#settled.delete(id);
    const recalled: AwaitedHistory[] = [];
    for (const [id, one] of found) {
      this.#awaited.set(id, one);
      if (this.#isWaitedFor(one)) recalled.push(one);
      else this.settle(one.gap, one.after);
    }
    return recalled.sort((a, b) => a.gap.fromWallMs - b.gap.fromWallMs);
  }

  /** The gap that ended with `after` was told just now; who was told of it is known by that. */
  note(gap: TickGap, after: Tick): void {
    const id = idOf(gap, after);
    const told = this.#awaited.get(id)?.told ?? this.#options.engine.rulesTold(after.instrument, gap);
    // One that is told in time is told to each rule by the engine itself.
    if (gap.missed !== undefined && told.size === 0) return;
    const one = { gap, after, told };
    this.#awaited.set(id, one);
    // While the database refuses, one attempt a second is enough ({@link keep}): this is asked by each instrument that comes back.
    if (this.#unsaved.size > 0 || !this.#options.store.awaitedHistories.save([one]).ok) this.#unsaved.add(id);
    else this.#stored.add(id);
  }

  /** The rules that its history decides; undefined where it was never noted. */
  toldOf(gap: TickGap, after: Tick): ReadonlyMap<string, number> | undefined {
    return this.#awaited.get(idOf(gap, after))?.told;
  }

  /** Its history has decided, or will never come. */
  settle(gap: TickGap, after: Tick): void {
    const id = idOf(gap, after);
    const one = this.#awaited.get(id);
    if (one === undefined) return;
    this.#awaited.delete(id);
    this.#unsaved.delete(id);
    if (this.#stored.has(id)) this.#settled.set(id, one);
  }

  /**
   * To be called once a second, when every decision made so far is written: removed before that, a history whose decisions were lost
   * with the process would be lost with them. Decided a second time it changes nothing: each generation of a rule fires once.
   */
  keep(): void {
    const { awaitedHistories } = this.#options.store;
    const unsaved = [...this.#unsaved].flatMap((id) => this.#awaited.get(id) ?? []);
    if (unsaved.length > 0 && awaitedHistories.save(unsaved).ok) {
      for (const id of this.#unsaved) this.#stored.add(id);
      this.#unsaved.clear();
    }
    if (this.#settled.size > 0 && awaitedHistories.remove([...this.#settled.values()]).ok) {
      for (const id of this.#settled.keys()) this.#stored.delete(id);
      this.#settled.clear();
    }
  }

  #isWaitedFor({ told }: AwaitedHistory): boolean {
    return [...told].some(([id, generation]) => this.#options.engine.get(id)?.generation === generation);
  }
}

function idOf({ fromWallMs, toWallMs, missed }: TickGap, { instrument }: Tick): string {
  return `${instrument} ${fromWallMs} ${toWallMs} ${missed?.fromId ?? ""}`;
}

function isOf(venue: VenueId, { instrument }: Tick): boolean {
  return instrumentOf(instrument).venue === venue;
}
