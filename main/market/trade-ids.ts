/** Which trades of one instrument were seen. By id alone: neighbouring trades often share a timestamp. */

const kept = 64;
/** A venue that starts counting anew must not silence an instrument for ever. */
const restartAfter = 20;

export type IdVerdict = "new" | "duplicate" | "late";

export class TradeIds {
  /** The last ones, in a ring: tells a repeated trade from one that is merely too late. */
  #recent: string[] = [];
  #next = 0;
  /** The highest id made of digits alone. */
  #highest: string | null = null;
  #mayRestart = false;
  #lateRun = 0;
  #lastLate: string | null = null;

  /** Takes an id in and says what it is. Ids that are not made of digits have no order, so they are never late. */
  see(id: string): IdVerdict {
    const highest = this.#highest;
    if (id === highest) return "duplicate";
    if (!isDigits(id)) return this.#recent.includes(id) ? "duplicate" : this.#take(id);
    if (highest === null || isHigher(id, highest)) {
      this.#highest = id;
      this.#mayRestart = false;
      return this.#take(id);
    }
    if (this.#recent.includes(id)) return "duplicate";
    return this.#isRestart(id) ? this.#restart(id) : "late";
  }

  /** A new socket: if ids now rise steadily from a lower number, the venue counts anew. */
  newSocket(): void {
    this.#mayRestart = this.#highest !== null;
    this.#lateRun = 0;
    this.#lastLate = null;
  }

  #take(id: string): "new" {
    this.#recent[this.#next] = id;
    this.#next = (this.#next + 1) % kept;
    return "new";
  }

  #isRestart(id: string): boolean {
    this.#lateRun = this.#lastLate === null || isHigher(id, this.#lastLate) ? this.#lateRun + 1 : 1;
    this.#lastLate = id;
    return this.#mayRestart && this.#lateRun > restartAfter;
  }

  #restart(id: string): "new" {
    this.#mayRestart = false;
    this.#lateRun = 0;
    this.#highest = id;
    this.#recent = [];
    this.#next = 0;
    return this.#take(id);
  }
}

function isDigits(id: string): boolean {
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** Compared as text, so that ids longer than a double holds keep their order. */
function isHigher(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
