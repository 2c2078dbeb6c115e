/** Backups by themselves: one is made where it is due, and a person hears of it when none could be made. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Channel } from "../../delivery/channel.ts";
import type { Store } from "../../store/store-interface.ts";
import { Signal } from "../../lib/signal.ts";

/** The first backup of all is made before there is an alert; the one with the first alerts must not be long in coming. */
export const backupCheckEveryMs = 300_000;

export interface BackupScheduleOptions {
  readonly clock: Clock;
  readonly store: { readonly backups: Pick<Store["backups"], "makeDaily">; readonly health: Store["health"] };
  readonly channel: Pick<Channel, "show">;
  /** False while the person has turned notifications off. */
  readonly enabled: () => boolean;
}

export class BackupSchedule {
  /** {@link failure} is another one now. */
  readonly changed = new Signal<void>();
  readonly #options: BackupScheduleOptions;
  #failure: string | null = null;
  /** The person has been told of the failure that lasts. */
  #isTold = false;
  #timer: Timer | null = null;

  constructor(options: BackupScheduleOptions) {
    this.#options = options;
  }

  /** Why the last backup that was due could not be made; null where it could. */
  get failure(): string | null {
    return this.#failure;
  }

  start(): void {
    this.#timer = this.#options.clock.every(backupCheckEveryMs, () => this.#check());
    this.#check();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #check(): void {
    this.#makeIfDue().catch((error: unknown) =>
      queueMicrotask(() => {
        throw error;
      }),
    );
  }

  async #makeIfDue(): Promise<void> {
    const { clock, store, channel, enabled } = this.#options;
    const made = await store.backups.makeDaily(clock.now().wallMs);
    // The end of the app cuts a copy off in its middle, which is no failure to tell.
    if (this.#timer === null) return;
    // While nothing at all can be written, that is what is told: words about it would stand there after it is over.
    const failure = made.ok || store.health().state !== "ok" ? null : made.error.message;
    if (failure !== this.#failure) {
      this.#failure = failure;
      this.changed.emit();
    }
    if (made.ok) this.#isTold = false;
    if (failure === null || this.#isTold || !enabled()) return;
    const outcome = await channel.show({
      id: "backup",
      title: message("database.no-backup"),
      body: failure,
      urgency: "normal",
      actions: ["open"],
      externalId: null,
    });
    this.#isTold = outcome.state === "shown" || (outcome.state === "failed" && !outcome.retryable);
  }
}
