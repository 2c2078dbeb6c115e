/** What the venue's own list of instruments says of one that is watched. */
import type { ListedInstrument } from "../venues/session.ts";

export class ListedState {
  #isGone = false;
  #note: string | null = null;

  /** The list does not have it: it was delisted or renamed, or never was there. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** The venue's words on why it does not trade; null where it does, or nothing is said. */
  get note(): string | null {
    return this.#note;
  }

  /** The list was read. Null: it does not have the instrument. */
  update(listed: ListedInstrument | null): void {
    this.#isGone = listed === null;
    this.#note = listed === null || listed.state === "trading" ? null : listed.note;
  }
}
