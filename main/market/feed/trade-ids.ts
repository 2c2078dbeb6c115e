/** Which trades of one instrument were seen. By id alone: neighbouring trades often share a timestamp. */

const kept = 64;

export type IdStatus = "new" | "duplicate" | "late";

export class TradeIds {
  /** The last ones, in a ring: tells a repeated trade from one that is merely too late. */
  #recent: string[] = [];
  #next = 0;
  /** The highest id made of digits alone. */
  #highest: string | null = null;
  #areIgnored = false;

  /** Takes an id in and says what it is. Ids that are not made of digits have no order, so they are never late. */
  see(id: string): IdStatus {
    if (this.#areIgnored) return "new";
    const highest = this.#highest;
    if (id === highest) return "duplicate";
    if (!isDigits(id)) return this.#recent.includes(id) ? "duplicate" : this.#take(id);
    if (highest === null || isHigherId(id, highest)) {
      this.#highest = id;
      return this.#take(id);
    }
    return this.#recent.includes(id) ? "duplicate" : "late";
  }

  /** Whether it is above every id seen; without an order, whether it was not seen. Takes nothing in. */
  isAbove(id: string): boolean {
    if (!isDigits(id)) return !this.#recent.includes(id);
    return this.#highest === null || isHigherId(id, this.#highest);
  }

  /** Whether it is one of the last ids that were seen. */
  hasSeen(id: string): boolean {
    return this.#recent.includes(id);
  }

  /** The venue counts anew: `ids` are the first of the new numbering, in the order in which they came. */
  restart(ids: readonly string[]): void {
    this.#recent = [];
    this.#next = 0;
    this.#highest = null;
    for (const id of ids) this.see(id);
  }

  /** What the venue writes as an id names no trade: on this socket every tick is a new one. */
  ignore(): void {
    this.#areIgnored = true;
  }

  /** A new socket: what was wrong with the ids of the old one need not be wrong here. */
  newSocket(): void {
    this.#areIgnored = false;
  }

  #take(id: string): "new" {
    this.#recent[this.#next] = id;
    this.#next = (this.#next + 1) % kept;
    return "new";
  }
}

/** Whether ids are ordered by it. */
export function isDigits(id: string): boolean {
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** For ids of digits alone. Compared as text, so that ids longer than a double holds keep their order. */
export function isHigherId(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
