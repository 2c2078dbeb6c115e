/** Whether what is decided can be remembered: the commit queue knows of decisions, the store of everything else. */
import { Signal } from "../../lib/signal.ts";
import type { Store, StoreHealth } from "../../store/store-interface.ts";
import type { CommitQueue } from "./commit-queue.ts";

export class StorageHealth {
  readonly changed = new Signal<void>();
  readonly #store: Pick<Store, "health">;
  readonly #commitQueue: Pick<CommitQueue, "refusal">;

  constructor(store: Pick<Store, "health" | "onHealth">, commitQueue: Pick<CommitQueue, "refusal" | "healthChanged">) {
    this.#store = store;
    this.#commitQueue = commitQueue;
    commitQueue.healthChanged.listen(() => this.changed.emit());
    store.onHealth(() => this.changed.emit());
  }

  get current(): StoreHealth {
    const { refusal } = this.#commitQueue;
    return refusal === null ? this.#store.health() : { state: "failing", message: refusal };
  }
}
