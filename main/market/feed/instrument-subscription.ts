/** What the stream has said of one instrument that we asked the venue for. */

export class InstrumentSubscription {
  #state: "requested" | "live" | "rejected" = "requested";
  #words: string | null = null;
  #askedMonoMs: number | null = null;

  /** `requested`: nothing has come yet. A refusal stands until a price says otherwise. */
  get state(): "requested" | "live" | "rejected" {
    return this.#state;
  }

  /** The venue's own words of refusal, every secret taken out; null where it is not rejected. */
  get words(): string | null {
    return this.#words;
  }

  /** When it was asked for on the present socket; null while there is none. */
  get askedMonoMs(): number | null {
    return this.#askedMonoMs;
  }

  /** It is asked for over an open socket: nothing that it has told before says anything of now. */
  begin(monoMs: number): void {
    this.#askedMonoMs = monoMs;
    this.#expect();
  }

  /** A price came. True where it is the first one since it was asked for. */
  confirm(): boolean {
    if (this.#state === "live") return false;
    this.#state = "live";
    this.#words = null;
    return true;
  }

  /** The venue refuses it. */
  reject(words: string): void {
    this.#state = "rejected";
    this.#words = words;
  }

  /** The socket over which it was asked for is gone. */
  end(): void {
    this.#askedMonoMs = null;
    this.#expect();
  }

  #expect(): void {
    if (this.#state === "live") this.#state = "requested";
  }
}
