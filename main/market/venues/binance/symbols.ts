/** Our symbols and Binance's: `BTC-USDT` and `BTCUSDT`, by the venue's own list. No name is taken apart: `1INCHUSDT` could be many. */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { ListedInstrument } from "../session.ts";

export class SymbolTable {
  readonly #listed: () => readonly ListedInstrument[];
  #known: readonly ListedInstrument[] | null = null;
  #wireSymbols = new Map<string, string>();
  #symbols = new Map<string, string>();

  /** `listed`: the newest list that is known; the same array as long as it is the same list. */
  constructor(listed: () => readonly ListedInstrument[]) {
    this.#listed = listed;
  }

  /** Null where the list does not have it. Without any list nothing can be checked: base and quote stand side by side there. */
  wireSymbolOf(symbol: string): string | null {
    this.#refresh();
    return this.#wireSymbols.get(symbol) ?? (this.#known?.length === 0 ? symbol.replace("-", "") : null);
  }

  /** The wire's own name where the list does not have it. */
  symbolOf(wireSymbol: string): string {
    this.#refresh();
    return this.#symbols.get(wireSymbol) ?? wireSymbol;
  }

  #refresh(): void {
    const listed = this.#listed();
    if (listed === this.#known) return;
    this.#known = listed;
    this.#wireSymbols = new Map(listed.map(({ symbol, wireSymbol }) => [symbol, wireSymbol]));
    this.#symbols = new Map(listed.map(({ symbol, wireSymbol }) => [wireSymbol, symbol]));
  }
}

/** For the symbol that the list does not have. */
export function notListed(symbol: string): string {
  return message("venue.unlisted-symbol", { venue: "Binance", symbol });
}
