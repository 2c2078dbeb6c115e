/** What a rule has seen since it was armed: whether it has a previous price, and which gaps may tell it of a crossing. */

export class SeenPrices {
  #hasPrevious = false;
  #isUndecidedAtPrevious = false;
  #gaps: "any" | "after-arming" | "none" = "any";
  #toldSinceMs = Number.POSITIVE_INFINITY;

  /** Whether the price index's present price counts as this rule's previous price. */
  get hasPrevious(): boolean {
    return this.#hasPrevious;
  }

  /** The previous price is one from before (T6) at which it was not decided: the next price decides, whatever its value. */
  get isUndecidedAtPrevious(): boolean {
    return this.#isUndecidedAtPrevious;
  }

  /**
   * Which gap may tell it of a crossing. `any`: it was armed before. `after-arming`: armed while its instrument could not be
   * watched, so only one that by the clock began later, and a price from before it is no previous price. `none`: armed when that
   * gap was already over for other quantities.
   */
  get gaps(): "any" | "after-arming" | "none" {
    return this.#gaps;
  }

  /** `hasPrevious`: the price index's present price is of just now. */
  arm(hasPrevious: boolean): void {
    this.#gaps = "any";
    this.#toldSinceMs = Number.POSITIVE_INFINITY;
    this.#hasPrevious = hasPrevious;
    this.#isUndecidedAtPrevious = false;
  }

  /** It has been told of a gap that began then, wall milliseconds. */
  tellGap(fromWallMs: number): void {
    this.#toldSinceMs = Math.min(this.#toldSinceMs, fromWallMs);
  }

  /** Whether it was told of a gap that began then since it was armed, or of one before that. */
  wasTold(fromWallMs: number): boolean {
    return fromWallMs >= this.#toldSinceMs;
  }

  /** Armed while nothing can be seen. `isGapOver`: of the instrument other quantities have been seen again. */
  armBlind(isGapOver: boolean): void {
    this.#gaps = isGapOver ? "none" : "after-arming";
  }

  /** Another outage begins, and it was armed before that one. */
  loseFeed(): void {
    if (this.#gaps === "none") this.#gaps = "any";
  }

  /** A price from before becomes its previous one, unless it waits for the first one of now. */
  takePrevious(): void {
    if (this.#gaps !== "none") this.#hasPrevious = true;
  }

  /** It has a price: its previous one from here on. True where it was armed blind and this is the first. */
  see(isUndecided: boolean): boolean {
    const isFirst = this.#gaps === "after-arming";
    this.#gaps = "any";
    this.#hasPrevious = true;
    this.#isUndecidedAtPrevious = isUndecided;
    return isFirst;
  }
}
