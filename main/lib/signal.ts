/** A change that others may listen to. Listeners run in the order they came, synchronously. */
export class Signal<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Returns the function that ends the subscription. */
  listen(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Ends every subscription. */
  clear(): void {
    this.#listeners.clear();
  }

  emit(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}
