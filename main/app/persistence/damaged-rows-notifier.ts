/** Tells the person of rows that could not be read, once, and goes on saying so in the status of the run that found them. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Channel } from "../../delivery/channel.ts";
import type { DamagedRow, Store } from "../../store/store-interface.ts";
import { damagedRowsText } from "./damaged-rows-text.ts";

/** A channel that could not show it is asked again this often, and whenever it says that it is well. Milliseconds. */
const againAfterMs = 30_000;

export interface DamagedRowsNotifierOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "damagedRows" | "file">;
  readonly channel: Pick<Channel, "show" | "onStatus">;
  /** False while the person has turned notifications off: then the status alone says it. */
  readonly enabled: () => boolean;
  /** {@link DamagedRowsNotifier.text} has changed. */
  readonly changed: () => void;
}

export class DamagedRowsNotifier {
  readonly #options: DamagedRowsNotifierOptions;
  readonly #ends: (() => void)[] = [];
  /** Everything that this run knows of, told or not, by id. */
  readonly #known = new Map<number, DamagedRow>();
  /** Told, and perhaps not marked so yet: shown once in this run whatever the database does. */
  readonly #alreadyDelivered = new Set<number>();
  #isShowing = false;
  #isStopped = false;
  #timer: Timer | null = null;

  constructor(options: DamagedRowsNotifierOptions) {
    this.#options = options;
  }

  /** What could not be read, in words; null where all could. */
  get text(): string | null {
    return damagedRowsText([...this.#known.values()], this.#options.store.file);
  }

  /** Tells what was found up to now, and from here on what is found. */
  start(): void {
    const { store, channel } = this.#options;
    this.#ends.push(
      // Later: it is found in the middle of somebody's reading.
      store.damagedRows.onAdded(() => queueMicrotask(() => this.#check())),
      channel.onStatus(({ state }) => {
        if (state === "ok") this.#check();
      }),
    );
    this.#check();
  }

  stop(): void {
    this.#isStopped = true;
    for (const end of this.#ends.splice(0)) end();
    this.#timer?.cancel();
  }

  #check(): void {
    if (this.#isShowing || this.#isStopped) return;
    this.#timer?.cancel();
    this.#timer = null;
    const { store, channel, enabled, changed } = this.#options;
    const untold = store.damagedRows.untold();
    if (!untold.ok) return this.#checkAgain();
    if (untold.value.some(({ id }) => !this.#known.has(id))) {
      for (const row of untold.value) this.#known.set(row.id, row);
      changed();
    }
    if (!this.#markAlreadyDelivered(untold.value)) this.#checkAgain();
    const rows = untold.value.filter(({ id }) => !this.#alreadyDelivered.has(id));
    const body = damagedRowsText(rows, store.file);
    if (body === null) return;
    const settled = (isTold: boolean): void => {
      this.#isShowing = false;
      if (!isTold) return this.#checkAgain();
      for (const { id } of rows) this.#alreadyDelivered.add(id);
      // Marks them, and shows what was found meanwhile.
      this.#check();
    };
    if (!enabled()) return settled(true);
    this.#isShowing = true;
    const title = message("database.damaged");
    channel.show({ id: "damaged-rows", title, body, urgency: "critical", actions: ["open"], externalId: null }).then(
      (outcome) => settled(outcome.state === "shown" || (outcome.state === "failed" && !outcome.retryable)),
      (error: unknown) => {
        settled(false);
        queueMicrotask(() => {
          throw error;
        });
      },
    );
  }

  /** True where nothing is left to be marked. */
  #markAlreadyDelivered(untold: readonly DamagedRow[]): boolean {
    const { store, clock } = this.#options;
    const ids = untold.map(({ id }) => id).filter((id) => this.#alreadyDelivered.has(id));
    return ids.length === 0 || store.damagedRows.markAlreadyDelivered(ids, clock.now().wallMs).ok;
  }

  #checkAgain(): void {
    if (!this.#isStopped) this.#timer ??= this.#options.clock.after(againAfterMs, () => this.#check());
  }
}
