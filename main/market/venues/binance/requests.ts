/**
 * What was asked over one socket, by the id of the request: Binance confirms `{"result":null,"id":1}` and names no symbol, and it
 * confirms streams of symbols that do not exist.
 */
import type { StreamKind } from "./streams.ts";

/** What is subscribed of one symbol. */
export interface Subscription {
  readonly symbol: string;
  readonly wireSymbol: string;
  /** Asked for, and not ended since. */
  readonly asked: Set<StreamKind>;
  /** Of these, what the venue has confirmed. */
  readonly confirmed: Set<StreamKind>;
  /** A price was told: what a ticker tells from then on is news, or is none. */
  hasPrice: boolean;
  /** The newest trade that was told, by any stream. */
  newestTradeId: number | null;
  /** The newest trade that the ticker before told of: the trades' own stream has had a second to tell it too. */
  tickerTradeId: number | null;
}

export interface StreamOf {
  readonly subscription: Subscription;
  readonly kind: StreamKind;
}

export type Request = {
  /** Symbols that the list does not have: refused with the answer, as the venue itself would never say so. */
  readonly notListed: readonly string[];
} & (
  | { readonly method: "SUBSCRIBE" | "UNSUBSCRIBE"; readonly streams: readonly StreamOf[]; readonly ends: boolean }
  | { readonly method: "LIST_SUBSCRIPTIONS"; readonly expected: readonly StreamOf[] }
);

export class Requests {
  #nextId = 1;
  readonly #open = new Map<string, Request>();

  /** The frame that asks for it. */
  frame(request: Request, params?: readonly string[]): string {
    const id = this.#nextId++;
    this.#open.set(String(id), request);
    return JSON.stringify({ method: request.method, params, id });
  }

  /** What an answer with this id is the answer to; it is answered once. */
  take(id: unknown): Request | null {
    const key = typeof id === "string" ? id : "";
    const request = this.#open.get(key) ?? null;
    this.#open.delete(key);
    return request;
  }
}
