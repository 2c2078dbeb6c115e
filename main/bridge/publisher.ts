/** Pushes on their way from the app to whoever shows them: every transport, and the headless host's own output. */
import { pushNames, type PushName, type PushValue } from "../../preload/contract/contract.ts";

/** One push with its value, told apart by `name`. */
export type Push = { [N in PushName]: { readonly name: N; readonly value: PushValue<N> } }[PushName];

/** `clientId` names the one window a push is for; null: everyone. */
export type PushListener = (push: Push, clientId: string | null) => void;

/** Hands every push to those who asked for its name. A listener that throws is reported and keeps nobody else from it. */
export class Publisher {
  readonly #listeners = new Map<PushName, Set<PushListener>>();
  readonly #onBug: (error: unknown) => void;

  constructor(onBug: (error: unknown) => void) {
    this.#onBug = onBug;
    for (const name of pushNames) this.#listeners.set(name, new Set());
  }

  /** Tells every listener. */
  publish<N extends PushName>(name: N, value: PushValue<N>): void {
    this.#send(name, value, null);
  }

  /** Tells one window alone; transports that do not have it ignore it. */
  publishTo<N extends PushName>(clientId: string, name: N, value: PushValue<N>): void {
    this.#send(name, value, clientId);
  }

  /** Listens to these names (all of them unless told). Returns the function that ends it. */
  subscribe(listener: PushListener, names: readonly PushName[] = pushNames): () => void {
    for (const name of names) this.#listeners.get(name)?.add(listener);
    return () => {
      for (const name of names) this.#listeners.get(name)?.delete(listener);
    };
  }

  /** Whether anybody listens to this name: what nobody shows need not be prepared. */
  wants(name: PushName): boolean {
    return Boolean(this.#listeners.get(name)?.size);
  }

  #send<N extends PushName>(name: N, value: PushValue<N>, clientId: string | null): void {
    const listeners = this.#listeners.get(name);
    if (listeners === undefined || listeners.size === 0) return;
    // The type of a union member cannot be followed through a generic; name and value belong together by the signature.
    const push = { name, value } as unknown as Push;
    for (const listener of listeners) {
      try {
        listener(push, clientId);
      } catch (error) {
        this.#onBug(error);
      }
    }
  }
}
