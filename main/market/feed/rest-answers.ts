/** What REST has answered of one instrument that is not a price yet. */
import type { CurrentPrice } from "../venues/session.ts";

export class RestAnswers {
  #early: CurrentPrice | null = null;
  #words: string | null = null;

  /** Why it has no price, in words fit to be shown; null where REST has one or was not asked. */
  get words(): string | null {
    return this.#words;
  }

  /** A price that came before the connection had proven itself; null where none did. */
  get early(): CurrentPrice | null {
    return this.#early;
  }

  holdEarly(price: CurrentPrice): void {
    this.#early = price;
  }

  dropEarly(): void {
    this.#early = null;
  }

  explain(words: string | null): void {
    this.#words = words;
  }
}
