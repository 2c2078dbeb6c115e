/**
 * Tells the person that nothing can be remembered, and that it is over. Straight to the channel: the outbox keeps its work in
 * the very database that does not work.
 */
import { message as text } from "../../../preload/contract/messages/message.ts";
import { formatDuration, formatMoment } from "../../../preload/contract/format.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { Channel, Message } from "../../delivery/channel.ts";

/** A backup program that holds the file for a moment is not worth a message; what fires meanwhile is told for itself. */
export const toldAfterMs = 2_000;
/** A disk that is nearly full takes small writes and refuses large ones: only when that has ended is it over. */
const overAfterMs = 5_000;
/** A channel that could not show it is asked again this often, and whenever it says that it is well. */
const againAfterMs = 30_000;

export interface StorageOutageNotifierOptions {
  readonly clock: Clock;
  readonly channel: Pick<Channel, "show" | "onStatus">;
  /** False while the person has turned notifications off. */
  readonly enabled: () => boolean;
  /** When the newest backup was made, ISO; null where there is none. */
  readonly newestBackup: () => string | null;
}

interface Ongoing {
  readonly sinceMonoMs: number;
  /** What is wrong, as the store says it. */
  words: string;
  /** Set while it seems to be over. */
  endedMonoMs: number | null;
  isTold: boolean;
}

export class StorageOutageNotifier {
  readonly #options: StorageOutageNotifierOptions;
  readonly #endStatus: () => void;
  #ongoing: Ongoing | null = null;
  #isShowing = false;
  #timer: Timer | null = null;
  #saved = 0;
  #lost = 0;

  constructor(options: StorageOutageNotifierOptions) {
    this.#options = options;
    this.#endStatus = options.channel.onStatus(({ state }) => {
      if (state === "ok") this.#check();
    });
  }

  /** What is wrong now; null: all is well. To be called whenever that may have changed. */
  update(trouble: string | null): void {
    const { monoMs } = this.#options.clock.now();
    if (trouble !== null) {
      this.#ongoing ??= { sinceMonoMs: monoMs, words: trouble, endedMonoMs: null, isTold: false };
      this.#ongoing.words = trouble;
      this.#ongoing.endedMonoMs = null;
    } else if (this.#ongoing !== null) {
      this.#ongoing.endedMonoMs ??= monoMs;
    }
    this.#check();
  }

  /** Alerts that were shown first and written afterwards, and such as could not be kept at all. */
  count(alerts: { readonly saved?: number; readonly lost?: number }): void {
    this.#saved += alerts.saved ?? 0;
    this.#lost += alerts.lost ?? 0;
  }

  stop(): void {
    this.#endStatus();
    this.#timer?.cancel();
    this.#ongoing = null;
  }

  #check(): void {
    const ongoing = this.#ongoing;
    if (ongoing === null || this.#isShowing) return;
    const { monoMs } = this.#options.clock.now();
    if (ongoing.endedMonoMs === null) {
      if (ongoing.isTold) return;
      const waitMs = ongoing.sinceMonoMs + toldAfterMs - monoMs;
      if (waitMs > 0) this.#wait(waitMs);
      else this.#show(this.#troubleMessage(ongoing), () => (ongoing.isTold = true));
    } else {
      const waitMs = ongoing.endedMonoMs + overAfterMs - monoMs;
      if (waitMs > 0) this.#wait(waitMs);
      else if (ongoing.isTold) this.#show(this.#overMessage(ongoing, ongoing.endedMonoMs), () => this.#end());
      else this.#end();
    }
  }

  #end(): void {
    this.#ongoing = null;
    this.#saved = 0;
    this.#lost = 0;
  }

  #wait(ms: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(ms, () => this.#check());
  }

  #show(message: Message, done: () => void): void {
    if (!this.#options.enabled()) return done();
    this.#isShowing = true;
    const settled = (isShown: boolean): void => {
      this.#isShowing = false;
      if (this.#ongoing === null) return;
      if (isShown) done();
      else this.#wait(againAfterMs);
      if (isShown) this.#check();
    };
    this.#options.channel.show(message).then(
      (outcome) => settled(outcome.state === "shown" || (outcome.state === "failed" && !outcome.retryable)),
      (error: unknown) => {
        settled(false);
        queueMicrotask(() => {
          throw error;
        });
      },
    );
  }

  #troubleMessage({ words }: Ongoing): Message {
    const newest = this.#options.newestBackup();
    if (newest === null) return messageOf(text("database.trouble"), words, "critical");
    const moment = formatMoment(Date.parse(newest), this.#options.clock.now().wallMs, {});
    return messageOf(text("database.trouble"), `${words}\n${text("database.last-backup", { moment })}`, "critical");
  }

  #overMessage({ sinceMonoMs }: Ongoing, endedMonoMs: number): Message {
    const lines = [text("database.over.could-not", { duration: formatDuration(endedMonoMs - sinceMonoMs) })];
    if (this.#saved > 0) lines.push(text("database.over.saved", { count: this.#saved }));
    if (this.#lost > 0) lines.push(text("database.over.lost", { count: this.#lost }));
    return messageOf(text("database.over"), lines.join(" "), "normal");
  }
}

/** One id: that it is over takes the place of what was wrong. */
function messageOf(title: string, body: string, urgency: Message["urgency"]): Message {
  return { id: "database", title, body, urgency, actions: ["open"], externalId: null };
}
