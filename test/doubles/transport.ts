/** A host that a test plays itself: what it answers, what it pushes, and everything it was asked. */
import type { Transport } from "../../preload/api.ts";
import type { CallInput, CallName, CallOutput, PushName, PushValue } from "../../preload/contract/contract.ts";
import type { Result } from "../../preload/contract/result.ts";

type Handler<N extends CallName> = (input: CallInput<N>) => Result<CallOutput<N>> | Promise<Result<CallOutput<N>>>;
export type Handlers = { [N in CallName]?: Handler<N> };

export interface Call {
  readonly name: CallName;
  readonly input: unknown;
}

/** Loud: a call that no handler was given for rejects with its name. */
export class FakeTransport implements Transport {
  readonly handlers: Handlers;
  readonly calls: Call[] = [];
  readonly #listeners = new Map<PushName, Set<(value: unknown) => void>>();

  constructor(handlers: Handlers = {}) {
    this.handlers = { ...handlers };
  }

  async invoke(name: CallName, input: unknown): Promise<Result<unknown>> {
    this.calls.push({ name, input });
    const handler = this.handlers[name] as ((input: unknown) => Result<unknown> | Promise<Result<unknown>>) | undefined;
    if (handler === undefined) throw new Error(`No fake handler for call: ${name}`);
    return await handler(input);
  }

  subscribe(name: PushName, listener: (value: unknown) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  /** Tells every subscriber. */
  push<N extends PushName>(name: N, value: PushValue<N>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(value);
  }

  /** What was asked of one call, in order. */
  inputs<N extends CallName>(name: N): CallInput<N>[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.input as CallInput<N>);
  }
}
