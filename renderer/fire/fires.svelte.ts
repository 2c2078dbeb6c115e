/** What has just fired: told at the top of the window until it is put away, and marked for a moment wherever its alert is shown. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import { plainMap, plainSet } from "../lib/plain-collections.ts";

/** Beyond these the newest take their place: what is more is in the history. */
const maxShown = 3;
/** How long the row of an alert stays marked. */
const recentForMs = 8_000;
/** How long it is told while the window is seen. */
const toldForMs = 30_000;

export class Fires {
  /** Newest first. */
  toasts = $state.raw<readonly AlertEvent[]>([]);
  #recent = $state.raw<ReadonlySet<string>>(plainSet());
  readonly #leftMs = plainMap<string, number>();
  readonly #later: (act: () => void, delayMs: number) => void;

  constructor(later: (act: () => void, delayMs: number) => void) {
    this.#later = later;
  }

  /** An alert fired; once for each event. */
  add(event: AlertEvent): void {
    this.#leftMs.set(event.id, toldForMs);
    this.toasts = [event, ...this.toasts].slice(0, maxShown);
    const id = event.ruleId;
    if (id === null) return;
    this.#recent = plainSet([...this.#recent, id]);
    this.#later(() => {
      this.#recent = plainSet([...this.#recent].filter((each) => each !== id));
    }, recentForMs);
  }

  /** The window was seen for so long: what has been told long enough goes, but for what is still told again. */
  age(ms: number, isRepeating: (id: string) => boolean): void {
    for (const { id } of this.toasts) if (!isRepeating(id)) this.#leftMs.set(id, (this.#leftMs.get(id) ?? 0) - ms);
    if (this.toasts.some(({ id }) => (this.#leftMs.get(id) ?? 0) <= 0))
      this.#keep(({ id }) => (this.#leftMs.get(id) ?? 0) > 0);
  }

  putAway(id: string): void {
    this.#keep((event) => event.id !== id);
  }

  /** All of it was read elsewhere. */
  clear(): void {
    this.#keep(() => false);
  }

  isRecent(ruleId: string): boolean {
    return this.#recent.has(ruleId);
  }

  #keep(stays: (event: AlertEvent) => boolean): void {
    this.toasts = this.toasts.filter(stays);
    const left = plainSet(this.toasts.map(({ id }) => id));
    for (const id of this.#leftMs.keys()) if (!left.has(id)) this.#leftMs.delete(id);
  }
}
